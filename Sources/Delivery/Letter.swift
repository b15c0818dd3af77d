// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Foundation
import Settings

/// A notification as a MIME message, for the machine's own mail transfer agent.
///
/// Sources: RFC 5322 (messages), RFC 2045 and 2047 (MIME), RFC 3834 (`Auto-Submitted`).
enum Letter {
  static func body(_ notification: Notification, _ message: Message, id: String, _ mail: Mail) -> [UInt8] {
    let subject = "[\(message.mark)] \(message.summary)".shortened(to: 200)
    var head = [
      "From: Foreshock <\(mail.from)>", "To: \(mail.to.joined(separator: ", "))",
      "Subject: \(encoded(subject))", "Date: \(date(notification.at))", "Message-ID: <\(id)@foreshock>",
    ]
    if case .alert(let transition) = notification, transition.alert.status != .firing {
      // What becomes of an alert stands below its beginning.
      let first = "\(transition.alert.id).firing.\(transition.alert.firedAt.microseconds)"
      head += ["In-Reply-To: <\(first)@foreshock>", "References: <\(first)@foreshock>"]
    }
    head += [
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
      "Auto-Submitted: auto-generated",
    ]
    let text = Data(text(message).utf8).base64EncodedString(options: [
      .lineLength76Characters, .endLineWithLineFeed,
    ])
    return Array((head.joined(separator: "\n") + "\n\n" + text + "\n").utf8)
  }

  static func text(_ message: Message) -> String {
    var lines = ["\(message.mark): \(message.summary)", ""]
    lines += message.facts.map { "\($0.name): \($0.value)" }
    if !message.reasons.isEmpty { lines += [""] + message.reasons }
    if let playbook = message.playbook { lines += ["", "→ \(playbook)"] }
    if let link = message.link { lines += ["", "\(link.words): \(link.address)"] }
    lines += ["", "-- ", message.footer]
    let mark = message.isRightToLeft ? "\u{200F}" : ""
    return lines.map { $0.isEmpty ? "" : mark + $0 }.joined(separator: "\n") + "\n"
  }

  /// A text of the head: words of at most 75 signs, none of which is more than itself.
  private static func encoded(_ text: String) -> String {
    var words: [String] = []
    var piece = ""
    for character in text {
      if (piece + String(character)).utf8.count > 42 {
        words.append(piece)
        piece = ""
      }
      piece.append(character)
    }
    words.append(piece)
    return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\n ")
  }

  private static func date(_ instant: Instant) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = .gmt
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss '+0000'"
    return formatter.string(from: Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6))
  }
}
