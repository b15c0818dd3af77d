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
      if let answer = alert.answer { answer.write(to: &json) }
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

extension Answer {
  /// Who said what, as fields of an alert.
  func write(to json: inout JSONWriter) {
    json.field("by", by)
    json.field("comment", comment)
    switch action {
    case .assign(let to): json.field("assignee", to)
    case .snooze(let until): json.field("until", until.description)
    case .acknowledge, .resolve, .wrong: break
    }
  }
}

extension AlertGroup {
  /// The group as one JSON object.
  public func write(to writer: inout JSONWriter) {
    writer.object { json in
      json.field("at", at.description)
      json.field("why", kind.rawValue)
      json.field("rule", rule)
      json.field("severity", "\(severity)")
      if kind == .overdue { json.field("overdue_by", "\(overdueBy.inSeconds)") }
      json.field("count", count)
      json.field("over", over)
      json.field("summary", summary)
      json.key("rules")
      json.object { json in for entry in rules { json.field(entry.rule, entry.count) } }
      json.key("alerts")
      json.array { json in for transition in named { Self.write(transition.alert, to: &json) } }
    }
  }

  private static func write(_ alert: Alert, to writer: inout JSONWriter) {
    let about = alert.circumstances
    writer.object { json in
      json.field("alert", alert.id)
      json.field("status", alert.status.rawValue)
      json.field("why", alert.cause.rawValue)
      json.field("rule", alert.rule)
      json.field("severity", "\(alert.severity)")
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
