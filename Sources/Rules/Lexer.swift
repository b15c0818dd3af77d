// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// A piece of an expression with its place.
struct Lexeme: Equatable {
  enum Kind: Equatable {
    case number(Double)
    case duration(Interval)
    case string(String)
    /// A signal's name or a word such as `and`.
    case word(String)
    /// An operator, a parenthesis, a bracket or a comma.
    case symbol(String)
    case end
  }

  var kind: Kind
  var range: Range<Int>
}

/// Cuts an expression into lexemes. Mistakes are noted and stepped over, so that one run finds them all.
struct Lexer {
  private let bytes: [UInt8]
  private var at = 0
  private(set) var mistakes: [Mistake] = []

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  mutating func lexemes() -> [Lexeme] {
    var list: [Lexeme] = []
    while let lexeme = next() { list.append(lexeme) }
    list.append(Lexeme(kind: .end, range: bytes.count..<bytes.count))
    return list
  }

  private mutating func next() -> Lexeme? {
    while at < bytes.count {
      let start = at
      let byte = bytes[at]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D:
        at += 1
      case 0x30...0x39:
        if let lexeme = number(start) { return lexeme }
      case 0x22, 0x27:
        if let lexeme = string(start, quote: byte) { return lexeme }
      case 0x41...0x5A, 0x61...0x7A, 0x5F,
        // A part of a signal behind its window: "at_risk[15m].surge".
        0x2E
      where start > 0 && bytes[start - 1] == 0x5D && start + 1 < bytes.count
        && Self.isLetter(bytes[start + 1]):
        at += 1
        while at < bytes.count, Self.isNamePart(bytes[at]) { at += 1 }
        while at > start + 1, bytes[at - 1] == 0x2E { at -= 1 }
        return Lexeme(kind: .word(text(start, at)), range: start..<at)
      default:
        if let symbol = symbol(start) { return symbol }
      }
    }
    return nil
  }

  private mutating func symbol(_ start: Int) -> Lexeme? {
    for symbol in ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", ","]
    where bytes[start...].starts(with: symbol.utf8) {
      at += symbol.utf8.count
      return Lexeme(kind: .symbol(symbol), range: start..<at)
    }
    let cures: [(String, String)] = [
      ("=", "'=' is no operator, compare with '=='"), ("&&", "write 'and' instead of '&&'"),
      ("||", "write 'or' instead of '||'"), ("!", "write 'not' instead of '!'"),
    ]
    for (wrong, cure) in cures where bytes[start...].starts(with: wrong.utf8) {
      at += wrong.utf8.count
      mistakes.append(Mistake(start..<at, cure))
      let meant = ["=": "==", "&&": "and", "||": "or", "!": "not"][wrong] ?? wrong
      return Lexeme(kind: wrong == "=" ? .symbol(meant) : .word(meant), range: start..<at)
    }
    // A character of several bytes is one mistake.
    at += 1
    while at < bytes.count, bytes[at] & 0xC0 == 0x80 { at += 1 }
    mistakes.append(Mistake(start..<at, "unexpected '\(text(start, at))'"))
    return nil
  }

  private mutating func number(_ start: Int) -> Lexeme? {
    while at < bytes.count, Self.isDigit(bytes[at]) || bytes[at] == 0x2E { at += 1 }
    let digits = at
    while at < bytes.count, Self.isNamePart(bytes[at]) { at += 1 }
    let text = text(start, at)
    if at == digits, let value = Double(text) { return Lexeme(kind: .number(value), range: start..<at) }
    if let interval = Interval(text) { return Lexeme(kind: .duration(interval), range: start..<at) }
    mistakes.append(
      Mistake(start..<at, "'\(text)' is neither a number nor a duration such as 90s, 5m, 1h30m or 2d"))
    return Lexeme(kind: .number(.nan), range: start..<at)
  }

  private mutating func string(_ start: Int, quote: UInt8) -> Lexeme? {
    at += 1
    var value: [UInt8] = []
    while at < bytes.count, bytes[at] != quote {
      if bytes[at] == 0x5C, at + 1 < bytes.count, bytes[at + 1] == quote || bytes[at + 1] == 0x5C {
        // Only the quote and the backslash itself are escaped; a regular expression keeps its own.
        if bytes[at + 1] == 0x5C { value.append(0x5C) }
        at += 1
      }
      value.append(bytes[at])
      at += 1
    }
    guard at < bytes.count else {
      mistakes.append(Mistake(start..<bytes.count, "this text has no closing quote"))
      return Lexeme(kind: .string(""), range: start..<bytes.count)
    }
    at += 1
    return Lexeme(kind: .string(String(decoding: value, as: UTF8.self)), range: start..<at)
  }

  private func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A) || byte == 0x5F
      || byte == 0x2E
      || byte >= 0x80
  }
}
