// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// What is known of one contact over all channels.
public struct Contact: Equatable, Sendable {
  static let maximumOpenings = 32
  /// Names one contact may go by; a further merge leaves its name a contact of its own.
  static let maximumNames = 64

  /// The names it goes by: the first it was known under, then those merged into it.
  public internal(set) var names: [String]
  /// Places of its open conversations, in the order they were opened.
  public internal(set) var open: [Int32] = []
  /// When its latest conversations were opened.
  var openings: [Instant] = []
  /// The channel of its last message, hashed; 0 before the first.
  var lastChannel: UInt32 = 0
  var lastMessageAt: Instant?
  var lastEventAt: Instant
  /// How many remembered conversations name it; not saved, but counted again.
  var conversations = 0

  init(name: String, at: Instant) {
    names = [name]
    lastEventAt = at
  }

  /// The name it was first known under.
  public var name: String { names[0] }

  mutating func recordOpening(at instant: Instant) {
    openings.insert(instant, at: openings.lastIndex { $0 <= instant }.map { $0 + 1 } ?? 0)
    if openings.count > Self.maximumOpenings { openings.removeFirst() }
  }
}
