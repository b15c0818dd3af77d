// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

package import Events
import Rules
package import Yams

/// Collects what is wrong while a configuration is read.
package final class Diagnostics {
  package var list: [Diagnostic] = []

  package init() {}

  package func hasNoError(since count: Int) -> Bool { !list[count...].contains { $0.level == .error } }
}

/// One mapping of a YAML file, read key by key. Keys that nobody asked for are mistakes.
package struct YAMLSection {
  package let file: SourceFile
  package let node: Node
  /// What it is, for messages: "a rule".
  package let what: String
  package let diagnostics: Diagnostics

  private let entries: [(key: Node, value: Node)]

  /// Takes a node that must be a mapping; notes a mistake and returns `nil` otherwise.
  package init?(_ node: Node, in file: SourceFile, what: String, _ diagnostics: Diagnostics) {
    self.file = file
    self.node = node
    self.what = what
    self.diagnostics = diagnostics
    if case .mapping(let mapping) = node {
      entries = mapping.map { ($0.key, $0.value) }
    } else if case .scalar(let scalar) = node, ["", "~", "null"].contains(scalar.string) {
      entries = []
    } else {
      entries = []
      error(node, "\(what) is a mapping of keys to values")
      return nil
    }
  }

  /// The whole of a file; `nil` when it is empty, or no YAML, which is noted.
  package init?(root file: SourceFile, what: String, _ diagnostics: Diagnostics) {
    do {
      guard let node = try Yams.compose(yaml: file.text) else { return nil }
      self.init(node, in: file, what: what, diagnostics)
    } catch {
      diagnostics.list.append(Self.diagnostic(of: error, in: file))
      return nil
    }
  }

  private static func diagnostic(of error: any Error, in file: SourceFile) -> Diagnostic {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let cure =
        file.line(mark.line).contains("\t")
        ? "; YAML is indented with spaces, not tabs"
        : problem.contains("mapping values") ? "; is a quote or an indent missing?" : ""
      return file.diagnostic(mark.line, mark.column, "not YAML: \(problem)\(cure)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      return file.diagnostic(context.mark.line, context.mark.column, "\(names) stands twice in one mapping")
    default:
      return file.diagnostic(1, 1, "not YAML: \(error)")
    }
  }

  package var keys: [(name: String, key: Node, value: Node)] {
    entries.map { ($0.key.string ?? "", $0.key, $0.value) }
  }

  /// Notes keys that are not among `known`.
  package func allow(_ known: [String], later: [String] = []) {
    for (name, key, _) in keys where !known.contains(name) {
      if later.contains(name) {
        error(key, "'\(name)' is not available in this version")
      } else {
        error(
          key,
          "unknown key '\(name)' in \(what)"
            + (Suggestion.nearest(to: name, among: known).map { ", did you mean '\($0)'?" }
              ?? "; known are \(known.joined(separator: ", "))"))
      }
    }
  }

  package subscript(name: String) -> Node? {
    entries.first { $0.key.string == name }?.value
  }

  package func section(_ name: String, _ what: String) -> YAMLSection? {
    self[name].flatMap { YAMLSection($0, in: file, what: what, diagnostics) }
  }

  package func string(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.scalar?.string else {
      error(value, "'\(name)' is a text")
      return nil
    }
    return text
  }

  package func strings(_ name: String) -> [String]? {
    guard let value = self[name] else { return nil }
    guard case .sequence(let sequence) = value else {
      error(value, "'\(name)' is a list, such as [a, b]")
      return nil
    }
    return sequence.compactMap { element in
      if element.scalar == nil { error(element, "'\(name)' is a list of texts") }
      return element.scalar?.string
    }
  }

  package func number(_ name: String, in range: ClosedRange<Double> = -1e9...1e9) -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.scalar.flatMap({ Double($0.string) }), number.isFinite else {
      error(value, "'\(name)' is a number")
      return nil
    }
    guard range.contains(number) else {
      error(value, "'\(name)' lies between \(range.lowerBound) and \(range.upperBound)")
      return nil
    }
    return number
  }

  package func interval(_ name: String, atLeast least: Interval = .zero) -> Interval? {
    guard let value = self[name] else { return nil }
    guard let text = value.scalar?.string, let interval = Interval(text) else {
      let digits = value.scalar?.string ?? ""
      let cure = !digits.isEmpty && digits.allSatisfy(\.isNumber) ? ", write \(digits)s or \(digits)m" : ""
      error(value, "'\(name)' is a duration with a unit, such as 90s, 5m, 1h30m or 2d\(cure)")
      return nil
    }
    guard interval >= least else {
      error(value, "'\(name)' is at least \(least)")
      return nil
    }
    return interval
  }

  package func bool(_ name: String) -> Bool? {
    guard let value = self[name] else { return nil }
    switch value.scalar?.string.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      error(value, "'\(name)' is true or false")
      return nil
    }
  }

  /// One of a few words.
  package func choice(_ name: String, _ choices: [String]) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.scalar?.string, choices.contains(text) else {
      let wrong = value.scalar?.string ?? ""
      error(
        value,
        "'\(name)' is one of \(choices.joined(separator: ", "))\(Suggestion.phrase(for: wrong, among: choices))"
      )
      return nil
    }
    return text
  }

  // MARK: - Places

  package func error(_ node: Node, _ message: String) { note(node, message, .error) }

  package func warn(_ node: Node, _ message: String) { note(node, message, .warning) }

  private func note(_ node: Node, _ message: String, _ level: Diagnostic.Level) {
    let mark = node.mark ?? self.node.mark
    diagnostics.list.append(file.diagnostic(mark?.line ?? 1, mark?.column ?? 1, message, level))
  }

  /// Notes a mistake inside the text of a scalar, `offset` bytes from its start.
  package func error(in node: Node, at offset: Int, _ message: String) {
    guard let mark = node.mark, let scalar = node.scalar else { return error(node, message) }
    var (line, column) = (mark.line, mark.column)
    let prefix = String(decoding: Array(scalar.string.utf8.prefix(offset)), as: UTF8.self)
    let isBlock = scalar.style == .literal || scalar.style == .folded
    if !isBlock {
      let shift = scalar.style == .singleQuoted || scalar.style == .doubleQuoted ? 1 : 0
      diagnostics.list.append(file.diagnostic(line, column + shift + prefix.unicodeScalars.count, message))
      return
    }
    // The text of a block begins on the line after its indicator; every line of it ends in one character.
    var rest = prefix.unicodeScalars.count
    line += 1
    let indent = file.line(line).prefix { $0 == " " }.count
    while rest > file.line(line).unicodeScalars.count - indent, !file.line(line).isEmpty {
      rest -= file.line(line).unicodeScalars.count - indent + 1
      line += 1
    }
    column = indent + 1 + max(rest, 0)
    diagnostics.list.append(file.diagnostic(line, column, message))
  }
}
