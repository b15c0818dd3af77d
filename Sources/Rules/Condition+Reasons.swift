// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Events

/// One comparison that made a rule fire.
public struct Finding: Equatable, Sendable {
  /// The signal as the rule names it, with its window.
  public var signal: String
  /// Its value when the rule fired, for people: "82", "6m10s", "chat".
  public var value: String
  /// What it was compared with, for people: ">= 75".
  public var threshold: String
}

extension Condition {
  /// The comparisons that make the condition hold at `now`, in the order they were written.
  public func findings(_ source: some SignalSource, at now: Instant) -> [Finding] {
    var list: [Finding] = []
    collect(root, source, now, holding: true, &list)
    return list
  }

  /// The comparisons that keep the condition from holding at `now`.
  public func objections(_ source: some SignalSource, at now: Instant) -> [Finding] {
    var list: [Finding] = []
    collect(root, source, now, holding: false, &list)
    return list
  }

  private func collect(
    _ node: Int, _ source: some SignalSource, _ now: Instant, holding: Bool, _ list: inout [Finding]
  ) {
    guard evaluate(node, source, now).holds == holding else { return }
    switch nodes[node] {
    case .and(let a, let b), .or(let a, let b):
      collect(a, source, now, holding: holding, &list)
      collect(b, source, now, holding: holding, &list)
    case .not(let operand):
      collect(operand, source, now, holding: !holding, &list)
    case .comparison(let comparison, let a, let b):
      note(a, source, now, "\(comparison.rawValue) \(text(b, source, now))", holding, &list)
    case .isIn(let operand, let first, let count):
      let values = constants[first..<first + count].map { format($0.reading.value, $0.type) }
      note(operand, source, now, "in [\(values.joined(separator: ", "))]", holding, &list)
    case .matches(let operand, let pattern):
      note(operand, source, now, "matches \"\(patterns[pattern].source)\"", holding, &list)
    case .known(let operand):
      note(operand, source, now, "known", holding, &list)
    case .signal:
      note(node, source, now, holding ? "is true" : "is false", true, &list)
    case .constant, .negative, .arithmetic:
      break
    }
  }

  private func note(
    _ node: Int, _ source: some SignalSource, _ now: Instant, _ threshold: String, _ holding: Bool,
    _ list: inout [Finding]
  ) {
    list.append(
      Finding(
        signal: name(node), value: text(node, source, now),
        threshold: holding ? threshold : "not \(threshold)"))
  }

  private func name(_ node: Int) -> String {
    switch nodes[node] {
    case .signal(let place):
      descriptions[place].written(references[place].window.map { "\($0)" })
    case .arithmetic(let operation, let a, let b): "\(name(a)) \(operation.rawValue) \(name(b))"
    case .negative(let operand): "-\(name(operand))"
    case .constant(let place): format(constants[place].reading.value, constants[place].type)
    default: "expression"
    }
  }

  /// A comparison as it is written.
  func label(_ node: Int) -> String {
    switch nodes[node] {
    case .comparison(let comparison, let a, let b): "\(name(a)) \(comparison.rawValue) \(name(b))"
    case .isIn(let operand, let first, let count):
      "\(name(operand)) in [\(constants[first..<first + count].map { format($0.reading.value, $0.type) }.joined(separator: ", "))]"
    case .matches(let operand, let pattern): "\(name(operand)) matches \"\(patterns[pattern].source)\""
    case .known(let operand): "known(\(name(operand)))"
    default: name(node)
    }
  }

  private func text(_ node: Int, _ source: some SignalSource, _ now: Instant) -> String {
    format(value(node, source, now).value, type(node))
  }

  private func type(_ node: Int) -> Signal.ValueType {
    switch nodes[node] {
    case .signal(let place): descriptions[place].type
    case .negative(let operand): type(operand)
    case .arithmetic(let operation, let a, let b):
      type(a) == .duration && type(b) == .duration && operation == .divided
        ? .number : type(a) == .duration || type(b) == .duration ? .duration : .number
    case .constant(let place): constants[place].type
    default: .any
    }
  }

  private func format(_ value: Reading.Value, _ type: Signal.ValueType) -> String {
    switch value {
    case .none: return "unknown"
    case .text(let text), .tag(let text): return text
    case .truth(let truth): return truth ? "true" : "false"
    case .number(let number):
      if type == .duration, abs(number) < 9e18 {
        return Interval(microseconds: Int64(number)).rounded.description
      }
      let rounded = (number * 100).rounded() / 100
      return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
  }
}

extension Interval {
  /// Whole milliseconds below a second, whole seconds above: as exact as a person reads it.
  fileprivate var rounded: Interval {
    let unit: Int64 = abs(microseconds) < 1_000_000 ? 1000 : 1_000_000
    return Interval(microseconds: microseconds / unit * unit)
  }
}
