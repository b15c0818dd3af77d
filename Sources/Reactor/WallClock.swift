// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc

/// The clock on the wall: what service levels and people go by.
public enum WallClock {
  /// Microseconds since the Unix epoch.
  public static var microseconds: Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
  }
}
