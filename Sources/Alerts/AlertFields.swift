// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules

extension Alert {
  /// The text of a field that expressions about alerts name; `nil` where the alert has none.
  public func field(_ name: String) -> String? {
    switch name {
    case "rule": rule
    case "severity": "\(severity)"
    case "scope": "\(scope)"
    case "key": key
    case "conversation": circumstances.conversation
    case "contact": circumstances.contact
    case "agent": circumstances.agent
    case "queue": circumstances.queue
    case "channel": circumstances.channel
    default: name.hasPrefix("labels.") ? labels[String(name.dropFirst(7))] : nil
    }
  }
}

/// An alert as expressions of routes, silences and inhibitions read it.
struct AlertFields: SignalSource {
  let alert: Alert

  func read(_ reference: SignalReference, at instant: Instant) -> Reading {
    guard case .attribute(let name) = reference.signal else { return .none }
    if name == "risk" { return alert.circumstances.risk.map { Reading(value: .number($0)) } ?? .none }
    return alert.field(name).map { Reading(value: .text($0)) } ?? .none
  }
}

extension Condition {
  /// Whether an expression about alerts holds for one.
  func holds(for alert: Alert) -> Bool { evaluate(AlertFields(alert: alert), at: alert.firedAt).holds }
}
