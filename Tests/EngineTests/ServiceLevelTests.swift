// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import ServiceLevels
import Settings
import TestKit
import Testing

/// Promises on a virtual clock, as the definitions of the service levels say.
@Suite struct ServiceLevelTests {
  typealias E = Build

  static func level(
    _ name: String = "s", match: String? = nil, _ hours: OpeningHours = .always, first: Interval? = nil,
    next: Interval? = nil, update: Interval? = nil, resolution: Interval? = nil
  ) -> ServiceLevel {
    ServiceLevel(name: name, match: match, hours: hours, targets: [first, next, update, resolution])
  }

  /// "seconds status rule" of each transition.
  static func run(
    _ when: String, _ levels: [ServiceLevel], _ events: [ScoredEvent], until end: Double
  ) throws -> [String] {
    try run(E.rule(when), levels, events, until: end)
  }

  static func run(
    _ rule: RuleDefinition, _ levels: [ServiceLevel], _ events: [ScoredEvent], until end: Double
  ) throws -> [String] {
    let model = Build.settings.model
    var engine = try Engine(EngineConfiguration(rules: [rule], model: model, serviceLevels: levels))
    var lines: [String] = []
    func take(_ effects: [Effect]) {
      for case .alert(let transition) in effects {
        lines.append(
          "\(Double((transition.at - E.start).microseconds) / 1_000_000) \(transition.alert.status)")
      }
    }
    for event in events { take(engine.apply(.event(event), at: max(engine.now, event.event.at))) }
    take(engine.apply(.time, at: E.at(end)))
    return lines
  }

  @Test func firstResponseEndsWithAHumanAgentOnly() throws {
    let events = [
      E.event(.opened, "0", at: 0), E.message("Hi", "1", at: 60),
      E.message("I am a bot", "2", at: 70, from: .bot),
      E.event(.note(text: "n"), "3", at: 80), E.message("Hello", "4", at: 400, from: .agent),
    ]
    #expect(
      try Self.run("sla.first_response.breached", [Self.level(first: .minutes(2))], events, until: 900)
        == ["180.0 firing", "400.0 resolved"])
    #expect(
      try Self.run("sla.first_response.remaining < 30s", [Self.level(first: .minutes(2))], events, until: 900)
        == ["150.000001 firing", "400.0 resolved"])
    #expect(
      try Self.run("sla.first_response.used >= 0.75", [Self.level(first: .minutes(2))], events, until: 900)
        == ["150.0 firing", "400.0 resolved"])
  }

  @Test func nextResponseRunsFromTheOldestUnanswered() throws {
    let events = [
      E.message("Hi", "1", at: 0), E.message("Hello", "2", at: 10, from: .agent),
      E.message("And?", "3", at: 100),
      E.message("Hello??", "4", at: 200), E.message("Here", "5", at: 500, from: .agent),
    ]
    #expect(
      try Self.run("sla.next_response.breached", [Self.level(next: .minutes(5))], events, until: 900)
        == ["400.0 firing", "500.0 resolved"])
  }

  @Test func updateRunsSinceTheLastAgentMessage() throws {
    let events = [
      E.message("Hi", "1", at: 0), E.message("I look", "2", at: 10, from: .agent),
      E.message("Still looking", "3", at: 250, from: .agent), E.event(.resolved, "4", at: 700),
    ]
    #expect(
      try Self.run("sla.update.elapsed >= 5m", [Self.level(update: .minutes(5))], events, until: 900)
        == ["550.0 firing", "700.0 resolved"])
  }

  @Test func resolutionStandsStillWhilePendingAndGoesOnWhenReopened() throws {
    let events = [
      E.event(.opened, "0", at: 0), E.event(.pending, "1", at: 100), E.event(.resumed, "2", at: 400),
      E.event(.resolved, "3", at: 500), E.message("thanks", "4", at: 550), E.event(.reopened, "5", at: 1000),
    ]
    // 100 + 100 before it was resolved, so the last 100 of five minutes after it was reopened.
    #expect(
      try Self.run("sla.resolution.breached", [Self.level(resolution: .minutes(5))], events, until: 2000)
        == ["1100.0 firing"])
    #expect(
      try Self.run(
        "sla.next_response.breached", [Self.level(next: .seconds(30))], Array(events.prefix(5)), until: 2000)
        == [], "a thanks after it was resolved starts no clock")
  }

  @Test func clocksCountOpenTimeOnly() throws {
    // The start is a Saturday, 10:00 UTC. Open 10:00–10:02 and 10:10–11:00.
    let saturday = [
      OpeningHours.Period(start: .hours(10), end: .minutes(602)),
      OpeningHours.Period(start: .minutes(610), end: .hours(11)),
    ]
    let hours = OpeningHours(name: "c", zone: .utc, week: [[], [], [], [], [], saturday, []])
    let events = [E.message("Hi", "1", at: 0)]
    #expect(
      try Self.run(
        "sla.first_response.breached", [Self.level("s", hours, first: .minutes(5))], events, until: 3600)
        == ["780.0 firing"])
    #expect(
      try Self.run(
        "sla.remaining < 4m", [Self.level("s", hours, first: .minutes(5), resolution: .minutes(50))], events,
        until: 90)
        == ["60.000001 firing"])
  }

  @Test func theFirstThatMatchesAppliesAndKeepsWhatHasElapsed() throws {
    let levels = [
      Self.level("vip", match: "attr.tier == \"vip\"", resolution: .minutes(2)),
      Self.level("all", resolution: .hours(1)),
    ]
    let vip = E.event(.assigned, "2", at: 90, attributes: ["tier": .string("vip")])
    #expect(
      try Self.run("sla.resolution.breached", levels, [E.event(.opened, "1", at: 0), vip], until: 900) == [
        "120.0 firing"
      ])
    #expect(try Self.run("sla.resolution.breached", levels, [E.event(.opened, "1", at: 0)], until: 900) == [])
  }

  @Test func lateAnswersInTimeDoNotFire() throws {
    var answer = E.message("Here", "2", at: 100, from: .agent)
    answer.event.at = E.at(100)
    let model = Build.settings.model
    var engine = try Engine(
      EngineConfiguration(
        rules: [E.rule("sla.next_response.breached")], model: model,
        serviceLevels: [Self.level(next: .minutes(5))]))
    _ = engine.apply(.event(E.message("Hi", "1", at: 0)), at: E.at(0))
    // It arrives late, but before the clock has come to the breach.
    #expect(engine.apply(.event(answer), at: E.at(290)) == [])
    #expect(engine.apply(.time, at: E.at(900)) == [])
  }

  @Test func brokenPromisesCountForTheAgent() throws {
    var rule = E.rule("agent.breaches[1h] >= 2")
    rule.scope = .agent
    let model = Build.settings.model
    var engine = try Engine(
      EngineConfiguration(rules: [rule], model: model, serviceLevels: [Self.level(next: .minutes(1))]))
    var effects: [Effect] = []
    for (index, name) in ["a", "b"].enumerated() {
      let event = E.message("Hi", name, at: Double(index), in: name, contact: name, agent: "ann")
      effects += engine.apply(.event(event), at: E.at(Double(index)))
    }
    effects += engine.apply(.time, at: E.at(300))
    #expect(effects.count == 1)
    guard case .alert(let transition) = try #require(effects.first) else { return }
    #expect(transition.at == E.at(61))
    #expect(transition.alert.key == "ann")
  }

  @Test func aReloadKeepsTheClocks() throws {
    let model = Build.settings.model
    let rule = E.rule("sla.resolution.breached")
    var engine = try Engine(
      EngineConfiguration(rules: [rule], model: model, serviceLevels: [Self.level(resolution: .hours(1))]))
    _ = engine.apply(.event(E.event(.opened, "1", at: 0)), at: E.at(0))
    var effects = engine.apply(
      .configure(
        EngineConfiguration(
          rules: [rule], model: model,
          serviceLevels: [
            Self.level("new", match: "channel == \"x\"", resolution: .minutes(1)),
            Self.level(resolution: .minutes(10)),
          ])),
      at: E.at(300))
    #expect(effects == [])
    effects = engine.apply(.time, at: E.at(1000))
    guard case .alert(let transition) = try #require(effects.first) else { return }
    #expect(transition.at == E.at(600))
  }

  @Test func promisesMayBeginAndEndWithAReload() throws {
    let model = Build.settings.model
    let rule = E.rule("sla.resolution.breached")
    let without = EngineConfiguration(rules: [rule], model: model)
    let with = EngineConfiguration(
      rules: [rule], model: model, serviceLevels: [Self.level(resolution: .minutes(10))])
    var engine = try Engine(without)
    _ = engine.apply(.event(E.event(.opened, "1", at: 0)), at: E.at(0))
    #expect(engine.apply(.configure(with), at: E.at(300)) == [])
    // Counted from the opening, which lies before the promise was made.
    var effects = engine.apply(.time, at: E.at(700))
    guard case .alert(let fired) = try #require(effects.first) else { return }
    #expect(fired.at == E.at(600))
    effects = engine.apply(.configure(without), at: E.at(800))
    guard case .alert(let ended) = try #require(effects.first) else { return }
    #expect(ended.alert.status == .resolved)
    #expect(engine.firing == 0)
  }

  @Test func savedAndRestoredItGoesOn() throws {
    let model = Build.settings.model
    var engine = try Engine(
      EngineConfiguration(
        rules: [E.rule("sla.first_response.breached")], model: model,
        serviceLevels: [Self.level(first: .minutes(2))]))
    _ = engine.apply(.event(E.message("Hi", "1", at: 0, agent: "ann")), at: E.at(0))
    let parts = engine.takeChanged().parts.compactMap { part in part.bytes.map { (part.name, $0) } }
    let effects = try Self.restored(parts.map { (name: $0.0, bytes: $0.1) })
    guard case .alert(let transition) = try #require(effects.first) else { return }
    #expect(transition.at == E.at(120))
  }

  private static func restored(_ parts: [(name: String, bytes: [UInt8])]) throws -> [Effect] {
    guard var engine = try Engine.restore(parts) else { return [] }
    return engine.apply(.time, at: E.at(500))
  }
}
