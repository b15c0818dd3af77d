// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Accepts connections on a listening socket.
public final class Listener: Sendable {
  private let source: DescriptorSource
  private let lane: Lane

  /// Takes over a listening socket and hands each connection on, on `lane`. `path` is removed when it ends.
  public init(
    _ descriptor: Int32, path: String?, on lane: Lane, _ onConnection: @escaping @Sendable (Int32) -> Void
  ) {
    UnixSocket.setNonBlocking(descriptor)
    self.lane = lane
    source = DescriptorSource(
      descriptor, .read, on: lane,
      {
        while let connection = UnixSocket.accept(descriptor) { onConnection(connection) }
      },
      onEnd: {
        close(descriptor)
        if let path { unlink(path) }
      })
    lane.async { [source] in source.resume() }
  }

  /// Accepts no more connections.
  public func cancel() {
    lane.async { [source] in source.cancel() }
  }
}
