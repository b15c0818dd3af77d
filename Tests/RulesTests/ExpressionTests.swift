// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules
import Testing

@Suite struct ExpressionTests {
  /// An expression, and the places and words of its mistakes.
  @Test(
    arguments: [
      ("sentiment.men[10m] < 0", [(0, "did you mean 'sentiment.mean'?")]),
      ("risk > 5m", [(0, "a number does not compare with a duration")]),
      ("waiting > 5", [(0, "write 5s or 5m")]),
      ("sentiment.mean < 0", [(0, "needs a window")]),
      ("risk[5m] > 1", [(0, "takes no window")]),
      ("risk = 75", [(5, "compare with '=='")]),
      ("risk > 1 && risk < 2", [(9, "write 'and'")]),
      ("0 < risk < 5", [(9, "do not chain")]),
      ("(risk > 1", [(0, "never closed")]),
      ("risk > ", [(7, "expected a signal")]),
      ("", [(0, "empty")]),
      ("risk", [(0, "true or false")]),
      ("channel > \"a\"", [(0, "has no order")]),
      ("channel in []", [(0, "never true")]),
      ("channel matches \"(\"", [(16, "not a regular expression")]),
      ("channel == \"chat", [(11, "no closing quote")]),
      ("queue.expected_wiat < 2m", [(0, "did you mean 'queue.expected_wait'?")]),
      ("queue.arrivals.surge > 2", [(0, "such as queue.arrivals[10m].surge")]),
      ("at_risk[15m].surge > 2", [(0, "use scope: all or queue")]),
      ("messages[10m].. > 3", [(13, "unexpected '.'"), (14, "unexpected '.'")]),
      ("at_risk[5m] > 1", [(0, "use scope: all")]),
      ("age > 5q", [(6, "neither a number nor a duration")]),
      ("rsik > 1 and wating > 5m", [(0, "'risk'"), (13, "'waiting'")]),
      ("messages[10] > 3", [(9, "a window is a duration")]),
      ("not 5", [(4, "true or false")]),
      ("risk + waiting > 5", [(0, "cannot be added")]),
      ("risk > 1 § 2", [(9, "unexpected '§'"), (12, "expected 'and'")]),
    ] as [(String, [(Int, String)])])
  func mistakes(_ source: String, _ expected: [(Int, String)]) throws {
    let error = #expect(throws: Condition.Mistakes.self) { try Condition(source, scope: .conversation) }
    let mistakes = try #require(error).list
    #expect(mistakes.count == expected.count, "\(mistakes)")
    for (mistake, (place, words)) in zip(mistakes, expected) {
      #expect(mistake.range.lowerBound == place, "\(mistake)")
      #expect(mistake.message.contains(words), "\(mistake.message)")
    }
  }

  @Test func nestingIsBounded() {
    let deep = String(repeating: "(", count: 10_000) + "risk > 1" + String(repeating: ")", count: 10_000)
    #expect(throws: Condition.Mistakes.self) { try Condition(deep, scope: .conversation) }
    let nots = String(repeating: "not ", count: 10_000) + "true"
    #expect(throws: Condition.Mistakes.self) { try Condition(nots, scope: .conversation) }
  }

  struct Values: SignalSource {
    var readings: [String: Reading] = [:]

    func read(_ reference: SignalReference, at instant: Instant) -> Reading {
      let name = Signal.named.first { $0.signal == reference.signal }?.description.name
      var reading = readings[name ?? attribute(reference.signal)] ?? .none
      if case .number(let number) = reading.value, reading.slope != 0 {
        reading.value = .number(number + reading.slope * Double(instant.microseconds))
      }
      return reading
    }

    private func attribute(_ signal: Signal) -> String {
      if case .attribute(let name) = signal { "attr.\(name)" } else { "" }
    }
  }

  static let values = Values(readings: [
    "risk": Reading(value: .number(80)), "channel": Reading(value: .text("chat")),
    "unanswered": Reading(value: .number(2)),
    "asks_for_supervisor": Reading(value: .truth(true)), "waiting": Reading(value: .number(60e6), slope: 1),
    "attr.tier": Reading(value: .text("vip")), "attr.priority": Reading(value: .number(2)),
    "attr.new": Reading(value: .truth(true)),
    "hold_time": Reading(value: .number(30e6)),
  ])

  @Test(arguments: [
    ("risk >= 75", true), ("risk > 80", false),
    ("risk >= 75 and (unanswered >= 3 or asks_for_supervisor)", true),
    ("not asks_for_supervisor", false), ("channel in [\"chat\", 'email']", true),
    ("channel matches \"^ch\"", true),
    ("channel != \"email\"", true), ("csat.last < 3", false), ("csat.last != 3", false),
    ("not (csat.last < 3)", true),
    ("known(csat.last)", false), ("known(risk)", true), ("waiting == 1m", true),
    ("waiting + hold_time > 89s", true),
    ("hold_time / waiting == 0.5", true), ("waiting * 2 >= 2m", true), ("-unanswered < 0", true),
    ("attr.tier == \"vip\"", true), ("attr.priority > 1", true), ("attr.priority == \"2\"", false),
    ("attr.new", true),
    ("attr.missing == 1", false), ("risk - unanswered * 2 == 76", true), ("true or risk > 100", true),
    ("risk / (unanswered - 2) > 1", false), ("unanswered in [1, 2]", true),
    ("asks_for_supervisor == true", true),
  ])
  func evaluates(_ source: String, _ expected: Bool) throws {
    let condition = try Condition(source, scope: .conversation)
    #expect(condition.evaluate(Self.values, at: Instant(microseconds: 0)).holds == expected, "\(source)")
  }

  /// A condition on time is turned into the exact instant at which it next changes: checked by brute force.
  @Test(arguments: [
    "waiting > 5m", "waiting >= 5m", "waiting < 2m", "waiting == 2m", "waiting != 90s",
    "waiting * 2 > 3m + 1s",
    "waiting / 2 > hold_time", "waiting / hold_time >= 2.5", "not (waiting <= 61s)", "5m < waiting",
    "waiting > 2m and waiting < 3m", "waiting - hold_time >= 31s", "hold_time / waiting < 0.25",
    "waiting * waiting / 1s > 7200s",
  ])
  func wakesExactly(_ source: String) throws {
    // The last needs a number: a duration is not multiplied with a duration.
    guard let condition = try? Condition(source, scope: .conversation) else {
      #expect(source.hasPrefix("waiting * waiting"))
      return
    }
    var now = Instant(microseconds: 0)
    for _ in 0..<4 {
      let outcome = condition.evaluate(Self.values, at: now)
      guard outcome.changesAt < .distantFuture else { break }
      #expect(outcome.changesAt > now)
      let before = condition.evaluate(Self.values, at: outcome.changesAt - Interval(microseconds: 1))
      #expect(before.holds == outcome.holds, "\(source): changed before \(outcome.changesAt.microseconds)")
      now = outcome.changesAt
    }
    // Nothing may change later without having been foretold.
    let last = condition.evaluate(Self.values, at: now)
    if last.changesAt == .distantFuture {
      #expect(condition.evaluate(Self.values, at: now + .hours(5)).holds == last.holds)
    }
  }

  /// A share of a promised time, rounded as every quotient is.
  private struct Share: SignalSource {
    let goal: Double

    func read(_ reference: SignalReference, at instant: Instant) -> Reading {
      Reading(value: .number(Double(instant.microseconds) / goal), slope: 1 / goal)
    }
  }

  /// From wherever it is looked at, the instant is the same: else an alert would be lost that falls due as a daemon is
  /// killed.
  @Test(arguments: [7, 90, 300, 600, 14_400, 86_400, 604_800].map { Double($0) * 1e6 })
  func sharesWakeAtOneInstant(_ goal: Double) throws {
    for share in ["0.75", "0.5", "0.9", "0.333", "1"] {
      let condition = try Condition("sla.resolution.used >= \(share)", scope: .conversation)
      let source = Share(goal: goal)
      let instants = Set(
        stride(from: 0, to: 0.3, by: 0.013).map { part in
          condition.evaluate(source, at: Instant(microseconds: Int64(goal * part))).changesAt
        })
      let instant = try #require(instants.first)
      #expect(instants.count == 1, "\(share) of \(goal): \(instants)")
      #expect(condition.evaluate(source, at: instant).holds)
      #expect(!condition.evaluate(source, at: instant - Interval(microseconds: 1)).holds)
    }
  }

  /// A share added to something large is rounded by whole seconds: far from the estimate, but never lost.
  @Test(arguments: [
    "attr.value + age / 1h * 0.01 > 100000", "attr.value + age / 1d > 100001.5",
    "age / 1d + attr.value >= 100000.25",
  ])
  func sharesOfLargeNumbersWake(_ source: String) throws {
    struct Large: SignalSource {
      func read(_ reference: SignalReference, at instant: Instant) -> Reading {
        guard case .age = reference.signal else { return Reading(value: .number(99_999)) }
        return Reading(value: .number(Double(instant.microseconds)), slope: 1)
      }
    }
    let condition = try Condition(source, scope: .conversation)
    let found = Set(
      [0, 1, 86_400_000_000 - 17, 86_400_000_000 / 3].map {
        condition.evaluate(Large(), at: Instant(microseconds: $0)).changesAt
      })
    let instant = try #require(found.first)
    #expect(found.count == 1 && instant < .distantFuture, "\(found)")
    #expect(condition.evaluate(Large(), at: instant).holds)
    #expect(!condition.evaluate(Large(), at: instant - Interval(microseconds: 1)).holds)
  }
}
