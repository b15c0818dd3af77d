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

  static var tables: String {
    let titles: [(Signal.Family, String)] = [
      (.conversation, "Conversation and contact"), (.agent, "Agent"), (.queue, "Queue"),
      (.all, "The whole centre"),
    ]
    return titles.map { family, title in
      let rows = Signal.named.filter { $0.description.family == family }.map { _, description in
        "| `\(description.name)\(description.isWindowed ? "[d]" : "")` | \(description.type) | \(description.summary) |"
      }
      let last =
        family == .conversation ? ["| `attr.NAME` | as sent | an attribute of the conversation |"] : []
      return (["### \(title)", "", "| signal | type | says |", "|---|---|---|"] + rows + last).joined(
        separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }
}
