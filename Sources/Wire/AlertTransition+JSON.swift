// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
import Conversations
import Events
import Rules

extension AlertTransition {
  /// The transition as one JSON object: what `replay` prints and receivers get as `data`.
  public func write(to writer: inout JSONWriter) {
    let about = alert.circumstances
    writer.object { json in
      json.field("at", at.description)
      json.field("alert", alert.id)
      json.field("status", alert.status.rawValue)
      json.field("why", alert.cause.rawValue)
      json.field("rule", alert.rule)
      json.field("severity", "\(alert.severity)")
      json.field("scope", "\(alert.scope)")
      json.field("key", alert.key)
      json.field("conversation", about.conversation)
      json.field("contact", about.contact)
      json.field("agent", about.agent)
      json.field("queue", about.queue)
      json.field("channel", about.channel)
      json.key("risk")
      if let risk = about.risk { json.value(risk) } else { json.null() }
      json.field("fired_at", alert.firedAt.description)
      json.field("overdue_by", alert.overdueBy.map { "\($0.inSeconds)" })
      json.field("summary", alert.summary)
      json.key("reasons")
      json.array { json in
        for reason in alert.reasons { reason.write(to: &json) }
      }
      json.field("playbook", alert.playbook)
      json.key("labels")
      json.object { json in
        for (name, value) in alert.labels.sorted(by: { $0.key < $1.key }) { json.field(name, value) }
      }
      json.field("ruleset", alert.ruleset)
    }
  }

  /// The transition as JSON.
  public var json: JSONWriter {
    var writer = JSONWriter()
    write(to: &writer)
    return writer
  }
}

extension AlertGroup {
  /// How many alerts a group names; all are in the list of alerts.
  public static let maximumNamed = 100

  /// The group as one JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.object { json in
      json.field("at", at.description)
      json.field("group", id)
      json.field("why", Alert.Cause.overdue.rawValue)
      json.field("rule", rule)
      json.field("severity", "\(severity)")
      json.field("overdue_by", "\(overdueBy.inSeconds)")
      json.field("count", transitions.count)
      json.field("summary", summary)
      json.field("playbook", transitions[0].alert.playbook)
      json.key("alerts")
      json.array { json in
        for transition in transitions.prefix(Self.maximumNamed) { Self.write(transition.alert, to: &json) }
      }
    }
  }

  private static func write(_ alert: Alert, to writer: inout JSONWriter) {
    let about = alert.circumstances
    writer.object { json in
      json.field("alert", alert.id)
      json.field("key", alert.key)
      json.field("fired_at", alert.firedAt.description)
      json.field("overdue_by", alert.overdueBy.map { "\($0.inSeconds)" })
      json.field("conversation", about.conversation)
      json.field("contact", about.contact)
      json.field("agent", about.agent)
      json.field("queue", about.queue)
      json.key("risk")
      if let risk = about.risk { json.value(risk) } else { json.null() }
      json.field("summary", alert.summary)
    }
  }
}

extension Alert.Reason {
  func write(to writer: inout JSONWriter) {
    writer.object { json in
      json.field("signal", signal)
      json.field("value", value)
      json.field("threshold", threshold.isEmpty ? nil : threshold)
      json.key("points")
      if let points { json.value(points) } else { json.null() }
      json.field("quote", quote)
      json.field("event", event)
    }
  }
}
