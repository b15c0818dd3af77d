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

  // A second of open time on each of its days: calendars know all about days, zones and changes of the clocks.
  private let moments: OpeningHours

  init(
    name: String, at time: Interval, days: [Int], zone: Zone, covers: Interval, dimension: Report.Dimension?,
    notify: [String]
  ) {
    self.name = name
    self.covers = covers
    self.dimension = dimension
    self.notify = notify
    let moment = OpeningHours.Period(start: time, end: time + .seconds(1))
    moments = OpeningHours(
      name: name, zone: zone, week: (0..<7).map { days.contains($0) ? [moment] : [] })
  }

  /// The first instant after this at which it is due.
  public func next(after instant: Instant) -> Instant {
    moments.nextOpen(from: instant + .seconds(1))?.lowerBound ?? .distantFuture
  }
}
