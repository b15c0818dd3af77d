// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Rules

/// The one sentence of an alert, with `{{placeholders}}` for what it is about.
public struct Summary: Sendable {
  /// The names that may stand between the braces.
  public static let placeholders = [
    "rule", "severity", "scope", "key", "conversation", "contact", "agent", "queue", "channel", "risk",
  ]

  private enum Part {
    case text(Substring)
    case placeholder(String)
  }

  private let source: String

  /// Reads a template.
  public init(_ source: String) {
    self.source = source
  }

  /// The placeholders nobody knows, with their places in UTF-8 bytes; an opening without end is one too.
  public var mistakes: [Mistake] {
    var mistakes: [Mistake] = []
    var at = source.startIndex
    while let open = source[at...].firstRange(of: "{{") {
      let start = source.utf8.distance(from: source.startIndex, to: open.lowerBound)
      guard let close = source[open.upperBound...].firstRange(of: "}}") else {
        mistakes.append(Mistake(start..<source.utf8.count, "'{{' without '}}'"))
        break
      }
      let end = source.utf8.distance(from: source.startIndex, to: close.upperBound)
      let name = trimmed(source[open.upperBound..<close.lowerBound])
      if !Self.placeholders.contains(name) {
        mistakes.append(
          Mistake(
            start..<end,
            "unknown placeholder '\(name)'" + Suggestion.phrase(for: name, among: Self.placeholders)))
      }
      at = close.upperBound
    }
    return mistakes
  }

  func text(_ rule: RuleDefinition, _ key: String, _ about: Alert.Circumstances) -> String {
    var text = ""
    var at = source.startIndex
    while let open = source[at...].firstRange(of: "{{"),
      let close = source[open.upperBound...].firstRange(of: "}}")
    {
      text += source[at..<open.lowerBound]
      text += value(trimmed(source[open.upperBound..<close.lowerBound]), rule, key, about)
      at = close.upperBound
    }
    return text + source[at...]
  }

  private func value(
    _ name: String, _ rule: RuleDefinition, _ key: String, _ about: Alert.Circumstances
  ) -> String {
    switch name {
    case "rule": rule.name
    case "severity": "\(rule.severity)"
    case "scope": "\(rule.scope)"
    case "key": key
    case "conversation": about.conversation ?? "a conversation"
    case "contact": about.contact ?? "a contact"
    case "agent": about.agent ?? "no agent"
    case "queue": about.queue ?? "no queue"
    case "channel": about.channel ?? "an unknown channel"
    case "risk": about.risk.map { String(Int($0.rounded())) } ?? "unknown"
    default: ""
    }
  }

  private func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
