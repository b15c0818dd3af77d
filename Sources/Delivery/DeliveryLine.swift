// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events
import Store

/// What waits for one destination, and when it is tried: a value without clock or socket.
///
/// Several entries are under way at once, but of one subject only the first, so that its order is kept. An entry that
/// fails waits by itself. After some failures in a row the destination is taken to be down: one entry at a time probes
/// it, and when one arrives the others follow at once.
struct DeliveryLine {
  struct Item {
    let entry: OutboxEntry
    /// What it is about, one by one.
    let subjects: [Substring]
    /// When it was first seen.
    let since: Instant
    var attempts = 0
    var isUnderWay = false
    /// Whether it probes a destination that is down.
    var isProbe = false
    /// Why the last attempt failed.
    var lastError: String?
    /// Earlier entries about the subject that failed; this one says all there is to say.
    var supersedes: [OutboxEntry] = []
  }

  /// Seconds before each attempt.
  static let delays: [Int64] = [0, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400]
  /// After so many failures in a row a destination is taken to be down.
  static let failuresToOpen = 5
  /// However long it has been down, it is probed this often.
  static let longestPause: Int64 = 600
  /// What could not be delivered for so long is given up.
  static let patience = Interval.days(3)

  /// How many entries are under way at once.
  let width: Int
  private(set) var items: Deque<Item> = []
  private(set) var failures = 0
  private var underWay = 0
  /// When each that has failed is tried again; what is not here may be tried at once.
  private var waiting: [Int64: Instant] = [:]
  /// While the destination is down: when it is probed next.
  private(set) var probeAt: Instant?

  init(width: Int) {
    self.width = width
  }

  var isIdle: Bool { items.allSatisfy { !$0.isUnderWay && $0.attempts > 0 } }

  mutating func append(_ entry: OutboxEntry, at now: Instant) {
    items.append(Item(entry: entry, subjects: entry.subject.split(separator: " "), since: now))
  }

  /// The entries to be tried now; they are under way until `succeeded`, `failed` or `remove` is told.
  mutating func start(at now: Instant) -> [Item] {
    var width = width
    if let probeAt {
      guard probeAt <= now, underWay == 0 else { return [] }
      width = 1
    }
    guard underWay < width else { return [] }
    var started: [Item] = []
    var subjects: Set<Substring> = []
    var place = 0
    while place < items.count, underWay < width {
      guard isFirst(place, &subjects), !items[place].isUnderWay, probeAt != nil || due(items[place]) <= now
      else {
        place += 1
        continue
      }
      let last = merged(place)
      items[last].isUnderWay = true
      waiting[items[last].entry.sequence] = nil
      items[last].isProbe = probeAt != nil
      underWay += 1
      started.append(items[last])
      // What stood between has moved to this place.
      if last == place { place += 1 }
    }
    return started
  }

  private func due(_ item: Item) -> Instant { waiting[item.entry.sequence] ?? .distantPast }

  /// When an entry is tried next, if nothing happens before; `nil` while it is under way.
  func next(_ item: Item, at now: Instant) -> Instant? {
    item.isUnderWay ? nil : max(due(item), probeAt ?? now, now)
  }

  /// Whether nothing before it is about the same, given what those before it are about.
  private func isFirst(_ place: Int, _ subjects: inout Set<Substring>) -> Bool {
    items[place].subjects.reduce(true) { subjects.insert($1).inserted && $0 }
  }

  /// When `start` has something to do, if nothing happens before; `nil` for never. Whatever has not been tried yet and
  /// was not started waits for something else to end.
  var wakeAt: Instant? {
    if let probeAt { return items.isEmpty || underWay > 0 ? nil : probeAt }
    return underWay < width ? waiting.values.min() : nil
  }

  /// What failed, and has been followed by news about its subject, need not be said any more: the last of them says it.
  /// Nothing that tells of the subject among others is passed over. Returns the place of the one to be tried.
  private mutating func merged(_ place: Int) -> Int {
    let first = items[place]
    guard first.attempts > 0 else { return place }
    let subject = first.entry.subject
    let pieces = Set(first.subjects)
    var same = [place]
    for other in items.indices.dropFirst(place + 1) {
      if items[other].entry.subject == subject {
        same.append(other)
      } else if !pieces.isDisjoint(with: items[other].subjects) {
        break
      }
    }
    guard same.count > 1, let last = same.popLast() else { return place }
    items[last].supersedes = same.flatMap { items[$0].supersedes + [items[$0].entry] }
    items[last].attempts = first.attempts
    for place in same.reversed() { waiting[items.remove(at: place).entry.sequence] = nil }
    return last - same.count
  }

  /// An entry has arrived; returns the places in the outbox of all that need not be told any more.
  mutating func succeeded(_ sequence: Int64) -> [Int64] {
    failures = 0
    if probeAt != nil {
      probeAt = nil
      waiting = [:]
    }
    return remove(sequence)
  }

  /// An entry has not arrived, this time. `random` is 0..<1, so that those that failed together are not tried together.
  /// Returns whether it is to be given up.
  mutating func failed(
    _ sequence: Int64, _ reason: String, atLeast least: Interval, at now: Instant, random: Double
  ) -> Bool {
    guard let place = place(of: sequence) else { return false }
    if items[place].isUnderWay { underWay -= 1 }
    items[place].isUnderWay = false
    items[place].attempts += 1
    items[place].lastError = reason
    let isStraggler = probeAt != nil && !items[place].isProbe
    // What was under way when the destination was taken to be down says nothing new.
    if !isStraggler { failures += 1 }
    let delay = Self.delays[min(items[place].attempts, Self.delays.count - 1)]
    waiting[sequence] = now + max(Self.jittered(delay, random), least)
    if failures >= Self.failuresToOpen, !isStraggler {
      let pause = min(Self.delays[min(failures - 1, Self.delays.count - 1)], Self.longestPause)
      probeAt = now + max(Self.jittered(pause, random), least)
    }
    return now - items[place].since > Self.patience
  }

  /// Full jitter, but never less than a tenth: somewhere up to the delay.
  private static func jittered(_ seconds: Int64, _ random: Double) -> Interval {
    Interval(microseconds: Int64(Double(seconds) * 1e6 * max(random, 0.1)))
  }

  /// Takes an entry out; returns its place in the outbox and those of the ones it superseded.
  @discardableResult
  mutating func remove(_ sequence: Int64) -> [Int64] {
    guard let place = place(of: sequence) else { return [] }
    let item = items.remove(at: place)
    if item.isUnderWay { underWay -= 1 }
    waiting[sequence] = nil
    return item.supersedes.map(\.sequence) + [sequence]
  }

  /// Tries an entry, or all of them, as soon as may be: somebody says that the destination is there again.
  mutating func hurry(_ sequence: Int64?) -> Bool {
    guard let sequence else {
      waiting = [:]
      (failures, probeAt) = (0, nil)
      return !items.isEmpty
    }
    let meant = items.first { item in
      item.entry.sequence == sequence || item.supersedes.contains { $0.sequence == sequence }
    }
    guard let meant else { return false }
    waiting[meant.entry.sequence] = nil
    (failures, probeAt) = (0, nil)
    return true
  }

  private func place(of sequence: Int64) -> Int? {
    items.firstIndex { $0.entry.sequence == sequence }
  }
}
