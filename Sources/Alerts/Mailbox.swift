// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Rules

/// What one receiver has been told lately, and what waits until it can be read: groups, storms and digests.
///
/// An alert waits in one place at most, and nothing about it overtakes what waits.
struct Mailbox: Equatable, Sendable {
  /// What is to be told of one alert.
  struct Entry: Equatable, Sendable {
    var transition: AlertTransition
    /// Whether the receiver has not heard of this alert before.
    var isNews: Bool
  }

  /// Entries that will be told together.
  struct Waiting: Equatable, Sendable {
    var kind: AlertGroup.Kind
    /// Of a group: the route and the values that its alerts share.
    var key = ""
    var due: Instant
    var entries: [String: Entry] = [:]
    /// How many were over before they could be told.
    var over = 0
  }

  /// What became of something that is to be told.
  enum Taken: Equatable {
    case now(Notice.Content)
    case waits(AlertGroup.Kind, until: Instant)
    /// It was over before it could be told.
    case cameAndWent
  }

  /// When something was told, the latest last; as many as the limits ask for.
  private(set) var sent: [Instant] = []
  private(set) var waiting: [Waiting] = []

  /// When something that waits is due.
  var due: Instant? { waiting.lazy.map(\.due).min() }

  /// Whether there is nothing to remember.
  var isEmpty: Bool { sent.isEmpty && waiting.isEmpty }

  /// Takes something that is to be told; with `group` it waits for others of its kind.
  mutating func take(
    _ entry: Entry, group: (key: String, wait: Interval)?, _ limits: Limits, at now: Instant
  ) -> Taken {
    let id = entry.transition.alert.id
    if let place = waiting.firstIndex(where: { $0.entries[id] != nil }) { return join(place, id, entry) }
    guard let group, group.wait > .zero else { return pass([id: entry], .group, limits, at: now) }
    return wait(.group, group.key, until: now + group.wait, [id: entry])
  }

  /// Takes several that are to be told together at once.
  mutating func take(
    _ entries: [Entry], as kind: AlertGroup.Kind, _ limits: Limits, at now: Instant
  ) -> Taken {
    let entries = entries.map { ($0.transition.alert.id, $0) }
    return pass(Dictionary(entries, uniquingKeysWith: { $1 }), kind, limits, at: now)
  }

  /// What is due by now.
  mutating func come(to now: Instant, _ limits: Limits) -> [Notice.Content] {
    let due = waiting.filter { $0.due <= now }.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) }
    guard !due.isEmpty else { return [] }
    waiting.removeAll { $0.due <= now }
    return due.compactMap { waiting in
      guard !waiting.entries.isEmpty else { return nil }
      guard waiting.kind == .group else {
        return send(waiting.entries, waiting.kind, waiting.over, limits, now)
      }
      guard case .now(let content) = pass(waiting.entries, .group, over: waiting.over, limits, at: now) else {
        return nil
      }
      return content
    }
  }

  // MARK: - What waits

  /// The latest about an alert replaces what waits; an end makes news no news.
  private mutating func join(_ place: Int, _ id: String, _ entry: Entry) -> Taken {
    let known = waiting[place].entries[id]
    if !entry.transition.alert.status.isLive, known?.isNews == true {
      waiting[place].entries[id] = nil
      waiting[place].over += 1
      return .cameAndWent
    }
    waiting[place].entries[id] = Entry(
      transition: entry.transition, isNews: known?.isNews ?? entry.isNews)
    return .waits(waiting[place].kind, until: waiting[place].due)
  }

  private mutating func wait(
    _ kind: AlertGroup.Kind, _ key: String = "", until due: Instant, _ entries: [String: Entry], over: Int = 0
  ) -> Taken {
    let place = waiting.firstIndex { $0.kind == kind && $0.key == key } ?? waiting.count
    if place == waiting.count { waiting.append(Waiting(kind: kind, key: key, due: due)) }
    waiting[place].entries.merge(entries) { $1 }
    waiting[place].over += over
    return .waits(kind, until: waiting[place].due)
  }

  private func isWaiting(_ kind: AlertGroup.Kind) -> Bool { waiting.contains { $0.kind == kind } }

  // MARK: - Limits

  private func used(_ allowance: Limits.Allowance, _ now: Instant) -> Int {
    sent.count { $0 > now - allowance.per }
  }

  private mutating func pass(
    _ entries: [String: Entry], _ kind: AlertGroup.Kind, over: Int = 0, _ limits: Limits, at now: Instant
  ) -> Taken {
    let isUrgent = entries.values.contains { $0.transition.alert.severity == .critical }
    // One of the budget is kept for the digest.
    if let budget = limits.budget, !isUrgent,
      isWaiting(.digest) || used(budget, now) >= max(budget.count - 1, 1)
    {
      return wait(.digest, until: nextDigest(budget, now), entries, over: over)
    }
    if let storm = limits.storm, isWaiting(.storm) || used(storm, now) >= storm.count {
      return wait(.storm, until: now + storm.per, entries, over: over)
    }
    return .now(send(entries, kind, over, limits, now))
  }

  /// When the budget has room, and not at once: others are coming.
  private func nextDigest(_ budget: Limits.Allowance, _ now: Instant) -> Instant {
    let soon = now + Interval(microseconds: budget.per.microseconds / Int64(budget.count))
    guard used(budget, now) >= budget.count else { return soon }
    return max(soon, sent[sent.count - budget.count] + budget.per)
  }

  private mutating func send(
    _ entries: [String: Entry], _ kind: AlertGroup.Kind, _ over: Int, _ limits: Limits, _ now: Instant
  ) -> Notice.Content {
    if let most = [limits.budget, limits.storm].compactMap({ $0?.count }).max() {
      sent = sent.suffix(most - 1) + [now]
    }
    if entries.count == 1, over == 0, let only = entries.values.first { return .alert(only.transition) }
    return .group(AlertGroup(kind, at: now, entries.values.map(\.transition), over: over))
  }
}

extension Mailbox: Packable {
  func pack(into packer: inout Packer) {
    packer.write(each: sent) { $0.write($1) }
    packer.write(each: waiting) { packer, waiting in
      packer.write(waiting.kind.rawValue)
      packer.write(waiting.key)
      packer.write(waiting.due)
      packer.write(waiting.over)
      packer.write(each: waiting.entries.sorted { $0.key < $1.key }) {
        $0.write($1.value.transition)
        $0.write($1.value.isNews)
      }
    }
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    sent = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.instant() }
    waiting = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      guard let kind = AlertGroup.Kind(rawValue: try unpacker.string()) else { throw unpacker.damaged }
      var waiting = Waiting(kind: kind, key: try unpacker.string(), due: try unpacker.instant())
      waiting.over = try unpacker.int()
      let entries = try unpacker.array { unpacker throws(Unpacker.Damaged) in
        Entry(transition: try unpacker.value(), isNews: try unpacker.bool())
      }
      for entry in entries { waiting.entries[entry.transition.alert.id] = entry }
      return waiting
    }
  }
}
