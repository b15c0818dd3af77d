// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Events
import ServiceLevels

/// The figures of some conversations. They add up: those of all are the sum of those of any parts.
public struct Figures: Equatable, Sendable {
  /// Conversations opened.
  public var conversations = 0
  /// Contacts, each counted with the first of its conversations.
  public var contacts = 0
  /// Conversations of contacts who had been here shortly before.
  public var repeats = 0
  /// Conversations resolved.
  public var resolved = 0
  /// Conversations that could be resolved at the first contact: resolved, and no repeats.
  public var firstContacts = 0
  /// Those of them that were: not reopened, and the contact did not come back.
  public var firstContactResolved = 0
  /// Conversations still open.
  public var open = 0
  /// Conversations the contact gave up.
  public var abandoned = 0
  /// Those of them given up while waiting for an answer, and the waits together.
  public var abandonedWaiting = Waits()
  /// How often conversations were reopened, transferred and put on hold.
  public var reopened = 0, transfers = 0, holds = 0
  /// Time on hold.
  public var holdTime = Interval.zero
  /// Conversations somebody escalated.
  public var escalated = 0
  /// Waits for the first answer.
  public var firstAnswers = Waits()
  /// How often each promise was broken, in the order of `ServiceLevel.Promise`.
  public var breaches = Array(repeating: 0, count: ServiceLevel.Promise.allCases.count)
  /// Ratings, and their sum on a scale to 5.
  public var ratings = 0, ratingSum = 0.0
  /// Alerts by rule.
  public var alerts: [String: Outcomes] = [:]

  /// How many waited, and for how long.
  public struct Waits: Equatable, Sendable {
    /// How many.
    public var count = 0
    /// All waits together.
    public var total = Interval.zero
    /// The longest.
    public var longest = Interval.zero

    /// The mean wait; `nil` when nobody waited.
    public var mean: Interval? {
      count == 0 ? nil : Interval(microseconds: total.microseconds / Int64(count))
    }

    mutating func add(_ wait: Interval) {
      count += 1
      total = total + wait
      longest = max(longest, wait)
    }

    mutating func add(_ other: Waits) {
      count += other.count
      total = total + other.total
      longest = max(longest, other.longest)
    }
  }

  /// What became of a rule's alerts.
  public struct Outcomes: Equatable, Sendable {
    /// Alerts that fired.
    public var fired = 0
    /// Those that were resolved.
    public var resolved = 0
    /// Those whose subject was forgotten.
    public var expired = 0
    /// Those that fire still.
    public var firing = 0
    /// Those of conversations that were escalated.
    public var escalated = 0

    mutating func add(_ other: Outcomes) {
      fired += other.fired
      resolved += other.resolved
      expired += other.expired
      firing += other.firing
      escalated += other.escalated
    }
  }

  /// No conversations.
  public init() {}

  /// The share of first contacts that were resolved, 0–1; `nil` when there were none.
  public var firstContactResolution: Double? {
    firstContacts == 0 ? nil : Double(firstContactResolved) / Double(firstContacts)
  }

  /// The mean rating on a scale to 5; `nil` when nobody rated.
  public var meanRating: Double? { ratings == 0 ? nil : ratingSum / Double(ratings) }

  /// The figures of both together.
  public static func + (a: Figures, b: Figures) -> Figures {
    var sum = a
    sum.add(b)
    return sum
  }

  private mutating func add(_ other: Figures) {
    conversations += other.conversations
    contacts += other.contacts
    repeats += other.repeats
    resolved += other.resolved
    firstContacts += other.firstContacts
    firstContactResolved += other.firstContactResolved
    open += other.open
    abandoned += other.abandoned
    abandonedWaiting.add(other.abandonedWaiting)
    reopened += other.reopened
    transfers += other.transfers
    holds += other.holds
    holdTime = holdTime + other.holdTime
    escalated += other.escalated
    firstAnswers.add(other.firstAnswers)
    for place in breaches.indices { breaches[place] += other.breaches[place] }
    ratings += other.ratings
    ratingSum += other.ratingSum
    for (rule, outcomes) in other.alerts { alerts[rule, default: Outcomes()].add(outcomes) }
  }

  /// One conversation's figures.
  init(_ record: ConversationRecord, isFirstOfContact: Bool, comesBack: Bool) {
    conversations = 1
    contacts = isFirstOfContact ? 1 : 0
    repeats = record.isRepeat ? 1 : 0
    escalated = record.isEscalated ? 1 : 0
    (reopened, transfers, holds) = (record.reopened, record.transfers, record.holds)
    holdTime = record.holdTime
    switch record.status {
    case .resolved:
      resolved = 1
      firstContacts = record.isRepeat ? 0 : 1
      firstContactResolved = !record.isRepeat && record.reopened == 0 && !comesBack ? 1 : 0
    case .abandoned:
      abandoned = 1
      if let wait = record.gaveUpAfter { abandonedWaiting.add(wait) }
    case .open, .pending, .held: open = 1
    }
    if let wait = record.firstWait { firstAnswers.add(wait) }
    for (place, count) in record.breaches.enumerated() where place < breaches.count {
      breaches[place] = count
    }
    ratings = record.ratings.count
    ratingSum = record.ratings.reduce(0, +)
  }
}
