// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Engine
import Events
import TestKit
import Testing

/// Who is asked next when nobody answers, and what people say.
@Suite struct LadderTests {
  static let yaml = """
    rules: [{name: waits, when: unanswered >= 1}]
    administrator: {notify: [ops]}
    routes:
      - ladder:
          - notify: [leads]
          - {after: 5m, notify: [duty]}
          - {after: 15m, notify: [boss, leads]}
        repeat_every: 30m
    """

  static func desk(isRestarted: Bool, _ yaml: String = yaml) throws -> Desk {
    let desk = try Desk(yaml)
    desk.isRestarted = isRestarted
    return desk
  }

  @Test(arguments: [false, true])
  func goesUpAndNeverEndsInSilence(_ isRestarted: Bool) throws {
    let desk = try Self.desk(isRestarted: isRestarted)
    try desk.writes("a", at: 0)
    try desk.time(1_000_000)
    #expect(
      desk.take().prefix(6) == [
        "0 first a → leads", "300 escalated a → duty", "900 escalated a → boss leads",
        "2700 repeated a → leads duty boss ops", "6300 repeated a → leads duty boss",
        "13500 repeated a → leads duty boss",
      ])
    try desk.answers("a", at: 1_000_001)
    #expect(desk.take() == ["1000001 cleared a → leads duty boss ops"], "whoever was told hears of the end")
  }

  /// Each repetition comes twice as late as the one before, up to a day.
  @Test func repetitionsBecomeRare() throws {
    let desk = try Self.desk(isRestarted: false)
    try desk.writes("a", at: 0)
    try desk.time(10 * 86_400)
    let times = desk.take().filter { $0.contains("repeated") }.compactMap { Int($0.prefix { $0 != " " }) }
    let pauses = zip(times.dropFirst(), times).map { $0 - $1 }
    #expect(pauses.prefix(6) == [3600, 7200, 14_400, 28_800, 57_600, 86_400])
    #expect(pauses.dropFirst(6).allSatisfy { $0 == 86_400 })
  }

  @Test(arguments: [false, true])
  func whoAcknowledgesStopsIt(_ isRestarted: Bool) throws {
    let desk = try Self.desk(isRestarted: isRestarted)
    try desk.writes("a", at: 0)
    try desk.time(400)
    _ = desk.take()
    try desk.says(.acknowledge, "a", at: 450)
    try desk.time(100_000)
    #expect(desk.take() == ["450 acknowledged a → leads duty"])
    try desk.says(.acknowledge, "a", at: 100_001, by: "jay")
    #expect(desk.refused.count == 1 && desk.refused[0].hasSuffix("is acknowledged already, by mina"))
    try desk.answers("a", at: 100_002)
    #expect(desk.take() == ["100002 cleared a → leads duty"])
    try desk.says(.acknowledge, "a", at: 100_003)
    #expect(desk.refused.last == "alert 'none' does not fire")
  }

  @Test(arguments: [false, true])
  func aSnoozeEndsAndSaysSo(_ isRestarted: Bool) throws {
    let desk = try Self.desk(isRestarted: isRestarted)
    try desk.writes("a", at: 0)
    try desk.says(.snooze(until: Build.at(3660)), "a", at: 60)
    try desk.time(4000)
    #expect(
      desk.take() == [
        "0 first a → leads", "60 snoozed a → leads", "3660 still_firing a → leads", "3900 escalated a → duty",
      ], "what was to come comes as much later")
    try desk.says(.snooze(until: Build.at(3000)), "a", at: 4001)
    #expect(desk.refused.last?.hasSuffix("is over already") == true)
    try desk.says(.snooze(until: Build.at(8000)), "a", at: 4100)
    try desk.answers("a", at: 5000)
    #expect(desk.take() == ["4100 snoozed a → leads duty", "5000 cleared a → leads duty"])
    try desk.time(9000)
    #expect(desk.take().isEmpty)
  }

  /// Whoever acknowledges and then wants to be reminded stops the ladder for both times.
  @Test func acknowledgedAndThenSnoozed() throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1}]
      routes: [{ladder: [{notify: [leads]}, {after: 15m, notify: [boss, leads]}]}]
      """)
    desk.isRestarted = true
    try desk.writes("a", at: 0)
    try desk.says(.acknowledge, "a", at: 100)
    try desk.says(.snooze(until: Build.at(8600)), "a", at: 5000)
    try desk.time(9500)
    #expect(
      desk.take() == [
        "0 first a → leads", "100 acknowledged a → leads", "5000 snoozed a → leads",
        "8600 still_firing a → leads",
        "9400 escalated a → boss leads",
      ])
  }

  /// A reminder keeps to silences; it comes when they end.
  @Test func aReminderIsKeptQuietToo() throws {
    let desk = try Self.desk(isRestarted: true)
    try desk.writes("a", at: 0)
    try desk.says(.snooze(until: Build.at(3660)), "a", at: 60)
    try desk.apply(QuietTests.silence("rule == \"waits\"", until: 7200, at: 1000), 1000)
    try desk.time(7300)
    #expect(
      desk.take() == [
        "0 first a → leads", "60 snoozed a → leads", "7200 still_firing a → leads", "7200 escalated a → duty",
      ])
  }

  /// Routes of a reload hold for what fires by it.
  @Test func whatFiresByAReloadGoesByItsRoutes() throws {
    let desk = try Self.desk(isRestarted: false)
    try desk.writes("a", at: 0)
    _ = desk.take()
    try desk.configure(
      """
      rules: [{name: waits, when: unanswered >= 1}, {name: fresh, when: unanswered >= 1}]
      routes: [{match: rule == "fresh", notify: [boss]}, {notify: [leads]}]
      """, ["leads", "duty", "boss", "ops"], at: 10)
    #expect(desk.take() == ["10 first a → boss"])
  }

  /// The rule holds on, but somebody has said that it is over.
  @Test(arguments: [Answer.Action.resolve, .wrong])
  func whatAPersonEndedFiresAnewOnlyAfterItsEnd(_ action: Answer.Action) throws {
    let desk = try Self.desk(isRestarted: true)
    try desk.writes("a", at: 0)
    try desk.says(action, "a", at: 10, "known")
    try desk.writes("a", at: 20)
    try desk.time(5000)
    let cause = action == .wrong ? "wrong" : "resolved_by_person"
    #expect(desk.take() == ["0 first a → leads", "10 \(cause) a → leads"])
    try desk.answers("a", at: 6000)
    try desk.writes("a", at: 7000)
    #expect(desk.take() == ["7000 first a → leads"])
  }

  @Test func aReceiverThatCannotBeToldIsPassedOver() throws {
    let desk = try Self.desk(isRestarted: true)
    try desk.writes("a", at: 0)
    try desk.apply(.undelivered(alert: desk.alert("a"), receiver: "leads", reason: "410"), 2)
    #expect(desk.take() == ["0 first a → leads", "2 undelivered a → duty"])
    try desk.time(900)
    #expect(desk.take() == ["900 escalated a → boss leads"])
    try desk.apply(.undelivered(alert: desk.alert("a"), receiver: "boss", reason: "410"), 901)
    #expect(desk.take() == ["901 undelivered a → ops"], "behind the last step the administrator")
  }

  @Test func aReloadDisturbsNoneOnItsWay() throws {
    let desk = try Self.desk(isRestarted: true)
    try desk.writes("a", at: 0)
    let other = "rules: [{name: waits, when: unanswered >= 1}]\nroutes: [{notify: [boss]}]"
    try desk.configure(other, ["leads", "duty", "boss", "ops"], at: 100)
    try desk.writes("b", at: 150)
    try desk.time(300)
    #expect(desk.take() == ["0 first a → leads", "150 first b → boss", "300 escalated a → duty"])
    // A receiver of its ladder is gone: it goes on by the new routes.
    try desk.configure(other, ["leads", "boss"], at: 400)
    #expect(desk.take() == ["400 first a → boss"])
    try desk.answers("a", at: 500)
    #expect(desk.take() == ["500 cleared a → leads boss"])
  }

  /// Nobody was to be told; then somebody is.
  @Test func firstRoutesTellWhatFires() throws {
    let rules = "rules: [{name: waits, when: unanswered >= 1}]\n"
    let desk = try Desk(rules, receivers: [])
    try desk.writes("a", at: 0)
    #expect(desk.take().isEmpty)
    try desk.configure(rules, ["leads"], at: 10)
    #expect(desk.take() == ["10 first a → leads"])
  }

  static let conditions = """
    rules: [{name: waits, when: unanswered >= 1}]
    calendars: {office: {timezone: UTC, hours: {daily: ["10:00-10:10"]}}}
    routes:
      - ladder:
          - notify: [leads]
          - {after: 5m, notify: [duty], if_firing: 1}
          - {after: 15m, notify: [boss], during: office}
        repeat_every: 1h
    """

  @Test func stepsHaveConditions() throws {
    let desk = try Desk(Self.conditions)
    try desk.writes("a", at: 0)
    try desk.time(1000)
    #expect(desk.take() == ["0 first a → leads"])
    #expect(
      desk.notes.suffix(2) == [
        "300 skipped step 2 is left out, since not more than 1 alerts fire",
        "900 skipped step 3 is left out, since 'office' is closed",
      ])
    try desk.writes("b", at: 1000)
    try desk.time(1300)
    #expect(desk.take() == ["1000 first b → leads", "1300 escalated b → duty"])
    try desk.time(4500)
    #expect(desk.take().first == "4500 repeated a → leads duty boss", "and it never ends in silence")
  }

  /// Two routes, one receiver: told once.
  @Test func oneIsNotToldTwice() throws {
    let desk = try Desk(
      """
      rules: [{name: waits, when: unanswered >= 1}]
      routes: [{match: 'rule == "waits"', notify: [leads, duty], continue: true}, {notify: [leads, boss]}]
      """)
    try desk.writes("a", at: 0)
    #expect(desk.take() == ["0 first a → leads duty boss"])
  }
}
