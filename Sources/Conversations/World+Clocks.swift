// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import ServiceLevels

/// The running promises of one conversation, in the order of `ServiceLevel.Promise`.
struct Clocks: Equatable, Sendable {
  private var running = InlineArray<4, Clock?>(repeating: nil)

  subscript(promise: ServiceLevel.Promise) -> Clock? {
    get { running[Int(promise.rawValue)] }
    set { running[Int(promise.rawValue)] = newValue }
  }

  static func == (a: Clocks, b: Clocks) -> Bool {
    ServiceLevel.Promise.allCases.allSatisfy { a[$0] == b[$0] }
  }
}

extension World {
  /// The service level of a conversation; `nil` when none matches.
  func serviceLevel(of conversation: Conversation) -> ServiceLevel? {
    serviceLevels.indices.contains(Int(conversation.serviceLevel))
      ? serviceLevels[Int(conversation.serviceLevel)] : nil
  }

  private func hours(of conversation: Conversation) -> OpeningHours {
    serviceLevel(of: conversation)?.hours ?? .always
  }

  /// Starts, stops and goes on with clocks after an event of the conversation, as of the event's own instant.
  mutating func runClocks(_ slot: Int32, at instant: Instant) {
    // Where nothing is promised, nothing runs; `exchangeServiceLevels` starts what begins to be promised.
    guard !serviceLevels.isEmpty else { return }
    let conversation = conversations[slot]
    let hours = hours(of: conversation)
    for promise in [ServiceLevel.Promise.firstResponse, .nextResponse, .update] {
      let start = conversation.start(of: promise)
      if start != conversation.clocks[promise]?.start {
        conversations[slot].clocks[promise] = start.map { Clock(start: $0) }
      }
    }
    var resolution = conversation.clocks[.resolution] ?? Clock(start: conversation.openedAt)
    if conversation.isOpen, !conversation.isPending {
      resolution.resume(at: instant)
    } else {
      resolution.stop(at: conversation.closedAt.map { min($0, instant) } ?? instant, hours)
    }
    conversations[slot].clocks[.resolution] = resolution
  }

  /// Puts a conversation under another service level, or none (−1). What its clocks have gathered stays; what ran before
  /// the first service level is counted in its opening hours.
  public mutating func setServiceLevel(
    _ level: Int32, of slot: Int32, at now: Instant, _ touched: inout Touched
  ) {
    let conversation = conversations[slot]
    guard level != conversation.serviceLevel else { return }
    touched.add(.conversation, slot, .answers)
    touched.add(.contact, conversation.contact, .answers)
    let old = hours(of: conversation)
    let isFirst = serviceLevel(of: conversation) == nil
    conversations[slot].serviceLevel = level
    for promise in ServiceLevel.Promise.allCases {
      guard var clock = conversation.clocks[promise] else { continue }
      if isFirst, clock.since != nil {
        clock = Clock(start: clock.start)
      } else {
        clock.change(from: old, at: now)
      }
      // Under another target the promise may be kept again.
      clock.isBreached = false
      conversations[slot].clocks[promise] = clock
    }
    markBroken(slot, at: now)
  }

  /// Puts other service levels in the place of these; a conversation keeps the one of the same name.
  public mutating func exchangeServiceLevels(_ levels: [ServiceLevel], at now: Instant) {
    let places = Dictionary(
      levels.enumerated().map { ($1.name, Int32($0)) }, uniquingKeysWith: { one, _ in one })
    for slot in conversations.indices {
      guard let old = serviceLevel(of: conversations[slot]) else { continue }
      let place = places[old.name] ?? -1
      for promise in ServiceLevel.Promise.allCases {
        conversations[slot].clocks[promise]?.change(from: old.hours, at: now)
        conversations[slot].clocks[promise]?.isBreached = false
      }
      conversations[slot].serviceLevel = place
    }
    serviceLevels = levels
    for slot in conversations.indices {
      runClocks(slot, at: now)
      markBroken(slot, at: now)
    }
  }

  /// What is broken already when a promise begins to hold is no news.
  private mutating func markBroken(_ slot: Int32, at now: Instant) {
    guard let level = serviceLevel(of: conversations[slot]) else { return }
    for promise in ServiceLevel.Promise.allCases {
      guard let clock = conversations[slot].clocks[promise], let target = level[promise],
        let due = clock.instant(of: target, level.hours), due <= now
      else { continue }
      conversations[slot].clocks[promise]?.isBreached = true
    }
  }

  /// When the next promise of a conversation is broken if nothing happens; `nil` for never.
  func nextBreach(_ slot: Int32) -> Instant? {
    let conversation = conversations[slot]
    guard conversation.isOpen, let level = serviceLevel(of: conversation) else { return nil }
    var next: Instant?
    for promise in ServiceLevel.Promise.allCases {
      guard let clock = conversation.clocks[promise], !clock.isBreached, let target = level[promise],
        let due = clock.instant(of: target, level.hours)
      else { continue }
      next = min(next ?? due, due)
    }
    return next
  }

  /// Notes the promises broken by now, for the conversation's agent too.
  mutating func noteBreaches(_ slot: Int32, at now: Instant, _ touched: inout Touched) {
    guard conversations[slot].isOpen, let level = serviceLevel(of: conversations[slot]) else { return }
    for promise in ServiceLevel.Promise.allCases {
      guard let clock = conversations[slot].clocks[promise], !clock.isBreached, let target = level[promise],
        let due = clock.instant(of: target, level.hours), due <= now
      else { continue }
      conversations[slot].clocks[promise]?.isBreached = true
      conversations[slot].breaches[Int(promise.rawValue)] &+= 1
      touched.add(.conversation, slot, .answers)
      let agent = conversations[slot].agent
      guard agent >= 0 else { continue }
      agents[agent].breaches.insert(due, keeping: Agent.maximumEntries)
      touched.add(.agent, agent, .agentLog)
    }
  }

  // MARK: - Reading

  /// What a signal of a promise says of one conversation; no value when no such clock runs or stands still.
  func read(_ promise: ServiceLevel.Promise, _ part: Signal.ClockPart, _ c: Conversation, at now: Instant)
    -> Reading
  {
    guard c.isOpen, let level = serviceLevel(of: c), let target = level[promise],
      let clock = c.clocks[promise]
    else { return .none }
    let elapsed = Double(clock.elapsed(at: now, level.hours).microseconds)
    let goal = Double(target.microseconds)
    let isCounting = clock.since.map { $0 <= now } ?? false && level.hours.isOpen(at: now)
    let changesAt =
      clock.since.flatMap { level.hours.nextChange(after: max($0, now)) } ?? .distantFuture
    let slope = isCounting ? 1.0 : 0
    switch part {
    case .elapsed: return Reading(value: .number(elapsed), slope: slope, changesAt: changesAt)
    case .remaining: return Reading(value: .number(goal - elapsed), slope: -slope, changesAt: changesAt)
    case .used: return Reading(value: .number(elapsed / goal), slope: slope / goal, changesAt: changesAt)
    case .breached:
      let due = elapsed < goal ? clock.instant(of: target, level.hours) : nil
      return Reading(value: .truth(elapsed >= goal), changesAt: due ?? .distantFuture)
    }
  }

  /// The least time left of all clocks that run; when none does, of those that stand still.
  func readTightest(_ c: Conversation, at now: Instant) -> Reading {
    let running = ServiceLevel.Promise.allCases.filter { c.clocks[$0]?.since != nil }
    for promises in [running, ServiceLevel.Promise.allCases] {
      let left = promises.map { read($0, .remaining, c, at: now) }.filter { $0.value != .none }
      if let least = left.min(by: { $0.number < $1.number }) {
        var least = least
        least.changesAt = left.map(\.changesAt).min() ?? least.changesAt
        return least
      }
    }
    return .none
  }
}

extension Conversation {
  /// What a promise runs from now; `nil` when it does not run. `resolution` is not told this way.
  fileprivate func start(of promise: ServiceLevel.Promise) -> Instant? {
    guard isOpen else { return nil }
    switch promise {
    case .firstResponse:
      guard let first = firstContactAt, lastAgentMessageAt < first else { return nil }
      return first
    case .nextResponse: return waitingSince
    case .update: return hasAgentSpoken ? lastAgentMessageAt : nil
    case .resolution: return openedAt
    }
  }
}
