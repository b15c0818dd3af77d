// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Conversations
public import Events

/// Where a condition reads its signals.
public protocol SignalSource {
  /// What a signal says at an instant, if nothing happens until then.
  func read(_ reference: SignalReference, at instant: Instant) -> Reading
}

/// A checked expression that is true or false.
public struct Condition: Sendable {
  // Small, since nodes are copied out for every evaluation: what is large stands in a list beside them.
  enum Node: Sendable {
    /// Places in `constants`.
    case constant(Int)
    /// A place in `references` and `descriptions`.
    case signal(Int)
    case known(Int)
    case negative(Int)
    case arithmetic(Arithmetic, Int, Int)
    case comparison(Comparison, Int, Int)
    /// Something, and a range of places in `constants`.
    case isIn(Int, first: Int, count: Int)
    /// Something, and a place in `patterns`.
    case matches(Int, Int)
    case not(Int)
    case and(Int, Int)
    case or(Int, Int)
  }

  /// The expression as it was written.
  public let source: String
  /// The signals it reads.
  public let references: [SignalReference]
  /// The changes after which it must be evaluated again.
  public let changedBy: Changes
  let nodes: [Node]
  let root: Int
  let constants: [(reading: Reading, type: Signal.ValueType)]
  let descriptions: [Signal.Description]
  let patterns: [Pattern]

  /// Reads, checks and compiles an expression, or throws all that is wrong with it.
  public init(_ source: String, scope: Scope) throws(Mistakes) {
    try self.init(source, .subject(scope))
  }

  /// The same for an expression about an alert: `rule`, `severity`, `queue`, `labels.NAME`, …
  public init(ofAlert source: String) throws(Mistakes) {
    try self.init(source, .alert)
  }

  private init(_ source: String, _ vocabulary: Checker.Vocabulary) throws(Mistakes) {
    var parser = Parser(source)
    let syntax = parser.parse()
    var checker = Checker(vocabulary)
    root = checker.checkCondition(syntax)
    let mistakes = (parser.mistakes + checker.mistakes).sorted { $0.range.lowerBound < $1.range.lowerBound }
    guard mistakes.isEmpty else { throw Mistakes(mistakes) }
    self.source = source
    nodes = checker.nodes
    references = checker.references
    constants = checker.constants
    descriptions = checker.descriptions
    patterns = checker.patterns
    changedBy = references.reduce(into: []) { $0.formUnion($1.signal.changedBy) }
  }

  /// Whether it searches texts by patterns, which may take long.
  public var searches: Bool { !patterns.isEmpty }

  /// The fields of an alert that expressions read as text; `risk` is a number, and `labels.NAME` a rule's own.
  public static var alertFields: [String] { Checker.alertTexts }

  /// All mistakes of one expression, in the order of their places.
  public struct Mistakes: Error, Equatable, Sendable {
    /// At least one.
    public var list: [Mistake]
    init(_ list: [Mistake]) { self.list = list }
  }

  /// Whether the condition holds, and the first instant at which that can be otherwise if nothing happens.
  public struct Outcome: Equatable, Sendable {
    /// Whether it holds.
    public var holds: Bool
    /// When to ask again; far in the future when time alone changes nothing.
    public var changesAt: Instant

    /// Says whether it holds, and until when.
    public init(holds: Bool, changesAt: Instant) {
      self.holds = holds
      self.changesAt = changesAt
    }
  }

  /// Evaluates the condition at `now`.
  public func evaluate(_ source: some SignalSource, at now: Instant) -> Outcome {
    evaluate(root, source, now)
  }

  func evaluate(_ node: Int, _ source: some SignalSource, _ now: Instant) -> Outcome {
    switch nodes[node] {
    case .and(let a, let b):
      let left = evaluate(a, source, now)
      // While the left side is false the right side does not matter.
      guard left.holds else { return left }
      let right = evaluate(b, source, now)
      return Outcome(holds: right.holds, changesAt: min(left.changesAt, right.changesAt))
    case .or(let a, let b):
      let left = evaluate(a, source, now)
      guard !left.holds else { return left }
      let right = evaluate(b, source, now)
      return Outcome(holds: right.holds, changesAt: min(left.changesAt, right.changesAt))
    case .not(let operand):
      let outcome = evaluate(operand, source, now)
      return Outcome(holds: !outcome.holds, changesAt: outcome.changesAt)
    case .known(let operand):
      let reading = value(operand, source, now)
      return Outcome(holds: reading.value != .none, changesAt: reading.changesAt)
    case .isIn(let operand, let first, let count):
      let values = constants[first..<first + count].lazy.map(\.reading.value)
      let reading = value(operand, source, now)
      guard reading.slope != 0 || reading.isCurved, case .number = reading.value else {
        return Outcome(
          holds: values.contains { $0.isEqual(to: reading.value) }, changesAt: reading.changesAt)
      }
      // A moving value is in the list for an instant each.
      return values.reduce(Outcome(holds: false, changesAt: reading.changesAt)) { outcome, element in
        guard case .number(let number) = element else { return outcome }
        let one = compare(.equal, reading, Reading(value: .number(number)), now) { instant in
          (value(operand, source, instant), Reading(value: .number(number)))
        }
        return Outcome(holds: outcome.holds || one.holds, changesAt: min(outcome.changesAt, one.changesAt))
      }
    case .matches(let operand, let pattern):
      let reading = value(operand, source, now)
      switch reading.value {
      case .text(let text), .tag(let text):
        return Outcome(holds: patterns[pattern].isFound(in: text), changesAt: reading.changesAt)
      default:
        return Outcome(holds: false, changesAt: reading.changesAt)
      }
    case .comparison(let comparison, let a, let b):
      return compare(comparison, value(a, source, now), value(b, source, now), now) { instant in
        (value(a, source, instant), value(b, source, instant))
      }
    case .constant, .signal, .negative, .arithmetic:
      let reading = value(node, source, now)
      return Outcome(holds: reading.value == .truth(true), changesAt: reading.changesAt)
    }
  }

  // MARK: - Values

  func value(_ node: Int, _ source: some SignalSource, _ now: Instant) -> Reading {
    switch nodes[node] {
    case .constant(let place): return constants[place].reading
    case .signal(let place): return source.read(references[place], at: now)
    case .negative(let operand):
      var reading = value(operand, source, now)
      guard case .number(let number) = reading.value else { return reading.unknown }
      reading.value = .number(-number)
      reading.slope = -reading.slope
      reading.fading = nil
      return reading
    case .arithmetic(let operation, let a, let b):
      return combine(operation, value(a, source, now), value(b, source, now))
    default:
      let outcome = evaluate(node, source, now)
      return Reading(value: .truth(outcome.holds), changesAt: outcome.changesAt)
    }
  }

  private func combine(_ operation: Arithmetic, _ a: Reading, _ b: Reading) -> Reading {
    var result = Reading(value: .none, changesAt: min(a.changesAt, b.changesAt))
    guard case .number(let x) = a.value, case .number(let y) = b.value else { return result }
    result.isCurved = a.isCurved || b.isCurved
    switch operation {
    case .plus:
      result.value = .number(x + y)
      result.slope = a.slope + b.slope
    case .minus:
      result.value = .number(x - y)
      result.slope = a.slope - b.slope
    case .times:
      result.value = .number(x * y)
      result.slope = a.slope * y + b.slope * x
      if a.slope != 0, b.slope != 0 { result.isCurved = true }
    case .divided:
      if b.slope != 0 { result.isCurved = true }
      guard y != 0 else {
        result.slope = b.slope
        return result
      }
      result.value = .number(x / y)
      result.slope = a.slope / y
    }
    return result
  }

  // MARK: - Comparing what moves

  private func compare(
    _ comparison: Comparison, _ a: Reading, _ b: Reading, _ now: Instant,
    _ sides: (Instant) -> (Reading, Reading)
  ) -> Outcome {
    let changesAt = min(a.changesAt, b.changesAt)
    switch (a.value, b.value) {
    case (.number(let x), .number(let y)):
      let holds = comparison.holds(x, y)
      func differs(_ instant: Instant) -> Bool {
        let (left, right) = sides(instant)
        guard case .number(let x) = left.value, case .number(let y) = right.value else { return holds }
        return comparison.holds(x, y) != holds
      }
      if a.isCurved || b.isCurved {
        let flip =
          Self.fadingCrossing(comparison, holds, a, b, from: now, differs)
          ?? Self.firstFlip(from: now, until: changesAt, differs)
        return Outcome(holds: holds, changesAt: min(changesAt, flip))
      }
      let slope = a.slope - b.slope
      guard slope != 0 else {
        let isSettled = Self.isSettled(comparison, holds, a, b)
        return Outcome(holds: holds, changesAt: isSettled ? .distantFuture : changesAt)
      }
      let flip = Self.crossing(comparison, holds, difference: x - y, slope: slope, from: now, differs)
      return Outcome(holds: holds, changesAt: min(changesAt, flip))
    case (.text, .text), (.tag, .text), (.text, .tag), (.tag, .tag), (.truth, .truth):
      // Only attributes can come to be compared by an order that texts do not have: that is never true.
      let isEqual = a.value.isEqual(to: b.value)
      let holds = comparison == .equal ? isEqual : comparison == .notEqual && !isEqual
      return Outcome(holds: holds, changesAt: changesAt)
    case (.none, _), (_, .none):
      // A quotient has no value while its divisor is 0: for an instant where that runs, longer where it fades.
      let missing = [a, b].filter { $0.value == .none && $0.isCurved }
      guard !missing.isEmpty else { return Outcome(holds: false, changesAt: changesAt) }
      let pause: Interval = missing.contains { $0.slope != 0 } ? Interval(microseconds: 1) : .seconds(1)
      return Outcome(holds: false, changesAt: min(changesAt, now + pause))
    default:
      // Only an attribute can turn out to be of another type: it equals nothing.
      return Outcome(holds: comparison == .notEqual, changesAt: changesAt)
    }
  }

  /// Whether time alone cannot turn the outcome: what only falls does not come to be more.
  private static func isSettled(_ comparison: Comparison, _ holds: Bool, _ a: Reading, _ b: Reading) -> Bool {
    let isMore = comparison == .greater || comparison == .greaterOrEqual
    let isLess = comparison == .less || comparison == .lessOrEqual
    guard isMore || isLess else { return false }
    if a.onlyFalls, b.changesAt == .distantFuture { return isMore != holds }
    if b.onlyFalls, a.changesAt == .distantFuture { return isLess != holds }
    return false
  }

  /// The first instant at which a fading value crosses a constant; `nil` when this is not such a comparison.
  private static func fadingCrossing(
    _ comparison: Comparison, _ holds: Bool, _ a: Reading, _ b: Reading, from now: Instant,
    _ differs: (Instant) -> Bool
  ) -> Instant? {
    guard comparison != .equal, comparison != .notEqual else { return nil }
    let fading: Fading
    let constant: Double
    if let known = a.fading, case .number(let y) = b.value, b.slope == 0, !b.isCurved {
      guard comparison.holds(known.limit, y) != holds else { return .distantFuture }
      (fading, constant) = (known, y)
    } else if let known = b.fading, case .number(let x) = a.value, a.slope == 0, !a.isCurved {
      guard comparison.holds(x, known.limit) != holds else { return .distantFuture }
      (fading, constant) = (known, x)
    } else {
      return nil
    }
    guard let time = fading.time(to: constant), time < 9e17 else { return nil }
    return bracketed(around: now.microseconds + Int64(time), from: now, differs)
  }

  /// Where, after `low` and up to `high`, it first differs; it does at `high`.
  private static func narrowed(_ low: Int64, _ high: Int64, _ differs: (Instant) -> Bool) -> Instant {
    var (before, after) = (low, high)
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if differs(Instant(microseconds: middle)) { after = middle } else { before = middle }
    }
    return Instant(microseconds: after)
  }

  /// The first instant after `now` at which a difference that moves evenly makes the comparison come out otherwise.
  private static func crossing(
    _ comparison: Comparison, _ holds: Bool, difference: Double, slope: Double, from now: Instant,
    _ differs: (Instant) -> Bool
  ) -> Instant {
    let exact = -difference / slope
    guard exact > -2, exact < 9e17 else { return .distantFuture }
    let base = Int64(exact.rounded(.down))
    // Whole microseconds that count one by one are exact: equal, on the far side, and just behind a point of equality.
    if abs(slope) == 1, difference == difference.rounded() {
      for step in max(base - 1, 1)...max(base + 2, 1)
      where comparison.holds(difference + slope * Double(step), 0) != holds {
        return now + Interval(microseconds: step)
      }
      return .distantFuture
    }
    // A share of a time is rounded, and differently from each instant it is looked at: only its value at the very instant
    // says whether that is the one.
    if comparison == .equal || comparison == .notEqual {
      let steps = max(base - 1, 1)...max(base + 2, 1)
      return steps.lazy.map { now + Interval(microseconds: $0) }.first(where: differs) ?? .distantFuture
    }
    guard comparison.holds(slope, 0) != holds else { return .distantFuture }
    return bracketed(around: now.microseconds + base, from: now, differs) ?? .distantFuture
  }

  /// The first instant at which it differs, near an estimate that rounding leaves a little early or late.
  private static func bracketed(around estimate: Int64, from now: Instant, _ differs: (Instant) -> Bool)
    -> Instant?
  {
    var step: Int64 = 2
    var low = max(now.microseconds, estimate - step)
    var high = low + 2 * step
    while low > now.microseconds, differs(Instant(microseconds: low)) {
      step *= 4
      low = max(now.microseconds, low - step)
    }
    while !differs(Instant(microseconds: high)) {
      step *= 4
      guard step < 1 << 55 else { return nil }
      high += step
    }
    return narrowed(low, high, differs)
  }

  /// The first instant at which a curve makes the comparison come out otherwise: looked for at doubling distances,
  /// from a second to 97 days, then narrowed down to the microsecond.
  private static func firstFlip(from now: Instant, until end: Instant, _ differs: (Instant) -> Bool)
    -> Instant
  {
    var low = now
    var distance = Interval.seconds(1)
    for _ in 0..<24 {
      let high = min(now + distance, end)
      guard high > low, high < .distantFuture else { break }
      if differs(high) { return narrowed(low.microseconds, high.microseconds, differs) }
      if high == end { break }
      low = high
      distance = Interval(microseconds: distance.microseconds * 2)
    }
    return .distantFuture
  }
}

extension Reading {
  /// The same, without a value.
  fileprivate var unknown: Reading { Reading(value: .none, changesAt: changesAt) }
}
