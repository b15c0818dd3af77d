// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// What is known of one agent.
public struct Agent: Sendable {
  static let maximumEntries = 256
  /// So many of the latest conversations are looked at for angry ones in a row.
  static let maximumTempers = 32

  /// Whether the contact of one of the agent's conversations has been angry.
  struct Temper: Equatable, Sendable {
    var conversation: Int64
    var isAngry: Bool
  }

  struct Spell: Equatable, Sendable {
    var start: Instant
    var end: Instant
  }

  struct Heard: Equatable, Sendable {
    var at: Instant
    var sentiment: Int16
  }

  /// The name the integrator gave.
  public let name: String
  var status: AgentStatus?
  var statusSince: Instant?
  /// The queue whose contacts the agent serves: the last one named with the agent.
  var queue: Int32 = -1
  var breaches: [Instant] = []
  var escalations: [Instant] = []
  var holds: [Instant] = []
  var transfers: [Instant] = []
  var afterCallWork: [Spell] = []
  var heard: [Heard] = []

  /// The latest conversations a contact wrote in since the agent's last break, in the order in which they were first heard.
  var tempers: [Temper] = []
  /// How much of the agent's time one open conversation has taken, had it been open all along: advances while the agent
  /// works, the slower the more conversations share the agent.
  var share = Interval.zero
  var shareAt = Instant.distantPast

  // Not saved, but found again from the conversations.
  /// Places of the open conversations.
  var open: Set<Int32> = []
  var waiting = WaitingList()

  init(name: String) {
    self.name = name
  }

  /// Whether the agent is there to serve contacts; one who never told a status is.
  var isWorking: Bool { status != .offline && status != .onBreak }

  /// Brings `share` up to an instant.
  mutating func advanceShare(to instant: Instant) {
    guard instant > shareAt else { return }
    if isWorking, !open.isEmpty, shareAt > .distantPast {
      share = share + Interval(microseconds: (instant - shareAt).microseconds / Int64(open.count))
    }
    shareAt = instant
  }

  /// How many of the latest conversations, one after the other, were with an angry contact.
  var angryInARow: Int { tempers.reversed().prefix(while: \.isAngry).count }

  mutating func hear(_ conversation: Int64, isAngry: Bool) {
    if let index = tempers.lastIndex(where: { $0.conversation == conversation }) {
      tempers[index].isAngry = tempers[index].isAngry || isAngry
      return
    }
    tempers.append(Temper(conversation: conversation, isAngry: isAngry))
    if tempers.count > Self.maximumTempers { tempers.removeFirst() }
  }
}
