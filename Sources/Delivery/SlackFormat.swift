// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Wire

/// A notification in Slack's Block Kit, for an incoming webhook.
///
/// Everything somebody else wrote stands in `plain_text`, in which nothing is a mention, a link or markup. Only the
/// fallback `text` is read as markup; there `&`, `<` and `>` are escaped as Slack asks.
///
/// Source: api.slack.com/reference/block-kit/blocks (a header has 150 characters, a text 3000, a message 50 blocks).
enum SlackFormat {
  static func body(_ message: Message) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.field("text", escaped("\(message.mark): \(message.summary)").shortened(to: 3000))
      json.key("blocks")
      json.array { json in
        block(&json, "header", "\(message.mark): \(message.summary)", limit: 150)
        if !message.facts.isEmpty {
          let facts = message.facts.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
          block(&json, "section", facts, limit: 3000)
        }
        if !message.reasons.isEmpty {
          block(&json, "section", message.reasons.joined(separator: "\n"), limit: 3000)
        }
        if let playbook = message.playbook { block(&json, "section", "→ \(playbook)", limit: 3000) }
        if let link = message.link {
          json.object { json in
            json.field("type", "actions")
            json.key("elements")
            json.array { json in
              json.object { json in
                json.field("type", "button")
                json.key("text")
                text(&json, link.words)
                json.field("url", link.address)
              }
            }
          }
        }
        json.object { json in
          json.field("type", "context")
          json.key("elements")
          json.array { text(&$0, message.footer.shortened(to: 3000)) }
        }
      }
    }
    return writer.bytes
  }

  private static func block(_ json: inout JSONWriter, _ type: String, _ content: String, limit: Int) {
    // A text may not be empty.
    let content = content.isEmpty ? "–" : content.shortened(to: limit)
    json.object { json in
      json.field("type", type)
      json.key("text")
      text(&json, content)
    }
  }

  private static func text(_ json: inout JSONWriter, _ content: String) {
    json.object { json in
      json.field("type", "plain_text")
      json.field("text", content)
      json.field("emoji", false)
    }
  }

  private static func escaped(_ text: String) -> String {
    text.escaping { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: nil
      }
    }
  }
}
