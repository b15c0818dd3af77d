// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Rules

/// What of the rules tests have made happen: which fired and ended, and which comparisons were true, and false, at least
/// once.
public struct Coverage: Sendable {
  /// What happened to one rule.
  public struct Entry: Sendable {
    /// Its name.
    public var rule: String
    /// Whether it fired.
    public var hasFired = false
    /// Whether an alert of it ended.
    public var hasEnded = false
    /// Its comparisons, those of `when` first, with what they have been.
    public var comparisons: [(text: String, wasTrue: Bool, wasFalse: Bool)]
  }

  /// In the order of the rules.
  public private(set) var entries: [Entry] = []

  /// Covers nothing yet.
  public init() {}

  /// Comparisons that were both, and all there are.
  public var comparisons: (covered: Int, all: Int) {
    let all = entries.flatMap(\.comparisons)
    return (all.count { $0.wasTrue && $0.wasFalse }, all.count)
  }

  /// Rules that fired, and all there are.
  public var fired: (covered: Int, all: Int) { (entries.count { $0.hasFired }, entries.count) }

  mutating func declare(_ rules: [Rule]) {
    entries = rules.map { rule in
      let texts = rule.when.comparisons + (rule.clear?.comparisons ?? []).map { "clear: \($0)" }
      return Entry(
        rule: rule.definition.name, comparisons: texts.map { (text: $0, wasTrue: false, wasFalse: false) })
    }
  }

  mutating func note(_ rule: Int, _ holds: [Bool]) {
    for (place, isTrue) in holds.enumerated() {
      if isTrue {
        entries[rule].comparisons[place].wasTrue = true
      } else {
        entries[rule].comparisons[place].wasFalse = true
      }
    }
  }

  mutating func noteFiring(_ rule: String) {
    if let place = entries.firstIndex(where: { $0.rule == rule }) { entries[place].hasFired = true }
  }

  mutating func noteEnd(_ rule: String) {
    if let place = entries.firstIndex(where: { $0.rule == rule }) { entries[place].hasEnded = true }
  }

  /// Adds what another run of the same rules has covered.
  public mutating func add(_ other: Coverage) {
    guard !entries.isEmpty else {
      entries = other.entries
      return
    }
    for entry in other.entries {
      // Another configuration may have another rule of the same name.
      let texts = entry.comparisons.map(\.text)
      guard
        let place = entries.firstIndex(where: { $0.rule == entry.rule && $0.comparisons.map(\.text) == texts }
        )
      else {
        entries.append(entry)
        continue
      }
      entries[place].hasFired = entries[place].hasFired || entry.hasFired
      entries[place].hasEnded = entries[place].hasEnded || entry.hasEnded
      for (index, one) in entry.comparisons.enumerated()
      where entries[place].comparisons.indices.contains(index) {
        entries[place].comparisons[index].wasTrue = entries[place].comparisons[index].wasTrue || one.wasTrue
        entries[place].comparisons[index].wasFalse =
          entries[place].comparisons[index].wasFalse || one.wasFalse
      }
    }
  }

  /// Which rules did not fire, and which comparisons have been only true or only false.
  public var gaps: [String] {
    entries.flatMap { entry in
      var lines: [String] = []
      if !entry.hasFired { lines.append("\(entry.rule) has not fired") }
      if entry.hasFired, !entry.hasEnded { lines.append("\(entry.rule) has not ended") }
      for one in entry.comparisons where !(one.wasTrue && one.wasFalse) {
        let what = one.wasTrue ? "was never false" : one.wasFalse ? "was never true" : "was never asked"
        lines.append("\(entry.rule): \(one.text) \(what)")
      }
      return lines
    }
  }
}
