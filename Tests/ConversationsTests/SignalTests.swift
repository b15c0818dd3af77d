// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Engine
import Events
import Language
import Settings
import TestKit
import Testing

/// What signals say after events, read through the engine's world.
@Suite struct SignalTests {
  static func read(
    _ name: String, _ window: Interval? = nil, _ events: [ScoredEvent], at seconds: Double,
    scope: Scope = .conversation,
    rules: [String] = []
  ) throws -> Reading.Value {
    var engine = try Build.engine(rules.enumerated().map { Build.rule($1, name: "r\($0)", scope: scope) })
    for event in events { _ = engine.apply(.event(event), at: event.event.at) }
    _ = engine.apply(.time, at: Build.at(seconds))
    let signal = try #require(Signal.find(name)).signal
    return engine.world.read(
      SignalReference(signal, window: window), of: Subject(scope, 0), at: Build.at(seconds)
    ).value
  }

  typealias E = Build

  static let three = [
    E.message("This is great, thanks!", "1", at: 0, channel: "chat"),
    E.message("I am still waiting.", "2", at: 60, channel: "email"),
    E.message("This is horrible, I am furious!", "3", at: 120, channel: "chat"),
  ]

  /// Windows cover (now − d, now]: at 120 s a window of 60 s no longer holds what was written at 60 s.
  @Test func windowsAreExactAtBothEnds() throws {
    #expect(try Self.read("messages", .seconds(60), Self.three, at: 120) == .number(1))
    #expect(try Self.read("messages", Interval(microseconds: 60_000_001), Self.three, at: 120) == .number(2))
    #expect(try Self.read("messages", .seconds(121), Self.three, at: 120) == .number(3))
    #expect(try Self.read("messages", .seconds(60), Self.three, at: 180) == .number(0))
    #expect(try Self.read("sentiment.mean", .seconds(60), Self.three, at: 180) == .none)
  }

  @Test func wordsOfTheContact() throws {
    guard case .number(let last) = try Self.read("sentiment.last", nil, Self.three, at: 130),
      case .number(let minimum) = try Self.read("sentiment.min", .hours(1), Self.three, at: 130),
      case .number(let slope) = try Self.read("sentiment.slope", .hours(1), Self.three, at: 130),
      case .number(let anger) = try Self.read("tone.anger", nil, Self.three, at: 130)
    else { return #expect(Bool(false)) }
    #expect(last < -0.5 && minimum == last && slope < -0.5 && anger >= 0.9)
    #expect(try Self.read("tone.gratitude.max", .hours(1), Self.three, at: 130) == .number(0.9))
    #expect(try Self.read("tone.gratitude", nil, Self.three, at: 130) == .number(0))
    #expect(try Self.read("channels", .hours(1), Self.three, at: 130) == .number(2))
    #expect(try Self.read("hops", .hours(1), Self.three, at: 130) == .number(2))
    #expect(try Self.read("lang", nil, Self.three, at: 130) == .tag("en"))
  }

  @Test func unansweredAndWaiting() throws {
    var events = [E.message("Hello?", "1", at: 0), E.message("Anyone?", "2", at: 60)]
    #expect(try Self.read("unanswered", nil, events, at: 90) == .number(2))
    #expect(try Self.read("waiting", nil, events, at: 90) == .number(90e6))
    events.append(E.event(.note(text: "x"), "n", at: 91))
    events.append(E.message("auto", "b", at: 92, from: .bot))
    #expect(try Self.read("unanswered", nil, events, at: 95) == .number(2), "notes and bots answer nothing")
    #expect(try Self.read("silence", nil, events, at: 95) == .number(3e6))
    events.append(E.message("Here I am.", "a", at: 100, from: .agent))
    #expect(try Self.read("unanswered", nil, events, at: 110) == .number(0))
    #expect(try Self.read("waiting", nil, events, at: 110) == .none)
    events.append(E.event(.resolved, "r", at: 120))
    events.append(E.message("thanks", "3", at: 130))
    #expect(
      try Self.read("unanswered", nil, events, at: 140) == .number(0), "a thanks after it starts no clock")
  }

  /// A reply written at 30 s that arrives at 100 s answers what was written before 30 s only.
  @Test func lateReplyAnswersWhatItShouldHave() throws {
    var engine = try Build.engine([])
    for event in [E.message("One?", "1", at: 0), E.message("Two?", "2", at: 60)] {
      _ = engine.apply(.event(event), at: event.event.at)
    }
    _ = engine.apply(.event(E.message("One!", "a", at: 30, from: .agent)), at: E.at(100))
    let read = { (signal: Signal) in
      engine.world.read(SignalReference(signal), of: Subject(.conversation, 0), at: E.at(100)).value
    }
    #expect(read(.unanswered) == .number(1))
    #expect(read(.waiting) == .number(40e6))
  }

  @Test func holdsTransfersRatings() throws {
    let events = [
      E.message("Hi", "1", at: 0), E.event(.held, "h", at: 10), E.event(.held, "h2", at: 15),
      E.event(.unheld, "u", at: 40),
      E.event(.held, "h3", at: 100), E.event(.transferred, "t", at: 110, agent: "b"),
      E.event(.rated(score: 5, scale: 10), "s", at: 120), E.event(.rated(score: 4, scale: 5), "s2", at: 130),
    ]
    #expect(try Self.read("holds", nil, events, at: 150) == .number(2))
    #expect(try Self.read("hold_time", nil, events, at: 150) == .number(80e6))
    #expect(try Self.read("transfers", nil, events, at: 150) == .number(1))
    #expect(try Self.read("agent", nil, events, at: 150) == .text("b"))
    #expect(try Self.read("status", nil, events, at: 150) == .text("held"))
    #expect(try Self.read("csat.last", nil, events, at: 150) == .number(4))
    #expect(try Self.read("csat.mean", .hours(1), events, at: 150) == .number(3.25))
    #expect(try Self.read("csat.mean", .seconds(20), events, at: 150) == .none)
    #expect(try Self.read("age", nil, events, at: 150) == .number(150e6))
  }

  @Test func oneContactInSeveralConversations() throws {
    let events = [
      E.message("Hello", "1", at: 0, in: "a", channel: "chat"),
      E.message("Hello", "2", at: 10, in: "b", channel: "email"),
      E.event(.resolved, "r", at: 20, in: "b"),
      E.message("Hello again", "3", at: 30, in: "c", channel: "phone"),
    ]
    #expect(try Self.read("contacts", .hours(1), events, at: 40) == .number(3))
    #expect(try Self.read("contacts", .seconds(35), events, at: 40) == .number(2))
    #expect(
      try Self.read("hops", .hours(1), events, at: 40, scope: .contact) == .number(2),
      "what a contact wrote survives its conversation")
    #expect(try Self.read("unanswered", nil, events, at: 40, scope: .contact) == .number(2))
    #expect(try Self.read("waiting", nil, events, at: 40, scope: .contact) == .number(40e6))
  }

  @Test func mergedContactsAreOne() throws {
    let events = [
      E.message("Hello", "1", at: 0, in: "a", contact: "u1"),
      E.message("Hello", "2", at: 10, in: "b", contact: "u2"),
      E.event(.contactMerged(into: "u1"), "m", at: 20, in: nil, contact: "u2"),
      E.message("Hello", "3", at: 30, in: "c", contact: "u2"),
    ]
    #expect(try Self.read("contacts", .hours(1), events, at: 40, scope: .contact) == .number(3))
  }

  @Test func agentsAndQueues() throws {
    let events = [
      E.event(.agentStatus(.online), "s", at: 0, in: nil, agent: "a", queue: "q"),
      E.message("Hello", "1", at: 10, in: "c1", agent: "a", queue: "q"),
      E.message("Hello", "2", at: 20, in: "c2", agent: "a", queue: "q"),
      E.event(.escalated, "e", at: 25, in: "c1"), E.event(.held, "h", at: 26, in: "c1"),
      E.event(.transferred, "t", at: 27, in: "c2", agent: "b"), E.event(.abandoned, "x", at: 30, in: "c1"),
      E.event(.agentStatus(.afterCallWork), "s2", at: 40, in: nil, agent: "a"),
    ]
    #expect(try Self.read("agent.load", nil, events, at: 50, scope: .agent) == .number(0))
    #expect(try Self.read("agent.status", nil, events, at: 50, scope: .agent) == .text("after_call_work"))
    #expect(try Self.read("agent.status_for", nil, events, at: 50, scope: .agent) == .number(10e6))
    #expect(try Self.read("agent.after_call_work", .hours(1), events, at: 50, scope: .agent) == .number(10e6))
    #expect(
      try Self.read("agent.after_call_work", .seconds(4), events, at: 50, scope: .agent) == .number(4e6))
    #expect(try Self.read("agent.escalations", .hours(1), events, at: 50, scope: .agent) == .number(1))
    #expect(try Self.read("agent.holds", .hours(1), events, at: 50, scope: .agent) == .number(1))
    #expect(try Self.read("agent.transfers", .hours(1), events, at: 50, scope: .agent) == .number(1))
    #expect(try Self.read("queue.waiting", nil, events, at: 50, scope: .queue) == .number(1))
    #expect(try Self.read("queue.oldest_wait", nil, events, at: 50, scope: .queue) == .number(30e6))
    #expect(try Self.read("queue.agents", nil, events, at: 50, scope: .queue) == .number(0))
    #expect(try Self.read("queue.abandoned", .hours(1), events, at: 50, scope: .queue) == .number(1))
    #expect(try Self.read("queue.arrivals", .hours(1), events, at: 50, scope: .queue) == .number(2))
  }

  @Test func theWholeCentre() throws {
    let rules = ["negative.share[1h] > 2", "at_risk[1h] > 99"]
    #expect(
      try Self.read("negative.share", .hours(1), Self.three, at: 130, scope: .all, rules: rules)
        == .number(2.0 / 3))
    #expect(
      try Self.read("negative.share", .seconds(20), Self.three, at: 130, scope: .all, rules: rules)
        == .number(1))
    #expect(try Self.read("at_risk", .hours(1), Self.three, at: 130, scope: .all, rules: rules) == .number(1))
  }

  @Test func memoryOfOneConversationIsBounded() throws {
    var engine = try Build.engine([Build.rule("risk.rise[1h] > 1000")])
    for number in 0..<2000 {
      let event = Event(
        id: "\(number)", at: E.at(Double(number)), kind: .message(from: .contact, text: "", language: nil),
        conversation: "c",
        contact: "u", channel: "ch\(number)", attributes: ["a\(number)": .number(1)])
      _ = engine.apply(
        .event(ScoredEvent(event, score: E.score("You never answer, this is ridiculous!"))), at: event.at)
    }
    var packer = Packer()
    packer.write(engine.world.conversations[0])
    #expect(packer.bytes.count < 16_384)
  }

  @Test func everySignalHasOneNameAndAWayBack() throws {
    let names = Signal.named.map(\.description.name)
    #expect(Set(names).count == names.count)
    for (signal, description) in Signal.named { #expect(Signal.find(description.name)?.signal == signal) }
  }
}

@Suite struct RiskTests {
  /// Every point can be traced: the pieces' points add up to the sum.
  @Test func piecesAddUp() throws {
    var engine = try Build.engine([])
    for event in Generator.events(2000, seed: 3) {
      var workspace = Scorer.Workspace()
      var score: MessageScore?
      if case .message(_, let text, _) = event.kind { score = Build.scorer.score(text, in: &workspace) }
      _ = engine.apply(.event(ScoredEvent(event, score: score)), at: max(engine.now, event.at))
    }
    for slot in engine.world.conversations.indices {
      let risk = engine.world.conversations[slot].risk
      #expect(abs(risk.pieces.reduce(0) { $0 + $1.points } - risk.sum) < 1e-9)
      #expect((0...100).contains(risk.risk(at: engine.now, engine.world.model)))
      for kind in EvidenceKind.allCases { #expect(risk.pieces.count { $0.kind == kind } <= 2) }
    }
  }

  @Test func explicitActsWeighMoreThanNegativeWords() throws {
    func risk(_ texts: [String]) throws -> Double {
      var engine = try Build.engine([])
      for (index, text) in texts.enumerated() {
        _ = engine.apply(
          .event(Build.message(text, "\(index)", at: Double(index * 60))), at: Build.at(Double(index * 60)))
      }
      return engine.world.conversations[0].risk.risk(at: engine.now, engine.world.model)
    }
    let calm = try risk(["Hello, when does my order ship?"])
    let sad = try risk(["Hello, my order is late and the box was bad."])
    let asks = try risk(["Third time I ask. Let me speak to your manager!"])
    let calmed = try risk([
      "Third time I ask. Let me speak to your manager!", "Thank you, that works now.", "Great, thanks.",
    ])
    #expect(calm < 20 && calm < sad && sad < asks && asks >= 75 && calmed < asks)
  }

  @Test func riskFadesWithTime() throws {
    var engine = try Build.engine([])
    _ = engine.apply(
      .event(Build.message("I am furious, let me speak to your manager!", "1", at: 0)), at: Build.at(0))
    let risk = engine.world.conversations[0].risk
    let model = engine.world.model
    #expect(risk.risk(at: Build.at(86_400), model) < risk.risk(at: Build.at(3600), model))
    #expect(risk.risk(at: Build.at(3600), model) < risk.risk(at: Build.at(0), model))
  }
}
