// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules
import Wire

/// A notification for `POST /api/v2/alerts` of a Prometheus Alertmanager.
///
/// Its labels name an alert, so only what does not change while one fires is a label. Alertmanager ends by itself what
/// it is not told of again; a firing alert therefore says that it lasts for a month, and its end says when it was.
///
/// Source: the OpenAPI description in prometheus/alertmanager, `api/v2/openapi.yaml`.
enum AlertmanagerFormat {
  private static let lasts = Interval.days(30)

  static func body(_ notification: Notification) -> [UInt8] {
    var writer = JSONWriter()
    writer.array { json in
      switch notification {
      case .alert(let transition): write(transition, notification, to: &json)
      case .group(let group, _):
        for transition in group.transitions { write(transition, .alert(transition), to: &json) }
      case .report: break
      }
    }
    return writer.bytes
  }

  private static func write(
    _ transition: AlertTransition, _ notification: Notification, to json: inout JSONWriter
  ) {
    let alert = transition.alert
    let message = Message(notification)
    let isFiring = alert.status.isLive
    json.object { json in
      json.key("labels")
      json.object { json in
        var labels = Dictionary(
          alert.labels.sorted { $0.key < $1.key }.map { (name(of: $0.key), $0.value) },
          uniquingKeysWith: { one, _ in one })
        labels.merge([
          "alertname": alert.rule, "alert": alert.id, "severity": "\(alert.severity)",
          "scope": "\(alert.scope)",
          "key": alert.key,
        ]) { $1 }
        for (name, value) in labels.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
          json.field(name, value)
        }
      }
      json.key("annotations")
      json.object { json in
        json.field("summary", message.summary)
        if !message.reasons.isEmpty { json.field("reasons", message.reasons.joined(separator: "\n")) }
        for fact in message.facts where fact.name != "rule" { json.field(name(of: fact.name), fact.value) }
        if let playbook = message.playbook { json.field("playbook", playbook) }
      }
      json.field("startsAt", alert.firedAt.description)
      json.field("endsAt", (isFiring ? alert.firedAt + lasts : transition.at).description)
    }
  }

  /// A name that Prometheus takes for a label.
  private static func name(of text: String) -> String {
    let name = String(
      text.unicodeScalars.map { scalar -> Character in
        let isAllowed =
          scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        return isAllowed ? Character(scalar) : "_"
      })
    return name.first?.isNumber ?? true ? "_" + name : name
  }
}
