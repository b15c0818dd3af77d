// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension String {
  /// The text with some scalars written otherwise; `escape` returns `nil` for those that stay.
  ///
  /// Scalar by scalar: what combines with a sign must not hide it from a program that reads the text.
  public func escaping(_ escape: (Unicode.Scalar) -> String?) -> String {
    var escaped = UnicodeScalarView()
    for scalar in unicodeScalars {
      if let other = escape(scalar) {
        escaped.append(contentsOf: other.unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }

  /// The text as HTML has it between and inside of tags (HTML Standard, 13.3).
  public var escapedForHTML: String {
    escaping { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: nil
      }
    }
  }
}
