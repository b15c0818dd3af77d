// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// One timer on a lane, armed again and again.
///
/// `@unchecked Sendable`: a Dispatch source may be used from any thread, and nothing else is kept.
public final class LaneTimer: @unchecked Sendable {
  private let source: any DispatchSourceTimer
  private let lane: Lane

  /// Makes a timer that is not armed.
  public init(on lane: Lane, _ handler: @escaping @Sendable () -> Void) {
    self.lane = lane
    source = DispatchSource.makeTimerSource(flags: .strict, queue: lane.queue)
    source.setEventHandler(handler: handler)
    source.schedule(deadline: .distantFuture)
    source.activate()
  }

  /// Fires when a clock shows so many microseconds since the Unix epoch; it follows when the system's clock is set.
  public func arm(at microseconds: Int64, of clock: WallClock) {
    let left = DispatchTimeInterval.nanoseconds(clock.nanoseconds(until: microseconds))
    if clock.isSystem {
      source.schedule(wallDeadline: .now() + left, leeway: .nanoseconds(0))
    } else {
      source.schedule(deadline: .now() + left, leeway: .nanoseconds(0))
    }
  }

  /// Fires after so many milliseconds, and again every so many if `repeating`.
  public func arm(afterMilliseconds milliseconds: Int, repeating: Bool = false) {
    source.schedule(
      deadline: .now() + .milliseconds(milliseconds),
      repeating: repeating ? .milliseconds(milliseconds) : .never)
  }

  /// Does not fire until armed again.
  public func disarm() {
    source.schedule(deadline: .distantFuture)
  }

  /// Ends the timer for good.
  public func cancel() {
    source.cancel()
  }
}
