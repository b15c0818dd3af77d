// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Settings
import TestKit
import Testing

/// The section `reports`.
@Suite struct ReportScheduleTests {
  static func load(_ yaml: String) -> SettingsLoader.Outcome {
    let path = Repository.temporaryFolder() + "/c.yaml"
    Program.write(yaml, to: path)
    return SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(path)
  }

  static func report(_ fields: String) throws -> ScheduledReport {
    let outcome = load(
      "receivers: {r: [{stdout: {}}]}\nreports: [{name: n, \(fields), notify: [r]}]\n")
    return try #require(outcome.settings?.reports.first, "\(outcome.diagnostics.map(\.message))")
  }

  /// The next few instants after one.
  static func due(_ report: ScheduledReport, after instant: String, _ count: Int) -> [String] {
    var at = Instant(rfc3339: instant) ?? .distantPast
    return (0..<count).map { _ in
      at = report.next(after: at)
      return at.description
    }
  }

  @Test func onItsDaysOnItsClock() throws {
    let report = try Self.report(
      "at: \"18:00\", days: mon-fri, timezone: Europe/Berlin, covers: 10h, by: agent")
    #expect(
      Self.due(report, after: "2026-11-20T16:59:59Z", 3) == [
        "2026-11-20T17:00:00.000Z", "2026-11-23T17:00:00.000Z", "2026-11-24T17:00:00.000Z",
      ])
    let tehran = try Self.report("at: \"00:00\", days: sat-wed, timezone: Asia/Tehran")
    #expect(
      Self.due(tehran, after: "2026-11-20T00:00:00Z", 2) == [
        "2026-11-20T20:30:00.000Z", "2026-11-21T20:30:00.000Z",
      ])
  }

  /// Half past two comes not at all in March and twice in October: once each day all the same.
  @Test func onceADayOverChangesOfTheClocks() throws {
    let report = try Self.report("at: \"02:30\", timezone: Europe/Berlin")
    #expect(
      Self.due(report, after: "2027-03-27T12:00:00Z", 2) == [
        "2027-03-28T01:00:00.000Z", "2027-03-29T00:30:00.000Z",
      ])
    #expect(
      Self.due(report, after: "2026-10-24T12:00:00Z", 2) == [
        "2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z",
      ])
  }

  @Test(arguments: [
    ("reports: [{name: n, at: 18, notify: [r]}]", "'18' is no time of day; write \"18:00\", in quotes"),
    ("reports: [{name: n, notify: [r]}]", "report 'n' needs 'at': a time of day, such as \"18:00\""),
    ("reports: [{name: n, at: \"18:00\", notify: [q]}]", "there is no receiver 'q'"),
    ("reports: [{name: n, at: \"18:00\", by: agents, notify: [r]}]", "did you mean 'agent'?"),
    ("reports: [{name: n, at: \"18:00\", days: weekdays, notify: [r]}]", "'weekdays' are no days"),
    ("reports: [{name: n, at: \"18:00\"}]", "report 'n' needs 'notify'"),
  ])
  func mistakes(_ yaml: String, _ message: String) {
    let outcome = Self.load("receivers: {r: [{stdout: {}}]}\n" + yaml)
    #expect(outcome.settings == nil)
    #expect(
      outcome.diagnostics.contains { $0.message.contains(message) }, "\(outcome.diagnostics.map(\.message))")
  }
}
