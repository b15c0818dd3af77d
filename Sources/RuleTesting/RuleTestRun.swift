// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Engine
import Events
import Language
import Rules
public import Settings

/// Runs tests of rules: the daemon's own engine on a virtual clock, once as it is, and once killed before every step,
/// which must come to the same.
public struct RuleTestRun: Sendable {
  private let settings: Settings
  private let scorer: Scorer

  /// What of the rules the tests have made happen.
  public private(set) var coverage = Coverage()

  /// Prepares runs under a configuration.
  public init(_ settings: Settings) {
    self.settings = settings
    scorer = Scorer(lexicons: settings.lexicons)
  }

  /// Runs a test.
  public mutating func run(_ test: RuleTest) throws -> RuleTestResult {
    var differences: [RuleTestResult.Difference] = []
    let known = settings.rules.map(\.name)
    for name in test.rules + test.expectations.compactMap(\.rule) where !known.contains(name) {
      differences.append(
        .init(
          kind: .other, text: "there is no rule '\(name)'" + Suggestion.phrase(for: name, among: known),
          details: [],
          place: test.place))
    }
    let plain = try happened(test, isRestarted: false)
    differences += plain.differences
    let killed = try happened(test, isRestarted: true)
    if killed.occurrences.map(\.text) != plain.occurrences.map(\.text) {
      let other = killed.occurrences.first { one in !plain.occurrences.contains { $0.text == one.text } }
      differences.append(
        .init(
          kind: .other, at: other?.at,
          text: "killed before every step it comes to something else: \(other?.text ?? "less")",
          details: [], place: nil))
    }
    return RuleTestResult(
      test: test,
      differences: differences.sorted {
        ($0.at ?? .zero, $0.kind.rawValue) < ($1.at ?? .zero, $1.kind.rawValue)
      })
  }

  private struct Happened {
    var occurrences: [Occurrence] = []
    var differences: [RuleTestResult.Difference] = []
  }

  private mutating func happened(_ test: RuleTest, isRestarted: Bool) throws -> Happened {
    var desk = try VirtualDesk(settings, scorer, test.start)
    desk.observesUpTo = isRestarted ? 0 : 100
    let looks = test.expectations.compactMap { expectation -> (Interval, RuleTest.Expectation)? in
      guard let at = expectation.during?.upperBound else { return nil }
      return (at, expectation)
    }.sorted { $0.0 < $1.0 }
    var next = 0
    var asides: [String: [String]] = [:]
    var differences: [RuleTestResult.Difference] = []
    func look(before limit: Interval) {
      while next < looks.count, looks[next].0 < limit {
        let (at, expectation) = looks[next]
        desk.advance(to: at)
        if let objections = desk.objections(to: expectation) { asides[expectation.place] = objections }
        if let difference = desk.contradiction(of: expectation, at) { differences.append(difference) }
        next += 1
      }
    }
    // A restart reads everything: in a large load a hundred of them say as much.
    let stride = test.steps.count / 100 + 1
    for (place, step) in test.steps.enumerated() {
      look(before: step.at)
      if isRestarted, place % stride == 0 { try desk.restart() }
      try desk.take(step)
    }
    look(before: .days(36_500))
    let last = max(test.steps.last?.at ?? .zero, looks.last?.0 ?? .zero)
    desk.advance(to: max(test.end ?? last, last))
    if !isRestarted { coverage.add(desk.coverage) }

    var occurrences = desk.occurrences
    for expectation in test.expectations where !expectation.isLook {
      if let place = occurrences.firstIndex(where: { !$0.isExpected && expectation.isMet(by: $0) }) {
        occurrences[place].isExpected = true
      } else {
        differences.append(
          .init(
            kind: .missing, at: expectation.during?.lowerBound, text: expectation.text,
            details: asides[expectation.place] ?? [], place: expectation.place))
      }
    }
    let countsNotices = test.expectations.contains(where: \.isNotice)
    for occurrence in occurrences where !occurrence.isExpected {
      guard occurrence.matters(to: test.rules, countsNotices: countsNotices) else { continue }
      differences.append(
        .init(
          kind: .unexpected, at: occurrence.at, text: occurrence.text, details: occurrence.reasons, place: nil
        ))
    }
    return Happened(occurrences: occurrences, differences: differences)
  }
}
