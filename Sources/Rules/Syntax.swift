// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events

/// An expression as it was written.
struct Syntax {
  indirect enum Kind {
    case number(Double)
    case duration(Interval)
    case string(String)
    case bool(Bool)
    case signal(name: String, window: Interval?)
    case known(Syntax)
    case negative(Syntax)
    case arithmetic(Arithmetic, Syntax, Syntax)
    case comparison(Comparison, Syntax, Syntax)
    case isIn(Syntax, [Syntax])
    case matches(Syntax, pattern: String, range: Range<Int>)
    case not(Syntax)
    case and(Syntax, Syntax)
    case or(Syntax, Syntax)
    /// Something that could not be read; the mistake is noted already.
    case missing
  }

  var kind: Kind
  var range: Range<Int>
}

enum Arithmetic: String, Sendable {
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
}

/// How two values are compared.
enum Comparison: String, Sendable {
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="

  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .notEqual: a != b
    }
  }
}
