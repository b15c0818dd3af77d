// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// How fast a counter moves: over the last minute, or since the first look.
struct Rate: Sendable {
  /// Between looks, in milliseconds.
  static let every = 5000
  private static let looks = 13

  private var seen: [(at: ContinuousClock.Instant, count: Int)] = []

  mutating func note(_ count: Int, at now: ContinuousClock.Instant) {
    seen.append((now, count))
    if seen.count > Self.looks { seen.removeFirst() }
  }

  /// In a second; `nil` before there is something to compare.
  func perSecond(_ count: Int, at now: ContinuousClock.Instant) -> Double? {
    guard let first = seen.first else { return nil }
    let seconds = (now - first.at) / .seconds(1)
    return seconds >= 1 ? Double(count - first.count) / seconds : nil
  }
}
