// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Counts and times what happens, for `status` and for metrics. Any thread may count.
public final class Counters: Sendable {
  /// How long each stage takes.
  public let timings = Timings()
  private let values = Mutex<[String: Int]>([:])

  /// Starts with nothing counted.
  public init() {}

  /// Adds to a counter.
  public func add(_ name: String, _ amount: Int = 1) {
    guard amount != 0 else { return }
    values.withLock { $0[name, default: 0] += amount }
  }

  /// What has been counted under a name.
  public subscript(name: String) -> Int {
    values.withLock { $0[name] ?? 0 }
  }

  /// Everything that has been counted, by name.
  public var all: [(name: String, value: Int)] {
    values.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }
}
