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

/// Agents, queues and contacts on a virtual clock.
@Suite struct ShiftTests {
  typealias E = Build

  static func online(_ agent: String, at seconds: Double, _ status: AgentStatus = .online) -> ScoredEvent {
    E.event(.agentStatus(status), "s\(agent)\(seconds)", at: seconds, in: nil, agent: agent, queue: "q")
  }

  static func run(
    _ when: String, _ scope: Scope, _ events: [ScoredEvent], until end: Double,
    _ change: (inout RuleDefinition) -> Void = { _ in }
  ) throws -> [String] {
    try TimelineTests.run([E.rule(when, scope: scope, change)], events, until: end)
  }

  // MARK: - Agents

  @Test func drowning() throws {
    var events = [Self.online("jay", at: 0)]
    for number in 0..<4 {
      events.append(
        E.message("Hello?", "m\(number)", at: Double(number) * 60, in: "c\(number)", agent: "jay"))
    }
    events.append(E.message("Yes?", "a", at: 700, in: "c0", from: .agent, agent: "jay"))
    #expect(
      try Self.run("agent.waiting >= 4 and agent.oldest_wait > 5m", .agent, events, until: 900) == [
        "300.000001 firing jay first", "700.0 resolved jay cleared",
      ])
  }

  /// The agent writes up the last call while people wait in the same queue, then they are served by another one.
  @Test func longAfterCallWorkWhileContactsWait() throws {
    let events = [
      Self.online("jay", at: 0), Self.online("jay", at: 100, .afterCallWork),
      E.message("Hello?", "1", at: 500), E.message("Here!", "2", at: 600, from: .agent, agent: "li"),
      Self.online("jay", at: 650),
    ]
    #expect(
      try Self.run(
        "agent.status == \"after_call_work\" and agent.status_for > 5m and queue.waiting >= 1", .agent,
        events, until: 900) == ["500.0 firing jay first", "600.0 resolved jay cleared"])
  }

  /// Who is offline serves no queue: its rules about the queue end, and begin again with the agent.
  @Test func whoIsOfflineServesNoQueue() throws {
    let events = [
      Self.online("jay", at: 0), E.message("Hello?", "1", at: 10), Self.online("jay", at: 50, .offline),
      E.message("Hello??", "2", at: 60, in: "d", contact: "v"), Self.online("jay", at: 100),
    ]
    #expect(
      try Self.run("queue.waiting >= 1", .agent, events, until: 200) == [
        "10.0 firing jay first", "50.0 resolved jay cleared", "100.0 firing jay first",
      ])
  }

  /// Ten missed answers and two escalations: told on the day, at the second escalation.
  @Test func aRunOfBreaches() throws {
    var events: [ScoredEvent] = []
    for number in 0..<10 {
      let at = Double(number) * 600
      events.append(E.message("Hello?", "m\(number)", at: at, in: "c\(number)", agent: "jay"))
      events.append(
        E.message("Sorry!", "a\(number)", at: at + 400, in: "c\(number)", from: .agent, agent: "jay"))
    }
    events.append(E.event(.escalated, "e1", at: 6000, in: "c1"))
    events.append(E.event(.escalated, "e2", at: 6100, in: "c2"))
    let lines = try ServiceLevelTests.run(
      E.rule("agent.breaches[8h] >= 10 and agent.escalations[8h] >= 2", scope: .agent),
      [ServiceLevelTests.level(next: .minutes(5))], events, until: 40_000)
    // Windows are exact: the first breach, at 300 s, falls out after eight hours.
    #expect(lines == ["6100.0 firing", "29100.0 resolved"])
  }

  @Test func manyAngryConversationsInARowUntilABreak() throws {
    let angry = "This is horrible, I am furious!"
    var events = [Self.online("jay", at: 0)]
    for number in 0..<3 {
      events.append(
        E.message(angry, "m\(number)", at: Double(number) * 10 + 1, in: "c\(number)", agent: "jay"))
    }
    events.append(Self.online("jay", at: 100, .onBreak))
    events.append(Self.online("jay", at: 1000))
    events.append(E.message("Thank you!", "t", at: 1010, in: "d", agent: "jay"))
    events.append(E.message(angry, "u", at: 1020, in: "e", agent: "jay"))
    #expect(
      try Self.run("agent.angry_in_a_row >= 3", .agent, events, until: 2000) == [
        "21.0 firing jay first", "100.0 resolved jay cleared",
      ])
    #expect(
      try Self.run("agent.angry_in_a_row == 1", .agent, events, until: 2000) == [
        "1.0 firing jay first", "11.0 resolved jay cleared", "1020.0 firing jay first",
      ])
  }

  // MARK: - Queues

  /// Ten calls of 200 s each on one agent, three of which wait: who comes next waits for 600 s.
  static func calls() -> [ScoredEvent] {
    var events = [online("jay", at: 0)]
    for number in 0..<3 {
      let at = Double(number) * 200
      let name = "call\(number)"
      events.append(E.event(.opened, "o\(number)", at: at, in: name, contact: name, queue: "q"))
      events.append(E.event(.assigned, "a\(number)", at: at, in: name, agent: "jay"))
      events.append(E.event(.resolved, "r\(number)", at: at + 200, in: name))
    }
    return events
  }

  @Test func expectedWaitBeforeAnyClock() throws {
    var events = Self.calls()
    for number in 0..<3 {
      events.append(
        E.message("Hello", "w\(number)", at: 610 + Double(number), in: "w\(number)", contact: "w\(number)"))
    }
    let lines = try TimelineTests.run(
      [
        E.rule("queue.expected_wait > 5m", name: "early", scope: .queue),
        E.rule("waiting >= 5m", name: "late"),
      ], events, until: 920)
    #expect(
      lines.first == "611.0 firing q first", "two wait for 200 s each at one agent, three minutes early")
    #expect(lines.count { $0.hasPrefix("91") } == 3)
  }

  @Test func expectedWaitNeedsToKnowEnough() throws {
    let value = { (name: String, events: [ScoredEvent], seconds: Double) throws -> Reading.Value in
      var engine = try Build.engine([])
      for event in events { _ = engine.apply(.event(event), at: event.event.at) }
      let signal = try #require(Signal.find(name)).signal
      return engine.world.read(SignalReference(signal), of: Subject(.queue, 0), at: E.at(seconds)).value
    }
    #expect(try value("queue.expected_wait", [E.message("Hello", "1", at: 0)], 10) == .none)
    #expect(try value("queue.staff_needed", Self.calls(), 610) == .none, "three arrivals tell no pace")
    var busy = Self.calls()
    for number in 0..<6 {
      busy.append(
        E.event(.opened, "x\(number)", at: 620, in: "x\(number)", contact: "x\(number)", queue: "q"))
    }
    // Nine arrivals in a quarter of an hour, 200 s each: two erlangs.
    guard case .number(let staff) = try value("queue.staff_needed", busy, 621),
      case .number(let wait) = try value("queue.expected_wait", busy, 621)
    else { return #expect(Bool(false)) }
    #expect(staff == 4, "Erlang C: three answer 60 % within 20 s, four 86 %")
    // One agent cannot keep up: six wait, and after a quarter of an hour 4.5 more have come than can be handled.
    #expect(abs(wait / 1e6 - 2100) < 1)
    busy.append(Self.online("jay", at: 630, .offline))
    #expect(try value("queue.expected_wait", busy, 631) == .none, "nobody is at work")
  }

  /// An agent with four chats at once gives each a quarter of the time.
  @Test func handlingIsSharedBetweenChats() throws {
    var events = [Self.online("jay", at: 0)]
    for number in 0..<4 {
      events.append(
        E.message("Hello", "m\(number)", at: 0, in: "c\(number)", contact: "u\(number)", agent: "jay"))
      events.append(
        E.message("Hi", "h\(number)", at: 10, in: "c\(number)", from: .agent, agent: "jay"))
    }
    for number in 0..<4 { events.append(E.event(.resolved, "r\(number)", at: 400, in: "c\(number)")) }
    for number in 4..<8 {
      events.append(E.message("Hello", "m\(number)", at: 400, in: "c\(number)", contact: "u\(number)"))
    }
    // Four handled in 400 s of one agent: 100 s each; four wait.
    #expect(
      try Self.run("queue.expected_wait >= 400s", .queue, events, until: 401) == ["400.0 firing q first"])
    #expect(try Self.run("queue.expected_wait > 400s", .queue, events, until: 401) == [])
  }

  /// What a contact writes in a conversation that somebody has taken up makes nobody wait longer who comes new.
  @Test func onlyNewcomersAreAhead() throws {
    var events = Self.calls()
    for number in 0..<3 {
      events.append(
        E.message("Hello", "n\(number)", at: 610, in: "n\(number)", contact: "n\(number)", agent: "jay"))
      events.append(E.message("Hi", "h\(number)", at: 620, in: "n\(number)", from: .agent, agent: "jay"))
      events.append(E.message("And?", "q\(number)", at: 630, in: "n\(number)", contact: "n\(number)"))
    }
    #expect(
      try SignalValues.read("queue.waiting", nil, events, at: 640, of: Subject(.queue, 0)) == .number(3))
    events.sort { $0.event.at < $1.event.at }
    let lines = try Self.run("queue.expected_wait > 9m", .queue, events, until: 640)
    #expect(lines == ["610.0 firing q first", "620.0 resolved q cleared"])
  }

  // MARK: - Contacts

  @Test func whatIsKnownOfAContactSurvivesTheConversation() throws {
    let day = 86_400.0
    var events: [ScoredEvent] = []
    for number in 0..<3 {
      let (name, at) = ("c\(number)", Double(number) * day)
      events.append(
        E.message("Hello", "m\(number)", at: at, in: name, channel: ["chat", "email", "phone"][number]))
      events.append(E.event(.transferred, "t\(number)", at: at + 10, in: name, queue: "q\(number)"))
      events.append(E.event(.held, "h\(number)", at: at + 20, in: name))
      events.append(E.event(.rated(score: 2, scale: 5), "r\(number)", at: at + 30, in: name))
      if number < 2 { events.append(E.event(.resolved, "z\(number)", at: at + 40, in: name)) }
    }
    let read = { (name: String, window: Interval?) throws -> Reading.Value in
      try SignalValues.read(name, window, events, at: 2 * day + 60, of: Subject(.contact, 0))
    }
    for name in ["contacts", "channels", "transfers", "holds", "messages"] {
      #expect(try read(name, .days(3)) == .number(3), "\(name)")
      #expect(try read(name, .days(1)) == .number(1), "\(name)")
    }
    #expect(try read("hops", .days(3)) == .number(2))
    #expect(try read("transfers", nil) == .number(1), "without a window, of what is open")
    #expect(try read("csat.last", nil) == .number(2))
    #expect(try read("csat.mean", .days(3)) == .number(2))
  }

  @Test func mergingBringsBothPastsTogether() throws {
    let events = [
      E.message("Hello", "1", at: 0, in: "a", contact: "u1", channel: "chat"),
      E.event(.transferred, "2", at: 5, in: "a", agent: "x"),
      E.message("Hello", "3", at: 10, in: "b", contact: "u2", channel: "email"),
      E.event(.transferred, "4", at: 15, in: "b", agent: "y"),
      E.event(.contactMerged(into: "u1"), "5", at: 20, in: nil, contact: "u2"),
    ]
    #expect(
      try Self.run("hops[1h] >= 1 and transfers[1h] >= 2", .contact, events, until: 7200) == [
        // The oldest transfer falls out of the hour.
        "20.0 firing u1 first", "3600.0 resolved u1 cleared",
      ])
  }
}

/// One signal after some events.
enum SignalValues {
  static func read(
    _ name: String, _ window: Interval?, _ events: [ScoredEvent], at seconds: Double, of subject: Subject
  ) throws -> Reading.Value {
    var engine = try Build.engine([])
    for event in events { _ = engine.apply(.event(event), at: event.event.at) }
    let signal = try #require(Signal.find(name)).signal
    return engine.world.read(
      SignalReference(signal, window: window), of: subject, at: Build.at(seconds)
    ).value
  }
}
