// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import ServiceLevels
import Settings
import TestKit
import Testing

/// Calendars and service levels that cannot be meant, and holidays from files.
@Suite struct CalendarTests {
  @Test(arguments: [
    (
      "calendars: {c: {timezone: Europe/Berln, hours: {mon: ['09:00-17:00']}}}",
      "did you mean 'Europe/Berlin'?"
    ),
    ("calendars: {c: {hours: {mon: ['09:00-17:00']}}}", "needs a 'timezone'"),
    ("calendars: {c: {timezone: UTC, hours: {mond-fri: ['09:00-25:00']}}}", "is no period"),
    ("calendars: {c: {timezone: UTC, hours: {xyz: ['09:00-17:00']}}}", "is no day"),
    ("calendars: {c: {timezone: UTC, hours: {mon: []}}}", "is never open"),
    ("calendars: {c: {timezone: UTC}}", "has no 'hours'"),
    ("calendars: {c: {timezone: UTC, hours: {mon: ['09:00-17:00']}, holidays: [2027-02-30]}}", "is no date"),
    (
      "calendars: {c: {timezone: UTC, hours: {mon: ['09:00-17:00']}, holiday_files: [none.ics]}}",
      "cannot be read"
    ),
    ("calendars: {always: {timezone: UTC, hours: {daily: ['00:00-24:00']}}}", "choose another name"),
    ("service_levels: [{name: a, calendar: offce, resolution: 1h}]", "unknown calendar 'offce'"),
    ("service_levels: [{name: a}]", "promises nothing"),
    ("service_levels: [{name: a, resolution: 4}]", "duration with a unit"),
    ("service_levels: [{name: a, match: rsik > 5, resolution: 4h}]", "did you mean 'risk'?"),
    ("service_levels: [{name: a, match: sla.remaining < 1m, resolution: 4h}]", "cannot ask for its clocks"),
    ("service_levels: [{name: a, resolution: 4h}, {name: a, update: 1h}]", "defined already"),
    ("service_levels: {name: a}", "is a list"),
  ])
  func serviceLevels(_ text: String, _ words: String) {
    let found = SettingsLoader.check(text)
    #expect(found.contains { $0.message.contains(words) }, "\(found.map(\.message))")
  }

  private static func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  @Test func holidaysComeFromCalendarFiles() throws {
    let folder = Repository.temporaryFolder()
    try Self.write(
      """
      BEGIN:VCALENDAR
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20270321
      DTEND;VALUE=DATE:20270323
      SUMMARY:Now
       ruz
      END:VEVENT
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20200501
      RRULE:FREQ=YEARLY
      END:VEVENT
      BEGIN:VEVENT
      DTSTART:20270324T090000Z
      END:VEVENT
      BEGIN:VEVENT
      DTSTART;VALUE=DATE:20270101
      RRULE:FREQ=WEEKLY
      END:VEVENT
      END:VCALENDAR
      """, to: folder + "/holidays.ics")
    func outcome(_ file: String) throws -> SettingsLoader.Outcome {
      try Self.write(
        "calendars: {c: {timezone: UTC, hours: {daily: ['00:00-24:00']}, holiday_files: [\(file)]}}\n"
          + "service_levels: [{name: s, calendar: c, resolution: 1h}]", to: folder + "/c.yaml")
      return SettingsLoader(environment: ["FORESHOCK_SHARE": Repository.smallShare]).load(folder + "/c.yaml")
    }
    let mistakes = try outcome("holidays.ics").diagnostics.map(\.message)
    #expect(mistakes.count == 1)
    #expect(
      mistakes.first?.contains("holidays.ics:15: of events that come back only yearly ones") == true,
      "\(mistakes)")
    let kept = try String(contentsOfFile: folder + "/holidays.ics", encoding: .utf8).replacing(
      "RRULE:FREQ=WEEKLY", with: "RRULE:FREQ=YEARLY;COUNT=1")
    try Self.write(kept, to: folder + "/good.ics")
    let hours = try #require(try outcome("good.ics").settings?.serviceLevels.first?.hours)
    #expect(
      hours.days.keys.sorted() == ["2027-01-01", "2027-03-21", "2027-03-22"].compactMap { CivilDate($0) })
    #expect(hours.yearly.keys.sorted() == [501])
  }

  /// One slip, one mistake: what follows from it is not said again.
  @Test func aSlipIsNamedOnce() {
    let texts = [
      ("calendars: {c: {timezone: UTC, hours: {mond-fry: ['09:00-17:00']}}}", "'mond-fry' is no day"),
      ("service_levels: [{name: a, frist_response: 5m}]", "did you mean 'first_response'?"),
      ("rules: [{name: a, when: sla.first_response < 2m}]", "write sla.first_response.remaining, "),
      ("rules: [{name: a, when: lang == zh}]", "a text stands in quotes: \"zh\""),
    ]
    for (text, words) in texts {
      let found = SettingsLoader.check(text).map(\.message)
      #expect(found.count == 1 && found[0].contains(words), "\(found)")
    }
  }

  @Test func aMisspeltClassOfALexiconIsGuessed() throws {
    let folder = Repository.temporaryFolder()
    try FileManager.default.createDirectory(atPath: folder + "/lexicons", withIntermediateDirectories: true)
    try Self.write("still waiting\tfrustation\t0.6\n", to: folder + "/lexicons/en.tsv")
    let outcome = SettingsLoader(environment: ["FORESHOCK_SHARE": Repository.smallShare]).load(folder)
    #expect(outcome.diagnostics.map(\.message) == ["unknown class 'frustation', did you mean 'frustration'?"])
  }
}
