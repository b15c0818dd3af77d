// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Something wrong in an expression, with its place.
public struct Mistake: Error, Equatable, Sendable {
  /// Where, in UTF-8 bytes from the start of the expression.
  public var range: Range<Int>
  /// What is wrong and what would be right.
  public var message: String

  /// Describes a mistake.
  public init(_ range: Range<Int>, _ message: String) {
    self.range = range
    self.message = message
  }
}

/// Finds what somebody meant who wrote something nobody knows.
public enum Suggestion {
  /// The nearest of `candidates`, if it is near enough to be what was meant.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    var best: (distance: Int, candidate: String)?
    for candidate in candidates {
      let distance = self.distance(Array(word.utf8), Array(candidate.utf8))
      if distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, min(3, word.utf8.count / 3)) else { return nil }
    return best.candidate
  }

  /// ", did you mean 'x'?", or nothing.
  public static func phrase(for word: String, among candidates: some Sequence<String>) -> String {
    nearest(to: word, among: candidates).map { ", did you mean '\($0)'?" } ?? ""
  }

  // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours cost 1 each.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i] + Array(repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], rows[i - 2][j - 2] + 1)
        }
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
