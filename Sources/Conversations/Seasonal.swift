// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import ServiceLevels

/// What a signal is compared with what is usual.
public enum Metric: UInt8, CaseIterable, Sendable {
  case atRisk, negativeShare, arrivals

  var changedBy: Changes {
    switch self {
    case .atRisk: [.queueRisk, .centreRisk]
    case .negativeShare: [.queueHeard, .centreHeard]
    case .arrivals: .queueFlow
    }
  }
}

/// A metric over a window: what a baseline is learnt of.
public struct Season: Hashable, Sendable, Comparable {
  /// What is measured.
  public var metric: Metric
  /// Over which window.
  public var window: Interval

  /// Names a baseline.
  public init(_ metric: Metric, _ window: Interval) {
    self.metric = metric
    self.window = window
  }

  /// By metric, then by window.
  public static func < (a: Season, b: Season) -> Bool {
    (a.metric.rawValue, a.window) < (b.metric.rawValue, b.window)
  }
}

/// What a metric is used to at each hour of the week, learnt while it happens.
///
/// It is looked at every quarter of an hour. Each hour of the week (on the centre's clocks, from Monday) has a mean and a mean
/// deviation; so has each hour of the day, for as long as an hour of the week is not known well enough. What lies further
/// from the mean than three deviations counts as three only, and after its first weeks an hour changes by a twentieth of
/// that: a crisis is not taken for the rule.
///
/// Source of the bounded influence: P. J. Huber, "Robust estimation of a location parameter", Ann. Math. Statist. 35 (1964).
struct Seasonal: Equatable, Sendable {
  /// How often it is looked at.
  static let every = Interval.minutes(15)
  /// An hour of the week is known after two weeks, an hour of the day after two days.
  static let isKnownAfter = 8
  /// From then on an unusual value is bounded.
  private static let isBoundedAfter = 4
  private static let slowestRate = 0.05
  private static let bound = 3.0
  /// Of a normal distribution, how much wider the standard deviation is than the mean deviation.
  private static let deviations = 1.2533

  struct Hour: Equatable, Sendable {
    var mean = 0.0
    var meanDeviation = 0.0
    var count = 0

    /// The usual deviation, never below what chance alone gives.
    func deviation(atLeast floor: Double) -> Double { max(meanDeviation * deviations, floor) }

    mutating func learn(_ value: Double, floor: (Double) -> Double) {
      defer { count = min(count + 1, 1 << 20) }
      guard count > 0 else { return mean = value }
      let widest = bound * deviation(atLeast: floor(mean))
      let surprise = count < isBoundedAfter ? value - mean : min(max(value - mean, -widest), widest)
      let rate = max(1 / Double(count + 1), slowestRate)
      mean += rate * surprise
      meanDeviation += rate * (abs(surprise) - meanDeviation)
    }
  }

  /// The 168 hours of the week from Monday, then the 24 of the day.
  var hours = Array(repeating: Hour(), count: 168 + 24)

  private static func place(_ instant: Instant, _ zone: Zone) -> (week: Int, day: Int) {
    let local = instant + zone.offset(at: instant)
    let hours = local.microseconds / Interval.hours(1).microseconds
    // The first of January 1970 was a Thursday.
    let ofWeek = Int((hours % 168 + 168 + 3 * 24) % 168)
    return (ofWeek, 168 + ofWeek % 24)
  }

  /// Learns what was measured in the window that ends at `instant`.
  mutating func learn(_ value: Double, at instant: Instant, _ zone: Zone, floor: (Double) -> Double) {
    let place = Self.place(Instant(microseconds: instant.microseconds - 1), zone)
    hours[place.week].learn(value, floor: floor)
    hours[place.day].learn(value, floor: floor)
  }

  /// What is usual in a window that ends now; `nil` for as long as that is not known. Where a busier hour ends or begins
  /// within the quarter, that one counts: the window still holds what it brought, or already does.
  func usual(at instant: Instant, _ zone: Zone) -> Hour? {
    let end = Self.nextLook(after: instant)
    let candidates = [end - Self.every, end].map {
      Self.place(Instant(microseconds: $0.microseconds - 1), zone)
    }
    let known = candidates.compactMap { place in
      [hours[place.week], hours[place.day]].first { $0.count >= Self.isKnownAfter }
    }
    return known.count == candidates.count ? known.max { $0.mean < $1.mean } : nil
  }

  /// The next instant at which it is looked at.
  static func nextLook(after instant: Instant) -> Instant {
    let quarter = every.microseconds
    let past = instant.microseconds % quarter
    return Instant(microseconds: instant.microseconds - (past < 0 ? past + quarter : past) + quarter)
  }
}
