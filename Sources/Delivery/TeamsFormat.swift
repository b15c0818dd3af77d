// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Rules
import Wire

/// A notification as an Adaptive Card, for a Teams workflow that posts what a webhook gets.
///
/// Card texts know some Markdown, so that whatever could be markup is escaped; a card has at most 28 KiB.
///
/// Source: learn.microsoft.com, "Create and send actionable messages" and "Text features in Adaptive Cards".
enum TeamsFormat {
  /// Characters of all reasons together.
  private static let maximumReasons = 6000

  static func body(_ message: Message) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.field("type", "message")
      json.key("attachments")
      json.array { json in
        json.object { json in
          json.field("contentType", "application/vnd.microsoft.card.adaptive")
          json.key("content")
          card(&json, message)
        }
      }
    }
    return writer.bytes
  }

  private static func card(_ json: inout JSONWriter, _ message: Message) {
    json.object { json in
      json.field("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
      json.field("type", "AdaptiveCard")
      json.field("version", "1.4")
      if message.isRightToLeft { json.field("rtl", true) }
      if let link = message.link {
        json.key("actions")
        json.array { json in
          json.object { json in
            json.field("type", "Action.OpenUrl")
            json.field("title", link.words)
            json.field("url", link.address)
          }
        }
      }
      json.key("body")
      json.array { json in
        text(&json, "\(message.mark): \(message.summary)".shortened(to: 500), isTitle: true)
        if !message.facts.isEmpty {
          json.object { json in
            json.field("type", "FactSet")
            json.key("facts")
            json.array { json in
              for fact in message.facts {
                json.object { json in
                  json.field("title", fact.name)
                  json.field("value", escaped(fact.value.shortened(to: 300)))
                }
              }
            }
          }
        }
        var left = maximumReasons
        for reason in message.reasons.prefix(40) where left > 0 {
          text(&json, reason.shortened(to: min(left, 400)))
          left -= reason.utf16.count
        }
        if let playbook = message.playbook { text(&json, "→ \(playbook)".shortened(to: 1000)) }
        text(&json, message.footer.shortened(to: 200), isSubtle: true)
      }
    }
  }

  private static func text(
    _ json: inout JSONWriter, _ content: String, isTitle: Bool = false, isSubtle: Bool = false
  ) {
    json.object { json in
      json.field("type", "TextBlock")
      json.field("text", escaped(content))
      json.field("wrap", true)
      if isTitle {
        json.field("size", "medium")
        json.field("weight", "bolder")
      }
      if isSubtle { json.field("isSubtle", true) }
    }
  }

  private static func escaped(_ text: String) -> String {
    text.escaping { scalar in
      switch scalar {
      case "<": "&lt;"
      case ">": "&gt;"
      case "&": "&amp;"
      case "\\", "*", "_", "[", "]", "(", ")", "#", "`", "~", "|": "\\\(scalar)"
      case "\n": "\n\n"
      default: nil
      }
    }
  }
}
