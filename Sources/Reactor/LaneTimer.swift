// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

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

  /// Fires at a point of the wall clock, in microseconds since the Unix epoch; it follows when that clock is set.
  public func arm(wallMicroseconds microseconds: Int64) {
    let time = timespec(
      tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
    source.schedule(wallDeadline: DispatchWallTime(timespec: time), leeway: .nanoseconds(0))
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
