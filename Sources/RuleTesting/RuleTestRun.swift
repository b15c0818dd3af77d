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
    let answered = test.steps.compactMap { step in
      if case .answer(let answer) = step.action { answer.rule } else { nil }
    }
    for name in test.rules + answered + test.expectations.compactMap(\.rule) where !known.contains(name) {
      differences.append(
        .init(
          kind: .other, text: "there is no rule '\(name)'" + Suggestion.phrase(for: name, among: known),
          details: [],
          place: test.place))
    }
    let plain = try happened(test, isRestarted: false)
    differences += plain.differences
    let killed = try happened(test, isRestarted: true)
    let (came, cameAgain) = (plain.story, killed.story)
    if let place = (0..<max(came.count, cameAgain.count)).first(where: { came.at($0) != cameAgain.at($0) }) {
      let (one, other) = (came.at(place) ?? "nothing", cameAgain.at(place) ?? "nothing")
      differences.append(
        .init(
          kind: .other, text: "killed before every step it comes to something else",
          details: ["as it is: \(one)", "killed: \(other)"],
          place: test.place))
    }
    differences += killed.differences.filter { !plain.differences.contains($0) }
    return RuleTestResult(
      test: test,
      differences: differences.sorted {
        ($0.at ?? .zero, $0.kind.rawValue) < ($1.at ?? .zero, $1.kind.rawValue)
      })
  }

  private struct Happened {
    var occurrences: [Occurrence] = []
    var differences: [RuleTestResult.Difference] = []

    /// What came, and when, to the millisecond.
    var story: [String] { occurrences.map { "\($0.at.inMilliseconds) \($0.text)" } }
  }

  private mutating func happened(_ test: RuleTest, isRestarted: Bool) throws -> Happened {
    var desk = try VirtualDesk(settings, scorer, test.start)
    desk.observesUpTo = isRestarted ? 0 : 100
    let looks = test.expectations.enumerated().compactMap { place, expectation in
      expectation.during.map { (at: $0.upperBound, place: place, expectation: expectation) }
    }.sorted { $0.at < $1.at }
    var next = 0
    var asides: [Int: [String]] = [:]
    var differences: [RuleTestResult.Difference] = []
    func look(before limit: Interval) {
      while next < looks.count, looks[next].at < limit {
        let (at, place, expectation) = looks[next]
        desk.advance(to: at)
        if let objections = desk.objections(to: expectation) { asides[place] = objections }
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
    look(before: Interval(microseconds: .max))
    // What comes true from a time on does so a microsecond later.
    let last = (test.steps.map(\.end) + looks.map(\.at)).max() ?? .zero
    desk.advance(to: max(test.end ?? last, last) + Interval(microseconds: 999))
    for (at, text) in desk.mishaps {
      differences.append(.init(kind: .other, at: at, text: text, details: [], place: test.place))
    }
    if !isRestarted { coverage.add(desk.coverage) }

    var occurrences = desk.occurrences
    // Whoever is content with less takes what others leave.
    let order = test.expectations.indices.sorted {
      (-test.expectations[$0].exactness, $0) < (-test.expectations[$1].exactness, $1)
    }
    for index in order where !test.expectations[index].isLook {
      let expectation = test.expectations[index]
      if let place = occurrences.firstIndex(where: { !$0.isExpected && expectation.isMet(by: $0) }) {
        occurrences[place].isExpected = true
      } else {
        differences.append(
          .init(
            kind: .missing, at: expectation.during?.lowerBound, text: expectation.text,
            details: asides[index] ?? [], place: expectation.place))
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

extension [String] {
  fileprivate func at(_ place: Int) -> String? { indices.contains(place) ? self[place] : nil }
}
