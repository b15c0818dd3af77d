// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Testing

@testable import Wire

@Suite struct DecoderTests {
  static func decode(_ text: String) -> [(line: Int, result: Result<Event, Refusal>)] {
    var lines = LineBuffer()
    var results: [(line: Int, result: Result<Event, Refusal>)] = []
    let decoder = EventDecoder()
    var copy = text
    copy.withUTF8 { bytes in
      if let batch = lines.add(UnsafeRawBufferPointer(bytes)) { results += decoder.decode(batch) }
    }
    if let batch = lines.finish() { results += decoder.decode(batch) }
    return results
  }

  static let good =
    #"{"id":"e","type":"message","at":"2026-11-21T10:00:00Z","conversation":"c","from":"contact","text":"hi \"you\" \u00e9\n"}"#

  @Test func readsEveryField() throws {
    let line =
      #"{"id":"e-91","type":"message","at":"2026-11-21T10:00:00.123Z","conversation":"c-7","contact":"u-3","channel":"chat","queue":"billing","agent":"jay","from":"contact","text":"Third time","lang":"en","attributes":{"tier":"vip","priority":2,"new":true,"none":null},"extra":[{"deep":1}]}"#
    let event = try #require(Self.decode(line).first).result.get()
    #expect(
      event.id == "e-91" && event.conversation == "c-7" && event.contact == "u-3" && event.channel == "chat")
    #expect(event.queue == "billing" && event.agent == "jay")
    #expect(event.kind == .message(from: .contact, text: "Third time", language: "en"))
    #expect(event.attributes == ["tier": .string("vip"), "priority": .number(2), "new": .bool(true)])
  }

  /// A line, the kind of its refusal, and words of the reason.
  @Test(arguments: [
    ("not json", Refusal.Kind.notJSON, "JSON"), ("[1]", .notJSON, "not a JSON object"),
    ("{\"id\":\"x\"", .notJSON, "not JSON"),
    (good + " {}", .notJSON, "follows"), (#"{"id":5}"#, .badField, "field 'id': not a text"),
    (#"{"type":"message"}"#, .missingField, "field 'id': missing"),
    (#"{"id":"","type":"message"}"#, .badField, "empty"),
    (good.replacing("\"e\"", with: "\"\(String(repeating: "x", count: 257))\""), .badField, "257 bytes"),
    (good.replacing("message", with: "massage"), .unknownType, "unknown type 'massage'"),
    (
      good.replacing("contact", with: "customer"), .badField,
      "'customer' is none of contact, agent, bot, system"
    ),
    (good.replacing("Z\"", with: "\""), .badField, "RFC 3339"),
    (good.replacing("\"conversation\":\"c\",", with: ""), .missingField, "field 'conversation': missing"),
    (good.replacing("\"from\":\"contact\",", with: ""), .missingField, "field 'from'"),
    (good.replacing("\"id\":\"e\"", with: "\"id\":\"e\",\"id\":\"f\""), .badField, "stands twice"),
    (#"{"id":"e","attributes":5}"#, .badField, "not an object"),
    (#"{"id":"e","attributes":{"a":[1]}}"#, .badField, "attributes.a"),
    (#"{"id":"e","x":[[[[[[[[[1]]]]]]]]]}"#, .tooDeep, "8 deep"),
    (
      #"{"id":"e","type":"conversation.rated","at":"2026-11-21T10:00:00Z","conversation":"c"}"#,
      .missingField, "score"
    ),
    (
      #"{"id":"e","type":"conversation.rated","at":"2026-11-21T10:00:00Z","conversation":"c","score":9}"#,
      .badField, "score"
    ),
    (
      #"{"id":"e","type":"conversation.rated","at":"2026-11-21T10:00:00Z","conversation":"c","score":"9"}"#,
      .badField, "not a number"
    ),
    (
      #"{"id":"e","type":"agent.status","at":"2026-11-21T10:00:00Z","agent":"a","status":"asleep"}"#,
      .badField, "asleep"
    ),
    (#"{"id":"e","type":"contact.merged","at":"2026-11-21T10:00:00Z","contact":"a"}"#, .missingField, "into"),
  ])
  func refuses(_ line: String, _ kind: Refusal.Kind, _ words: String) throws {
    let results = Self.decode(Self.good + "\n" + line + "\n" + Self.good + "\n")
    #expect(results.count == 3)
    #expect(
      (try? results[0].result.get()) != nil && (try? results[2].result.get()) != nil, "the rest goes on")
    #expect(results[1].line == 2)
    guard case .failure(let refusal) = results[1].result else {
      return #expect(Bool(false), "accepted: \(line)")
    }
    #expect(refusal.kind == kind)
    #expect(refusal.message.contains(words), "\(refusal.message)")
  }

  @Test func invalidUTF8IsRefused() {
    var lines = LineBuffer()
    let bytes = Array(Self.good.utf8) + [0x0A, 0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x3A, 0x31, 0x7D, 0x0A]
    let batch = bytes.withUnsafeBytes { lines.add($0) }
    let results = batch.map { EventDecoder().decode($0) } ?? []
    guard case .failure(let refusal) = results.last?.result else { return #expect(Bool(false)) }
    #expect(refusal.kind == .notUTF8)
  }

  @Test func linesComeInAnyPieces() {
    let text =
      "\n  \n" + Self.good + "\r\n" + String(repeating: "x", count: LineBuffer.maximumLine + 5) + "\n"
      + Self.good
    var random = SystemRandomNumberGenerator()
    for _ in 0..<5 {
      var lines = LineBuffer()
      var results: [(line: Int, result: Result<Event, Refusal>)] = []
      let decoder = EventDecoder()
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...300_000, using: &random)
        let piece = rest.prefix(count)
        rest = rest.dropFirst(count)
        if let batch = piece.withUnsafeBytes({ lines.add($0) }) { results += decoder.decode(batch) }
      }
      if let batch = lines.finish() { results += decoder.decode(batch) }
      #expect(results.map(\.line) == [3, 4, 5])
      guard results.count == 3, case .failure(let refusal) = results[1].result else {
        return #expect(Bool(false))
      }
      #expect(refusal.kind == .tooLong)
    }
  }

  @Test func writesJSONThatReadsBack() {
    var writer = JSONWriter()
    writer.object { json in
      json.field("a", "quote \" slash \\ line \n tab \t bell \u{7} ü 😀")
      json.key("b")
      json.array { json in
        json.value(1.5)
        json.value(3.0)
        json.value(.infinity)
        json.value(true)
      }
    }
    #expect(writer.text == #"{"a":"quote \" slash \\ line \n tab \t bell \u0007 ü 😀","b":[1.5,3,null,true]}"#)
  }
}
