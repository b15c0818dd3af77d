// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Reports
import ServiceLevels

/// A report that is sent by itself.
public struct ScheduledReport: Equatable, Sendable {
  /// Its name.
  public var name: String
  /// How much time before its instant it is about.
  public var covers: Interval
  /// What its figures are parted by.
  public var dimension: Report.Dimension?
  /// Names of receivers.
  public var notify: [String]

  // Open from its time to the end of each of its days: calendars know all about days, zones and changes of the clocks.
  private let moments: OpeningHours

  init(
    name: String, at time: Interval, days: [Int], zone: Zone, covers: Interval, dimension: Report.Dimension?,
    notify: [String]
  ) {
    self.name = name
    self.covers = covers
    self.dimension = dimension
    self.notify = notify
    let rest = OpeningHours.Period(start: time, end: .days(1))
    moments = OpeningHours(name: name, zone: zone, week: (0..<7).map { days.contains($0) ? [rest] : [] })
  }

  /// The first instant after this at which it is due: once a day, an hour that comes twice or not at all included.
  public func next(after instant: Instant) -> Instant {
    var date = localDate(instant)
    for _ in 0..<400 {
      let noon = Instant(microseconds: Int64(date.day) * Interval.days(1).microseconds) + .hours(12)
      let midnight = noon - .hours(12) - moments.zone.offset(at: noon)
      // A change of the clocks moves midnight by an hour or two.
      var at = midnight - .hours(3)
      while let open = moments.nextOpen(from: at), localDate(open.lowerBound) <= date {
        if localDate(open.lowerBound) == date {
          if open.lowerBound > instant { return open.lowerBound }
          break
        }
        at = open.upperBound
      }
      date = CivilDate(day: date.day + 1)
    }
    return .distantFuture
  }

  private func localDate(_ instant: Instant) -> CivilDate {
    let local = instant + moments.zone.offset(at: instant)
    let day = Interval.days(1).microseconds
    return CivilDate(
      day: Int((local.microseconds >= 0 ? local.microseconds : local.microseconds - day + 1) / day))
  }
}
