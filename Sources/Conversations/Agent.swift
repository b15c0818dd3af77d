// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// What is known of one agent.
public struct Agent: Equatable, Sendable {
  static let maximumEntries = 256

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

  /// Places of the open conversations; not saved, but found again from them.
  var open: Set<Int32> = []

  init(name: String) {
    self.name = name
  }

  /// Remembers something in its place by time; the oldest is forgotten.
  static func insert<T>(_ element: T, into list: inout [T], by time: (T) -> Instant) {
    if list.count == maximumEntries { list.removeFirst() }
    list.insert(element, at: list.lastIndex { time($0) <= time(element) }.map { $0 + 1 } ?? 0)
  }

  static func append<T>(_ element: T, to list: inout [T]) {
    if list.count == maximumEntries { list.removeFirst() }
    list.append(element)
  }
}
