// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events
import HeapModule

/// What is known of one queue.
public struct QueueState: Sendable {
  static let maximumEntries = 16_384
  /// The forecast goes by so many of the latest conversations.
  static let maximumSample = 64

  /// How one waited for the first answer: until it came, or until patience ended.
  struct Wait: Equatable, Sendable {
    var length: Interval
    var gaveUp: Bool
  }

  /// The name the integrator gave.
  public let name: String
  var abandoned: Deque<Instant> = []
  var arrivals: Deque<Instant> = []
  /// Agents' time that each of the latest resolved conversations took.
  var handled: [Interval] = []
  var waits: [Wait] = []
  /// Its conversations together, where a rule asks.
  var crowd = Crowd()

  // Not saved, but found again from conversations and agents.
  var open: Set<Int32> = []
  var waiting: WaitingList = WaitingList()
  /// Conversations nobody has answered yet.
  var newcomers: Set<Int32> = []
  /// Agents online.
  var agents = 0
  /// Agents at work: online, on a call or in after-call work.
  var working = 0
  /// Places of all agents whose queue this is and who are not offline.
  var members: Set<Int32> = []

  init(name: String) {
    self.name = name
  }

  static func remember<T>(_ element: T, in list: inout [T]) {
    list.append(element)
    if list.count > maximumSample { list.removeFirst() }
  }

  static func append(_ instant: Instant, to list: inout Deque<Instant>) {
    if list.count == maximumEntries { list.removeFirst() }
    var at = list.endIndex
    while at > 0, list[at - 1] > instant { at -= 1 }
    list.insert(instant, at: at)
  }
}

/// Who waits in a queue, and since when the longest: O(log n) for each change.
struct WaitingList: Sendable {
  private struct Entry: Comparable, Sendable {
    var since: Instant
    var conversation: Int32

    static func < (a: Entry, b: Entry) -> Bool {
      (a.since, a.conversation) < (b.since, b.conversation)
    }
  }

  private var since: [Int32: Instant] = [:]
  /// Entries that `since` no longer bears out are dropped when they come to the top.
  private var heap = Heap<Entry>()

  var count: Int { since.count }

  /// Since when the longest has waited; `nil` when nobody waits.
  var longest: Instant? { heap.min?.since }

  /// Says since when a conversation waits, or that it does not; whether that changes count or longest wait.
  @discardableResult
  mutating func set(_ conversation: Int32, _ instant: Instant?) -> Bool {
    guard since[conversation] != instant else { return false }
    let before = (count, longest)
    since[conversation] = instant
    if let instant { heap.insert(Entry(since: instant, conversation: conversation)) }
    while let top = heap.min, since[top.conversation] != top.since { heap.removeMin() }
    if heap.count > 2 * since.count + 64 {
      heap = Heap(since.map { Entry(since: $0.value, conversation: $0.key) })
    }
    return before != (count, longest)
  }
}
