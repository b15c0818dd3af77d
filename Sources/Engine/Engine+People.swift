// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules

/// Alerts and people: what fires and ends goes to the escalations, what they decide becomes effects.
extension Engine {
  /// Asks the world what `hold_while` wants to know. Only lives inside of `people`.
  private struct Subjects: Escalations.Subjects {
    let world: UnsafePointer<World>

    func outcome(of condition: Condition, for subject: Subject, at instant: Instant) -> Condition.Outcome {
      guard world.pointee.contains(subject) else {
        return Condition.Outcome(holds: false, changesAt: .distantFuture)
      }
      return condition.evaluate(Source(world: world, subject: subject), at: instant)
    }
  }

  mutating func people(
    _ effects: inout [Effect], _ body: (inout Escalations, inout Escalations.Turn) -> Void
  ) {
    // Taken out, since what it asks of the world must not overlap with what it changes of itself.
    var working = Escalations.none
    swap(&working, &escalations)
    let now = now
    let outcomes = withUnsafePointer(to: &world) { world in
      var turn = Escalations.Turn(at: now, Subjects(world: world))
      body(&working, &turn)
      return turn.outcomes
    }
    swap(&working, &escalations)
    for outcome in outcomes {
      switch outcome {
      case .transition(let transition):
        effects.append(isPast(transition) ? .past(transition) : .alert(transition))
      case .notice(let notice): effects.append(.notify(notice))
      case .note(let note): effects.append(.note(note))
      case .refused(let reason): effects.append(.refused(reason))
      }
    }
    armPeople()
  }

  mutating func armPeople() {
    if let next = escalations.nextInstant { arm(.people, at: next) }
  }

  /// What begins, or begins and ends, in an absence is only recorded: nobody is told of an end without a beginning.
  private func isPast(_ transition: AlertTransition) -> Bool {
    absence?.fired.contains { $0.alert == transition.alert.id } ?? false
  }

  /// Why a rule fires: its comparisons, what a surge is about, and the evidence.
  mutating func reasons(_ rule: Rule, _ subject: Subject) -> [Alert.Reason] {
    let now = now
    let findings = withSource(subject) { rule.when.findings($0, at: now) }
    return findings.map { Alert.Reason(signal: $0.signal, value: $0.value, threshold: $0.threshold) }
      + world.topics(of: rule, subject, now) + world.evidence(subject, now)
  }

  /// Ends an alert, if one fires.
  mutating func end(
    _ state: inout WatchState, _ subject: Subject, _ status: Alert.Status, _ cause: Alert.Cause,
    _ effects: inout [Effect]
  ) {
    guard var alert = state.alert.flatMap({ escalations[$0] }) else { return }
    alert.status = status
    alert.cause = cause
    if world.contains(subject) {
      let circumstances = world.circumstances(subject, now)
      alert.circumstances.risk = circumstances.risk
      alert.circumstances.agent = circumstances.agent ?? alert.circumstances.agent
      alert.circumstances.queue = circumstances.queue ?? alert.circumstances.queue
    }
    state.alert = nil
    people(&effects) { $0.ends(alert, &$1) }
  }

  /// Takes a person's answer. An alert that a person ended does not fire again while its rule holds on.
  mutating func take(_ answer: Answer, _ effects: inout [Effect]) {
    people(&effects) { _ = $0.take(answer, &$1) }
    guard escalations[answer.alert] == nil else { return }
    for (key, state) in watches where state.alert == answer.alert {
      watches[key]?.alert = nil
      changed.insert(key.subject)
    }
  }

  /// Tells what fell due while nobody looked and fires still.
  mutating func endAbsence(_ effects: inout [Effect]) {
    guard let absence else { return }
    self.absence = nil
    let firing = absence.fired.compactMap { key, id -> AlertTransition? in
      guard watches[key]?.alert == id, let alert = escalations[id] else { return nil }
      return AlertTransition(at: alert.firedAt, alert: alert)
    }
    guard !firing.isEmpty else { return }
    effects.append(.overdue(firing))
    people(&effects) { $0.endAbsence(firing.map(\.alert.id), &$1) }
  }
}
