// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// What the clocks on the wall of one place show: a table of offsets from UTC. Pure; who makes one reads the time-zone
/// database.
public struct Zone: Equatable, Sendable {
  /// From an instant on, local time is UTC and so much.
  public struct Transition: Equatable, Sendable {
    /// When it comes into force.
    public var at: Instant
    /// Local time less UTC.
    public var offset: Interval

    /// Makes a transition.
    public init(at: Instant, offset: Interval) {
      self.at = at
      self.offset = offset
    }
  }

  /// The name in the time-zone database, such as "Asia/Tehran".
  public var name: String
  /// In order; the first holds for all time before the second.
  public private(set) var transitions: [Transition]

  /// UTC.
  public static let utc = Zone(name: "UTC", transitions: [])

  /// Makes a zone; without transitions it is UTC. They are put in order.
  public init(name: String, transitions: [Transition]) {
    self.name = name
    self.transitions = transitions.sorted { $0.at < $1.at }
    if transitions.isEmpty { self.transitions = [Transition(at: .distantPast, offset: .zero)] }
  }

  /// Local time less UTC at an instant.
  public func offset(at instant: Instant) -> Interval { segment(at: instant).offset }

  /// The offset in force at an instant, and from when until when.
  func segment(at instant: Instant) -> (start: Instant, end: Instant, offset: Interval) {
    var low = 0
    var high = transitions.count
    // The last transition not after the instant; the first where there is none.
    while high - low > 1 {
      let middle = (low + high) / 2
      if transitions[middle].at <= instant { low = middle } else { high = middle }
    }
    return (
      low == 0 ? .distantPast : transitions[low].at,
      low + 1 < transitions.count ? transitions[low + 1].at : .distantFuture, transitions[low].offset
    )
  }
}
