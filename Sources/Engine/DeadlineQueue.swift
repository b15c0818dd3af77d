// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import HeapModule

/// What is due when: one ordered structure for the whole engine.
///
/// Each key has at most one instant that counts. Moving it to an earlier one leaves the old entry behind, to be
/// dropped when it comes up; a later one is not noted, since waking early only means looking again.
struct DeadlineQueue: Sendable {
  enum Key: Hashable, Sendable {
    /// A conversation's own matters: overdue answers, fading risk.
    case wake(Int32)
    /// A rule's condition may change.
    case rule(Engine.WatchKey)
    /// A conversation or contact may be forgotten.
    case forget(Subject)
    /// What is usual is to be learnt.
    case look

    func hash(into hasher: inout Hasher) {
      switch self {
      case .wake(let slot): hasher.combine(UInt64(UInt32(bitPattern: slot)) | 1 << 62)
      case .rule(let key): hasher.combine(key.word)
      case .forget(let subject): hasher.combine(subject.word | 1 << 63)
      case .look: hasher.combine(UInt64.max)
      }
    }

    // Ties are broken by what the key is, so that the order does not depend on history.
    fileprivate var order: (UInt8, Subject, Int32) {
      switch self {
      case .wake(let slot): (0, Subject(.conversation, slot), 0)
      case .rule(let key): (1, key.subject, key.rule)
      case .forget(let subject): (2, subject, 0)
      case .look: (3, Subject(.all, 0), 0)
      }
    }
  }

  private struct Entry: Comparable, Sendable {
    var at: Instant
    var key: Key

    static func < (a: Entry, b: Entry) -> Bool {
      a.at != b.at ? a.at < b.at : a.key.order < b.key.order
    }
  }

  private var heap = Heap<Entry>()
  private var armed: [Key: Instant] = [:]

  /// The earliest instant that counts.
  var next: Instant? { heap.min?.at }

  /// Wakes `key` at `instant` or before.
  mutating func arm(_ key: Key, at instant: Instant) {
    if instant == .distantFuture { return }
    if let known = armed[key], known <= instant { return }
    armed[key] = instant
    heap.insert(Entry(at: instant, key: key))
    dropStale()
    // Entries left behind must not outgrow those that count.
    if heap.count > 2 * armed.count + 64 { heap = Heap(armed.map { Entry(at: $0.value, key: $0.key) }) }
  }

  /// Takes the earliest key; only called when there is one.
  mutating func removeNext() -> Key {
    let entry = heap.removeMin()
    armed[entry.key] = nil
    dropStale()
    return entry.key
  }

  mutating func removeAll() {
    heap = Heap()
    armed = [:]
  }

  private mutating func dropStale() {
    while let top = heap.min, armed[top.key] != top.at { heap.removeMin() }
  }
}
