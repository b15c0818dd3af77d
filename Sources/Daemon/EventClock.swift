// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Wire

/// Time as the events tell it: for `replay`, tests and `run --clock events`.
public struct EventClock: Sendable {
  /// An event that jumps further ahead than this is refused: it would take all others' time with it.
  public static let maximumJump = Interval.days(366)

  /// The latest instant so far; `nil` before the first event.
  public private(set) var now: Instant?

  /// Starts before the first event, or where a saved engine had come to.
  public init(now: Instant? = nil) {
    self.now = now.flatMap { $0 > .distantPast ? $0 : nil }
  }

  /// The engine's time for an event: its own, but never before an earlier one.
  public mutating func time(of event: Event) -> Result<Instant, Refusal> {
    if let now, event.at - now > Self.maximumJump {
      return .failure(
        Refusal(
          .inFuture,
          "field 'at': \(event.at) lies more than \(Self.maximumJump) after the event before it, \(now)"))
    }
    let instant = max(now ?? event.at, event.at)
    now = instant
    return .success(instant)
  }
}
