// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Yams

/// The configuration that is in force, put together from its layers, with the place that each value came from.
/// Secrets are masked.
public struct ConfigurationView: Sendable {
  /// A line of it.
  public struct Line: Equatable, Sendable {
    /// YAML.
    public var text: String
    /// `file:line`; empty where the line is only a heading.
    public var origin: String

    /// How far it stands to the right.
    public var indent: Int { text.prefix { $0 == " " }.count }
  }

  /// All of it, from top to bottom.
  public var lines: [Line] = []

  /// Shows what settings were read from.
  public init(_ settings: Settings) {
    var layers = Layers()
    for file in settings.files {
      // A file that is no YAML was left out as a whole.
      guard let root = try? Yams.compose(yaml: file.text), case .mapping(let mapping) = root else { continue }
      for (key, value) in mapping { layers.add(key.string ?? "", Part(value, in: file)) }
    }
    layers.keepRules(settings.ruleOrigins)
    for key in Shape.configuration {
      if let part = layers.sections[key.name] { write(key.name, part, 0, isSecret: false) }
    }
    for rule in settings.maskedRules {
      lines.append(Line(text: "# rule '\(rule.name)' is disabled", origin: rule.origin))
    }
    for mistake in settings.setAside {
      let what = mistake.canSetAside ?? ""
      lines.append(
        Line(text: "# \(what) is set aside: \(mistake.message)", origin: "\(mistake.file):\(mistake.line)"))
    }
  }

  /// As text, the places in a column of their own.
  public var text: String {
    let width = min(lines.map { $0.text.count }.max() ?? 0, 58)
    return lines.map { line in
      guard !line.origin.isEmpty else { return line.text + "\n" }
      let gap = String(repeating: " ", count: max(width - line.text.count, 0))
      return "\(line.text)\(gap)  # \(line.origin)\n"
    }.joined()
  }

  // MARK: - Writing

  private mutating func write(_ key: String, _ part: Part, _ indent: Int, isSecret: Bool) {
    let start = String(repeating: "  ", count: indent) + "\(key):"
    switch part {
    case .value(let text, let origin):
      let shown = isSecret ? "•••" : Self.withoutUser(text)
      lines.append(Line(text: shown.isEmpty ? start : "\(start) \(shown)", origin: origin))
    case .list(let list, let origin) where list.allSatisfy(\.isValue):
      lines.append(
        Line(text: start + " [" + list.map(\.valueText).joined(separator: ", ") + "]", origin: origin))
    case .list(let list, _):
      lines.append(Line(text: start, origin: ""))
      for element in list { write(element: element, indent + 1) }
    case .mapping(let entries, _):
      lines.append(Line(text: start, origin: ""))
      for (name, value) in entries {
        write(name, value, indent + 1, isSecret: Self.isSecret(name, in: key))
      }
    }
  }

  private mutating func write(element: Part, _ indent: Int) {
    guard case .mapping(let entries, _) = element else {
      lines.append(Line(text: String(repeating: "  ", count: indent) + "- " + element.valueText, origin: ""))
      return
    }
    let first = lines.count
    for (name, value) in entries { write(name, value, indent + 1, isSecret: Self.isSecret(name, in: "")) }
    guard first < lines.count else { return }
    let text = lines[first].text
    lines[first].text = String(text.prefix((indent) * 2)) + "- " + text.dropFirst((indent + 1) * 2)
  }

  /// The address of a webhook is as good as a password; that of the console is for everybody.
  private static func isSecret(_ name: String, in key: String) -> Bool {
    ["secret", "token", "password", "template"].contains(name) || name == "url" && key != "console"
  }

  /// Whoever is named before the @ of an address comes with a password.
  private static func withoutUser(_ text: String) -> String {
    text.replacing(/:\/\/[^\/@\s]*@/, with: "://•••@")
  }
}

/// A piece of YAML with the place it came from.
private indirect enum Part {
  case value(String, origin: String)
  case list([Part], origin: String)
  case mapping([(name: String, value: Part)], origin: String)

  init(_ node: Node, in file: SourceFile) {
    let origin = "\(file.path):\(node.mark?.line ?? 1)"
    switch node {
    case .scalar(let scalar):
      let isNothing = scalar.style == .plain && ["~", "null"].contains(scalar.string)
      self = .value(isNothing ? "" : Self.text(scalar), origin: origin)
    case .sequence(let sequence): self = .list(sequence.map { Part($0, in: file) }, origin: origin)
    case .mapping(let mapping):
      self = .mapping(mapping.map { ($0.key.string ?? "", Part($0.value, in: file)) }, origin: origin)
    case .alias: self = .value("", origin: origin)
    }
  }

  private static func text(_ scalar: Node.Scalar) -> String {
    switch scalar.style {
    case .plain, .any: scalar.string
    case .folded, .literal:
      quoted(scalar.string.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    case .singleQuoted, .doubleQuoted: quoted(scalar.string)
    }
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
      + "\""
  }

  var isValue: Bool {
    if case .value = self { true } else { false }
  }

  var valueText: String {
    if case .value(let text, _) = self { text } else { "" }
  }

  var origin: String {
    switch self {
    case .value(_, let origin), .list(_, let origin), .mapping(_, let origin): origin
    }
  }

  /// What this and a later layer say together: names of the later one count, in all depths.
  func overlaid(_ later: Part, depth: Int) -> Part {
    // Nothing below a key changes nothing.
    if case .value("", _) = later, case .mapping = self { return self }
    guard depth > 0, case .mapping(var entries, let origin) = self, case .mapping(let others, _) = later
    else {
      return later
    }
    for (name, value) in others {
      if let place = entries.firstIndex(where: { $0.name == name }) {
        entries[place].value = entries[place].value.overlaid(value, depth: depth - 1)
      } else {
        entries.append((name, value))
      }
    }
    return .mapping(entries, origin: origin)
  }
}

/// Sections as later files change them; each in the way its reader does.
private struct Layers {
  private(set) var sections: [String: Part] = [:]

  mutating func add(_ name: String, _ part: Part) {
    guard let before = sections[name] else {
      sections[name] = part
      return
    }
    switch (name, before, part) {
    case ("intake", _, _), ("state", _, _), ("risk", _, _), ("privacy", _, _):
      sections[name] = before.overlaid(part, depth: .max)
    case ("calendars", _, _), ("receivers", _, _): sections[name] = before.overlaid(part, depth: 1)
    case ("rules", .list(let rules, let origin), .list(let others, _)):
      sections[name] = .list(rules + others, origin: origin)
    case ("rules", .list, _): break
    default: sections[name] = part
    }
  }

  /// Of all rules that were read, those in force, in their order.
  mutating func keepRules(_ origins: [String]) {
    guard case .list(let rules, let origin)? = sections["rules"] else { return }
    let known = Dictionary(rules.map { ($0.origin, $0) }) { first, _ in first }
    sections["rules"] = .list(origins.compactMap { known[$0] }, origin: origin)
  }
}
