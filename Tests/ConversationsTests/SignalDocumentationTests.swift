// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Glibc
import TestKit
import Testing

/// The tables of signals in docs/rules.md are made from the code: `WRITE_DOCS=1 swift test --filter SignalDocumentation`.
@Suite struct SignalDocumentationTests {
  @Test func tablesTellTheTruth() {
    let path = Repository.folder + "/docs/rules.md"
    let begin = "<!-- signals: made from Signal.swift -->\n"
    let text = Program.read(path)
    let head = text.firstRange(of: begin).map { String(text[..<$0.lowerBound]) } ?? text
    let expected = head + begin + Self.tables
    if getenv("WRITE_DOCS") != nil { Program.write(expected, to: path) }
    #expect(Program.read(path) == expected, "docs/rules.md is not what Signal.swift says")
  }

  static func names(_ description: Signal.Description) -> [String] {
    switch description.window {
    case .never: [description.written(nil)]
    case .always: [description.written("d")]
    case .optional: [description.written(nil), description.written("d")]
    }
  }

  static var tables: String {
    let titles: [(Signal.Family, String)] = [
      (.conversation, "Conversation and contact"), (.agent, "Agent"), (.queue, "Queue"),
      (.crowd, "Many conversations together: a queue's, or all"),
    ]
    return titles.map { family, title in
      let rows = Signal.named.filter { $0.description.family == family }.map { _, description in
        "| `\(names(description).joined(separator: "`, `"))` | \(description.type) | \(description.summary) |"
      }
      let last =
        family == .conversation ? ["| `attr.NAME` | as sent | an attribute of the conversation |"] : []
      return (["### \(title)", "", "| signal | type | says |", "|---|---|---|"] + rows + last).joined(
        separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }
}
