// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Conversations
public import Events
public import Rules

/// One episode of one rule with one subject, from its firing to its end.
public struct Alert: Equatable, Sendable {
  /// Where an alert stands.
  public enum Status: String, CaseIterable, Sendable {
    case firing
    /// Somebody takes care of it.
    case acknowledged
    /// Somebody wants to hear of it later.
    case snoozed
    case resolved
    /// Its subject was forgotten.
    case expired

    /// Whether the episode lasts.
    public var isLive: Bool { self == .firing || self == .acknowledged || self == .snoozed }
  }

  /// Why something is told now.
  public enum Cause: String, CaseIterable, Sendable {
    /// The rule's condition began to hold.
    case first
    /// The rule's condition began to hold while nobody looked: the daemon was down, or the machine slept.
    case overdue
    /// The rule's end was reached.
    case cleared
    /// The conversation was resolved or abandoned.
    case conversationClosed = "conversation_closed"
    /// An event that had come late changed the past: what it should have prevented is resolved.
    case lateEvent = "late_event"
    /// The rule was taken away or changed.
    case ruleRemoved = "rule_removed"
    /// Nothing was heard of the subject for so long that it was forgotten.
    case forgotten
    /// Nobody has acknowledged it in the time of a ladder's step.
    case escalated
    /// Nobody has acknowledged it yet, and the ladder has no more steps.
    case repeated
    /// A receiver before could not be told.
    case undelivered
    /// Somebody takes care of it.
    case acknowledged
    /// Somebody was asked to take care of it.
    case assigned
    /// Somebody wants to hear of it later.
    case snoozed
    /// It still fires after the time for which somebody snoozed it.
    case stillFiring = "still_firing"
    /// It still fires after what kept it quiet is over.
    case quietOver = "quiet_over"
    /// A person ended it.
    case resolvedByPerson = "resolved_by_person"
    /// A person ended it and said that it should not have fired.
    case wrong
  }

  /// A reason: a comparison of the rule, or a piece of evidence behind the risk.
  public struct Reason: Equatable, Sendable {
    /// The signal, with its window; for evidence `evidence.KIND`.
    public var signal: String
    /// Its value, for people.
    public var value: String
    /// What it was compared with; empty for evidence.
    public var threshold: String
    /// The points of risk it makes up, −100…100; `nil` for a comparison.
    public var points: Double?
    /// The words that show it; `nil` where there are none.
    public var quote: String?
    /// The event it came from; `nil` where there is none.
    public var event: String?

    /// Makes a reason from its parts.
    public init(
      signal: String, value: String, threshold: String, points: Double? = nil, quote: String? = nil,
      event: String? = nil
    ) {
      self.signal = signal
      self.value = value
      self.threshold = threshold
      self.points = points
      self.quote = quote
      self.event = event
    }
  }

  /// Who and where, as known when the transition happened.
  public struct Circumstances: Equatable, Sendable {
    /// The conversation, for rules about one.
    public var conversation: String?
    /// The contact, where one is known.
    public var contact: String?
    /// The agent, where one is known.
    public var agent: String?
    /// The queue, where one is known.
    public var queue: String?
    /// The channel, where one is known.
    public var channel: String?
    /// The risk, 0–100, of the conversation or contact.
    public var risk: Double?

    /// Nothing known.
    public init() {}
  }

  /// How the names of rules begin by which the daemon tells of itself.
  public static let ownRules = "foreshock-"

  /// Derived from rule, scope, key and the start of the episode: a replay names it the same.
  public let id: String
  /// The rule's name.
  public let rule: String
  /// How much it matters.
  public let severity: Severity
  /// What the rule watches one of.
  public let scope: Scope
  /// The name of the conversation, contact, agent or queue; `all` for everything.
  public internal(set) var key: String
  /// When it fired.
  public let firedAt: Instant
  /// Where it stands.
  public var status = Status.firing
  /// Why its last transition happened.
  public var cause = Cause.first
  /// How late it was noticed that it fell due; `nil` when it was in time.
  public var overdueBy: Interval?
  /// What a person last said to it.
  public var answer: Answer?
  /// Who and where.
  public var circumstances: Circumstances
  /// What the rule says of it, placeholders filled in.
  public internal(set) var summary: String
  /// What to do.
  public internal(set) var playbook: String?
  /// The rule's labels.
  public let labels: [String: String]
  /// Why it fired.
  public internal(set) var reasons: [Reason]
  /// The hash of the rules it fired under.
  public let ruleset: String

  /// Makes the alert of a rule that fires.
  public init(
    rule: RuleDefinition, key: String, firedAt: Instant, circumstances: Circumstances, reasons: [Reason],
    ruleset: String
  ) {
    var hash = StableHash()
    hash.add(rule.name)
    hash.add("\(rule.scope)")
    hash.add(key)
    hash.add(UInt64(bitPattern: firedAt.microseconds))
    id = "fa-" + hash.hex(24)
    self.rule = rule.name
    severity = rule.severity
    scope = rule.scope
    self.key = key
    self.firedAt = firedAt
    self.circumstances = circumstances
    summary = Summary(rule.summary).text(rule, key, circumstances)
    playbook = rule.playbook
    labels = rule.labels
    self.reasons = reasons
    self.ruleset = ruleset
  }
}

extension Alert {
  /// The same with other reasons, and with every text in which a contact may be named changed.
  public func redacted(reasons: [Reason], _ change: (String) -> String) -> Alert {
    var alert = self
    alert.reasons = reasons
    alert.summary = change(summary)
    alert.playbook = playbook.map(change)
    alert.circumstances.contact = circumstances.contact.map(change)
    if scope == .contact { alert.key = change(key) }
    return alert
  }
}

/// A change of an alert's status: what receivers are told.
public struct AlertTransition: Equatable, Sendable {
  /// When.
  public var at: Instant
  /// The alert after the change.
  public var alert: Alert

  /// Describes a change.
  public init(at: Instant, alert: Alert) {
    self.at = at
    self.alert = alert
  }
}
