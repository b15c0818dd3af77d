// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Conversations
public import Events
public import Language
public import Rules

/// What goes into the engine.
public enum Input: Equatable, Sendable {
  /// Something happened.
  case event(ScoredEvent)
  /// Nothing happened, but time has come so far.
  case time
  /// Other rules or weights are in force from now on.
  case configure(EngineConfiguration)
  /// Nobody has looked since the engine's time, and it is this late now: what fell due until then is overdue.
  case away(until: Instant)
  /// A person says something to an alert.
  case answer(Answer)
  /// Somebody does not want to hear of some alerts for a while.
  case silence(Silence)
  /// The silence with this id ends now.
  case expire(String)
  /// A receiver could not be told of an alert.
  case undelivered(alert: String, receiver: String, reason: String)
}

/// What the shell is to do.
public enum Effect: Equatable, Sendable {
  /// Record that an alert changed its status, and write it to logs.
  case alert(AlertTransition)
  /// Record what happened while nobody looked; logs get what still fires by `overdue`.
  case past(AlertTransition)
  /// Write to logs what fell due while nobody looked and fires still.
  case overdue([AlertTransition])
  /// Tell people.
  case notify(Notice)
  /// Keep why somebody is told, or is not.
  case note(Note)
  /// What was asked for cannot be done, and why.
  case refused(String)
  /// Keep what is known of a conversation that is over.
  case record(ConversationRecord)
  /// Count an event that was known already; nothing else came of it.
  case duplicate(String)
}

/// The whole main job as one reducer: inputs in order go in, effects come out.
///
/// It knows no clock, no I/O and no queue. The same configuration and the same inputs at the same instants give the
/// same effects, however they are cut into batches and whatever restarts lie between.
public struct Engine: Sendable, ~Copyable {
  /// What is in force.
  public internal(set) var configuration: EngineConfiguration
  /// The latest instant the engine has come to; it never runs backwards.
  public internal(set) var now = Instant.distantPast
  /// What is known of conversations, contacts, agents and queues.
  public internal(set) var world: World
  /// The alerts that fire, on their way to people.
  public internal(set) var escalations: Escalations
  /// The hash of the rules in force.
  public internal(set) var ruleset: String

  /// How often a rule was evaluated for a subject, in this life of the process.
  public internal(set) var evaluations = 0

  var rules: [Rule]
  var rulesByScope: [[Int]]
  var matchers: [Matcher]
  var watches: [WatchKey: WatchState] = [:]
  var deadlines = DeadlineQueue<Deadline>()
  var ledger = EventLedger()
  var absence: Absence?
  var changed: Set<Subject> = []

  /// A rule and its subject, in one word.
  struct WatchKey: Hashable, Sendable {
    var subject: Subject
    var rule: Int32

    var word: UInt64 { subject.word ^ UInt64(UInt32(bitPattern: rule)) << 32 }

    func hash(into hasher: inout Hasher) { hasher.combine(word) }
  }

  /// A time in which nobody looked, and what has fallen due in it so far.
  struct Absence: Sendable {
    var until: Instant
    var fired: [(key: WatchKey, alert: String)] = []
  }

  struct WatchState: Sendable {
    var watch = Watch()
    /// The id of the alert that fires; none where a person has ended it and the rule holds still.
    var alert: String?
  }

  /// Makes an engine to which nothing has happened; throws the first rule that does not compile, with its mistakes.
  public init(_ configuration: EngineConfiguration) throws(Rule.Mistakes) {
    let compiled = try Self.compile(configuration.rules)
    let matchers = try Self.matchers(configuration.serviceLevels)
    let people = try Self.compile(configuration.alerts)
    self.matchers = matchers
    escalations = Escalations(people)
    self.configuration = configuration
    rules = compiled
    rulesByScope = Self.byScope(rules, hasServiceLevels: !configuration.serviceLevels.isEmpty)
    ruleset = Rule.hash(of: rules)
    world = World(model: configuration.model, horizon: Self.horizon(rules, configuration.serviceLevels))
    world.serviceLevels = configuration.serviceLevels
  }

  // MARK: - The reducer

  /// Applies an input at an instant; what was due by time alone before it happens first, each at its own instant.
  public mutating func apply(_ input: Input, at instant: Instant) -> [Effect] {
    var effects: [Effect] = []
    advance(to: instant, &effects)
    now = max(now, instant)
    switch input {
    case .time: break
    case .event(let scored): apply(scored, &effects)
    case .configure(let configuration):
      let until = absence?.until
      endAbsence(&effects)
      configure(configuration, &effects)
      if let until, until > now { absence = Absence(until: until) }
    case .away(let until):
      endAbsence(&effects)
      if until > now { absence = Absence(until: until) }
    case .answer(let answer): take(answer, &effects)
    case .silence(let silence): people(&effects) { $0.add(silence, &$1) }
    case .expire(let id): people(&effects) { $0.expire(id, &$1) }
    case .undelivered(let alert, let receiver, let reason):
      people(&effects) { $0.couldNotTell(receiver, of: alert, reason, &$1) }
    }
    return effects
  }

  /// The instant at which `.time` must be applied if nothing happens before; `nil` for never.
  public var nextDeadline: Instant? {
    guard let absence else { return deadlines.next }
    return min(deadlines.next ?? absence.until, absence.until)
  }

  /// How many alerts fire now.
  public var firing: Int { escalations.count }

  private mutating func apply(_ scored: ScoredEvent, _ effects: inout [Effect]) {
    guard ledger.insert(scored.event.id) else {
      effects.append(.duplicate(scored.event.id))
      return
    }
    var touched = world.apply(scored, at: now)
    if let look = world.nextLook(after: now) { arm(.look, at: look) }
    matchServiceLevels(&touched)
    if let name = scored.event.conversation, let slot = world.conversations.place(of: name) {
      if !world.conversations[slot].isOpen, scored.event.kind == .resolved || scored.event.kind == .abandoned
      {
        endAll(Subject(.conversation, slot), .resolved, .conversationClosed, &effects)
      }
      if let wake = world.nextWake(ofConversation: slot, after: now) { arm(.wake(slot), at: wake) }
      arm(.forget(Subject(.conversation, slot)), at: world.forgetInstant(ofConversation: slot))
    }
    settle(touched, .event(scored.event.at), &effects)
    if let name = scored.event.conversation, let slot = world.conversations.place(of: name),
      !world.conversations[slot].isOpen
    {
      effects.append(.record(world.record(ofConversation: slot)))
    }
  }

  private mutating func advance(to instant: Instant, _ effects: inout [Effect]) {
    while let due = deadlines.next, due <= instant {
      if let absence, due >= absence.until {
        now = max(now, absence.until)
        endAbsence(&effects)
        // What is told may be due again before that.
        continue
      }
      let key = deadlines.removeNext()
      now = max(now, due)
      switch key {
      case .rule(let key): step(key.rule, key.subject, .time, .everything, &effects)
      case .wake(let slot):
        let touched = world.wake(Subject(.conversation, slot), at: now)
        if world.conversations.contains(slot), let wake = world.nextWake(ofConversation: slot, after: now) {
          arm(.wake(slot), at: wake)
        }
        settle(touched, .time, &effects)
      case .forget(let subject): forget(subject, &effects)
      case .look:
        if let look = world.nextLook(after: now) { arm(.look, at: look) }
        settle(world.learn(at: now), .time, &effects)
      case .people:
        // What fell due while nobody looked is told once, when somebody does.
        if let absence { arm(.people, at: absence.until) } else { people(&effects) { $0.come(&$1) } }
      }
    }
    if let absence, instant >= absence.until {
      now = max(now, absence.until)
      endAbsence(&effects)
    }
  }

  /// Notes a deadline; what should have happened before now happens now.
  mutating func arm(_ key: Deadline, at instant: Instant) {
    deadlines.arm(key, at: max(instant, now))
  }

  /// Evaluates the rules that what was touched can change.
  private mutating func settle(_ touched: World.Touched, _ cause: Cause, _ effects: inout [Effect]) {
    for (subject, changes) in touched.subjects {
      changed.insert(subject)
      if subject.scope == .contact {
        guard world.contacts.contains(subject.slot) else {
          endAll(subject, .resolved, .forgotten, &effects)
          dropWatches(of: subject)
          continue
        }
        if world.contacts[subject.slot].open.isEmpty {
          endAll(subject, .resolved, .conversationClosed, &effects)
          arm(.forget(subject), at: world.forgetInstant(ofContact: subject.slot))
          continue
        }
      }
      for rule in rulesByScope[Int(subject.scope.rawValue)]
      where !rules[rule].changedBy.isDisjoint(with: changes) {
        step(Int32(rule), subject, cause, changes, &effects)
      }
      settleReaders(of: subject, changes, cause, &effects)
      if escalations.isHolding(subject) {
        people(&effects) { $0.somethingHappened(to: subject, &$1) }
      }
    }
  }

  /// Rules about a conversation may read its agent and its queue, rules about an agent its queue.
  private mutating func settleReaders(
    of subject: Subject, _ changes: Changes, _ cause: Cause, _ effects: inout [Effect]
  ) {
    guard subject.scope == .agent || subject.scope == .queue else { return }
    for scope in [Scope.conversation, .agent] where scope != subject.scope {
      let readers = rulesByScope[Int(scope.rawValue)].filter {
        !rules[$0].changedBy.isDisjoint(with: changes)
      }
      guard !readers.isEmpty else { continue }
      let slots =
        scope == .conversation ? world.openConversations(of: subject) : world.agents(ofQueue: subject.slot)
      for rule in readers {
        for slot in slots { step(Int32(rule), Subject(scope, slot), cause, changes, &effects) }
      }
    }
    for held in escalations.heldSubjects where world.isOpen(held, with: subject) {
      people(&effects) { $0.somethingHappened(to: held, &$1) }
    }
  }

  // MARK: - One rule, one subject

  /// Reads the world in place: a copy would cost more than most rules. Only lives inside of `withSource`.
  struct Source: SignalSource {
    let world: UnsafePointer<World>
    let subject: Subject

    func read(_ reference: SignalReference, at instant: Instant) -> Reading {
      world.pointee.read(reference, of: subject, at: instant)
    }
  }

  mutating func withSource<T>(_ subject: Subject, _ body: (Source) -> T) -> T {
    withUnsafePointer(to: &world) { body(Source(world: $0, subject: subject)) }
  }

  mutating func step(
    _ index: Int32, _ subject: Subject, _ cause: Cause, _ changes: Changes, _ effects: inout [Effect]
  ) {
    guard world.contains(subject), rules.indices.contains(Int(index)) else { return }
    let key = WatchKey(subject: subject, rule: index)
    let known = watches[key]
    var state = known ?? WatchState()
    let isClosed = world.isClosed(subject)
    if isClosed, !isHeard(state, subject, changes) { return }
    let rule = rules[Int(index)]
    let now = now
    evaluations += 1
    let step = withSource(subject) { state.watch.step(rule, $0, at: now) }
    switch step.transition {
    case .fires:
      var alert = Alert(
        rule: rule.definition, key: world.name(of: subject), firedAt: now,
        circumstances: world.circumstances(subject, now),
        reasons: reasons(rule, subject), ruleset: ruleset)
      if let until = absence?.until {
        alert.cause = .overdue
        alert.overdueBy = until - now
        absence?.fired.append((key, alert.id))
      }
      state.alert = alert.id
      let isAwaited = absence != nil
      people(&effects) { $0.fires(alert, about: subject, isAwaited: isAwaited, &$1) }
    case .resolves:
      end(&state, subject, .resolved, cause.ofResolving(state.alert.flatMap { escalations[$0] }), &effects)
    case nil:
      break
    }
    let isIdle = state.watch.isIdle(at: now)
    if !(isClosed && isIdle), step.wakeAt < .distantFuture { arm(.rule(key), at: step.wakeAt) }
    if isIdle {
      if known != nil { watches[key] = nil }
    } else if known?.watch != state.watch {
      watches[key] = state
      changed.insert(subject)
    }
    if known != nil, isIdle { changed.insert(subject) }
  }

  /// Why a rule is evaluated.
  enum Cause {
    case time
    /// An event that happened at this instant.
    case event(Instant)
    case other(Alert.Cause)

    /// Why an alert ends: by an event that is older than the alert itself, it should never have fired.
    func ofResolving(_ alert: Alert?) -> Alert.Cause {
      switch self {
      case .time: .cleared
      case .event(let instant): alert.map { instant < $0.firedAt } == true ? .lateEvent : .cleared
      case .other(let cause): cause
      }
    }
  }

  /// A closed conversation is not watched by the clock; what its contact still says is heard. A contact without an open
  /// conversation is not watched at all.
  func isHeard(_ state: WatchState, _ subject: Subject, _ changes: Changes) -> Bool {
    guard subject.scope == .conversation else { return false }
    if state.watch.firingSince != nil || state.watch.pendingSince != nil { return true }
    return changes != .everything && !changes.isDisjoint(with: [.words, .ratings])
  }

  private mutating func dropWatches(of subject: Subject) {
    for rule in rulesByScope[Int(subject.scope.rawValue)] {
      watches[WatchKey(subject: subject, rule: Int32(rule))] = nil
    }
  }

  /// Ends whatever fires or is pending for a subject.
  private mutating func endAll(
    _ subject: Subject, _ status: Alert.Status, _ cause: Alert.Cause, _ effects: inout [Effect]
  ) {
    for rule in rulesByScope[Int(subject.scope.rawValue)] {
      let key = WatchKey(subject: subject, rule: Int32(rule))
      guard var state = watches[key] else { continue }
      changed.insert(subject)
      if state.watch.firingSince != nil || state.watch.pendingSince != nil {
        let isFiring = state.watch.firingSince != nil
        end(&state, subject, status, cause, &effects)
        if isFiring { state.watch.end(rules[rule], at: now) } else { state.watch.drop() }
      }
      watches[key] = state.watch.isIdle(at: now) ? nil : state
    }
  }

  private mutating func forget(_ subject: Subject, _ effects: inout [Effect]) {
    guard world.contains(subject) else { return }
    let due =
      subject.scope == .conversation
      ? world.forgetInstant(ofConversation: subject.slot) : world.forgetInstant(ofContact: subject.slot)
    guard due <= now else {
      if due < .distantFuture { arm(.forget(subject), at: due) }
      return
    }
    endAll(subject, .expired, .forgotten, &effects)
    dropWatches(of: subject)
    changed.insert(subject)
    if subject.scope == .conversation {
      if world.conversations[subject.slot].isOpen {
        effects.append(.record(world.record(ofConversation: subject.slot)))
      }
      let contact = world.conversations[subject.slot].contact
      settle(world.forgetConversation(subject.slot, at: now), .other(.forgotten), &effects)
      if contact >= 0 {
        arm(.forget(Subject(.contact, contact)), at: world.forgetInstant(ofContact: contact))
      }
    } else {
      world.forgetContact(subject.slot)
    }
  }
}
