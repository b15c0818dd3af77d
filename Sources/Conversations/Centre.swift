// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events

/// What is known of the centre as a whole.
struct Centre: Sendable {
  /// `negative.share` knows of at most so many of the latest contact messages.
  static let maximumMessages = 262_144
  /// `at_risk` knows of at most so many conversations that were at risk and are not any more.
  static let maximumEnded = 65_536

  /// Instants of contact messages, shifted left by one; the last bit is set for a negative one.
  var messages: Deque<Int64> = []
  var ended: Deque<Ended> = []
  var atRisk = 0

  struct Ended: Equatable, Sendable {
    var at: Instant
    var conversation: Int32
  }

  mutating func hear(at instant: Instant, isNegative: Bool, keeping window: Interval) {
    let entry = instant.microseconds << 1 | (isNegative ? 1 : 0)
    var at = messages.endIndex
    while at > 0, messages[at - 1] >> 1 > instant.microseconds { at -= 1 }
    messages.insert(entry, at: at)
    while let first = messages.first,
      messages.count > Self.maximumMessages || first >> 1 <= (instant - window).microseconds
    {
      messages.removeFirst()
    }
  }

  mutating func end(_ conversation: Int32, at instant: Instant, keeping window: Interval) {
    ended.append(Ended(at: instant, conversation: conversation))
    while let first = ended.first, ended.count > Self.maximumEnded || first.at <= instant - window {
      ended.removeFirst()
    }
  }

  /// It is at risk again: counted as such, no longer as one that was.
  mutating func begin(_ conversation: Int32) {
    ended.removeAll { $0.conversation == conversation }
  }
}
