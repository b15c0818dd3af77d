// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// Reads the all-day events of an iCalendar file (RFC 5545): single days, spans, and those that come back every year.
enum HolidayFile {
  struct Mistake: Error {
    var line: Int
    var message: String
  }

  private struct Event {
    var line: Int
    var start: CivilDate?
    var end: CivilDate?
    var rule = ""
    var isTimed = false
  }

  static func read(_ text: String) -> (days: Set<CivilDate>, yearly: Set<Int>, mistakes: [Mistake]) {
    var days: Set<CivilDate> = []
    var yearly: Set<Int> = []
    var mistakes: [Mistake] = []
    var event: Event?
    for (line, content) in unfolded(text) {
      let name = content.prefix { $0 != ":" && $0 != ";" }.uppercased()
      let value = content.drop { $0 != ":" }.dropFirst()
      switch name {
      case "BEGIN" where value == "VEVENT": event = Event(line: line)
      case "DTSTART":
        event?.start = date(value)
        event?.isTimed = value.count > 8
      case "DTEND": event?.end = date(value)
      case "RRULE": event?.rule = String(value).uppercased()
      case "END" where value == "VEVENT":
        do throws(Mistake) {
          if let event { try add(event, &days, &yearly) }
        } catch {
          mistakes.append(error)
        }
        event = nil
      default: break
      }
    }
    return (days, yearly, mistakes)
  }

  private static func add(_ event: Event, _ days: inout Set<CivilDate>, _ yearly: inout Set<Int>)
    throws(Mistake)
  {
    // Meetings are no holidays.
    if event.isTimed { return }
    guard let start = event.start else {
      throw Mistake(line: event.line, message: "an event without a DTSTART that is a date")
    }
    let last = event.end.map { max($0.day - 1, start.day) } ?? start.day
    guard last - start.day < 367 else {
      throw Mistake(line: event.line, message: "an event of more than a year")
    }
    let span = (start.day...last).map { CivilDate(day: $0) }
    var parts: [Substring: Substring] = [:]
    for part in event.rule.split(separator: ";") {
      let sides = part.split(separator: "=")
      if sides.count == 2 { parts[sides[0]] = sides[1] }
    }
    guard let frequency = parts["FREQ"] else {
      days.formUnion(span)
      return
    }
    let ignored: Set<Substring> = ["FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST"]
    let plain: Set<Substring> = ignored.union(["BYMONTH", "BYMONTHDAY"])
    guard frequency == "YEARLY", parts.keys.allSatisfy(plain.contains) else {
      throw Mistake(
        line: event.line, message: "of events that come back only yearly ones on the same date are known")
    }
    let until = parts["UNTIL"].flatMap { date($0) }
    let step = parts["INTERVAL"].flatMap { Int($0) } ?? 1
    let count = parts["COUNT"].flatMap { Int($0) }
    guard until != nil || count != nil || step != 1 else {
      for day in span { yearly.insert(day.dayOfEveryYear) }
      return
    }
    for times in 0..<min(count ?? 100, 100) {
      let years = times * max(step, 1)
      for day in span {
        let (year, month, dayOfMonth) = day.components
        guard let date = CivilDate(year: year + years, month: month, day: dayOfMonth),
          date <= until ?? date
        else { continue }
        days.insert(date)
      }
    }
  }

  /// `YYYYMMDD`, with or without a time behind it.
  private static func date(_ value: some StringProtocol) -> CivilDate? {
    let digits = value.prefix(8)
    guard digits.count == 8, let number = Int(digits) else { return nil }
    return CivilDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
  }

  /// Lines with their numbers; one that begins with a space goes on the one before.
  private static func unfolded(_ text: String) -> [(line: Int, content: String)] {
    var lines: [(Int, String)] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if line.first == " " || line.first == "\t", !lines.isEmpty {
        lines[lines.count - 1].1 += line.dropFirst()
      } else {
        lines.append((index + 1, String(line)))
      }
    }
    return lines
  }
}
