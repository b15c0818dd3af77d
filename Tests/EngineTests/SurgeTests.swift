// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import TestKit
import Testing

/// Surges against what the hour of the week is used to, on a virtual clock of three weeks.
@Suite struct SurgeTests {
  typealias E = Build

  /// A centre with so many contacts in each hour of a day, one in ten of them upset, for so many days from Monday,
  /// 2026-11-02.
  static func usual(days: Int, perHour: (Int) -> Int) -> [ScoredEvent] {
    let monday = Instant(rfc3339: "2026-11-02T00:00:00Z") ?? .distantPast
    let (calm, upset) = (E.score("When does my parcel come?"), E.score("This is horrible, I am furious!"))
    var events: [ScoredEvent] = []
    for hour in 0..<days * 24 {
      let count = perHour(hour % 24)
      for number in 0..<count {
        let at = monday + .hours(Int64(hour)) + .milliseconds(Int64(3_600_000 / count * number))
        let isUpset = (hour + number) % 10 == 0
        events += conversation(
          "\(hour)-\(number)", at: at, isUpset ? upset : calm, ["parcel", "delivery"])
      }
    }
    return events
  }

  /// Opened by one message and resolved ten minutes later.
  static func conversation(_ name: String, at: Instant, _ score: MessageScore, _ words: [String])
    -> [ScoredEvent]
  {
    let message = Event(
      id: "m" + name, at: at, kind: .message(from: .contact, text: "", language: nil), conversation: name,
      contact: "u" + name, queue: "q", channel: "chat")
    let end = Event(id: "r" + name, at: at + .minutes(10), kind: .resolved, conversation: name)
    return [ScoredEvent(message, score: score, words: words), ScoredEvent(end, score: nil)]
  }

  static func burst(_ count: Int, at instant: String, _ words: [String]) -> [ScoredEvent] {
    let start = Instant(rfc3339: instant) ?? .distantPast
    let upset = E.score("This is horrible, I am furious! Let me speak to your manager, or I will sue you!")
    return (0..<count).flatMap {
      conversation("burst\(instant)\($0)", at: start + .seconds(Int64($0)), upset, words)
    }
  }

  static func run(_ rules: [RuleDefinition], _ events: [ScoredEvent], restartEvery: Int = .max) throws
    -> [AlertTransition]
  {
    var engine = try Build.engine(rules)
    var found: [AlertTransition] = []
    var saved: [String: [UInt8]] = [:]
    for (index, event) in events.sorted(by: { ($0.event.at, $0.event.id) < ($1.event.at, $1.event.id) })
      .enumerated()
    {
      for case .alert(let transition) in engine.apply(.event(event), at: max(engine.now, event.event.at)) {
        found.append(transition)
      }
      if index % restartEvery == restartEvery - 1 {
        for (name, bytes) in engine.takeChanged().parts { saved[name] = bytes }
        engine = try Engine.restore(saved.map { ($0.key, $0.value) }) ?? Build.engine(rules)
      }
    }
    return found
  }

  static let rules = [
    E.rule("negative.share[15m].surge >= 4", name: "share", scope: .all),
    E.rule("queue.arrivals[15m].surge >= 4", name: "arrivals", scope: .queue),
  ]

  static let daily = usual(days: 15) { hour in (8..<18).contains(hour) ? 20 : 1 }

  @Test func threeHundredAtNoonAreOne() throws {
    let found = try Self.run(
      Self.rules, Self.daily + Self.burst(300, at: "2026-11-16T12:00:00Z", ["outage", "internet"]))
    let firing = found.filter { $0.alert.status == .firing }
    #expect(Set(firing.map(\.alert.rule)) == ["share", "arrivals"])
    #expect(firing.allSatisfy { $0.at >= Instant(rfc3339: "2026-11-16T12:00:00Z")! }, "and not before")
    let topics = try #require(firing.last).alert.reasons.filter { $0.signal == "topic" }.compactMap(\.quote)
    #expect(topics == ["internet", "outage"], "what everybody talks about anyway is no topic")
  }

  @Test func threeAtNightAreNone() throws {
    let found = try Self.run(
      Self.rules, Self.daily + Self.burst(3, at: "2026-11-16T03:10:00Z", ["outage"]))
    #expect(found.isEmpty)
  }

  @Test func theMorningAfterTheNightIsNoSurge() throws {
    #expect(try Self.run(Self.rules, Self.daily).isEmpty)
  }

  @Test func unknownHoursSayNothing() throws {
    let found = try Self.run(
      Self.rules,
      Self.usual(days: 1) { _ in 4 } + Self.burst(300, at: "2026-11-02T12:00:00Z", ["outage"]))
    #expect(found.isEmpty, "on the first day nobody knows what is usual")
  }

  /// A crisis each noon of a week is not yet the rule.
  @Test func slowToLearnFromACrisis() throws {
    var events = Self.usual(days: 22) { hour in (8..<18).contains(hour) ? 20 : 1 }
    for day in 16...22 {
      events += Self.burst(300, at: "2026-11-\(day)T12:00:00Z", ["outage"])
    }
    let arrivals = try Self.run([Self.rules[1]], events).filter { $0.alert.status == .firing }
    #expect(arrivals.count == 7)
  }

  @Test func whatIsUsualSurvivesRestarts() throws {
    let events = Self.daily + Self.burst(300, at: "2026-11-16T12:00:00Z", ["outage", "internet"])
    #expect(try Self.run(Self.rules, events) == Self.run(Self.rules, events, restartEvery: 977))
  }

  /// A state that was saved before the first event knows no time to learn from.
  @Test func aRestartBeforeTheFirstEventIsQuick() throws {
    var engine = try Build.engine(Self.rules)
    let parts = engine.takeChanged().parts.compactMap { part in
      part.bytes.map { (name: part.name, bytes: $0) }
    }
    var again = try Engine.restore(parts) ?? Build.engine([])
    #expect(again.nextDeadline == nil)
    let first = try #require(Self.burst(1, at: "2026-11-16T12:00:00Z", []).first)
    _ = again.apply(.event(first), at: first.event.at)
    #expect(again.nextDeadline ?? .distantPast > first.event.at)
    var configured = try Build.engine([])
    _ = configured.apply(
      .configure(EngineConfiguration(rules: Self.rules, model: Build.settings.model)), at: configured.now)
    #expect(configured.nextDeadline == nil)
  }

  @Test func aQueueHasItsOwnShareAndRisk() throws {
    let rule = E.rule("negative.share[15m] > 0.5 and at_risk[15m] >= 1", scope: .queue)
    let found = try Self.run([rule], Self.burst(4, at: "2026-11-16T12:00:00Z", []))
    #expect(found.first?.alert.key == "q")
  }
}
