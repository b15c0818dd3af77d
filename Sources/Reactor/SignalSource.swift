// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// Calls a handler on a lane for a signal to the process, in place of what the signal would do.
///
/// `@unchecked Sendable`: a Dispatch source may be used from any thread, and nothing else is kept.
public final class SignalSource: @unchecked Sendable {
  private let source: any DispatchSourceSignal

  /// A signal stays taken over for the life of the process: `main` never returns, so nothing in it is kept for long.
  private static let taken = Mutex<[SignalSource]>([])

  /// Takes a signal over, for good.
  @discardableResult
  public init(_ number: Int32, on lane: Lane, _ handler: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: number, queue: lane.queue)
    source.setEventHandler(handler: handler)
    source.activate()
    Self.taken.withLock { $0.append(self) }
  }
}
