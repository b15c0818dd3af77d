// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// The single comparisons of a condition, for those who ask whether each of them was ever true, and ever false.
extension Condition {
  private var leaves: [Int] { leaves(below: root) }

  private func leaves(below node: Int) -> [Int] {
    switch nodes[node] {
    case .and(let a, let b), .or(let a, let b): leaves(below: a) + leaves(below: b)
    case .not(let operand): leaves(below: operand)
    case .constant: []
    default: [node]
    }
  }

  /// The comparisons as they are written, in order: "risk >= 75", "asks_for_supervisor".
  public var comparisons: [String] { leaves.map(label) }

  /// Which of `comparisons` hold at `now`.
  public func comparisonsHolding(_ source: some SignalSource, at now: Instant) -> [Bool] {
    leaves.map { evaluate($0, source, now).holds }
  }
}
