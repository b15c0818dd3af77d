// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules

/// What a template can name: the fields of the JSON of a notification, under the same names.
enum TemplateValues {
  static func of(_ notification: Notification, _ link: String? = nil) -> [String: Any] {
    var values: [String: Any] = ["type": notification.type, "at": "\(notification.at)"]
    if let link { values["links"] = ["answer": link] }
    switch notification {
    case .alert(let transition): values.merge(of(transition.alert)) { $1 }
    case .group(let group, _):
      values["why"] = group.kind.rawValue
      values["severity"] = "\(group.severity)"
      values["rule"] = group.rule
      values["summary"] = group.summary
      values["count"] = group.count
      values["over"] = group.over
      values["alerts"] = group.named.map { of($0.alert) }
    case .report(let notice): values["summary"] = Message(.report(notice)).summary
    }
    return values
  }

  private static func of(_ alert: Alert) -> [String: Any] {
    let about = alert.circumstances
    let texts: [String: String?] = [
      "why": alert.cause.rawValue, "status": alert.status.rawValue, "alert": alert.id, "rule": alert.rule,
      "severity": "\(alert.severity)", "scope": "\(alert.scope)", "key": alert.key,
      "conversation": about.conversation, "contact": about.contact, "agent": about.agent,
      "queue": about.queue,
      "channel": about.channel, "risk": about.risk.map { "\($0)" }, "fired_at": "\(alert.firedAt)",
      "summary": alert.summary, "playbook": alert.playbook, "ruleset": alert.ruleset,
      "by": alert.answer?.by, "comment": alert.answer?.comment,
      "overdue_by": alert.overdueBy.map { "\($0.inSeconds)" },
    ]
    var values: [String: Any] = texts.compactMapValues { $0 }
    if case .assign(let to) = alert.answer?.action { values["assignee"] = to }
    if case .snooze(let until) = alert.answer?.action { values["until"] = "\(until)" }
    values["labels"] = alert.labels
    values["reasons"] = alert.reasons.map { reason -> [String: Any] in
      let parts: [String: String?] = [
        "signal": reason.signal, "value": reason.value, "threshold": reason.threshold,
        "points": reason.points.map { "\($0)" }, "quote": reason.quote, "event": reason.event,
      ]
      return parts.compactMapValues { $0 }
    }
    return values
  }
}
