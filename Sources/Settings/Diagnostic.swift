// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A mistake in the configuration, with its place.
public struct Diagnostic: Equatable, Sendable {
  /// Whether the configuration can be used all the same.
  public enum Level: String, Sendable {
    case error, warning
  }

  /// Whether the configuration can be used all the same.
  public var level: Level
  /// The file, as it was named.
  public var file: String
  /// The line, from 1; 0 when the whole file is meant.
  public var line: Int
  /// The column, from 1.
  public var column: Int
  /// What is wrong and what would be right.
  public var message: String
  /// The text of the line; empty when the whole file is meant.
  public var source: String
  /// What can be left out, so that the rest may be used: "rule 'angry'"; `nil` where nothing can.
  public var canSetAside: String?

  /// `file:line:column: error: message`, and the line with a caret under the place.
  public var text: String {
    guard line > 0 else { return "\(file): \(level.rawValue): \(message)" }
    let head = "\(file):\(line):\(column): \(level.rawValue): \(message)"
    guard !source.isEmpty else { return head }
    let before = source.unicodeScalars.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
    return "\(head)\n  \(source)\n  \(before)^"
  }
}

/// A file of the configuration.
public struct SourceFile: Equatable, Sendable {
  /// Its name, for messages.
  public var path: String
  /// Its contents.
  public var text: String

  /// Holds a file's contents.
  public init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// Tells whether two are the same, within one process.
  struct Fingerprint: Sendable {
    var text: Int
    /// Size and time of the file when it was read.
    var stamp: Files.Stamp?
  }

  var fingerprint: Fingerprint { Fingerprint(text: text.hashValue, stamp: Files.stamp(path)) }

  func line(_ number: Int) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.indices.contains(number - 1) ? String(lines[number - 1].filter { $0 != "\r" }) : ""
  }

  package func diagnostic(_ line: Int, _ column: Int, _ message: String, _ level: Diagnostic.Level = .error)
    -> Diagnostic
  {
    Diagnostic(
      level: level, file: path, line: line, column: max(column, 1), message: message,
      source: Self.withoutSecrets(self.line(line)))
  }

  private nonisolated(unsafe) static let secret =
    /((?:url|secret|token|password)(?:_file)?["']?\s*:\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^"'\s#].*)/
  private nonisolated(unsafe) static let address = /https?:\/\/[^\s"',}\]]+/

  /// A line as it may be shown: the address of a webhook is as good as a password. Signs keep their places.
  private static func withoutSecrets(_ line: String) -> String {
    let masked = line.replacing(secret) { match in
      let (key, value) = (match.output.1, match.output.2)
      // The name of a file is no secret, what was put in its place may be.
      if key.contains("_file"), !value.contains("://") { return String(match.output.0) }
      return String(key) + String(repeating: "•", count: value.unicodeScalars.count)
    }
    return masked.replacing(address) { String(repeating: "•", count: $0.output.unicodeScalars.count) }
  }
}
