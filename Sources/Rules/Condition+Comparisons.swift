// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// The single comparisons of a condition, for those who ask whether each of them was ever true, and ever false.
extension Condition {
  private var leaves: [Int] {
    nodes.indices.filter { place in
      switch nodes[place] {
      case .comparison, .isIn, .matches, .known: true
      case .signal: isTruth(place)
      default: false
      }
    }
  }

  /// A signal that stands by itself, such as `asks_for_supervisor`.
  private func isTruth(_ place: Int) -> Bool {
    nodes.indices.contains(root) && leavesBelow(root).contains(place)
  }

  private func leavesBelow(_ node: Int) -> [Int] {
    switch nodes[node] {
    case .and(let a, let b), .or(let a, let b): leavesBelow(a) + leavesBelow(b)
    case .not(let operand): leavesBelow(operand)
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
