// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events

/// Checks names and types, and lays the expression out as a list of nodes.
struct Checker {
  private let vocabulary: Vocabulary
  private(set) var mistakes: [Mistake] = []
  private(set) var nodes: [Condition.Node] = []
  private(set) var references: [SignalReference] = []
  private(set) var descriptions: [Signal.Description] = []
  private(set) var constants: [(reading: Reading, type: Signal.ValueType)] = []
  private(set) var patterns: [Pattern] = []

  /// What an expression may ask.
  enum Vocabulary {
    /// The signals of a subject.
    case subject(Scope)
    /// The fields of an alert.
    case alert
  }

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
  }

  /// The fields of an alert that hold text; `risk` is a number, `labels.NAME` whatever the rule says.
  static let alertTexts = [
    "rule", "severity", "scope", "key", "conversation", "contact", "agent", "queue", "channel",
  ]

  private var names: [String] {
    switch vocabulary {
    case .subject: Signal.named.map(\.description.name)
    case .alert: Self.alertTexts + ["risk", "labels.NAME"]
    }
  }

  private func find(_ name: String) -> (signal: Signal, description: Signal.Description)? {
    guard case .alert = vocabulary else { return Signal.find(name) }
    let type: Signal.ValueType
    if name == "risk" {
      type = .number
    } else if Self.alertTexts.contains(name) {
      type = .string
    } else if name.hasPrefix("labels."), name.utf8.count > 7 {
      type = .any
    } else {
      return nil
    }
    return (
      .attribute(name),
      Signal.Description(name: name, type: type, window: .never, family: .conversation, summary: "")
    )
  }

  /// The longest window there is any use for.
  static let longestWindow = Interval.days(30)

  /// A checked part: its node, and its type; `nil` where a mistake is noted already.
  struct Part {
    var node: Int
    var type: Signal.ValueType?
  }

  mutating func checkCondition(_ syntax: Syntax) -> Int {
    condition(syntax, "a rule")
  }

  // MARK: - Conditions

  private mutating func condition(_ syntax: Syntax, _ who: String) -> Int {
    let part = check(syntax)
    if let type = part.type, type != .bool, type != .any {
      mistakes.append(
        Mistake(
          syntax.range,
          "\(who) needs something that is true or false, this is \(article(type)); compare it with something")
      )
    }
    return part.node
  }

  private mutating func check(_ syntax: Syntax) -> Part {
    switch syntax.kind {
    case .number(let number): return constant(.number(number), .number)
    case .duration(let interval): return constant(.number(Double(interval.microseconds)), .duration)
    case .string(let string): return constant(.text(string), .string)
    case .bool(let truth): return constant(.truth(truth), .bool)
    case .missing: return Part(node: 0, type: nil)
    case .signal(let name, let window): return signal(name, window, syntax.range)
    case .known(let inner):
      let part = check(inner)
      return add(.known(part.node), .bool)
    case .negative(let operand):
      let part = check(operand)
      require([.number, .duration, .any], part.type, operand.range, "'-' needs a number or a duration")
      return add(.negative(part.node), part.type == .any ? .number : part.type)
    case .arithmetic(let operation, let left, let right):
      return arithmetic(operation, left, right, syntax.range)
    case .comparison(let comparison, let left, let right):
      return compare(comparison, left, right, syntax.range)
    case .isIn(let left, let elements): return isIn(left, elements)
    case .matches(let left, let pattern, let range): return matches(left, pattern, range)
    case .not(let operand):
      let node = condition(operand, "'not'")
      return add(.not(node), .bool)
    case .and(let left, let right):
      let (a, b) = (condition(left, "'and'"), condition(right, "'and'"))
      return add(.and(a, b), .bool)
    case .or(let left, let right):
      let (a, b) = (condition(left, "'or'"), condition(right, "'or'"))
      return add(.or(a, b), .bool)
    }
  }

  // MARK: - Signals

  private mutating func signal(_ name: String, _ window: Interval?, _ range: Range<Int>) -> Part {
    guard let (signal, description) = find(name) else {
      mistakes.append(Mistake(range, unknown(name)))
      return Part(node: 0, type: nil)
    }
    if description.window == .always, window == nil {
      mistakes.append(Mistake(range, "'\(name)' needs a window, such as \(description.written("10m"))"))
    } else if description.window == .never, window != nil {
      mistakes.append(Mistake(range, "'\(name)' takes no window"))
    }
    if let window, window <= .zero || window > Self.longestWindow {
      mistakes.append(Mistake(range, "a window is longer than 0s and at most \(Self.longestWindow)"))
    }
    if case .subject(let scope) = vocabulary, !isReadable(description.family, scope) {
      mistakes.append(
        Mistake(
          range,
          "'\(name)' tells about \(phrase(description.family)); a rule of scope '\(scope)' cannot read it, use scope: \(homes(description.family))"
        ))
    }
    let reference = SignalReference(signal, window: window)
    let place = references.firstIndex(of: reference) ?? references.count
    if place == references.count {
      references.append(reference)
      descriptions.append(description)
    }
    return add(.signal(place), description.type)
  }

  private func unknown(_ name: String) -> String {
    guard case .alert = vocabulary else { return "unknown signal '\(name)'" + cure(for: name, among: names) }
    let cure = cure(for: name, among: names)
    return "unknown field of an alert '\(name)'"
      + (cure.isEmpty ? "; known are \(names.joined(separator: ", "))" : cure)
  }

  private func cure(for name: String, among names: [String]) -> String {
    let parts = names.filter { $0.hasPrefix(name + ".") }
    if !parts.isEmpty { return "; write \(parts.joined(separator: ", "))" }
    let suggestion = Suggestion.phrase(for: name, among: names)
    return suggestion.isEmpty && !name.contains(".") ? "; a text stands in quotes: \"\(name)\"" : suggestion
  }

  private func isReadable(_ family: Signal.Family, _ scope: Scope) -> Bool {
    switch scope {
    case .conversation: family != .crowd
    case .contact: family == .conversation
    case .agent: family == .agent || family == .queue
    case .queue: family == .queue || family == .crowd
    case .all: family == .crowd
    }
  }

  private func phrase(_ family: Signal.Family) -> String {
    switch family {
    case .conversation: "one conversation or contact"
    case .agent: "an agent"
    case .queue: "a queue"
    case .crowd: "many conversations together"
    }
  }

  private func homes(_ family: Signal.Family) -> String {
    switch family {
    case .conversation: "conversation or contact"
    case .agent: "agent or conversation"
    case .queue: "queue, agent or conversation"
    case .crowd: "all or queue"
    }
  }

  // MARK: - Types

  private mutating func arithmetic(
    _ operation: Arithmetic, _ left: Syntax, _ right: Syntax, _ range: Range<Int>
  ) -> Part {
    let (a, b) = (check(left), check(right))
    let node = Condition.Node.arithmetic(operation, a.node, b.node)
    guard let x = a.type, let y = b.type else { return add(node, nil) }
    let (m, n) = (x == .any ? .number : x, y == .any ? .number : y)
    let type: Signal.ValueType? =
      switch (operation, m, n) {
      case (_, .number, .number): .number
      case (.plus, .duration, .duration), (.minus, .duration, .duration): .duration
      case (.times, .duration, .number), (.times, .number, .duration), (.divided, .duration, .number):
        .duration
      case (.divided, .duration, .duration): .number
      default: nil
      }
    if type == nil {
      let verb = ["+": "added to", "-": "subtracted from", "*": "multiplied with", "/": "divided by"]
      let (subject, object) = operation == .minus ? (y, x) : (x, y)
      mistakes.append(
        Mistake(range, "\(article(subject)) cannot be \(verb[operation.rawValue] ?? "") \(article(object))"))
    }
    return add(node, type)
  }

  private mutating func compare(
    _ comparison: Comparison, _ left: Syntax, _ right: Syntax, _ range: Range<Int>
  ) -> Part {
    let (a, b) = (check(left), check(right))
    if let x = a.type, let y = b.type {
      if x != y, x != .any, y != .any {
        mistakes.append(
          Mistake(range, "\(article(x)) does not compare with \(article(y))" + cure(x, y, right)))
      } else if comparison != .equal, comparison != .notEqual,
        [x, y].contains(where: { $0 == .string || $0 == .bool })
      {
        mistakes.append(
          Mistake(range, "\(article(x == .any ? y : x)) has no order; compare it with == or !="))
      }
    }
    return add(.comparison(comparison, a.node, b.node), .bool)
  }

  private func cure(_ x: Signal.ValueType, _ y: Signal.ValueType, _ right: Syntax) -> String {
    if x == .duration, case .number(let number) = right.kind, number >= 0, number < 1e9 {
      return "; write \(Int(number))s or \(Int(number))m"
    }
    if x == .number, case .duration = right.kind { return "; leave the unit out" }
    if x == .bool, case .number = right.kind { return "; it is true or false by itself" }
    return ""
  }

  private mutating func isIn(_ left: Syntax, _ elements: [Syntax]) -> Part {
    let part = check(left)
    if elements.isEmpty {
      mistakes.append(Mistake(left.range, "an empty list holds nothing: this is never true"))
    }
    var values: [(reading: Reading, type: Signal.ValueType)] = []
    for element in elements {
      let checked = check(element)
      guard let type = checked.type else { continue }
      guard checked.node < nodes.count, case .constant(let place) = nodes[checked.node] else {
        mistakes.append(Mistake(element.range, "a list holds numbers, durations, texts, true or false"))
        continue
      }
      if let expected = part.type, expected != .any, type != expected {
        mistakes.append(Mistake(element.range, "\(article(type)) in a list for \(article(expected))"))
      }
      values.append(constants[place])
    }
    constants += values
    return add(.isIn(part.node, first: constants.count - values.count, count: values.count), .bool)
  }

  private mutating func matches(_ left: Syntax, _ pattern: String, _ range: Range<Int>) -> Part {
    let part = check(left)
    require([.string, .any], part.type, left.range, "'matches' needs a text")
    do {
      patterns.append(try Pattern(pattern))
      return add(.matches(part.node, patterns.count - 1), .bool)
    } catch {
      mistakes.append(Mistake(range, "not a regular expression: \(error)"))
      return Part(node: 0, type: .bool)
    }
  }

  private mutating func require(
    _ types: [Signal.ValueType], _ type: Signal.ValueType?, _ range: Range<Int>, _ message: String
  ) {
    guard let type, !types.contains(type) else { return }
    mistakes.append(Mistake(range, "\(message), this is \(article(type))"))
  }

  private func article(_ type: Signal.ValueType) -> String {
    switch type {
    case .number: "a number"
    case .duration: "a duration"
    case .string: "a text"
    case .bool: "a truth value"
    case .any: "an attribute"
    }
  }

  private mutating func constant(_ value: Reading.Value, _ type: Signal.ValueType) -> Part {
    constants.append((Reading(value: value), type))
    return add(.constant(constants.count - 1), type)
  }

  private mutating func add(_ node: Condition.Node, _ type: Signal.ValueType?) -> Part {
    nodes.append(node)
    return Part(node: nodes.count - 1, type: type)
  }
}
