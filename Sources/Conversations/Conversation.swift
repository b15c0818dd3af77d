// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Language

/// What is remembered of one contact message: 32 bytes.
struct MessageRecord: Equatable, Sendable {
  var at: Instant
  var tones: Tones
  /// The channel, hashed: only sameness is asked for.
  var channel: UInt32
  /// Sentiment in ten-thousandths.
  var sentiment: Int16

  var sentimentValue: Double { Double(sentiment) / 10_000 }
}

/// A rating on a scale to 5.
struct Rating: Equatable, Sendable {
  var at: Instant
  var value: Double
}

/// What is known of one conversation.
///
/// Its memory is bounded: at most `Conversation.maximumMessages` contact messages of 32 bytes, 6 sketches, 16
/// ratings, holds and transfers, 64 attributes, two pieces of evidence of each of the 28 kinds and 32 marks of past risk: under 16 KiB,
/// with texts of ordinary length; a typical one takes less than 1 KiB.
public struct Conversation: Equatable, Sendable {
  /// Windows see at most so many of the latest contact messages.
  public static let maximumMessages = 128
  static let maximumSketches = 6
  static let maximumRatings = 16
  static let maximumAttributes = 64
  static let maximumLog = 16

  /// Where a conversation stands.
  public enum Status: String, CaseIterable, Sendable {
    case open, pending, held, resolved, abandoned
  }

  /// The name the integrator gave it.
  public let name: String
  /// Its number in the order of all conversations ever opened; places are used again, numbers are not.
  let serial: Int64
  /// Its contact's place; −1 for none.
  public internal(set) var contact: Int32 = -1
  /// Its agent's place; −1 for none.
  public internal(set) var agent: Int32 = -1
  /// Its queue's place; −1 for none.
  public internal(set) var queue: Int32 = -1
  /// The channel of the latest event that named one.
  public internal(set) var channel: String?
  /// Language of the last contact message.
  public internal(set) var language: String?
  /// When it was opened.
  public let openedAt: Instant
  /// The evidence and its sum.
  public internal(set) var risk: RiskState
  /// Whatever else is known.
  public internal(set) var attributes: [String: AttributeValue] = [:]

  var lastEventAt: Instant
  var lastMessageAt: Instant?
  var lastAgentMessageAt = Instant.distantPast
  /// When the contact first wrote.
  var firstContactAt: Instant?
  var hasAgentSpoken = false

  var isPending = false
  var closed: Status?
  /// When it was closed last.
  var closedAt: Instant?
  var heldSince: Instant?
  var heldTotal = Interval.zero
  var holds: Int32 = 0
  /// When it was put on hold, the latest times.
  var holdLog: [Instant] = []
  var transfers: Int32 = 0
  /// When it was transferred, the latest times.
  var transferLog: [Instant] = []
  var reopened: Int32 = 0

  /// Contact messages since the last public message of an agent.
  public internal(set) var unanswered: Int32 = 0
  /// When the oldest unanswered contact message was written.
  public internal(set) var waitingSince: Instant?
  /// How many overdue pieces the present wait has brought.
  var overdueStage: Int32 = 0

  var messages: [MessageRecord] = []
  var sketches: [Sketch] = []
  var asksForSupervisor = false
  var repeatsItself = false
  var firstSentiment: Int16?
  var ratings: [Rating] = []
  var isAtRisk = false
  /// The place of its service level; −1 for none.
  public internal(set) var serviceLevel: Int32 = -1
  var clocks = Clocks()
  /// How often each promise was broken, in the order of `ServiceLevel.Promise`.
  var breaches = SIMD4<UInt16>()
  /// How long the contact waited for the first answer.
  var firstWait: Interval?
  /// How long the contact had waited for an answer when giving up.
  var gaveUpAfter: Interval?
  /// Whether the contact had been here shortly before.
  var isRepeat = false
  /// Whether somebody escalated it.
  var isEscalated = false
  /// The share of its agent's time as it stood when the agent took it.
  var shareBefore: Interval?
  /// What it has taken of agents' time so far, without the agent who has it.
  var handling = Interval.zero

  init(name: String, openedAt: Instant, serial: Int64) {
    self.name = name
    self.serial = serial
    self.openedAt = openedAt
    risk = RiskState(at: openedAt)
    lastEventAt = openedAt
  }

  /// Where it stands.
  public var status: Status {
    if let closed { return closed }
    if heldSince != nil { return .held }
    return isPending ? .pending : .open
  }

  /// Whether the contact still waits for a first answer.
  var isNewcomer: Bool { isOpen && !isPending && firstWait == nil }

  /// Whether it is neither resolved nor abandoned.
  public var isOpen: Bool { closed == nil }

  /// A public message of the agent, written at `instant`, answers what was written before it.
  mutating func answer(at instant: Instant) {
    hasAgentSpoken = true
    lastAgentMessageAt = max(lastAgentMessageAt, instant)
    guard let waiting = waitingSince, waiting <= instant else { return }
    let open = messages.filter { $0.at > instant }
    unanswered = min(unanswered, Int32(open.count))
    waitingSince = unanswered > 0 ? open.first?.at : nil
    overdueStage = 0
  }

  /// Nobody has to answer any more.
  mutating func stopWaiting() {
    unanswered = 0
    waitingSince = nil
    overdueStage = 0
  }

  /// Reopened: what the contact wrote since it was closed has not been answered.
  mutating func waitAgain() {
    let since = max(closedAt ?? .distantPast, lastAgentMessageAt)
    let open = messages.filter { $0.at >= since }
    unanswered = Int32(open.count)
    waitingSince = open.first?.at
  }

  mutating func endHold(at instant: Instant) {
    if let since = heldSince, instant > since { heldTotal = heldTotal + (instant - since) }
    heldSince = nil
  }
}
