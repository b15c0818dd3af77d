// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

// The compiler takes `timespec` for a member of either of these, by the order in which it reads their headers.
import CSystemd
import Glibc

/// The clock on the wall: what service levels and people go by.
public struct WallClock: Sendable {
  /// How many of its seconds pass in a real one.
  public let pace: Double
  private let start: (wall: Int64, uptime: Int64)?

  /// Whether it is the system's, and may be set.
  var isSystem: Bool { start == nil }

  /// The clock of the system.
  public static let system = WallClock()

  private init() {
    pace = 1
    start = nil
  }

  /// A clock that stands at `microseconds` since the Unix epoch now, and goes `pace` times as fast as the real one: for
  /// rehearsals of a day in minutes.
  public init(startingAt microseconds: Int64, pace: Double) {
    self.pace = pace
    start = (microseconds, Self.read(CLOCK_MONOTONIC))
  }

  /// Microseconds since the Unix epoch.
  public var microseconds: Int64 {
    guard let start else { return Self.read(CLOCK_REALTIME) }
    return start.wall + Int64(Double(Self.read(CLOCK_MONOTONIC) - start.uptime) * pace)
  }

  /// How many real nanoseconds pass until it shows `microseconds`.
  func nanoseconds(until microseconds: Int64) -> Int {
    Int(min(Double(max(microseconds - self.microseconds, 0)) / pace, 1e15)) * 1000
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}
