// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A regular expression that is looked for anywhere in a text.
///
/// `Regex` is not `Sendable` because it may hold closures of its author; one read from a text holds none and is never
/// changed after `init`, so sharing it is safe.
struct Pattern: @unchecked Sendable {
  let source: String
  private let regex: Regex<AnyRegexOutput>

  init(_ source: String) throws {
    self.source = source
    regex = try Regex(source)
  }

  func isFound(in text: String) -> Bool {
    (try? regex.firstMatch(in: text)) != nil
  }
}
