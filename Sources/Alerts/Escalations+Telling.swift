// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules

/// How one alert comes to its receivers: up the ladder, past what keeps it quiet, through the mailboxes.
extension Escalations {
  /// Takes the steps that are due, or notes what keeps them from being taken.
  mutating func work(_ id: String, _ turn: inout Turn) {
    guard var escalation = alerts[id] else { return }
    climb(&escalation, &turn)
    alerts[id] = escalation
    changed.insert(.alert(id))
    deadlines.disarm(.alert(id))
    deadlines.arm(.alert(id), at: max(escalation.nextInstant, turn.now))
  }

  private mutating func climb(_ escalation: inout Escalation, _ turn: inout Turn) {
    let now = turn.now
    endSnooze(&escalation, &turn)
    guard escalation.alert.status == .firing, !escalation.isAwaited,
      escalation.owesReminder || escalation.paths.contains(where: { $0.next <= now })
    else { return }
    let id = escalation.alert.id
    if let (quiet, kind, text) = quiet(escalation.alert, at: now) {
      if escalation.quiet != quiet { note(kind, id, text, &turn) }
      escalation.quiet = quiet
      blocked.insert(id)
      return
    }
    let wasQuiet = escalation.quiet != nil
    escalation.quiet = nil
    blocked.remove(id)
    // Who is told of it once in this moment is not told the same by another route.
    var told: [String] = []
    if escalation.owesReminder {
      escalation.owesReminder = false
      told = escalation.told.map(\.receiver)
      tell(&escalation, .stillFiring, escalation.told, &turn)
    }
    for place in escalation.paths.indices {
      while escalation.paths[place].next <= now, !waits(&escalation, place, &turn) {
        let route = escalation.paths[place].route
        let step = escalation.climb(
          place, at: now, firing: taken[Self.key(escalation.router, route)] ?? 0)
        if let skipped = step.skipped { note(.skipped, id, skipped, &turn) }
        var meant = step.receivers
        if isForAdministrators(escalation, place, step) { meant += policy.administrators }
        meant = meant.withoutRepetitions.filter { !told.contains($0) }
        told += meant
        let cause: Alert.Cause =
          wasQuiet && step.cause == .first ? .quietOver : step.skipped != nil ? .undelivered : step.cause
        tell(&escalation, cause, meant.map { Escalation.Told(receiver: $0, route: route) }, &turn)
      }
    }
    if escalation.paths.contains(where: \.isHeld) {
      held[escalation.subject, default: []].insert(id)
    } else {
      unhold(escalation)
    }
  }

  /// Behind the last step of a ladder its administrators hear of it: with the first repetition, or at once where a
  /// receiver could not be told and nobody was left to tell instead.
  private func isForAdministrators(_ escalation: Escalation, _ place: Int, _ step: Escalation.Step) -> Bool {
    let path = escalation.paths[place]
    let ladder = escalation.router.routes[path.route].ladder
    if step.cause == .repeated { return path.repeats == 1 && ladder.count > 1 }
    return step.skipped != nil && path.isHurried && path.step == ladder.count
  }

  /// Whether a calendar or `hold_while` keeps a path from telling now; it then looks again when that may be otherwise.
  private mutating func waits(_ escalation: inout Escalation, _ place: Int, _ turn: inout Turn) -> Bool {
    let id = escalation.alert.id
    let route = escalation.paths[place].route
    let open = escalation.router.routes[route].nextTelling(from: turn.now)
    guard open <= turn.now else {
      let text = open < .distantFuture ? "the route tells nobody until \(open)" : "the route never tells"
      if !escalation.paths[place].isMuted { note(.muted, id, text, &turn) }
      escalation.paths[place].isMuted = true
      escalation.paths[place].isHeld = false
      escalation.paths[place].next = open
      return true
    }
    escalation.paths[place].isMuted = false
    guard let condition = escalation.router.hold(route, escalation.subject.scope) else { return false }
    let outcome = turn.subjects.outcome(of: condition, for: escalation.subject, at: turn.now)
    guard outcome.holds else {
      escalation.paths[place].isHeld = false
      return false
    }
    if !escalation.paths[place].isHeld { note(.held, id, "while \(condition.source)", &turn) }
    escalation.paths[place].isHeld = true
    escalation.paths[place].next = max(outcome.changesAt, turn.now + Interval(microseconds: 1))
    return true
  }

  mutating func unhold(_ escalation: Escalation) {
    guard held[escalation.subject]?.remove(escalation.alert.id) != nil else { return }
    if held[escalation.subject]?.isEmpty == true { held[escalation.subject] = nil }
  }

  // MARK: - What keeps quiet

  private func quiet(_ alert: Alert, at now: Instant) -> (Escalation.Quiet, Note.Kind, String)? {
    if let silence = silences.first(where: {
      $0.silence.isActive(at: now) && $0.condition.holds(for: alert)
    })?.silence {
      let text = "silence \(silence.id) of \(silence.author) until \(silence.until): \(silence.comment)"
      return (.silence(silence.id), .silenced, text)
    }
    if let source = inhibitor.source(muting: alert) {
      let name = alerts[source]?.alert.rule ?? "an alert"
      return (.alert(source), .inhibited, "'\(name)' fires (\(source))")
    }
    return nil
  }

  /// Looks again at everything that was kept quiet.
  mutating func release(_ turn: inout Turn) {
    let oldestFirst = blocked.compactMap { id in alerts[id].map { ($0.alert.firedAt, id) } }.sorted {
      $0 < $1
    }
    for (_, id) in oldestFirst { work(id, &turn) }
  }

  // MARK: - Mailboxes

  /// Tells receivers of an alert, and notes that they know of it.
  mutating func tell(
    _ escalation: inout Escalation, _ cause: Alert.Cause, _ receivers: [Escalation.Told], _ turn: inout Turn
  ) {
    var alert = escalation.alert
    alert.cause = cause
    let transition = AlertTransition(at: turn.now, alert: alert)
    for told in receivers {
      let isNews = !escalation.told.contains { $0.receiver == told.receiver }
      if isNews { escalation.told.append(told) }
      let route = escalation.router.routes[told.route]
      let values = route.groupBy.map { alert.field($0) ?? "" }
      let key = ([escalation.router.identity, "\(told.route)"] + values).joined(separator: "\u{1F}")
      let group = route.groupWait > .zero ? (key, route.groupWait) : nil
      let entry = Mailbox.Entry(transition: transition, isNews: isNews)
      if turn.overdue != nil {
        turn.overdue?.append(Awaited(receiver: told.receiver, group: group, entry: entry))
      } else {
        post(entry, to: told.receiver, group: group, &turn)
      }
    }
  }

  /// Puts something into a receiver's mailbox, and hands out what it lets through.
  mutating func post(
    _ entry: Mailbox.Entry, to receiver: String, group: (key: String, wait: Interval)?, _ turn: inout Turn
  ) {
    let taken = mailboxes[receiver, default: Mailbox()].take(
      entry, group: group, policy.limits(of: receiver), at: turn.now)
    heard(taken, [entry.transition.alert], by: receiver, &turn)
  }

  mutating func heard(
    _ taken: Mailbox.Taken, _ alerts: [Alert], by receiver: String, _ turn: inout Turn
  ) {
    switch taken {
    case .now(let content): hand(content, to: receiver, &turn)
    case .waits(let kind, let until):
      for alert in alerts {
        note(.gathered, alert.id, "\(receiver) is told with others (\(kind.rawValue)) at \(until)", &turn)
      }
    case .cameAndWent:
      for alert in alerts {
        note(.cameAndWent, alert.id, "it ended while it waited to be told to \(receiver)", &turn)
      }
    }
    keep(receiver)
  }

  /// Tells what waited in a mailbox long enough.
  mutating func openMailbox(_ receiver: String, _ turn: inout Turn) {
    for content in mailboxes[receiver]?.come(to: turn.now, policy.limits(of: receiver)) ?? [] {
      hand(content, to: receiver, &turn)
    }
    keep(receiver)
  }

  private mutating func keep(_ receiver: String) {
    guard let mailbox = mailboxes[receiver] else { return }
    if mailbox.isEmpty { mailboxes[receiver] = nil }
    if let due = mailbox.due { deadlines.arm(.receiver(receiver), at: due) }
    changed.insert(.receiver(receiver))
  }

  private func hand(_ content: Notice.Content, to receiver: String, _ turn: inout Turn) {
    let last = turn.outcomes.lastIndex { if case .notice = $0 { true } else { false } }
    switch content {
    case .alert(let transition):
      note(.told, transition.alert.id, "\(receiver): \(transition.alert.cause.rawValue)", &turn)
    case .group(let group):
      for transition in group.transitions {
        note(.told, transition.alert.id, "\(receiver), among \(group.count) (\(group.kind.rawValue))", &turn)
      }
    }
    if let last, case .notice(var notice) = turn.outcomes[last], notice.content == content {
      notice.receivers.append(receiver)
      turn.outcomes[last] = .notice(notice)
    } else {
      turn.outcomes.append(.notice(Notice(content, to: [receiver])))
    }
  }

  func note(_ kind: Note.Kind, _ alert: String, _ text: String, _ turn: inout Turn) {
    turn.outcomes.append(.note(Note(at: turn.now, alert: alert, kind, text)))
  }
}
