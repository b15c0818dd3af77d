// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules

/// Something that came.
struct Occurrence {
  enum Matter {
    case fires(Alert)
    case ends(Alert)
    case tells([String], rule: String?, key: String?)
  }

  var at: Interval
  var matter: Matter
  var isExpected = false

  var text: String {
    switch matter {
    case .fires(let alert): "fires     \(alert.rule) for \(alert.key) (\(alert.severity))"
    case .ends(let alert):
      "\(alert.status == .expired ? "expires  " : "resolves ") \(alert.rule) for \(alert.key)"
    case .tells(let receivers, let rule, let key):
      "tells     \(receivers.sorted().joined(separator: ", "))\(rule.map { " about \($0)" } ?? "")\(key.map { " for \($0)" } ?? "")"
    }
  }
}

extension RuleTest.Expectation {
  var rule: String? {
    switch matter {
    case .fires(let rule, _, _), .resolves(let rule): rule
    case .tells(_, let rule): rule
    case .holds: nil
    }
  }

  var isLook: Bool { if case .holds = matter { true } else { false } }
  var isNotice: Bool { if case .tells = matter { true } else { false } }

  var text: String {
    let who = key.map { " for \($0)" } ?? ""
    switch matter {
    case .fires(let rule, let severity, let reasons):
      let because = reasons.isEmpty ? "" : " because of \(reasons.joined(separator: ", "))"
      return "fires     \(rule)\(who)\(severity.map { " (\($0))" } ?? "")\(because)"
    case .resolves(let rule): return "resolves  \(rule)\(who)"
    case .tells(let receivers, let rule):
      return
        "tells     \(receivers.sorted().joined(separator: ", "))\(rule.map { " about \($0)" } ?? "")\(who)"
    case .holds(let condition): return "holds     \(condition.source)\(who)"
    }
  }
}

extension RuleTest.Expectation {
  func isMet(by occurrence: Occurrence) -> Bool {
    if let during, !during.contains(occurrence.at.inMilliseconds) { return false }
    switch (matter, occurrence.matter) {
    case (.fires(let rule, let severity, let reasons), .fires(let alert)):
      let signals = alert.reasons.map(\.signal)
      return alert.rule == rule && key ?? alert.key == alert.key
        && severity ?? alert.severity == alert.severity
        && reasons.allSatisfy { signals.contains($0.withUsualWindow) }
    case (.resolves(let rule), .ends(let alert)): return alert.rule == rule && key ?? alert.key == alert.key
    case (.tells(let receivers, let rule), .tells(let told, let about, let name)):
      return receivers.sorted() == told.sorted() && (rule == nil || rule == about)
        && (key == nil || key == name)
    default: return false
    }
  }
}

extension Occurrence {
  /// Ends need not be expected, and notices only where a test speaks of them.
  func matters(to rules: [String], countsNotices: Bool) -> Bool {
    switch matter {
    case .fires(let alert): rules.isEmpty || rules.contains(alert.rule)
    case .ends: false
    case .tells(_, let rule, _): countsNotices && (rules.isEmpty || rule.map(rules.contains) ?? true)
    }
  }

  var reasons: [String] {
    guard case .fires(let alert) = matter else { return [] }
    return alert.reasons.filter { !$0.threshold.isEmpty }.map { "\($0.signal) \($0.value) \($0.threshold)" }
  }
}

extension Interval {
  /// What is true from more than a minute on is so a microsecond later; nobody writes that.
  var inMilliseconds: Interval { Interval(microseconds: microseconds / 1000 * 1000) }
}

extension String {
  /// "hops[24h]" as reasons have it: "hops[1d]".
  fileprivate var withUsualWindow: String {
    guard let open = firstIndex(of: "["), let close = firstIndex(of: "]"), open < close,
      let window = Interval(String(self[index(after: open)..<close]))
    else { return self }
    return self[...open] + "\(window)" + self[close...]
  }
}

extension RuleTest.Expectation {
  /// How much it asks for: what asks for more chooses first.
  var exactness: Int {
    var all = key == nil ? 0 : 4
    if let during { all += during.lowerBound == during.upperBound ? 8 : 6 }
    switch matter {
    case .fires(_, let severity, let reasons): all += (severity == nil ? 0 : 1) + min(reasons.count, 1)
    case .tells(_, let rule): all += rule == nil ? 0 : 1
    case .resolves, .holds: break
    }
    return all
  }
}

extension RuleTest.Step {
  /// When it is over.
  var end: Interval { if case .down(let interval) = action { at + interval } else { at } }
}
