// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events

/// What is known of many conversations at once: those of the whole centre, or of one queue.
struct Crowd: Sendable {
  /// `negative.share` knows of at most so many of the latest contact messages of the centre, and of a queue.
  static let maximumMessages = (centre: 262_144, queue: 16_384)
  /// `at_risk` knows of at most so many conversations that were at risk and are not any more.
  static let maximumEnded = 16_384

  struct Heard: Equatable, Sendable {
    var at: Instant
    /// Negative messages up to and with this one, counted from some beginning: differences are what matters.
    var negatives: Int64
  }

  struct Ended: Equatable, Sendable {
    var at: Instant
    var conversation: Int64
  }

  /// Contact messages in the order of their time.
  var messages: Deque<Heard> = []
  /// Negative messages before the first of `messages`.
  var negativesBefore: Int64 = 0
  /// Conversations whose risk ended, each once, in the order of time.
  var ended: Deque<Ended> = []
  /// Conversations at risk now; not saved, but counted again.
  var atRisk = 0
  /// What is usual.
  var seasons: [Season: Seasonal] = [:]

  mutating func hear(at instant: Instant, isNegative: Bool, keeping window: Interval, _ limit: Int) {
    var at = messages.endIndex
    while at > 0, messages[at - 1].at > instant { at -= 1 }
    let before = at > 0 ? messages[at - 1].negatives : negativesBefore
    messages.insert(Heard(at: instant, negatives: before), at: at)
    // A late message is rare, and never far from the end.
    if isNegative { for index in at..<messages.count { messages[index].negatives += 1 } }
    while let first = messages.first, messages.count > limit || first.at <= instant - window {
      negativesBefore = first.negatives
      messages.removeFirst()
    }
  }

  /// How many messages lie in (start, end], how many of them are negative, and when the first of them was written.
  func heard(after start: Instant, through end: Instant) -> (count: Int, negative: Int, first: Instant?) {
    let (low, high) = (messages.place(after: start, \.at), messages.place(after: end, \.at))
    guard low < high else { return (0, 0, nil) }
    let before = low > 0 ? messages[low - 1].negatives : negativesBefore
    return (high - low, Int(messages[high - 1].negatives - before), messages[low].at)
  }

  /// How many conversations' risk ended after `start`, and when the first of them did.
  func ended(after start: Instant) -> (count: Int, first: Instant?) {
    let low = ended.place(after: start, \.at)
    return (ended.count - low, low < ended.count ? ended[low].at : nil)
  }

  /// A conversation comes to be at risk, or is not any more.
  mutating func set(_ conversation: Int64, isAtRisk: Bool, at instant: Instant, keeping window: Interval?) {
    atRisk += isAtRisk ? 1 : -1
    if isAtRisk {
      begin(conversation)
    } else {
      end(conversation, at: instant, keeping: window ?? .zero)
    }
  }

  private mutating func end(_ conversation: Int64, at instant: Instant, keeping window: Interval) {
    let instant = max(instant, ended.last?.at ?? instant)
    ended.append(Ended(at: instant, conversation: conversation))
    while let first = ended.first, ended.count > Self.maximumEnded || first.at <= instant - window {
      ended.removeFirst()
    }
  }

  // At risk again: counted as such, no longer as one that was.
  private mutating func begin(_ conversation: Int64) {
    if let index = ended.lastIndex(where: { $0.conversation == conversation }) { ended.remove(at: index) }
  }
}
