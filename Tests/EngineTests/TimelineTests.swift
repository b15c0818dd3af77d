// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import TestKit
import Testing

/// Rules on a virtual clock: events in, transitions with their exact instants out.
@Suite struct TimelineTests {
  typealias E = Build

  /// "seconds status rule key why" of each transition.
  static func run(_ rules: [RuleDefinition], _ events: [ScoredEvent], until end: Double) throws -> [String] {
    var engine = try Build.engine(rules)
    var lines: [String] = []
    func take(_ effects: [Effect]) {
      for case .alert(let transition) in effects {
        let seconds = Double((transition.at - E.start).microseconds) / 1_000_000
        lines.append(
          "\(seconds) \(transition.alert.status) \(transition.alert.key) \(transition.alert.cause)")
      }
    }
    for event in events { take(engine.apply(.event(event), at: max(engine.now, event.event.at))) }
    take(engine.apply(.time, at: E.at(end)))
    return lines
  }

  @Test func waitingFiresAtTheInstantAndClearsWithTheAnswer() throws {
    let lines = try Self.run(
      [E.rule("waiting >= 5m")],
      [E.message("Hi", "1", at: 0), E.message("Here", "2", at: 400, from: .agent)], until: 500)
    #expect(lines == ["300.0 firing c first", "400.0 resolved c cleared"])
  }

  @Test func greaterFiresOneMicrosecondLater() throws {
    #expect(
      try Self.run([E.rule("waiting > 5m")], [E.message("Hi", "1", at: 0)], until: 500) == [
        "300.000001 firing c first"
      ])
  }

  @Test func forMustHoldWithoutABreak() throws {
    let rule = E.rule("unanswered >= 1") { $0.hold = .seconds(30) }
    let events = [
      E.message("Hi", "1", at: 0), E.message("Here", "2", at: 20, from: .agent),
      E.message("And?", "3", at: 25),
    ]
    #expect(try Self.run([rule], events, until: 100) == ["55.0 firing c first"])
  }

  @Test func clearClearForAndCooldown() throws {
    let rule = E.rule("unanswered >= 2") {
      $0.clear = "unanswered < 1"
      $0.clearFor = .seconds(10)
      $0.cooldown = .seconds(100)
    }
    let events = [
      E.message("1", "1", at: 0), E.message("2", "2", at: 1), E.message("a", "3", at: 5, from: .agent),
      E.message("3", "4", at: 8), E.message("b", "5", at: 20, from: .agent), E.message("4", "6", at: 40),
      E.message("5", "7", at: 41),
    ]
    // Cleared at 5, not for ten seconds; cleared at 20 for ten; true again from 41, fires when the cooldown ends.
    #expect(
      try Self.run([rule], events, until: 500) == [
        "1.0 firing c first", "30.0 resolved c cleared", "130.0 firing c first",
      ])
  }

  @Test func anAlertDoesNotEndWhileItsCauseHolds() throws {
    let rule = E.rule("unanswered >= 1") { $0.clear = "unanswered >= 0" }
    #expect(try Self.run([rule], [E.message("1", "1", at: 0)], until: 10) == ["0.0 firing c first"])
  }

  @Test func whatFallsOutOfAWindowCountsAtThatInstant() throws {
    let events = [E.message("1", "1", at: 0), E.message("2", "2", at: 5), E.message("3", "3", at: 10)]
    #expect(
      try Self.run([E.rule("messages[60s] >= 3")], events, until: 100) == [
        "10.0 firing c first", "60.0 resolved c cleared",
      ])
    #expect(try Self.run([E.rule("messages[60s] < 1")], events, until: 100) == ["70.0 firing c first"])
  }

  @Test func resolvingAConversationResolvesItsAlerts() throws {
    let events = [
      E.message("Let me speak to your manager!", "1", at: 0), E.event(.resolved, "2", at: 10),
      E.message("thanks", "3", at: 20),
      E.message("Let me speak to your manager!", "4", at: 30),
    ]
    #expect(
      try Self.run([E.rule("asks_for_supervisor"), E.rule("waiting > 1m", name: "w")], events, until: 500)
        == [
          "0.0 firing c first", "10.0 resolved c conversationClosed", "30.0 firing c first",
        ])
  }

  @Test func aLateReplyResolvesAndTheAlertSaysSo() throws {
    var engine = try Build.engine([E.rule("waiting >= 1m")])
    var effects = engine.apply(.event(E.message("Hi", "1", at: 0)), at: E.at(0))
    effects += engine.apply(.time, at: E.at(90))
    effects += engine.apply(.event(E.message("Here", "2", at: 30, from: .agent)), at: E.at(100))
    let alerts = effects.compactMap { if case .alert(let transition) = $0 { transition.alert } else { nil } }
    #expect(alerts.map(\.status) == [.firing, .resolved] && alerts.map(\.cause) == [.first, .lateEvent])
    #expect(alerts[0].id == alerts[1].id)
  }

  @Test func riskThatFadesClearsAtTheExactInstant() throws {
    let rule = E.rule("risk >= 60")
    let events = [
      E.message(
        "I am furious! Let me speak to your manager! My lawyer will sue you.", "1", at: 0, channel: "email")
    ]
    var engine = try Build.engine([rule])
    _ = engine.apply(.event(events[0]), at: E.at(0))
    let lines = try Self.run([rule], events, until: 86_400 * 5)
    #expect(lines.count == 2)
    let seconds = try #require(Double(lines[1].split(separator: " ")[0]))
    let risk = engine.world.conversations[0].risk
    #expect(risk.risk(at: E.at(seconds), engine.world.model) < 60)
    #expect(risk.risk(at: E.at(seconds) - Interval(microseconds: 2), engine.world.model) >= 60)
  }

  @Test func scopes() throws {
    let rules = [
      E.rule("hops[1h] >= 1", name: "contact", scope: .contact),
      E.rule("agent.load >= 2", name: "agent", scope: .agent),
      E.rule("queue.oldest_wait > 1m", name: "queue", scope: .queue),
      E.rule("negative.share[1h] > 0.5", name: "all", scope: .all),
      E.rule("agent.load >= 2 and queue.waiting >= 2", name: "mixed"),
    ]
    let events = [
      E.message("Hello", "1", at: 0, in: "c1", channel: "chat", agent: "a"),
      E.message("This is bad.", "2", at: 10, in: "c2", channel: "email", agent: "a"),
      E.message("Awful!", "3", at: 20, in: "c2", channel: "email"),
    ]
    #expect(
      try Self.run(rules, events, until: 100) == [
        "10.0 firing c2 first", "10.0 firing u first", "10.0 firing a first", "10.0 firing c1 first",
        "20.0 firing all first",
        "60.000001 firing q first",
      ])
  }

  @Test func overdueAnswersAreEvidenceAtTheirInstant() throws {
    var engine = try Build.engine([])
    _ = engine.apply(.event(E.message("Hello", "1", at: 0)), at: E.at(0))
    _ = engine.apply(.time, at: E.at(599))
    #expect(engine.world.conversations[0].risk.pieces.allSatisfy { $0.kind != .overdue })
    _ = engine.apply(.time, at: E.at(600))
    #expect(engine.world.conversations[0].risk.pieces.contains { $0.kind == .overdue && $0.at == E.at(600) })
  }

  @Test func duplicatesCountOnce() throws {
    var engine = try Build.engine([E.rule("messages[1h] >= 2")])
    let message = E.message("Hi", "1", at: 0)
    _ = engine.apply(.event(message), at: E.at(0))
    #expect(engine.apply(.event(message), at: E.at(5)) == [.duplicate("1")])
  }

  @Test func configureKeepsWhatFiresAndEndsWhatIsGone() throws {
    var engine = try Build.engine([
      E.rule("unanswered >= 1", name: "stays"), E.rule("messages[1h] >= 1", name: "goes"),
    ])
    _ = engine.apply(.event(E.message("Hi", "1", at: 0)), at: E.at(0))
    let fresh = EngineConfiguration(
      rules: [E.rule("age >= 1m", name: "new"), E.rule("unanswered >= 1", name: "stays")],
      model: engine.configuration.model)
    var effects = engine.apply(.configure(fresh), at: E.at(10))
    effects += engine.apply(.event(E.message("Here", "2", at: 20, from: .agent)), at: E.at(20))
    effects += engine.apply(.time, at: E.at(100))
    let lines = effects.compactMap { effect -> String? in
      guard case .alert(let transition) = effect else { return nil }
      return "\(transition.alert.rule) \(transition.alert.status) \(transition.alert.cause)"
    }
    #expect(lines == ["goes resolved ruleRemoved", "stays resolved cleared", "new firing first"])
  }

  /// A rule for Chinese means both scripts; one for a script means that one.
  @Test func aLanguageEqualsTheRangesItLiesIn() throws {
    let events = [E.message("請你們主管出來", "1", at: 0)]
    for (when, fires) in [
      ("lang == \"zh\"", true), ("lang == \"zh-Hant\"", true), ("lang == \"zh-Hans\"", false),
      ("lang == \"z\"", false),
      ("lang != \"zh\"", false), ("lang in [\"ar\", \"zh\"]", true), ("lang matches \"Hant\"", true),
      ("lang == \"ar\"", false),
    ] {
      #expect(try Self.run([E.rule(when)], events, until: 10).isEmpty == !fires, "\(when)")
    }
  }

  @Test func whatIsForgottenExpires() throws {
    var engine = try Build.engine([E.rule("unanswered >= 1")])
    _ = engine.apply(.event(E.message("Hi", "1", at: 0)), at: E.at(0))
    let effects = engine.apply(.time, at: E.at(86_400 * 60))
    guard case .alert(let transition) = effects.first else { return #expect(Bool(false)) }
    #expect(
      transition.alert.status == .expired && engine.world.conversations.count == 0
        && engine.world.contacts.count == 0)
    #expect(engine.nextDeadline == nil)
  }
}
