// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Rows of a tab-separated file with a header, each a text with its labels.
struct LabelledSet {
  var rows: [[Substring]] = []
  private var columns: [Substring: Int] = [:]

  /// Reads a file; rows with another number of columns than the header are left out.
  init?(file: String) {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
    var lines = text.split(separator: "\n")[...]
    guard let header = lines.popFirst()?.split(separator: "\t") else { return nil }
    for (place, name) in header.enumerated() { columns[name] = place }
    rows = lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
      .filter { $0.count == header.count }
  }

  /// The values of a column; `nil` when the file has none of this name.
  subscript(column: String) -> [Substring]? {
    columns[column[...]].map { place in rows.map { $0[place] } }
  }
}

/// One line of `sets.tsv`: what is measured on a set.
struct Measurement {
  var set: String
  var figure: String
  var signal: String
  var column: String
  var shown: Set<Substring>
  var hidden: Set<Substring>
  var group: String
  /// What is to be reached, by group; "" stands for every group.
  var reach: [Substring: Double]

  init?(line: Substring) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
    guard parts.count == 8, !line.hasPrefix("#") else { return nil }
    set = String(parts[0])
    figure = String(parts[1])
    signal = String(parts[2])
    column = String(parts[3])
    shown = Set(parts[4].split(separator: " "))
    hidden = Set(parts[5].split(separator: " "))
    group = String(parts[6])
    reach = [:]
    for goal in parts[7].split(separator: " ") {
      let sides = goal.split(separator: "=")
      reach[sides.count == 2 ? sides[0] : ""] = Double(sides[sides.count - 1])
    }
  }

  /// What can be measured on a set that `sets.tsv` does not name: by the names of its columns.
  static func guesses(for set: String, _ rows: LabelledSet, tones: [String]) -> [Measurement] {
    func line(_ figure: String, _ signal: String, _ column: String, _ shown: String, _ hidden: String)
      -> Measurement?
    {
      Measurement(line: "\(set)\t\(figure)\t\(signal)\t\(column)\t\(shown)\t\(hidden)\t\t"[...])
    }
    var found: [Measurement?] = []
    if rows["rating"] != nil { found.append(line("r", "sentiment", "rating", "", "")) }
    if rows["sentiment"] != nil { found.append(line("macro-F1", "sentiment", "sentiment", "", "")) }
    for tone in tones where rows[tone] != nil { found.append(line("AUC", tone, tone, "1", "*")) }
    return found.compactMap { $0 }
  }

  /// Whether a label counts as shown; `nil` when the row is left out.
  func isShown(_ label: Substring) -> Bool? {
    if shown.contains(label) { return true }
    return hidden.contains("*") || hidden.contains(label) ? false : nil
  }
}
