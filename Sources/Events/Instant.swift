// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The core never asks a clock; every instant comes in as an argument.
public struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since the Unix epoch; negative before it.
  public var microseconds: Int64

  /// Makes the instant that lies `microseconds` after the Unix epoch.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// Earlier than every instant an event can carry.
  public static let distantPast = Instant(microseconds: .min / 4)

  /// Later than every instant an event can carry.
  public static let distantFuture = Instant(microseconds: .max / 4)

  /// Whether `a` comes before `b`.
  public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

  /// The instant `d` after `a`.
  public static func + (a: Instant, d: Interval) -> Instant {
    Instant(microseconds: a.microseconds &+ d.microseconds)
  }

  /// The instant `d` before `a`.
  public static func - (a: Instant, d: Interval) -> Instant {
    Instant(microseconds: a.microseconds &- d.microseconds)
  }

  /// The time from `b` to `a`; negative when `a` is earlier.
  public static func - (a: Instant, b: Instant) -> Interval {
    Interval(microseconds: a.microseconds &- b.microseconds)
  }
}
