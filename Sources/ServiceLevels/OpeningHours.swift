// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// When a centre is open, on the clocks of its place.
///
/// An instant is open when local time lies in a period of its day: a summer-time change in the middle of a period makes
/// that day an hour shorter or longer, as it does for the people at work.
public struct OpeningHours: Equatable, Sendable {
  /// A part of a day, from and until so long after local midnight; `end` may lie on the next day.
  public struct Period: Hashable, Sendable {
    /// Since midnight.
    public var start: Interval
    /// Since midnight, up to 48 hours.
    public var end: Interval

    /// Makes a period; one that ends before it begins goes over midnight.
    public init(start: Interval, end: Interval) {
      self.start = start
      self.end = end > start ? end : end + .days(1)
    }
  }

  /// The name rules and service levels use.
  public var name: String
  /// Whose clocks.
  public var zone: Zone
  /// The periods of Monday to Sunday.
  public var week: [[Period]]
  /// Days with other periods than the week says: none for a holiday, some for a half day.
  public var days: [CivilDate: [Period]]
  /// The same for every year, by month · 100 + day.
  public var yearly: [Int: [Period]]

  /// Makes opening hours. `week` has seven days, Monday first.
  public init(
    name: String, zone: Zone, week: [[Period]], days: [CivilDate: [Period]] = [:],
    yearly: [Int: [Period]] = [:]
  ) {
    self.name = name
    self.zone = zone
    self.week = (0..<7).map { $0 < week.count ? week[$0] : [] }
    self.days = days
    self.yearly = yearly
  }

  /// Open at all times.
  public static let always = OpeningHours(
    name: "always", zone: .utc,
    week: Array(repeating: [Period(start: .zero, end: .days(1))], count: 7))

  /// No other calendar may have this name, and comparing names is quick.
  private var isAlways: Bool { name == Self.always.name }

  /// How far ahead an opening is looked for; who stays closed for longer is closed for good.
  private static let lookAhead = 800

  private static let day = Interval.days(1).microseconds

  private func periods(of date: CivilDate) -> [Period] {
    if let special = days[date] { return special }
    if !yearly.isEmpty, let special = yearly[date.dayOfEveryYear] { return special }
    return week[date.weekday]
  }

  // MARK: - What is open

  /// The first stretch of open time that ends after `instant`, cut off at its beginning; `nil` when it never opens again.
  public func nextOpen(from instant: Instant) -> Range<Instant>? {
    var at = instant
    for _ in 0..<Self.lookAhead {
      let segment = zone.segment(at: at)
      let local = at.microseconds + segment.offset.microseconds
      let today = Int((local >= 0 ? local : local - Self.day + 1) / Self.day)
      var found: Range<Instant>?
      for date in [today - 1, today] {
        let midnight = Instant(microseconds: Int64(date) * Self.day) - segment.offset
        for period in periods(of: CivilDate(day: date)) {
          let start = max(midnight + period.start, segment.start, at)
          let end = min(midnight + period.end, segment.end)
          guard start < end,
            found.map({ start < $0.lowerBound || start == $0.lowerBound && end > $0.upperBound }) ?? true
          else { continue }
          found = start..<end
        }
      }
      if let found { return found }
      let tomorrow = Instant(microseconds: Int64(today + 1) * Self.day) - segment.offset
      at = min(tomorrow, segment.end)
      if at >= .distantFuture { return nil }
    }
    return nil
  }

  /// Whether it is open at an instant.
  public func isOpen(at instant: Instant) -> Bool {
    isAlways || nextOpen(from: instant)?.lowerBound == instant
  }

  /// The next instant after `instant` at which it may open or close; `nil` for never.
  public func nextChange(after instant: Instant) -> Instant? {
    guard !isAlways, let open = nextOpen(from: instant) else { return nil }
    return open.lowerBound > instant ? open.lowerBound : open.upperBound
  }

  /// The open time from one instant to a later one; zero when it is earlier.
  public func openTime(from start: Instant, to end: Instant) -> Interval {
    guard start < end else { return .zero }
    if isAlways { return end - start }
    var sum = Interval.zero
    var at = start
    while at < end, let open = nextOpen(from: at), open.lowerBound < end {
      sum = sum + (min(open.upperBound, end) - open.lowerBound)
      at = open.upperBound
    }
    return sum
  }

  /// The first instant by which so much open time has passed since `start`; `nil` for never.
  public func instant(after time: Interval, of start: Instant) -> Instant? {
    guard time > .zero else { return start }
    if isAlways { return start + time }
    var left = time
    var at = start
    while let open = nextOpen(from: at) {
      let length = open.upperBound - open.lowerBound
      if left <= length { return open.lowerBound + left }
      left = left - length
      at = open.upperBound
    }
    return nil
  }
}
