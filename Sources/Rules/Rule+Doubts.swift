// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events

/// Rules that can be written and cannot work: some that never fire, some that never end.
///
/// Comparisons of signals with constants are all that is looked at. A signal then matters only by where it lies among its
/// constants, so that trying one value in each gap, and each constant, is trying all.
extension Rule {
  /// What is doubtful about a rule.
  public enum Doubt: Equatable, Sendable {
    /// No values of its signals make `when` true.
    case neverFires
    /// Whatever values would end it keep `when` true, or there are none.
    case neverEnds
  }

  /// What is doubtful about it; empty too where it is too intricate to say.
  public var doubts: [Doubt] {
    let references = Array(Set(when.references + (clear?.references ?? [])))
    guard let candidates = candidates(references) else { return [] }
    var (fires, ends) = (false, false)
    var turn = [Int](repeating: 0, count: references.count)
    repeat {
      var values = Values()
      for (place, reference) in references.enumerated() {
        values.known[reference] = candidates[place][turn[place]]
      }
      let holds = when.evaluate(values, at: .distantPast).holds
      if holds { fires = true }
      if !holds, clear?.evaluate(values, at: .distantPast).holds ?? true { ends = true }
      if fires, ends { return [] }
    } while Self.advance(&turn, candidates)
    return (fires ? [] : [.neverFires]) + (ends ? [] : [.neverEnds])
  }

  private static let maximumTrials = 50_000

  private struct Values: SignalSource {
    var known: [SignalReference: Reading.Value] = [:]

    func read(_ reference: SignalReference, at _: Instant) -> Reading {
      Reading(value: known[reference] ?? .none)
    }
  }

  /// The next combination; false after the last.
  private static func advance(_ turn: inout [Int], _ candidates: [[Reading.Value]]) -> Bool {
    for place in turn.indices {
      turn[place] += 1
      if turn[place] < candidates[place].count { return true }
      turn[place] = 0
    }
    return false
  }

  /// For each signal the values worth trying; `nil` where that says nothing.
  private func candidates(_ references: [SignalReference]) -> [[Reading.Value]]? {
    let conditions = [when] + (clear.map { [$0] } ?? [])
    guard conditions.allSatisfy(\.comparesWithConstantsOnly) else { return nil }
    var (found, trials) = ([[Reading.Value]](), 1)
    for reference in references {
      let constants = conditions.flatMap { $0.constants(comparedWith: reference) }
      let description = conditions.compactMap { $0.description(of: reference) }.first
      let values = Self.values(among: constants, description)
      trials *= values.count
      guard trials <= Self.maximumTrials else { return nil }
      found.append(values)
    }
    return found
  }

  private static func values(among constants: [Reading.Value], _ description: Signal.Description?) -> [Reading
    .Value]
  {
    var values: [Reading.Value] = [.none]
    var numbers: [Double] = []
    for constant in constants {
      if case .number(let number) = constant { numbers.append(number) } else { values.append(constant) }
    }
    switch description?.type {
    case .bool: return [.none, .truth(true), .truth(false)]
    case .string: return values + [.text("\u{1}")]
    case .any: values += [.truth(true), .truth(false), .text("\u{1}")]
    default: break
    }
    let range = description.map(range) ?? -Double.infinity...Double.infinity
    let sorted = numbers.sorted()
    var tried = sorted + zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }
    tried += [(sorted.first ?? 0) - 1, (sorted.last ?? 0) + 1, range.lowerBound, range.upperBound]
    return values + tried.filter { range.contains($0) && $0.isFinite }.map { .number($0) }
  }

  /// Where a signal's values lie.
  private static func range(_ description: Signal.Description) -> ClosedRange<Double> {
    let name = description.name
    if name == "risk" { return 0...100 }
    if name == "risk.rise" { return -100...100 }
    if name == "sentiment.slope" || name.hasSuffix("sentiment") || name.hasPrefix("sentiment.") {
      return -1...1
    }
    if name.hasPrefix("tone.") { return 0...1 }
    if name.hasPrefix("csat.") { return 0...5 }
    if name == "negative.share" || name == "negative.share.baseline" { return 0...1 }
    // What is left of a promise, and what an attribute or a surge says, may be anything.
    if name.hasSuffix(".remaining") || name.hasSuffix(".surge") || description.type == .any {
      return -Double.infinity...Double.infinity
    }
    return 0...Double.infinity
  }
}

extension Condition {
  fileprivate var comparesWithConstantsOnly: Bool {
    nodes.allSatisfy { node in
      switch node {
      case .arithmetic, .matches: false
      case .negative(let operand): isConstant(operand)
      case .comparison(_, let a, let b): isConstant(a) || isConstant(b)
      default: true
      }
    }
  }

  private func isConstant(_ node: Int) -> Bool {
    switch nodes[node] {
    case .constant: true
    case .negative(let operand): isConstant(operand)
    default: false
    }
  }

  fileprivate func description(of reference: SignalReference) -> Signal.Description? {
    references.firstIndex(of: reference).map { descriptions[$0] }
  }

  fileprivate func constants(comparedWith reference: SignalReference) -> [Reading.Value] {
    guard let place = references.firstIndex(of: reference) else { return [] }
    func isIt(_ node: Int) -> Bool { if case .signal(place) = nodes[node] { true } else { false } }
    return nodes.flatMap { node -> [Reading.Value] in
      switch node {
      case .comparison(_, let a, let b) where isIt(a): constant(b)
      case .comparison(_, let a, let b) where isIt(b): constant(a)
      case .isIn(let operand, let first, let count) where isIt(operand):
        constants[first..<first + count].map(\.reading.value)
      default: []
      }
    }
  }

  private func constant(_ node: Int) -> [Reading.Value] {
    switch nodes[node] {
    case .constant(let place): return [constants[place].reading.value]
    case .negative(let operand):
      if case .number(let number)? = constant(operand).first { return [.number(-number)] }
      return []
    default: return []
    }
  }
}
