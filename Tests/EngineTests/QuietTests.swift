// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Engine
import Events
import TestKit
import Testing

/// What keeps alerts quiet, and that nothing is lost by it.
@Suite struct QuietTests {
  static let rules = """
    rules:
      - {name: waits, when: unanswered >= 1}
      - {name: crowd, when: queue.waiting >= 3, scope: queue, severity: critical}

    """

  static func silence(_ match: String, until seconds: Double, at: Double = 0) -> Input {
    .silence(
      Silence(
        match: match, since: Build.at(at), until: Build.at(seconds), author: "mina", comment: "migration"))
  }

  // MARK: - Silences

  @Test(arguments: [false, true])
  func whatFiresStillIsToldWhenASilenceEnds(_ isRestarted: Bool) throws {
    let desk = try Desk(Self.rules + "routes: [{ladder: [{notify: [leads]}, {after: 5m, notify: [duty]}]}]")
    desk.isRestarted = isRestarted
    try desk.writes("told", at: 0)
    try desk.apply(Self.silence("queue == \"q\"", until: 3600, at: 10), 10)
    try desk.writes("hidden", at: 20)
    try desk.writes("over", at: 30, queue: "q")
    try desk.writes("other", at: 40, queue: "elsewhere")
    try desk.answers("over", at: 100)
    #expect(desk.take() == ["0 first told → leads", "40 first other → leads"])
    try desk.time(3700)
    #expect(
      desk.take() == [
        "340 escalated other → duty", "3600 escalated told → duty", "3600 quiet_over hidden → leads",
      ])
    #expect(desk.notes.contains { $0.hasPrefix("20 silenced silence fs-") && $0.hasSuffix("migration") })
    #expect(desk.notes.contains("100 came_and_went it ended before anybody was told"))
  }

  @Test func anEndIsToldToWhoWasToldOfTheBeginning() throws {
    let desk = try Desk(Self.rules + "routes: [{notify: [leads]}]")
    try desk.writes("a", at: 0)
    try desk.apply(Self.silence("rule == \"waits\"", until: 3600), 10)
    try desk.answers("a", at: 20)
    #expect(desk.take() == ["0 first a → leads", "20 cleared a → leads"])
  }

  @Test func endsEarlyWhenSomebodySaysSo() throws {
    let desk = try Desk(Self.rules + "routes: [{notify: [leads]}]")
    try desk.apply(Self.silence("severity == \"warning\"", until: 3600), 0)
    try desk.writes("a", at: 10)
    try desk.apply(.expire("fs-none"), 20)
    #expect(desk.refused == ["there is no silence 'fs-none' that lasts"])
    #expect(desk.take().isEmpty)
    try desk.apply(.expire(desk.silence), 30)
    #expect(desk.take() == ["30 quiet_over a → leads"])
    try desk.apply(Self.silence("risk ==", until: 9000, at: 40), 40)
    #expect(desk.refused.last?.contains("is no expression about alerts") == true)
    try desk.time(40 + 8 * 86_400)
    #expect(desk.silence == "none", "forgotten after a week")
  }

  // MARK: - Inhibition

  static let inhibit = """
    routes: [{notify: [leads]}]
    inhibit: [{when: 'rule == "crowd"', mute: 'severity == "warning"', equal: [queue]}]
    """

  @Test(arguments: [false, true])
  func oneAlertKeepsOthersQuiet(_ isRestarted: Bool) throws {
    let desk = try Desk(Self.rules + Self.inhibit)
    desk.isRestarted = isRestarted
    for (number, name) in ["a", "b", "c", "d"].enumerated() { try desk.writes(name, at: Double(number)) }
    try desk.writes("x", at: 10, queue: "other")
    try desk.writes("y", at: 11, queue: nil)
    #expect(
      desk.take() == [
        "0 first a → leads", "1 first b → leads", "2 first c → leads", "2 first q → leads",
        "10 first x → leads", "11 first y → leads",
      ], "of another queue, and of none")
    #expect(desk.notes.contains { $0.hasPrefix("3 inhibited 'crowd' fires (fa-") })
    try desk.answers("a", at: 20)
    try desk.answers("b", at: 21)
    #expect(
      desk.take() == [
        "20 cleared a → leads", "21 cleared b → leads", "21 cleared q → leads", "21 quiet_over d → leads",
      ])
  }

  // MARK: - Hold, calendars

  @Test(arguments: [false, true])
  func nobodyIsToldWhileTheAgentIsAtIt(_ isRestarted: Bool) throws {
    let desk = try Desk(
      """
      rules: [{name: talk, when: 'messages[1h] >= 2'}]
      routes: [{notify: [leads], hold_while: unanswered == 0 and silence < 2m}]
      """)
    desk.isRestarted = isRestarted
    try desk.writes("a", at: 0)
    try desk.answers("a", at: 5)
    #expect(desk.take().isEmpty)
    try desk.writes("a", at: 10)
    #expect(desk.take() == ["10 first a → leads"], "the contact has written, the agent has not")
    try desk.writes("b", at: 20)
    try desk.writes("b", at: 21)
    try desk.answers("b", at: 22)
    try desk.time(500)
    #expect(desk.take() == ["21 first b → leads"])
    let held = try Desk(
      """
      rules: [{name: talk, when: 'messages[1h] >= 2 and unanswered == 0'}]
      routes: [{notify: [leads], hold_while: unanswered == 0 and silence < 2m}]
      """)
    held.isRestarted = isRestarted
    try held.writes("b", at: 20)
    try held.writes("b", at: 21)
    try held.answers("b", at: 22)
    try held.answers("b", at: 82)
    try held.time(500)
    #expect(held.take() == ["202 first b → leads"], "two minutes after the agent's last word, to the second")
    #expect(held.notes.contains { $0.hasPrefix("22 held while unanswered == 0") })
  }

  static let office = """
    calendars: {office: {timezone: UTC, hours: {daily: ["11:00-12:00"]}}}

    """

  @Test func aRouteSleepsUntilItsCalendarOpens() throws {
    let desk = try Desk(
      Self.rules + Self.office
        + """
        routes:
          - {match: queue == "q", active: office, ladder: [{notify: [leads]}, {after: 5m, notify: [duty]}]}
          - {notify: [boss], muted: office}
        """)
    try desk.writes("a", at: 0)
    try desk.writes("gone", at: 1)
    try desk.answers("gone", at: 600)
    try desk.time(3800)
    try desk.writes("b", at: 3900, queue: "other")
    try desk.time(7300)
    #expect(
      desk.take() == ["3600 first a → leads", "3900 escalated a → duty", "7200 first b → boss"])
    #expect(desk.notes.contains("0 muted the route tells nobody until 2026-11-21T11:00:00.000Z"))
  }

  // MARK: - Groups, storms, budgets

  @Test(arguments: [false, true])
  func alertsOfAGroupAreToldTogether(_ isRestarted: Bool) throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1}]
      routes: [{notify: [leads], group_by: [queue], group_wait: 30s}]
      """)
    desk.isRestarted = isRestarted
    try desk.writes("a", at: 0, queue: "x")
    try desk.writes("b", at: 10, queue: "x")
    try desk.writes("c", at: 15, queue: "y")
    try desk.writes("d", at: 20, queue: "x")
    try desk.answers("d", at: 25)
    try desk.time(100)
    #expect(desk.take() == ["30 group of 2 (1 over) → leads", "15 first c → leads"])
    try desk.answers("a", at: 200)
    try desk.answers("b", at: 210)
    try desk.time(300)
    #expect(desk.take() == ["230 group of 2 → leads"], "their ends too")
  }

  @Test func aStormIsOneNotification() throws {
    let desk = try Desk(Self.rules + "routes: [{notify: [leads]}]\nstorm: {per: 1m, alerts: 5}")
    for number in 0..<300 { try desk.writes("c\(number)", at: Double(number) / 10, queue: "q\(number)") }
    for number in 100..<200 { try desk.answers("c\(number)", at: 40 + Double(number) / 100) }
    try desk.time(300)
    let told = desk.take()
    #expect(told.count == 6 && told.last == "60 storm of 195 (100 over) → leads")
  }

  /// Ten thousand at once: what arrives is what a person could read.
  @Test func aBudgetIsKept() throws {
    let desk = try Desk(Self.rules + "routes: [{notify: [leads]}]\nbudget: {per: 1h, alerts: 12}")
    for number in 0..<2000 { try desk.writes("c\(number)", at: 0, queue: "q\(number)") }
    try desk.time(7200)
    let told = desk.take()
    #expect(told.count == 12)
    #expect(told.dropFirst(11).first == "300 digest of 1989 → leads")
    for number in 0..<2000 { try desk.answers("c\(number)", at: 7300) }
    try desk.time(20_000)
    let ends = desk.take()
    #expect(ends.count == 12 && ends.last == "7600 digest of 1989 → leads")
  }

  @Test func criticalOnesNeverWaitForABudget() throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1, severity: critical}]
      routes: [{notify: [leads]}]
      budget: {per: 1h, alerts: 2}
      """)
    for number in 0..<20 { try desk.writes("c\(number)", at: 0) }
    #expect(desk.take().count == 20)
  }

  @Test func anExceptionHasItsOwnBudget() throws {
    let desk = try Desk(
      Self.rules + "routes: [{notify: [leads, duty]}]\nbudget: {per: 1h, alerts: 3, receivers: {duty: off}}")
    for number in 0..<10 { try desk.writes("c\(number)", at: Double(number), queue: "q\(number)") }
    #expect(desk.take().filter { $0.hasSuffix(" duty") }.count == 10)
  }
}
