// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Rules
import Telemetry

/// An alert transition as an entry of the journal. No words of a contact go there.
enum JournalNotice {
  private static func message(_ status: Alert.Status) -> MessageID {
    switch status {
    case .firing: .alertFiring
    case .acknowledged: .alertAcknowledged
    case .resolved: .alertResolved
    case .expired: .alertExpired
    case .snoozed: .alertSnoozed
    }
  }

  static func fields(_ notification: Notification) -> [(name: String, value: String)] {
    switch notification {
    case .alert(let transition): fields(transition)
    case .report(let notice):
      [
        ("MESSAGE", notice.summary),
        ("MESSAGE_ID", MessageID.report.rawValue), ("PRIORITY", "6"),
        ("SYSLOG_IDENTIFIER", "foreshock"),
      ]
    case .group(let group, _):
      [
        ("MESSAGE", group.summary), ("MESSAGE_ID", MessageID.alertsGathered.rawValue), ("PRIORITY", "4"),
        ("SYSLOG_IDENTIFIER", "foreshock"), ("FORESHOCK_RULE", group.rule ?? ""),
        ("FORESHOCK_SEVERITY", "\(group.severity)"),
      ]
    }
  }

  private static func fields(_ transition: AlertTransition) -> [(name: String, value: String)] {
    let alert = transition.alert
    let about = alert.circumstances
    let priority =
      switch alert.severity {
      case .critical: "2"
      case .warning: "4"
      case .info: "6"
      }
    var fields = [
      ("MESSAGE", "alert \(alert.status.rawValue): \(alert.summary)"),
      ("MESSAGE_ID", message(alert.status).rawValue),
      ("PRIORITY", alert.status == .firing ? priority : "6"), ("SYSLOG_IDENTIFIER", "foreshock"),
      ("FORESHOCK_ALERT", alert.id), ("FORESHOCK_RULE", alert.rule),
      ("FORESHOCK_SEVERITY", "\(alert.severity)"),
      ("FORESHOCK_STATUS", alert.status.rawValue), ("FORESHOCK_SCOPE", "\(alert.scope)"),
      ("FORESHOCK_KEY", alert.key),
      ("FORESHOCK_RULESET", alert.ruleset),
    ]
    let known = [
      ("FORESHOCK_CONVERSATION", about.conversation), ("FORESHOCK_CONTACT", about.contact),
      ("FORESHOCK_AGENT", about.agent), ("FORESHOCK_QUEUE", about.queue),
      ("FORESHOCK_RISK", about.risk.map { "\($0)" }),
    ]
    for (name, value) in known { if let value { fields.append((name, value)) } }
    return fields
  }
}
