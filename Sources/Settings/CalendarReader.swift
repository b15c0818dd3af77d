// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Rules
import ServiceLevels
import Yams

/// Reads the section `calendars`.
enum CalendarReader {
  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  static func read(_ calendars: YAMLSection, into known: inout [String: OpeningHours]) {
    for (name, key, value) in calendars.keys {
      guard let section = YAMLSection(value, in: calendars.file, what: "a calendar", calendars.diagnostics)
      else { continue }
      if name == "always" {
        calendars.error(key, "'always' is the calendar that is never closed; choose another name")
      }
      let mistakes = calendars.diagnostics.list.count
      section.allow(Shape.calendar)
      var hours = OpeningHours(name: name, zone: zone(section), week: week(section))
      readHolidays(section, into: &hours)
      if let halves = section.section("half_days", "'half_days'") {
        for (day, key, value) in halves.keys { mark(day, key, periods(value, halves), halves, &hours) }
      }
      let now = Instant(rfc3339: "2026-01-01T00:00:00Z") ?? .distantPast
      if section["hours"] == nil {
        section.error(key, "calendar '\(name)' has no 'hours', such as {mon-fri: [\"09:00-17:00\"]}")
      } else if calendars.diagnostics.list.count == mistakes, hours.nextOpen(from: now) == nil {
        section.error(key, "calendar '\(name)' is never open")
      }
      known[name] = hours
    }
  }

  static func zone(_ section: YAMLSection) -> Zone {
    guard let name = section.string("timezone"), let node = section["timezone"] else {
      if section["timezone"] == nil {
        section.error(section.node, "a calendar needs a 'timezone', such as Europe/Berlin")
      }
      return .utc
    }
    if let zone = Zone.named(name) { return zone }
    section.error(node, "unknown time zone '\(name)'\(Suggestion.phrase(for: name, among: Zone.names))")
    return .utc
  }

  // MARK: - Weeks

  private static func week(_ section: YAMLSection) -> [[OpeningHours.Period]] {
    var week = Array(repeating: [OpeningHours.Period](), count: 7)
    guard let hours = section.section("hours", "'hours'") else { return week }
    for (name, key, value) in hours.keys {
      guard let days = days(name) else {
        hours.error(
          key, "'\(name)' is no day; write mon, mon-fri, sat-wed, daily or a list such as 'mon, thu'")
        continue
      }
      let periods = periods(value, hours)
      for day in days { week[day] += periods }
    }
    return week
  }

  /// "mon", "mon-fri", "sat-wed" over the end of the week, "mon, wed", "daily".
  static func days(_ text: String) -> [Int]? {
    if text == "daily" { return Array(0..<7) }
    var days: [Int] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-").map { name in
        weekdays.firstIndex(of: String(name.filter { $0 != " " }.prefix(3)).lowercased())
      }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2 else { return nil }
      var day = first
      days.append(day)
      while day != last {
        day = (day + 1) % 7
        days.append(day)
      }
    }
    return days.isEmpty ? nil : days
  }

  private static func periods(_ node: Node, _ section: YAMLSection) -> [OpeningHours.Period] {
    let elements = if case .sequence(let list) = node { Array(list) } else { [node] }
    return elements.compactMap { element in
      guard let text = element.scalar?.string else {
        section.error(element, "a period is a text, such as \"09:00-17:30\"")
        return nil
      }
      if text.isEmpty || text == "closed" { return nil }
      let ends = text.split(separator: "-").map { time(String($0)) }
      guard ends.count == 2, let start = ends[0], let end = ends[1], start < .days(1), start != end else {
        section.error(
          element, "'\(text)' is no period; write \"09:00-17:30\", or \"22:00-06:00\" over midnight")
        return nil
      }
      return OpeningHours.Period(start: start, end: end)
    }
  }

  static func time(_ text: String) -> Interval? {
    let parts = text.filter { $0 != " " }.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let hour = Int64(parts[0]), let minute = Int64(parts[1]),
      (0...24).contains(hour), (0..<60).contains(minute), hour < 24 || minute == 0
    else { return nil }
    return .minutes(hour * 60 + minute)
  }

  // MARK: - Special days

  private static func readHolidays(_ section: YAMLSection, into hours: inout OpeningHours) {
    if let node = section["holidays"], case .sequence(let list) = node {
      for day in list { mark(day.scalar?.string ?? "", day, [], section, &hours) }
    } else if let node = section["holidays"] {
      section.error(node, "'holidays' is a list of dates, such as [2027-12-25, 01-01]")
    }
    guard let node = section["holiday_files"] else { return }
    let folder = section.file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    for name in section.strings("holiday_files") ?? [] {
      let path = name.hasPrefix("/") ? name : (folder + [name[...]]).joined(separator: "/")
      switch Files.read(path) {
      case .failure(let failure): section.error(node, "'\(name)' cannot be read: \(failure.reason)")
      case .success(let text):
        let (days, yearly, mistakes) = HolidayFile.read(text)
        for day in days { hours.days[day] = [] }
        for day in yearly { hours.yearly[day] = [] }
        for mistake in mistakes { section.error(node, "\(name):\(mistake.line): \(mistake.message)") }
      }
    }
  }

  /// Gives a day other periods: `2027-03-21`, or `03-21` for every year.
  private static func mark(
    _ text: String, _ node: Node, _ periods: [OpeningHours.Period], _ section: YAMLSection,
    _ hours: inout OpeningHours
  ) {
    if let date = CivilDate(text) {
      hours.days[date] = periods
    } else if text.count == 5, let date = CivilDate("2024-" + text) {
      hours.yearly[date.dayOfEveryYear] = periods
    } else {
      section.error(node, "'\(text)' is no date; write 2027-03-21, or 03-21 for every year")
    }
  }
}
