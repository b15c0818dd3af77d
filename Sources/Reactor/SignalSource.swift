// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// Calls a handler on a lane for a signal to the process, in place of what the signal would do.
///
/// `@unchecked Sendable`: a Dispatch source may be used from any thread, and nothing else is kept.
public final class SignalSource: @unchecked Sendable {
  private let source: any DispatchSourceSignal

  /// Takes a signal over.
  public init(_ number: Int32, on lane: Lane, _ handler: @escaping @Sendable () -> Void) {
    signal(number, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: number, queue: lane.queue)
    source.setEventHandler(handler: handler)
    source.activate()
  }
}
