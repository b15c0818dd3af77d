// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Foundation
import Settings
import Wire

/// A private note in the conversation itself: a hint that the agent who has it sees, and the contact does not.
///
/// Sources: developers.chatwoot.com, "Create New Message" (`private`); docs.zammad.org, "Ticket Articles" (`internal`).
struct WhisperFormat {
  var path: String
  var authorization: String
  var body: [UInt8]

  /// `nil` for what is not about a conversation, or is no news for its agent.
  init?(_ notification: Notification, _ message: Message, _ webhook: Webhook) {
    guard case .alert(let transition) = notification, transition.alert.status == .firing,
      let conversation = transition.alert.circumstances.conversation
    else { return nil }
    let token = webhook.secret?.text ?? ""
    let text = Self.text(message)
    var writer = JSONWriter()
    switch webhook.format {
    case .chatwoot:
      path = "conversations/\(Self.escaped(conversation))/messages"
      authorization = "api_access_token: \(token)"
      writer.object { json in
        json.field("content", Self.withoutMarkdown(text))
        json.field("message_type", "outgoing")
        json.field("private", true)
      }
    default:
      path = "api/v1/ticket_articles"
      authorization = "Authorization: Token token=\(token)"
      writer.object { json in
        if let number = Int(conversation) {
          json.field("ticket_id", number)
        } else {
          json.field("ticket_id", conversation)
        }
        json.field("subject", "Foreshock")
        json.field("body", text)
        json.field("content_type", "text/plain")
        json.field("type", "note")
        json.field("internal", true)
      }
    }
    body = writer.bytes
  }

  private static func text(_ message: Message) -> String {
    let lines =
      ["\(message.mark): \(message.summary)"] + message.reasons + (message.playbook.map { ["→ \($0)"] } ?? [])
    return lines.joined(separator: "\n").shortened(to: 5000)
  }

  /// A part of a path (RFC 3986, section 3.3).
  private static func escaped(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  /// Chatwoot shows messages as Markdown.
  private static func withoutMarkdown(_ text: String) -> String {
    text.escaping { scalar in
      switch scalar {
      case "\\", "*", "_", "[", "]", "`", "~", "#", "<", ">", "|", "!", "@": "\\\(scalar)"
      default: nil
      }
    }
  }
}
