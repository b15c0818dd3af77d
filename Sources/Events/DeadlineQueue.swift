// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import HeapModule

/// What is due when: one ordered structure. What is due at one instant comes in the order of the keys, so that it does
/// not depend on history.
///
/// Each key has at most one instant that counts. Moving it to an earlier one leaves the old entry behind, to be
/// dropped when it comes up; a later one is not noted, since waking early only means looking again.
public struct DeadlineQueue<Key: Hashable & Comparable & Sendable>: Sendable {
  private struct Entry: Comparable, Sendable {
    var at: Instant
    var key: Key

    static func < (a: Entry, b: Entry) -> Bool {
      a.at != b.at ? a.at < b.at : a.key < b.key
    }
  }

  private var heap = Heap<Entry>()
  private var armed: [Key: Instant] = [:]

  /// Nothing is due.
  public init() {}

  /// The earliest instant that counts.
  public var next: Instant? { heap.min?.at }

  /// Wakes `key` at `instant` or before.
  public mutating func arm(_ key: Key, at instant: Instant) {
    if instant == .distantFuture { return }
    if let known = armed[key], known <= instant { return }
    armed[key] = instant
    heap.insert(Entry(at: instant, key: key))
    dropStale()
    // Entries left behind must not outgrow those that count.
    if heap.count > 2 * armed.count + 64 { heap = Heap(armed.map { Entry(at: $0.value, key: $0.key) }) }
  }

  /// Forgets a key.
  public mutating func disarm(_ key: Key) {
    guard armed.removeValue(forKey: key) != nil else { return }
    dropStale()
  }

  /// Takes the earliest key; only called when there is one.
  public mutating func removeNext() -> Key {
    let entry = heap.removeMin()
    armed[entry.key] = nil
    dropStale()
    return entry.key
  }

  /// Forgets all of them.
  public mutating func removeAll() {
    heap = Heap()
    armed = [:]
  }

  private mutating func dropStale() {
    while let top = heap.min, armed[top.key] != top.at { heap.removeMin() }
  }
}
