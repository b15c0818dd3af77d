// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Rules
import Settings
import Wire

/// A notification as an event of PagerDuty's Events API v2: an alert's id is the key by which it is triggered and
/// resolved once.
///
/// Source: developer.pagerduty.com, "Events API v2" (a summary has 1024 characters, a key 255).
enum PagerDutyFormat {
  static func body(_ notification: Notification, _ message: Message, routingKey: Secret?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.field("routing_key", routingKey?.text ?? "")
      json.field("event_action", action(notification))
      json.field("dedup_key", key(notification).shortened(to: 255))
      if let link = message.link {
        json.key("links")
        json.array { json in
          json.object { json in
            json.field("href", link.address)
            json.field("text", link.words)
          }
        }
      }
      json.key("payload")
      json.object { json in
        json.field("summary", message.summary.shortened(to: 1024))
        json.field("source", "foreshock")
        json.field("severity", severity(notification))
        json.field("timestamp", "\(notification.at)")
        if case .alert(let transition) = notification {
          json.field("component", transition.alert.rule)
          if let queue = transition.alert.circumstances.queue { json.field("group", queue) }
          json.field("class", "\(transition.alert.scope)")
        }
        json.key("custom_details")
        json.object { json in
          for fact in message.facts { json.field(fact.name, fact.value) }
          if !message.reasons.isEmpty {
            json.field("reasons", message.reasons.joined(separator: "\n").shortened(to: 8000))
          }
          if let playbook = message.playbook { json.field("playbook", playbook) }
        }
      }
    }
    return writer.bytes
  }

  private static func action(_ notification: Notification) -> String {
    guard case .alert(let transition) = notification else { return "trigger" }
    switch transition.alert.status {
    case .firing: return "trigger"
    case .acknowledged, .snoozed: return "acknowledge"
    case .resolved, .expired: return "resolve"
    }
  }

  private static func key(_ notification: Notification) -> String {
    if case .alert(let transition) = notification { transition.alert.id } else { notification.id }
  }

  private static func severity(_ notification: Notification) -> String {
    switch notification {
    case .alert(let transition): "\(transition.alert.severity)"
    case .group(let group, _): "\(group.severity)"
    case .report: "info"
    }
  }
}
