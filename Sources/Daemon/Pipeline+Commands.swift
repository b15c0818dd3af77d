// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Delivery
import Engine
import Events
import Reactor
import Reports
import Settings
import Store

/// What people, reports and failed deliveries put into the pipeline besides events.
extension Pipeline {
  /// Tells receivers a report, and remembers durably that it was due.
  func tell(_ report: Report, _ scheduled: ScheduledReport, due: Instant) {
    engineLane.async { [self] in
      gathered.commit.outbox += destinations.entries(
        for: ReportNotice(report, name: scheduled.name, due: due), to: scheduled.notify)
      gathered.commit.reported[scheduled.name] = due
      commitIfIdle()
    }
  }

  /// Puts entries into the outbox as those of an alert would be.
  func put(
    _ entries: @escaping @Sendable (Destinations) -> [OutboxEntry],
    _ done: @escaping @Sendable ([OutboxEntry]) -> Void
  ) {
    engineLane.async { [self] in
      let entries = entries(destinations)
      done(entries)
      gathered.commit.outbox += entries
      commitIfIdle()
    }
  }

  /// Does what a person asks for, once the engine has come to the present; `done` hears when it is durable, or why it
  /// cannot be done.
  func command(
    _ input: @escaping @Sendable (Instant) -> Input,
    _ done: @escaping @Sendable (Result<[Effect], CommandError>) -> Void
  ) {
    engineLane.async { [self] in
      if case .wall = mode { look(at: wallNow) }
      let body: @Sendable () -> Void = { [self] in
        let now = max(engine.now, wallNow)
        let effects = apply(input(now), at: now)
        if case .refused(let reason)? = effects.last {
          done(.failure(CommandError(description: reason)))
        } else {
          gathered.completions.append { done(.success(effects)) }
        }
        commitIfIdle()
      }
      if catchingUp == nil { body() } else { whenThrough.append(body) }
      arm()
    }
  }

  /// Why something that a person asked for cannot be done.
  struct CommandError: Error, CustomStringConvertible {
    var description: String
  }

  /// An entry of the outbox cannot be delivered: it becomes a dead letter, and whoever comes next on the ladders of its
  /// alerts is told.
  func undeliverable(_ entry: OutboxEntry, _ reason: String) {
    engineLane.async { [self] in
      if !isOnEventTime { look(at: wallNow) }
      var unpacker = Unpacker(entry.body)
      let alerts = (try? unpacker.value(Notification.self))?.alerts ?? []
      // Of what the self-audit finds it is not told again that it could not be told: that would never end.
      if alerts.contains(where: { $0.alert.rule.hasPrefix(Alert.ownRules) }) {
        return delivered([entry.sequence])
      }
      for transition in alerts where engine.escalations[transition.alert.id] != nil {
        apply(
          .undelivered(alert: transition.alert.id, receiver: entry.receiver, reason: reason),
          at: max(engine.now, catchingUp == nil ? wallNow : engine.now))
      }
      gathered.commit.buried.append((entry.sequence, max(engine.now, wallNow), reason))
      commitIfIdle()
      arm()
    }
  }
}
