// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import ServiceLevels
import Settings
import TestKit
import Testing

/// Calendars as an administrator writes them, over the real time-zone database.
@Suite struct OpeningHoursTests {
  /// The one calendar `c` of these lines, read as a configuration is.
  static func hours(_ lines: String) throws -> OpeningHours {
    let text =
      "calendars:\n  c:\n" + lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
      + "\nservice_levels:\n  - {name: s, calendar: c, resolution: 1h}\n"
    let folder = Repository.temporaryFolder()
    let path = folder + "/c.yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = SettingsLoader(environment: ["FORESHOCK_SHARE": Repository.smallShare]).load(path)
    return try #require(
      outcome.settings?.serviceLevels.first?.hours,
      "\(outcome.diagnostics.map(\.text).joined(separator: "\n"))")
  }

  static func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }

  @Test(arguments: [
    // Tehran's week, with a pause at noon; no summer time since 2022.
    (
      "timezone: Asia/Tehran\nhours: {sat-wed: ['08:00-12:30', '13:30-17:00'], thu: ['08:00-12:00']}",
      "2026-11-21T04:30:00Z", "2026-11-21T13:30:00Z", 8.0
    ),
    (
      "timezone: Asia/Tehran\nhours: {sat-wed: ['08:00-12:30', '13:30-17:00'], thu: ['08:00-12:00']}",
      "2026-11-26T04:30:00Z", "2026-11-28T04:30:00Z", 4.0
    ),
    // A weekend with a change to summer time: Friday 16:00 to Monday 10:00 in Berlin.
    (
      "timezone: Europe/Berlin\nhours: {mon-fri: ['09:00-17:00']}", "2027-03-26T15:00:00Z",
      "2027-03-29T08:00:00Z", 2.0
    ),
    // Nights over both changes are an hour shorter and longer.
    (
      "timezone: Europe/Berlin\nhours: {sat: ['22:00-06:00']}", "2027-03-27T12:00:00Z",
      "2027-03-28T12:00:00Z", 7.0
    ),
    (
      "timezone: Europe/Berlin\nhours: {sat: ['22:00-06:00']}", "2026-10-24T12:00:00Z",
      "2026-10-25T12:00:00Z", 9.0
    ),
    (
      "timezone: America/New_York\nhours: {daily: ['00:00-24:00']}", "2026-11-01T04:00:00Z",
      "2026-11-02T05:00:00Z", 25.0
    ),
    // Lord Howe moves its clocks by half an hour.
    (
      "timezone: Australia/Lord_Howe\nhours: {daily: ['00:00-24:00']}", "2026-10-03T13:30:00Z",
      "2026-10-04T13:00:00Z", 23.5
    ),
    (
      "timezone: Australia/Lord_Howe\nhours: {daily: ['01:00-03:00']}", "2026-10-03T13:30:00Z",
      "2026-10-04T13:00:00Z", 1.5
    ),
    // Cairo has summer time again; Kathmandu lies 5:45 ahead; Riyadh, Taipei and Shanghai never change.
    (
      "timezone: Africa/Cairo\nhours: {daily: ['00:00-24:00']}", "2026-04-23T22:00:00Z",
      "2026-04-24T21:00:00Z", 23.0
    ),
    (
      "timezone: Asia/Kathmandu\nhours: {sun-fri: ['10:00-17:00']}", "2026-11-22T04:15:00Z",
      "2026-11-22T05:15:00Z", 1.0
    ),
    (
      "timezone: Asia/Riyadh\nhours: {sun-thu: ['08:00-16:00']}", "2026-11-20T00:00:00Z",
      "2026-11-27T00:00:00Z", 40.0
    ),
    (
      "timezone: Asia/Taipei\nhours: {mon-fri: ['09:00-18:00']}", "2026-11-23T00:00:00Z",
      "2026-11-23T02:00:00Z", 1.0
    ),
    (
      "timezone: Asia/Shanghai\nhours: {'mon, wed': ['09:00-18:00']}", "2026-11-23T00:00:00Z",
      "2026-11-26T00:00:00Z", 18.0
    ),
    // Holidays, every year's too, and half days.
    (
      "timezone: Europe/Berlin\nhours: {mon-fri: ['09:00-17:00']}\nholidays: [2026-12-25, 01-01]\nhalf_days: {12-24: ['09:00-12:00']}",
      "2026-12-24T00:00:00Z", "2027-01-02T00:00:00Z", 35.0
    ),
  ])
  func openTime(_ lines: String, _ start: String, _ end: String, _ hours: Double) throws {
    let open = try Self.hours(lines).openTime(from: Self.at(start), to: Self.at(end))
    #expect(Double(open.microseconds) / 3_600_000_000 == hours)
  }

  @Test func openTimeAddsUpAndInverts() throws {
    let calendars = [
      "timezone: Europe/Berlin\nhours: {mon-fri: ['08:30-12:15', '13:00-17:45'], sat: ['22:00-06:00']}\nholidays: [12-25]",
      "timezone: Australia/Lord_Howe\nhours: {daily: ['00:10-03:40', '20:00-02:00']}",
      "timezone: Africa/Cairo\nhours: {sun-thu: ['09:00-17:00']}",
      "timezone: America/New_York\nhours: {daily: ['00:00-24:00']}",
    ]
    var random = Seeded(11)
    let origin = try Self.at("2026-01-01T00:00:00Z")
    for lines in calendars {
      let hours = try Self.hours(lines)
      for _ in 0..<40 {
        let places = (0..<3).map { _ in Int64.random(in: 0..<1000 * 86_400_000_000, using: &random) }.sorted()
        let (a, b, c) = (
          origin + Interval(microseconds: places[0]), origin + Interval(microseconds: places[1]),
          origin + Interval(microseconds: places[2])
        )
        let whole = hours.openTime(from: a, to: c)
        #expect(hours.openTime(from: a, to: b) + hours.openTime(from: b, to: c) == whole, "splits anywhere")
        #expect(hours.openTime(from: a, to: b) <= whole, "is monotonic")
        guard whole > .zero, let end = hours.instant(after: whole, of: a) else { continue }
        #expect(hours.openTime(from: a, to: end) == whole, "inverts")
        #expect(end <= c, "to the first such instant")
        #expect(hours.openTime(from: a, to: end - Interval(microseconds: 1)) < whole)
      }
    }
  }

  @Test func changesAreWhereItOpensAndCloses() throws {
    let hours = try Self.hours("timezone: Asia/Tehran\nhours: {sat-wed: ['08:00-12:30', '13:30-17:00']}")
    var at = try Self.at("2026-11-20T00:00:00Z")
    var found: [Bool] = []
    for _ in 0..<4 {
      at = try #require(hours.nextChange(after: at))
      found.append(hours.isOpen(at: at))
    }
    #expect(found == [true, false, true, false])
    #expect(try at == Self.at("2026-11-21T13:30:00Z"))
    #expect(OpeningHours.always.nextChange(after: at) == nil)
  }
}
