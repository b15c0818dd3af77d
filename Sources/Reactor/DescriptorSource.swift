// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Calls a handler on a lane whenever a descriptor can be read or written. Starts suspended.
///
/// `@unchecked Sendable`: Dispatch sources may be used from any thread; the flag is only touched on the lane.
public final class DescriptorSource: @unchecked Sendable {
  /// What is waited for.
  public enum Direction: Sendable {
    case read, write
  }

  private let source: any DispatchSourceProtocol
  private let lane: Lane
  private var isRunning = false
  private var isCancelled = false

  /// Watches `descriptor`; `onEnd` runs once, when the source is cancelled: close the descriptor there, not before.
  public init(
    _ descriptor: Int32, _ direction: Direction, on lane: Lane, _ handler: @escaping @Sendable () -> Void,
    onEnd: (@Sendable () -> Void)? = nil
  ) {
    self.lane = lane
    source =
      switch direction {
      case .read: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: lane.queue)
      case .write: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: lane.queue)
      }
    source.setEventHandler(handler: handler)
    if let onEnd { source.setCancelHandler(handler: onEnd) }
  }

  /// Lets the handler be called.
  public func resume() {
    lane.assertOn()
    guard !isRunning, !isCancelled else { return }
    isRunning = true
    source.resume()
  }

  /// Keeps the handler from being called.
  public func suspend() {
    lane.assertOn()
    guard isRunning, !isCancelled else { return }
    isRunning = false
    source.suspend()
  }

  /// Ends the watch for good.
  public func cancel() {
    lane.assertOn()
    guard !isCancelled else { return }
    isCancelled = true
    source.cancel()
    // A suspended source never runs its cancel handler, and must not be freed.
    if !isRunning { source.resume() }
  }
}
