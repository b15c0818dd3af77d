// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Dispatch

/// A serial queue that owns mutable state. What lives on a lane is touched on it only; `assertOn` traps a mistake.
public final class Lane: Sendable {
  /// The queue behind the lane; only sources of this room are attached to it.
  let queue: DispatchQueue
  /// What it is called in a debugger.
  public let name: String

  /// Makes a lane.
  public init(_ name: String, qos: DispatchQoS = .default) {
    self.name = name
    queue = DispatchQueue(label: "foreshock.\(name)", qos: qos)
  }

  /// Does something on the lane, later.
  public func async(_ body: @escaping @Sendable () -> Void) {
    queue.async(execute: body)
  }

  /// Does something on the lane after a while.
  public func after(milliseconds: Int, _ body: @escaping @Sendable () -> Void) {
    queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds), execute: body)
  }

  /// Does something on the lane and waits for it. Never call it from the lane itself.
  public func sync<T>(_ body: () throws -> T) rethrows -> T {
    dispatchPrecondition(condition: .notOnQueue(queue))
    return try queue.sync(execute: body)
  }

  /// Traps when called from anywhere else.
  public func assertOn() {
    dispatchPrecondition(condition: .onQueue(queue))
  }
}
