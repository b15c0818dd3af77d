// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// Reads an expression by recursive descent, loosest operators first.
///
///     or      = and { "or" and }
///     and     = not { "and" not }
///     not     = "not" not | compare
///     compare = sum [ ("<" | "<=" | ">" | ">=" | "==" | "!=") sum | "in" "[" … "]" | "matches" text ]
///     sum     = product { ("+" | "-") product }
///     product = unary { ("*" | "/") unary }
///     unary   = "-" unary | number | duration | text | "true" | "false" | "known" "(" signal ")"
///             | signal [ "[" duration "]" [ "." part ] ] | "(" or ")"
struct Parser {
  private let lexemes: [Lexeme]
  private var at = 0
  private var depth = 0
  private(set) var mistakes: [Mistake]

  /// How long an expression may be.
  static let maximumLexemes = 2000
  /// How deep parentheses and signs may nest.
  static let maximumDepth = 64

  init(_ text: String) {
    var lexer = Lexer(text)
    lexemes = lexer.lexemes()
    mistakes = lexer.mistakes
  }

  mutating func parse() -> Syntax {
    if lexemes.count > Self.maximumLexemes {
      mistakes.append(
        Mistake(
          lexemes[Self.maximumLexemes].range, "longer than \(Self.maximumLexemes) words; split the rule"))
      return Syntax(kind: .missing, range: lexemes[0].range)
    }
    if lexemes.count == 1 {
      mistakes.append(Mistake(lexemes[0].range, "the expression is empty"))
      return Syntax(kind: .missing, range: lexemes[0].range)
    }
    let syntax = or()
    if lexemes[at].kind != .end {
      mistakes.append(Mistake(lexemes[at].range, leftover))
    }
    return syntax
  }

  private var leftover: String {
    switch lexemes[at].kind {
    case .symbol(")"): "')' without '('"
    case .symbol(let symbol) where Comparison(rawValue: symbol) != nil:
      "comparisons do not chain: write 'a < x and x < b'"
    case .word(let word) where ["AND", "OR", "NOT", "IN"].contains(word):
      "write '\(word.lowercased())' in small letters"
    default: "expected 'and', 'or' or an operator before this"
    }
  }

  // MARK: - Grammar

  private mutating func or() -> Syntax {
    var left = and()
    while take(word: "or") {
      let right = and()
      left = Syntax(kind: .or(left, right), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func and() -> Syntax {
    var left = not()
    while take(word: "and") {
      let right = not()
      left = Syntax(kind: .and(left, right), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func not() -> Syntax {
    let start = lexemes[at].range.lowerBound
    guard take(word: "not") else { return comparison() }
    return nested { parser in
      let operand = parser.not()
      return Syntax(kind: .not(operand), range: start..<operand.range.upperBound)
    }
  }

  private mutating func comparison() -> Syntax {
    let left = sum()
    if case .symbol(let symbol) = lexemes[at].kind, let comparison = Comparison(rawValue: symbol) {
      at += 1
      let right = sum()
      return Syntax(
        kind: .comparison(comparison, left, right), range: left.range.lowerBound..<right.range.upperBound)
    }
    if take(word: "in") { return list(of: left) }
    if take(word: "matches") { return pattern(for: left) }
    return left
  }

  private mutating func list(of left: Syntax) -> Syntax {
    guard take(symbol: "[") else {
      mistakes.append(Mistake(lexemes[at].range, "expected a list such as [\"chat\", \"email\"] after 'in'"))
      return Syntax(kind: .missing, range: left.range)
    }
    var elements: [Syntax] = []
    while !isAt(symbol: "]"), lexemes[at].kind != .end {
      elements.append(unary())
      if !take(symbol: ",") { break }
    }
    let end = lexemes[at].range
    if !take(symbol: "]") { mistakes.append(Mistake(end, "expected ',' or ']' in this list")) }
    return Syntax(kind: .isIn(left, elements), range: left.range.lowerBound..<end.upperBound)
  }

  private mutating func pattern(for left: Syntax) -> Syntax {
    let range = lexemes[at].range
    guard case .string(let pattern) = lexemes[at].kind else {
      mistakes.append(Mistake(range, "expected a regular expression in quotes after 'matches'"))
      return Syntax(kind: .missing, range: left.range)
    }
    at += 1
    return Syntax(
      kind: .matches(left, pattern: pattern, range: range), range: left.range.lowerBound..<range.upperBound)
  }

  private mutating func sum() -> Syntax {
    var left = product()
    while case .symbol(let symbol) = lexemes[at].kind, symbol == "+" || symbol == "-",
      let operation = Arithmetic(rawValue: symbol)
    {
      at += 1
      let right = product()
      left = Syntax(
        kind: .arithmetic(operation, left, right), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func product() -> Syntax {
    var left = unary()
    while case .symbol(let symbol) = lexemes[at].kind, symbol == "*" || symbol == "/",
      let operation = Arithmetic(rawValue: symbol)
    {
      at += 1
      let right = unary()
      left = Syntax(
        kind: .arithmetic(operation, left, right), range: left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func unary() -> Syntax {
    let lexeme = lexemes[at]
    switch lexeme.kind {
    case .symbol("-"):
      at += 1
      return nested { parser in
        let operand = parser.unary()
        return Syntax(kind: .negative(operand), range: lexeme.range.lowerBound..<operand.range.upperBound)
      }
    case .symbol("("):
      at += 1
      return nested { parser in
        var inner = parser.or()
        if !parser.take(symbol: ")") {
          parser.mistakes.append(Mistake(lexeme.range, "'(' is never closed"))
        }
        inner.range = lexeme.range.lowerBound..<max(inner.range.upperBound, lexeme.range.upperBound)
        return inner
      }
    case .number(let number):
      at += 1
      return Syntax(kind: number.isNaN ? .missing : .number(number), range: lexeme.range)
    case .duration(let duration):
      at += 1
      return Syntax(kind: .duration(duration), range: lexeme.range)
    case .string(let string):
      at += 1
      return Syntax(kind: .string(string), range: lexeme.range)
    case .word("true"), .word("false"):
      at += 1
      return Syntax(kind: .bool(lexeme.kind == .word("true")), range: lexeme.range)
    case .word("known") where lexemes[at + 1].kind == .symbol("("):
      return known()
    case .word(let word) where !["and", "or", "not", "in", "matches"].contains(word):
      at += 1
      return signal(word, lexeme.range)
    default:
      mistakes.append(Mistake(lexeme.range, "expected a signal, a number, a duration or a text here"))
      if lexeme.kind != .end, lexeme.kind != .symbol(")") { at += 1 }
      return Syntax(kind: .missing, range: lexeme.range)
    }
  }

  private mutating func known() -> Syntax {
    let start = lexemes[at].range.lowerBound
    at += 2
    guard case .word(let word) = lexemes[at].kind else {
      mistakes.append(Mistake(lexemes[at].range, "'known' asks for a signal, such as known(csat.last)"))
      while lexemes[at].kind != .end, !take(symbol: ")") { at += 1 }
      return Syntax(kind: .missing, range: start..<lexemes[at].range.lowerBound)
    }
    at += 1
    let inner = signal(word, lexemes[at - 1].range)
    let end = lexemes[at].range
    if !take(symbol: ")") { mistakes.append(Mistake(end, "expected ')' after the signal")) }
    return Syntax(kind: .known(inner), range: start..<end.upperBound)
  }

  private mutating func signal(_ name: String, _ range: Range<Int>) -> Syntax {
    guard take(symbol: "[") else { return Syntax(kind: .signal(name: name, window: nil), range: range) }
    let inside = lexemes[at]
    var window: Interval?
    if case .duration(let duration) = inside.kind {
      window = duration
      at += 1
    } else {
      mistakes.append(Mistake(inside.range, "a window is a duration, such as \(name)[10m]"))
      if inside.kind != .symbol("]"), inside.kind != .end { at += 1 }
      window = .minutes(10)
    }
    var (name, end) = (name, lexemes[at].range)
    if !take(symbol: "]") { mistakes.append(Mistake(end, "expected ']' after the window")) }
    if case .word(let part) = lexemes[at].kind, part.hasPrefix(".") {
      name += part
      end = lexemes[at].range
      at += 1
    }
    return Syntax(kind: .signal(name: name, window: window), range: range.lowerBound..<end.upperBound)
  }

  // MARK: - Steps

  private mutating func nested(_ body: (inout Parser) -> Syntax) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      let range = lexemes[at].range
      if mistakes.last?.message.hasPrefix("nested") != true {
        mistakes.append(Mistake(range, "nested more than \(Self.maximumDepth) deep"))
      }
      at = lexemes.count - 1
      return Syntax(kind: .missing, range: range)
    }
    return body(&self)
  }

  private func isAt(symbol: String) -> Bool { lexemes[at].kind == .symbol(symbol) }

  private mutating func take(symbol: String) -> Bool {
    guard isAt(symbol: symbol) else { return false }
    at += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard lexemes[at].kind == .word(word) else { return false }
    at += 1
    return true
  }
}
