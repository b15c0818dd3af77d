// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Rules
import Yams

/// Reads the section `receivers`.
struct ReceiverReader {
  let webhooks: WebhookReader

  func read(_ section: YAMLSection) -> [Receiver] {
    section.keys.map { name, _, value in
      var receiver = Receiver(name: name, channels: [])
      guard case .sequence(let list) = value else {
        section.error(value, "receiver '\(name)' is a list, such as '- webhook: {url: …}'")
        return receiver
      }
      for element in list {
        guard
          let channel = YAMLSection(
            element, in: section.file, what: "receiver '\(name)'", section.diagnostics)
        else { continue }
        channel.allow(Shape.channel)
        if let webhook = channel.section("webhook", "'webhook'").flatMap({ webhooks.read($0) }) {
          receiver.channels.append(.webhook(webhook))
        }
        if let mail = channel.section("sendmail", "'sendmail'").flatMap({ readMail($0) }) {
          receiver.channels.append(.sendmail(mail))
        }
        if channel["journal"] != nil { receiver.channels.append(.journal) }
        if channel["stdout"] != nil { receiver.channels.append(.standardOutput) }
      }
      return receiver
    }
  }

  private func readMail(_ section: YAMLSection) -> Mail? {
    section.allow(Shape.mail)
    guard let to = section.strings("to"), !to.isEmpty else {
      if section["to"] == nil || section["to"]?.sequence?.isEmpty == true {
        section.error(section["to"] ?? section.node, "sendmail needs 'to': a list of addresses")
      }
      return nil
    }
    var mail = Mail(to: to)
    mail.from = section.string("from") ?? mail.from
    mail.program = section.string("program") ?? mail.program
    mail.style = webhooks.styles.read(section)
    for address in to + [mail.from] where !Self.isAddress(address) {
      section.error(section["to"] ?? section.node, "'\(address)' is no mail address")
    }
    if !Files.exists(mail.program) {
      section.error(
        section["program"] ?? section.node,
        "there is no program '\(mail.program)'; install a mail transfer agent, or name another in 'program'")
    }
    return mail
  }

  /// Enough to keep lines of the head and options apart; the mail transfer agent knows the rest.
  private static func isAddress(_ text: String) -> Bool {
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x2C && $0 != 0x3B && $0 != 0x3C && $0 != 0x3E }
    return isPlain && !text.hasPrefix("-") && !text.isEmpty
      && text.split(separator: "@", omittingEmptySubsequences: false).count <= 2
  }

  /// Notes reports that are to go to nobody, or to machines which take alerts only.
  func check(_ reports: [(ScheduledReport, YAMLSection)], _ receivers: [Receiver]) {
    for (report, section) in reports {
      section.checkReceivers(receivers.map(\.name))
      guard let node = section["notify"] else { continue }
      for receiver in receivers where report.notify.contains(receiver.name) {
        for case .webhook(let webhook) in receiver.channels where webhook.format.takesAlertsOnly {
          section.error(
            node,
            "'\(receiver.name)' takes alerts only (format \(webhook.format)); name a receiver that people read"
          )
        }
      }
    }
  }
}
