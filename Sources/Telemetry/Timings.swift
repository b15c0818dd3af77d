// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How long something took, counted by size.
public struct Histogram: Equatable, Sendable {
  /// Upper ends of the classes, in seconds; what is longer has a class of its own.
  public static let bounds: [Double] = [
    0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
    0.5, 1, 2.5, 5,
    10, 30,
  ]

  /// How many fell into each class; the last is for what is longer than all bounds.
  public private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
  /// All of them, in seconds.
  public private(set) var sum = 0.0

  /// How many there were.
  public var count: Int { counts.reduce(0, +) }

  /// Counts `times` that took `seconds` each.
  public mutating func record(_ seconds: Double, times: Int = 1) {
    counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += times
    sum += seconds * Double(times)
  }

  /// The bound below which a share of all lies; `nil` while nothing was counted.
  public func quantile(_ share: Double) -> Double? {
    let all = count
    guard all > 0 else { return nil }
    var seen = 0
    for (place, number) in counts.enumerated() {
      seen += number
      if Double(seen) >= share * Double(all) {
        return place < Self.bounds.count ? Self.bounds[place] : .infinity
      }
    }
    return .infinity
  }
}

/// How long each stage of the way takes, for `status` and for metrics. Any thread may tell.
public final class Timings: Sendable {
  /// A stage of an event's way.
  public enum Stage: String, CaseIterable, Sendable {
    /// Reading a line and scoring its words.
    case scoring
    /// Applying an event to the engine.
    case engine
    /// Writing a commit to the disk.
    case commit
    /// From the first attempt to deliver a notification to its answer.
    case delivery
    /// How late the engine looked at something that was due.
    case lag
  }

  private let values = Mutex<[Stage: Histogram]>([:])

  /// Starts with nothing.
  public init() {}

  /// Counts `times` of a stage that took `duration` together.
  public func record(_ stage: Stage, _ duration: Duration, times: Int = 1) {
    guard times > 0 else { return }
    let (seconds, attoseconds) = duration.components
    let each = max((Double(seconds) + Double(attoseconds) * 1e-18) / Double(times), 0)
    values.withLock { $0[stage, default: Histogram()].record(each, times: times) }
  }

  /// Every stage that has been counted.
  public var all: [(stage: Stage, histogram: Histogram)] {
    let values = values.withLock { $0 }
    return Stage.allCases.compactMap { stage in values[stage].map { (stage, $0) } }
  }
}
