// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Rules

/// What people say: to alerts, and by silences.
extension Escalations {
  /// Takes a person's answer; everybody who knows of the alert is told who answered. Returns whether it ended.
  public mutating func take(_ answer: Answer, _ turn: inout Turn) -> Bool {
    guard var escalation = alerts[answer.alert] else {
      turn.outcomes.append(.refused("alert '\(answer.alert)' does not fire"))
      return false
    }
    if let reason = refusal(of: answer, escalation.alert, at: turn.now) {
      turn.outcomes.append(.refused(reason))
      return false
    }
    var alert = escalation.alert
    alert.answer = answer
    switch answer.action {
    case .resolve: (alert.status, alert.cause) = (.resolved, .resolvedByPerson)
    case .wrong: (alert.status, alert.cause) = (.resolved, .wrong)
    case .acknowledge: (alert.status, alert.cause) = (.acknowledged, .acknowledged)
    case .assign: (alert.status, alert.cause) = (.acknowledged, .assigned)
    case .snooze: (alert.status, alert.cause) = (.snoozed, .snoozed)
    }
    guard alert.status.isLive else {
      ends(alert, &turn)
      return true
    }
    escalation.pausedAt = escalation.pausedAt ?? turn.now
    escalation.owesReminder = false
    escalation.alert = alert
    escalation.quiet = nil
    blocked.remove(alert.id)
    turn.outcomes.append(.transition(AlertTransition(at: turn.now, alert: alert)))
    tell(&escalation, alert.cause, escalation.told, &turn)
    alerts[alert.id] = escalation
    work(alert.id, &turn)
    return false
  }

  private func refusal(of answer: Answer, _ alert: Alert, at now: Instant) -> String? {
    switch answer.action {
    case .acknowledge where alert.status == .acknowledged:
      return "alert '\(alert.id)' is acknowledged already, by \(alert.answer?.by ?? "somebody")"
    case .snooze(let until) where until <= now: return "\(until) is over already"
    case .snooze(let until) where until > now + Silence.longest:
      return "\(until) is too far away; a snooze lasts up to \(Silence.longest)"
    default: return nil
    }
  }

  /// Ends a snooze whose time is over: the alert fires still, which those who know of it are told.
  mutating func endSnooze(_ escalation: inout Escalation, _ turn: inout Turn) {
    guard escalation.alert.status == .snoozed, escalation.nextInstant <= turn.now else { return }
    escalation.wake(at: turn.now)
    escalation.alert.status = .firing
    escalation.alert.cause = .stillFiring
    turn.outcomes.append(.transition(AlertTransition(at: turn.now, alert: escalation.alert)))
    escalation.owesReminder = !escalation.told.isEmpty
  }

  /// A receiver could not be told of an alert: whoever comes next on its ladder is told at once, behind the last step
  /// the administrators.
  public mutating func couldNotTell(_ receiver: String, of id: String, _ reason: String, _ turn: inout Turn) {
    note(.undelivered, id, "\(receiver): \(reason)", &turn)
    guard var escalation = alerts[id], escalation.alert.status == .firing,
      !escalation.unreachable.contains(receiver)
    else { return }
    escalation.unreachable.append(receiver)
    var isNextTold = false
    for place in escalation.paths.indices where escalation.paths[place].lastTold.contains(receiver) {
      let ladder = escalation.router.routes[escalation.paths[place].route].ladder
      guard escalation.paths[place].step < ladder.count else { continue }
      escalation.paths[place].next = turn.now
      escalation.paths[place].isHurried = true
      isNextTold = true
    }
    if !isNextTold, let route = escalation.paths.first?.route {
      let others = policy.administrators.filter { name in
        name != receiver && !escalation.told.contains { $0.receiver == name }
      }
      tell(
        &escalation, .undelivered, others.map { Escalation.Told(receiver: $0, route: route) }, &turn)
    }
    alerts[id] = escalation
    work(id, &turn)
  }

  // MARK: - Silences

  /// Silences that keep quiet, will, or did lately; the newest first.
  public var silencesByAge: [Silence] {
    silences.map(\.silence).sorted { ($1.since, $0.id) < ($0.since, $1.id) }
  }

  /// Makes a silence.
  public mutating func add(_ silence: Silence, _ turn: inout Turn) {
    guard let condition = try? Condition(ofAlert: silence.match) else {
      return turn.outcomes.append(.refused("'\(silence.match)' is no expression about alerts"))
    }
    guard silence.until > turn.now else {
      return turn.outcomes.append(.refused("\(silence.until) is over already"))
    }
    guard silence.until <= silence.since + Silence.longest else {
      return turn.outcomes.append(.refused("a silence lasts up to \(Silence.longest)"))
    }
    guard !silences.contains(where: { $0.silence.id == silence.id }) else { return }
    silences.append((silence, condition))
    sortSilences()
    changed.insert(.silence(silence.id))
    deadlines.arm(.silence(silence.id), at: silence.until)
  }

  /// Of several that keep an alert quiet the oldest is named, whatever restarts lie between.
  mutating func sortSilences() {
    silences.sort { ($0.silence.since, $0.silence.id) < ($1.silence.since, $1.silence.id) }
  }

  /// When something about a silence happens next: it ends, or is forgotten.
  func nextInstant(of silence: Silence, at now: Instant) -> Instant {
    now < silence.until ? silence.until : silence.until + Silence.remembered
  }

  /// Ends a silence before its time.
  public mutating func expire(_ id: String, _ turn: inout Turn) {
    guard let place = silences.firstIndex(where: { $0.silence.id == id && turn.now < $0.silence.until })
    else {
      return turn.outcomes.append(.refused("there is no silence '\(id)' that lasts"))
    }
    silences[place].silence = silences[place].silence.ended(at: turn.now)
    endSilence(id, &turn)
  }

  /// What a silence kept quiet and fires still is told; later the silence is forgotten.
  mutating func endSilence(_ id: String, _ turn: inout Turn) {
    guard let place = silences.firstIndex(where: { $0.silence.id == id }) else { return }
    changed.insert(.silence(id))
    let next = nextInstant(of: silences[place].silence, at: turn.now)
    guard turn.now < next else {
      silences.remove(at: place)
      return
    }
    deadlines.arm(.silence(id), at: next)
    release(&turn)
  }
}
