// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings

/// The engine as the daemon holds it: saved parts, and the journal since.
struct VirtualDesk: ~Copyable {
  private var engine: Engine
  private let scorer: Scorer
  private var workspace = Scorer.Workspace()
  private let start: Instant
  private var saved: [String: [UInt8]] = [:]
  private var journal: [(at: Instant, input: Input)] = []
  private(set) var occurrences: [Occurrence] = []
  private(set) var coverage = Coverage()
  /// Answers that could not be given.
  private(set) var mishaps: [(at: Interval, text: String)] = []
  /// Where there are more subjects, coverage is not looked at: it would take the square of them.
  var observesUpTo = 0

  init(_ settings: Settings, _ scorer: Scorer, _ start: Instant) throws {
    engine = try Engine(settings.engine)
    self.scorer = scorer
    self.start = start
    coverage.declare(engine.compiledRules)
    save()
  }

  private mutating func save() {
    for part in engine.takeChanged().parts { saved[part.name] = part.bytes }
    journal = []
  }

  /// As after `kill -9`: what was saved, and the inputs since, whose effects have come already.
  mutating func restart() throws {
    let parts = saved.map { (name: $0.key, bytes: $0.value) }.sorted { $0.name < $1.name }
    guard var fresh = try Engine.restore(parts) else { return }
    for (at, input) in journal { _ = fresh.apply(input, at: at) }
    engine = fresh
    save()
  }

  mutating func take(_ step: RuleTest.Step) throws {
    let now = start + step.at
    switch step.action {
    case .event(let event):
      advance(to: step.at)
      apply(.event(scorer.score(event, &workspace)), now)
    case .restart:
      advance(to: step.at)
      try restart()
    case .down(let interval):
      advance(to: step.at)
      try restart()
      // Events from meanwhile go first, as when the daemon comes back.
      apply(.away(until: now + interval), engine.now)
    case .answer(let answer):
      // What is due in the same millisecond has come.
      advance(to: step.at + Interval(microseconds: 999))
      guard let said = self.answer(answer, now) else {
        let who = answer.key.map { " for \($0)" } ?? ""
        mishaps.append(
          (step.at, "\(answer.verb): no alert of '\(answer.rule)'\(who) is there to be answered"))
        return
      }
      apply(.answer(said), engine.now)
    }
  }

  private func answer(_ answer: RuleTest.Answer, _ now: Instant) -> Alerts.Answer? {
    let alert = occurrences.last { occurrence in
      guard case .fires(let alert) = occurrence.matter else { return false }
      return alert.rule == answer.rule && answer.key ?? alert.key == alert.key
    }
    guard case .fires(let fired)? = alert?.matter, engine.escalations[fired.id] != nil else { return nil }
    let action: Alerts.Answer.Action =
      switch answer.verb {
      case "ack": .acknowledge
      case "resolve": .resolve
      case "wrong": .wrong
      default: .snooze(until: now + answer.lasting)
      }
    return Alerts.Answer(alert: fired.id, action: action, by: answer.by, comment: nil)
  }

  /// Lets time come to an instant, by everything that falls due until then.
  mutating func advance(to at: Interval) {
    let end = start + at
    guard engine.now < end else { return }
    while let due = engine.nextDeadline, due < end {
      apply(.time, due)
      if engine.nextDeadline == due { break }
    }
    apply(.time, end)
  }

  private mutating func apply(_ input: Input, _ now: Instant) {
    journal.append((now, input))
    for effect in engine.apply(input, at: now) { note(effect) }
    let known = engine.world.conversations.count + engine.world.contacts.count
    if known > observesUpTo { observesUpTo = 0 }
    guard observesUpTo > 0 else { return }
    var seen = coverage
    engine.observe { rule, _, holds in seen.note(rule, holds) }
    coverage = seen
  }

  private mutating func note(_ effect: Effect) {
    func add(_ at: Instant, _ matter: Occurrence.Matter) {
      occurrences.append(Occurrence(at: at - start, matter: matter))
    }
    switch effect {
    case .alert(let transition), .past(let transition): note(transition)
    case .notify(let notice):
      switch notice.content {
      case .alert(let transition):
        add(transition.at, .tells(notice.receivers, rule: transition.alert.rule, key: transition.alert.key))
      case .group(let group):
        add(engine.now, .tells(notice.receivers, rule: group.rule, key: nil))
      }
    // What fell due while nobody looked has been told of as past.
    case .overdue, .note, .refused, .record, .duplicate: break
    }
  }

  private mutating func note(_ transition: AlertTransition) {
    let alert = transition.alert
    switch alert.status {
    case .firing where alert.firedAt == transition.at:
      occurrences.append(Occurrence(at: transition.at - start, matter: .fires(alert)))
      coverage.noteFiring(alert.rule)
    case .resolved, .expired:
      occurrences.append(Occurrence(at: transition.at - start, matter: .ends(alert)))
      coverage.noteEnd(alert.rule)
    default: break
    }
  }

  /// What keeps an alert from coming that is expected now.
  mutating func objections(to expectation: RuleTest.Expectation) -> [String]? {
    guard case .fires(let rule, _, _) = expectation.matter, let key = expectation.key else { return nil }
    return engine.objections(to: rule, key)?.map { "\($0.signal) \($0.value), \($0.threshold)" }
  }

  /// A look at a conversation that finds something else.
  mutating func contradiction(of expectation: RuleTest.Expectation, _ at: Interval) -> RuleTestResult
    .Difference?
  {
    guard case .holds(let condition) = expectation.matter, let key = expectation.key else { return nil }
    let found = engine.ask(condition, of: key)
    if found?.holds == true { return nil }
    let details = found.map { $0.objections.map { "\($0.signal) \($0.value), \($0.threshold)" } }
    return .init(
      kind: .missing, at: at, text: expectation.text,
      details: details ?? ["no conversation '\(key)' is known"],
      place: expectation.place)
  }
}
