// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00.000Z"),
    ("2026-11-21T10:00:00.123Z", "2026-11-21T10:00:00.123Z"),
    ("2026-11-21T10:00:00.1234567+03:30", "2026-11-21T06:30:00.123456Z"),
    ("2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000Z"),
    ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
    ("2026-01-01t00:00:00-23:59", "2026-01-01T23:59:00.000Z"),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
  ])
  func reads(_ text: String, _ expected: String) throws {
    #expect(try #require(Instant(rfc3339: text)).description == expected)
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21T10:00:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00Zx", "2026-11-21T10:00:00+1:00",
    "yesterday at ten o'clock Z",
  ])
  func refuses(_ text: String) { #expect(Instant(rfc3339: text) == nil) }

  @Test(arguments: [
    ("90s", 90_000_000), ("1h30m", 5_400_000_000), ("2d", 172_800_000_000), ("250ms", 250_000), ("0s", 0),
  ])
  func readsIntervals(_ text: String, _ microseconds: Int64) throws {
    #expect(try #require(Interval(text)).microseconds == microseconds)
  }

  @Test(arguments: ["", "5", "m", "5 m", "5x", "-5m", "1h 30m", "99999999999d"])
  func refusesIntervals(_ text: String) { #expect(Interval(text) == nil) }

  @Test func intervalsPrintAsTheyAreRead() throws {
    for text in ["1h30m", "2d", "45s", "250ms", "1d2h3m4s5ms"] {
      #expect(try #require(Interval(text)).description == text)
    }
  }
}

@Suite struct PackingTests {
  @Test func everyKindOfEventComesBack() throws {
    let kinds: [Event.Kind] = [
      .opened, .assigned, .transferred, .held, .unheld, .pending, .resumed, .resolved, .reopened, .abandoned,
      .escalated,
      .rated(score: 2.5, scale: 5), .message(from: .bot, text: "", language: "fa"), .note(text: ""),
      .agentStatus(.afterCallWork), .contactMerged(into: "u2"),
    ]
    for kind in kinds {
      let event = Event(
        id: "e", at: Instant(microseconds: -5), kind: kind, conversation: "c", contact: nil, agent: "a",
        queue: "ق",
        channel: "", attributes: ["x": .number(1.5), "y": .bool(true), "z": .string("é")])
      var packer = Packer()
      packer.write(event)
      var unpacker = Unpacker(packer.bytes)
      #expect(try unpacker.value(Event.self) == event)
      #expect(unpacker.isAtEnd)
    }
  }

  @Test func damagedBytesThrow() {
    var packer = Packer()
    packer.write(Event(id: "e", at: Instant(microseconds: 0), kind: .opened, conversation: "c"))
    for count in packer.bytes.indices {
      var unpacker = Unpacker(Array(packer.bytes[..<count]))
      #expect(throws: Unpacker.Damaged.self) { try unpacker.value(Event.self) }
    }
  }
}
