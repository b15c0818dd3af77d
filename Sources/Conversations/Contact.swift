// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// What is known of one contact over all channels: the 360° view. It outlives the contact's conversations by
/// `Horizon.contacts`, 30 days.
///
/// Its memory is bounded: the latest 128 messages of 32 bytes, 32 openings, transfers and holds, 16 ratings, 64 names.
public struct Contact: Sendable {
  static let maximumEntries = 32
  /// Names one contact may go by; a further merge leaves its name a contact of its own.
  static let maximumNames = 64

  /// The names it goes by: the first it was known under, then those merged into it.
  public internal(set) var names: [String]
  /// Places of its open conversations, in the order they were opened.
  public internal(set) var open: [Int32] = []
  /// When its latest conversations were opened.
  var openings: [Instant] = []
  /// Its latest transfers, in all conversations.
  var transfers: [Instant] = []
  /// How often it was put on hold, in all conversations.
  var holds: [Instant] = []
  /// Its latest ratings.
  var ratings: [Rating] = []
  /// Its latest messages on all channels.
  var messages: [MessageRecord] = []
  /// The channel of its last message, hashed; 0 before the first.
  var lastChannel: UInt32 = 0
  var lastMessageAt: Instant?
  var lastEventAt: Instant
  /// Places of the remembered conversations that name it; not saved, but found again.
  var conversations: Set<Int32> = []

  init(name: String, at: Instant) {
    names = [name]
    lastEventAt = at
  }

  /// The name it was first known under.
  public var name: String { names[0] }

  /// Takes over what was known of somebody who turns out to be the same person.
  mutating func absorb(_ other: Contact) {
    conversations.formUnion(other.conversations)
    open += other.open
    names += other.names
    for opening in other.openings { openings.insert(opening, keeping: Self.maximumEntries) }
    for transfer in other.transfers { transfers.insert(transfer, keeping: Self.maximumEntries) }
    for hold in other.holds { holds.insert(hold, keeping: Self.maximumEntries) }
    for rating in other.ratings { ratings.insert(rating, by: \.at, keeping: Conversation.maximumRatings) }
    for message in other.messages {
      messages.insert(message, by: \.at, keeping: Conversation.maximumMessages)
    }
    if other.lastMessageAt ?? .distantPast > lastMessageAt ?? .distantPast {
      lastMessageAt = other.lastMessageAt
      lastChannel = other.lastChannel
    }
  }
}
