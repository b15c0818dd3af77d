// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import TestKit
import Testing

/// Corners where keeping quiet, restarts and delays meet.
@Suite struct QuietCornerTests {
  static let rules = QuietTests.rules

  static func silence(_ match: String, until seconds: Double, at: Double = 0) -> Input {
    QuietTests.silence(match, until: seconds, at: at)
  }

  /// The alert that keeps others quiet changes hands before it ends.
  @Test(arguments: [false, true])
  func whatKeptQuietIsFoundAgainAtItsEnd(_ isRestarted: Bool) throws {
    let desk = try Desk(
      """
      rules:
        - {name: vip, when: 'unanswered >= 1 and conversation_is_vip == 1'}
        - {name: waits, when: unanswered >= 1}
      routes: [{notify: [leads]}]
      inhibit: [{when: 'rule == "vip"', mute: 'rule == "waits"', equal: [queue]}]
      """.replacing("conversation_is_vip == 1", with: "attr.tier == \"vip\""))
    desk.isRestarted = isRestarted
    try desk.apply(
      .event(
        Build.event(
          .opened, "o", at: 0, in: "v", contact: "u", queue: "q", attributes: ["tier": .string("vip")])), 0)
    try desk.writes("v", at: 1)
    try desk.writes("d", at: 2)
    #expect(desk.take() == ["1 first v → leads"], "its own lesser alert is kept quiet too")
    try desk.apply(.event(Build.event(.transferred, "t", at: 3, in: "v", queue: "r")), 3)
    try desk.answers("v", at: 4)
    #expect(desk.take().contains("4 quiet_over d → leads"))
  }

  /// A group that was told is not told again by a restart.
  @Test func anEmptyMailboxIsSavedAsEmpty() throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1}]
      routes: [{notify: [leads], group_wait: 30s}]
      """)
    try desk.writes("a", at: 0)
    try desk.restart()
    try desk.time(40)
    try desk.restart()
    try desk.restart()
    try desk.time(400)
    #expect(desk.take() == ["0 first a → leads"])
  }

  /// Who is told late has the time that was meant all the same.
  @Test func aDelayPutsLaterStepsOff() throws {
    let ladder =
      "routes: [{ladder: [{notify: [leads]}, {after: 5m, notify: [duty]}, {after: 15m, notify: [boss]}]}]"
    let desk = try Desk(Self.rules + ladder)
    try desk.writes("a", at: 0)
    try desk.apply(Self.silence("rule == \"waits\"", until: 3600, at: 10), 10)
    try desk.time(5000)
    #expect(
      desk.take() == ["0 first a → leads", "3600 escalated a → duty", "4200 escalated a → boss"])
    let away = try Desk(Self.rules + ladder)
    try away.writes("a", at: 0)
    try away.apply(.away(until: Build.at(7200)), 60)
    try away.time(8000)
    #expect(
      away.take() == ["0 first a → leads", "7200 escalated a → duty", "7800 escalated a → boss"])
  }

  /// `hold_while` may ask the agent, of whom something is heard without the conversation.
  @Test func aHeldAlertHearsOfItsAgent() throws {
    let desk = try Desk(
      """
      rules: [{name: talk, when: unanswered >= 1}]
      routes: [{notify: [leads], hold_while: agent.status == "on_call"}]
      """)
    func status(_ status: AgentStatus, _ id: String, _ seconds: Double) throws {
      try desk.apply(
        .event(Build.event(.agentStatus(status), id, at: seconds, in: nil, agent: "jay")), seconds)
    }
    try status(.onCall, "s1", 0)
    try desk.answers("a", at: 1)
    try desk.writes("a", at: 2)
    #expect(desk.take().isEmpty)
    try status(.online, "s2", 50)
    #expect(desk.take() == ["50 first a → leads"])
  }

  /// Of two that would keep each other quiet, one is told.
  @Test func twoDoNotSilenceEachOther() throws {
    let desk = try Desk(
      """
      rules: [{name: a, when: unanswered >= 1}, {name: b, when: unanswered >= 1}]
      routes: [{notify: [leads], repeat_every: 1h}]
      inhibit: [{when: 'severity == "warning"', mute: 'severity == "warning"', equal: [conversation]}]
      """)
    try desk.writes("c", at: 0)
    try desk.time(3700)
    #expect(desk.take() == ["0 first c → leads", "3600 repeated c → leads"])
  }

  /// One that came before what keeps it quiet is kept quiet all the same, where it is none of those itself.
  @Test func whatCameBeforeIsKeptQuietToo() throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1}, {name: surge, when: queue.waiting >= 2, scope: queue}]
      routes: [{notify: [leads], repeat_every: 10m}]
      inhibit: [{when: 'rule == "surge"', mute: 'severity == "warning"', equal: [queue]}]
      """)
    desk.isRestarted = true
    try desk.writes("a", at: 0)
    try desk.writes("b", at: 10)
    try desk.time(700)
    #expect(
      desk.take() == [
        "0 first a → leads", "10 first b → leads", "10 first q → leads", "610 repeated q → leads",
      ])
  }

  /// The silence ends while nobody looks, and the daemon is restored in the middle of that.
  @Test func aSilenceThatEndsInAnAbsenceEnds() throws {
    let desk = try Desk(Self.rules + "routes: [{notify: [leads]}]")
    try desk.apply(Self.silence("rule == \"waits\"", until: 100), 0)
    try desk.writes("a", at: 10)
    try desk.apply(.away(until: Build.at(1000)), 20)
    try desk.time(500)
    try desk.restart()
    try desk.time(1100)
    #expect(desk.take() == ["1000 quiet_over a → leads"])
  }

  /// The shortest way to nobody: a calendar that never closes.
  @Test func aRouteMutedForGoodSaysSo() throws {
    let desk = try Desk(
      Self.rules
        + """
        calendars: {ever: {timezone: UTC, hours: {daily: ["00:00-24:00"]}}}
        routes: [{match: rule == "waits", notify: [leads], muted: ever}, {notify: [boss]}]
        """)
    try desk.writes("a", at: 0)
    #expect(desk.take().isEmpty && desk.notes == ["0 muted the route never tells"])
  }
}
