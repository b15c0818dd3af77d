// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Delivery
import Events
import Reactor
import Rules
import Store
import Synchronization

/// Sends a marked alert, and its end, to one receiver, in exactly the way of a real one: through the outbox.
enum ReceiverTest {
  private static func alert(_ receiver: String, at now: Instant) -> Alert {
    var rule = RuleDefinition(name: Alert.ownRules + "test", when: "true")
    rule.scope = .all
    rule.severity = .info
    rule.summary = "This is a test of receiver '\(receiver)'. Nothing has happened."
    rule.playbook = "Nothing is to be done."
    rule.labels = ["test": "true"]
    return Alert(
      rule: rule, key: "test", firedAt: now, circumstances: Alert.Circumstances(),
      reasons: [Alert.Reason(signal: "test", value: "asked for by 'foreshock test-receiver'", threshold: "")],
      ruleset: "test")
  }

  /// Answers when each way of telling the receiver has been tried once.
  static func run(
    _ receiver: String, at now: Instant, _ pipeline: Pipeline, _ deliverer: Deliverer,
    _ done: @escaping @Sendable (_ isDelivered: Bool, _ lines: [String]) -> Void
  ) {
    let firing = alert(receiver, at: now)
    var ended = firing
    ended.status = .resolved
    ended.cause = .cleared
    let (first, last) = (AlertTransition(at: now, alert: firing), AlertTransition(at: now, alert: ended))
    pipeline.put({ $0.entries(for: first, to: receiver) + $0.entries(for: last, to: receiver) }) { entries in
      guard !entries.isEmpty else { return done(false, ["receiver '\(receiver)' has no way of being told"]) }
      let tally = Mutex(Tally(waiting: Set(entries.map(\.destination))))
      for entry in entries {
        deliverer.watch(entry.destination, entry.id) { reason in
          let lines = tally.withLock { $0.hear(entry.destination, reason) }
          if let lines { done(tally.withLock { $0.failures.isEmpty }, lines) }
        }
      }
    }
  }

  /// What became of the two notifications at each destination.
  private struct Tally {
    var waiting: Set<String>
    var delivered: [String: Int] = [:]
    var failures: [String: String] = [:]

    /// Notes an outcome; returns the lines to tell once all destinations have been heard of.
    mutating func hear(_ destination: String, _ reason: String?) -> [String]? {
      guard waiting.contains(destination) else { return nil }
      if let reason {
        failures[destination] = reason
      } else {
        delivered[destination, default: 0] += 1
        guard delivered[destination] == 2 else { return nil }
      }
      waiting.remove(destination)
      guard waiting.isEmpty else { return nil }
      return Set(delivered.keys).union(failures.keys).sorted().map { name in
        failures[name].map { "\(name): \($0); it is tried again, as an alert would be" }
          ?? "\(name): delivered"
      }
    }
  }
}
