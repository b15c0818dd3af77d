// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Conversations
public import Events
public import Rules

/// All alerts that fire, on their way to people: ladders, answers, silences, inhibitions, groups, budgets.
///
/// Alerts fire and end from outside; everything that people are told, and when, is decided here.
public struct Escalations: Sendable {
  /// What comes of something.
  public enum Outcome: Equatable, Sendable {
    /// An alert changed its status.
    case transition(AlertTransition)
    /// Somebody is to be told.
    case notice(Notice)
    /// Somebody is told or not, and why.
    case note(Note)
    /// What was asked for cannot be done, and why.
    case refused(String)
  }

  /// A policy whose expressions have been compiled.
  public struct Compiled: Sendable {
    let policy: AlertPolicy
    let router: Router
    let inhibitor: Inhibitor

    /// Compiles a policy; throws what is wrong with the first expression that has mistakes.
    public init(_ policy: AlertPolicy) throws(Condition.Mistakes) {
      self.policy = policy
      router = try Router(policy.routes)
      inhibitor = try Inhibitor(policy.inhibitions)
    }
  }

  /// What `hold_while` is asked of.
  public protocol Subjects {
    /// Whether a condition holds for a subject, and when to ask again.
    func outcome(of condition: Condition, for subject: Subject, at instant: Instant) -> Condition.Outcome
  }

  /// One look at all of it: the time, whom to ask, and what comes of it.
  public struct Turn {
    let now: Instant
    let subjects: any Subjects
    /// What has come of it.
    public internal(set) var outcomes: [Outcome] = []
    /// What fell due in an absence is gathered first.
    var overdue: [Awaited]?

    /// Begins to look.
    public init(at now: Instant, _ subjects: any Subjects) {
      self.now = now
      self.subjects = subjects
    }
  }

  struct Awaited: Sendable {
    var receiver: String
    var group: (key: String, wait: Interval)?
    var entry: Mailbox.Entry
  }

  enum Key: Hashable, Comparable, Sendable {
    case alert(String)
    case receiver(String)
    case silence(String)
  }

  var policy: AlertPolicy
  var router: Router
  var inhibitor: Inhibitor
  var alerts: [String: Escalation] = [:]
  var mailboxes: [String: Mailbox] = [:]
  var silences: [(silence: Silence, condition: Condition)] = []
  /// Alerts that something keeps quiet.
  var blocked: Set<String> = []
  /// Alerts that `hold_while` holds, by what they are about.
  var held: [Subject: Set<String>] = [:]
  /// How many alerts take each route.
  var taken: [String: Int] = [:]
  var deadlines = DeadlineQueue<Key>()
  /// What is to be saved.
  var changed: Set<Key> = []
  /// The routes that have been saved for alerts on their way.
  var savedRouters: Set<String> = []

  /// No alert fires, and nobody would be told.
  public static let none = Escalations()

  private init() {
    policy = AlertPolicy()
    router = Router()
    inhibitor = Inhibitor()
  }

  /// No alert fires.
  public init(_ compiled: Compiled) {
    policy = compiled.policy
    router = compiled.router
    inhibitor = compiled.inhibitor
  }

  /// An alert that fires; `nil` where none has this id.
  public subscript(id: String) -> Alert? { alerts[id]?.alert }

  /// How many alerts last.
  public var count: Int { alerts.count }

  /// Every alert that lasts, by id.
  public var all: [Alert] { alerts.values.map(\.alert).sorted { $0.id < $1.id } }

  /// When `come` must be called if nothing happens before.
  public var nextInstant: Instant? { deadlines.next }

  // MARK: - Alerts

  /// An alert fires. One that is awaited is told when its absence is over (`endAbsence`).
  public mutating func fires(_ alert: Alert, about subject: Subject, isAwaited: Bool, _ turn: inout Turn) {
    var escalation = Escalation(alert, subject, router, at: turn.now)
    escalation.isAwaited = isAwaited
    alerts[alert.id] = escalation
    inhibitor.insert(alert)
    count(escalation, 1)
    turn.outcomes.append(.transition(AlertTransition(at: turn.now, alert: alert)))
    work(alert.id, &turn)
  }

  /// An alert ends: everybody who knows of it is told.
  public mutating func ends(_ ended: Alert, _ turn: inout Turn) {
    guard var escalation = alerts.removeValue(forKey: ended.id) else { return }
    deadlines.disarm(.alert(ended.id))
    changed.insert(.alert(ended.id))
    blocked.remove(ended.id)
    unhold(escalation)
    count(escalation, -1)
    // By what it was when it fired: that is how it was taken in.
    let wasSource = inhibitor.remove(escalation.alert)
    escalation.alert = ended
    turn.outcomes.append(.transition(AlertTransition(at: turn.now, alert: ended)))
    if escalation.told.isEmpty, !escalation.paths.isEmpty {
      note(.cameAndWent, ended.id, "it ended before anybody was told", &turn)
    }
    tell(&escalation, ended.cause, escalation.told, &turn)
    if wasSource { release(&turn) }
  }

  /// Tells what fell due while nobody looked and fires still, many of a rule together.
  public mutating func endAbsence(_ ids: [String], _ turn: inout Turn) {
    turn.overdue = []
    for id in ids {
      alerts[id]?.isAwaited = false
      work(id, &turn)
    }
    let gathered = turn.overdue ?? []
    turn.overdue = nil
    for same in Self.byReceiverAndRule(gathered) {
      let (receiver, entries) = (same[0].receiver, same.map(\.entry))
      guard same.count >= AlertGroup.leastOverdue else {
        for one in same { post(one.entry, to: receiver, group: one.group, &turn) }
        continue
      }
      let taken = mailboxes[receiver, default: Mailbox()].take(
        entries, as: .overdue, policy.limits(of: receiver), at: turn.now)
      heard(taken, entries.map(\.transition.alert), by: receiver, &turn)
    }
  }

  /// In the order of the first of each; every part has at least one.
  private static func byReceiverAndRule(_ awaited: [Awaited]) -> [[Awaited]] {
    var places: [[String]: Int] = [:]
    return awaited.reduce(into: []) { parts, one in
      let key = [one.receiver, one.entry.transition.alert.rule]
      if let place = places[key] {
        parts[place].append(one)
      } else {
        places[key] = parts.count
        parts.append([one])
      }
    }
  }

  /// Does what is due by now.
  public mutating func come(_ turn: inout Turn) {
    while let due = deadlines.next, due <= turn.now {
      switch deadlines.removeNext() {
      case .alert(let id): work(id, &turn)
      case .receiver(let name): openMailbox(name, &turn)
      case .silence(let id): endSilence(id, &turn)
      }
    }
  }

  /// Asks again what `hold_while` says of a subject about which something happened.
  public mutating func somethingHappened(to subject: Subject, _ turn: inout Turn) {
    guard let ids = held[subject] else { return }
    for id in ids.sorted() {
      guard var escalation = alerts[id], escalation.alert.status == .firing else { continue }
      for place in escalation.paths.indices where escalation.paths[place].isHeld {
        escalation.paths[place].next = turn.now
      }
      alerts[id] = escalation
      work(id, &turn)
    }
  }

  /// Whether something that happens to a subject can change what `hold_while` says.
  public func isHolding(_ subject: Subject) -> Bool { !held.isEmpty && held[subject] != nil }

  /// What `hold_while` holds alerts about.
  public var heldSubjects: [Subject] { held.isEmpty ? [] : held.keys.sorted() }

  /// Puts another policy in force for what fires from now on.
  public mutating func adopt(_ compiled: Compiled) {
    policy = compiled.policy
    router = compiled.router
    inhibitor = compiled.inhibitor
    for escalation in alerts.values { inhibitor.insert(escalation.alert) }
  }

  /// Looks at what is on its way under another policy. It goes on by the routes under which it fired, unless these
  /// name a receiver that is gone, or nobody at all.
  public mutating func reroute(_ turn: inout Turn) {
    for id in alerts.keys.sorted() {
      guard var escalation = alerts[id] else { continue }
      for place in escalation.paths.indices where escalation.paths[place].isHeld {
        escalation.paths[place].next = turn.now
      }
      if escalation.paths.isEmpty || escalation.namesOthers(than: policy.receivers),
        escalation.router.identity != router.identity
      {
        count(escalation, -1)
        escalation.reroute(router, receivers: policy.receivers, at: turn.now)
        count(escalation, 1)
      } else if !escalation.paths.contains(where: \.isHeld) {
        continue
      }
      alerts[id] = escalation
      work(id, &turn)
    }
    release(&turn)
  }

  /// Counts how many alerts take each route.
  mutating func count(_ escalation: Escalation, _ change: Int) {
    for path in escalation.paths {
      let key = Self.key(escalation.router, path.route)
      taken[key, default: 0] += change
      if taken[key] == 0 { taken[key] = nil }
    }
  }

  static func key(_ router: Router, _ route: Int) -> String { "\(router.identity)/\(route)" }
}
