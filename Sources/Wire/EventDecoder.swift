// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CSimdJSON
public import Events

/// Why a line was refused.
public struct Refusal: Error, Equatable, Sendable {
  /// The kind of refusal, for counters.
  public enum Kind: String, CaseIterable, Sendable {
    case tooLong = "too_long"
    case notUTF8 = "not_utf8"
    case notJSON = "not_json"
    case tooDeep = "too_deep"
    case missingField = "missing_field"
    case badField = "bad_field"
    case unknownType = "unknown_type"
    case inFuture = "in_future"
  }

  /// The kind of refusal.
  public var kind: Kind
  /// The field and what is wrong with it, in one sentence.
  public var message: String

  /// Describes a refusal.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

/// Reads events from lines of NDJSON. Owns a parser's memory: one for each lane that decodes.
public final class EventDecoder {
  /// The longest id or name, in bytes.
  public static let maximumName = 256
  /// The longest text of an attribute, in bytes.
  public static let maximumAttribute = 4096

  private let parser: OpaquePointer
  private var raw = fs_event()
  private var error = fs_error()

  /// Makes a decoder.
  public init() {
    guard let parser = fs_parser_new() else {
      // Allocation failed at start; nothing can be read without a parser.
      fatalError("out of memory for the JSON parser")
    }
    self.parser = parser
  }

  deinit {
    fs_parser_free(parser)
  }

  /// Reads every line of a batch, blank ones left out.
  public func decode(_ batch: LineBatch) -> [(line: Int, result: Result<Event, Refusal>)] {
    var results: [(line: Int, result: Result<Event, Refusal>)] = []
    results.reserveCapacity(batch.lines.count)
    batch.bytes.withUnsafeBufferPointer { bytes in
      for (number, range) in batch.lines where !isBlank(bytes[range]) {
        results.append((number, decode(UnsafeBufferPointer(rebasing: bytes[range]))))
      }
    }
    for number in batch.tooLong {
      let limit = LineBuffer.maximumLine
      results.append((number, .failure(Refusal(.tooLong, "the line is longer than \(limit) bytes"))))
    }
    if !batch.tooLong.isEmpty { results.sort { $0.line < $1.line } }
    return results
  }

  private func isBlank(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  /// Reads one line, behind which `FS_PADDING` bytes may be read.
  func decode(_ line: UnsafeBufferPointer<UInt8>) -> Result<Event, Refusal> {
    guard let base = line.baseAddress else { return .failure(Refusal(.notJSON, "the line is empty")) }
    let result = base.withMemoryRebound(to: CChar.self, capacity: line.count) {
      fs_parse_event(parser, $0, line.count, &raw, &error)
    }
    do throws(Refusal) {
      guard result == FS_OK else { throw refusal(result) }
      return .success(try event())
    } catch {
      return .failure(error)
    }
  }

  // MARK: - Fields

  private func event() throws(Refusal) -> Event {
    let id = try required(FS_ID, "id")
    let typeName = try required(FS_TYPE, "type")
    let atText = try required(FS_AT, "at")
    guard let at = Instant(rfc3339: atText) else {
      throw Refusal(
        .badField,
        "field 'at': '\(shortened(atText))' is no RFC 3339 time with a zone, such as 2026-11-21T10:00:00Z")
    }
    let kind = try kind(typeName)
    var event = Event(
      id: id, at: at, kind: kind, conversation: try name(FS_CONVERSATION, "conversation"),
      contact: try name(FS_CONTACT, "contact"), agent: try name(FS_AGENT, "agent"),
      queue: try name(FS_QUEUE, "queue"),
      channel: try name(FS_CHANNEL, "channel"))
    if raw.attribute_count > 0 { event.attributes = try attributes() }
    switch kind {
    case .agentStatus where event.agent == nil: throw missing("agent", typeName)
    case .contactMerged where event.contact == nil: throw missing("contact", typeName)
    case .agentStatus, .contactMerged: break
    default:
      if event.conversation == nil { throw missing("conversation", typeName) }
    }
    return event
  }

  private func missing(_ field: String, _ type: String) -> Refusal {
    Refusal(.missingField, "field '\(field)': missing; an event of type '\(type)' needs it")
  }

  private static let types = [
    "conversation.opened", "conversation.assigned", "conversation.transferred", "conversation.held",
    "conversation.unheld", "conversation.pending", "conversation.resumed", "conversation.resolved",
    "conversation.reopened", "conversation.abandoned", "conversation.escalated", "conversation.rated",
    "message",
    "note", "agent.status", "contact.merged",
  ]

  private func kind(_ type: String) throws(Refusal) -> Event.Kind {
    switch type {
    case "message": return .message(from: try author(), text: text(FS_BODY) ?? "", language: text(FS_LANG))
    case "note": return .note(text: text(FS_BODY) ?? "")
    case "conversation.opened": return .opened
    case "conversation.assigned": return .assigned
    case "conversation.transferred": return .transferred
    case "conversation.held": return .held
    case "conversation.unheld": return .unheld
    case "conversation.pending": return .pending
    case "conversation.resumed": return .resumed
    case "conversation.resolved": return .resolved
    case "conversation.reopened": return .reopened
    case "conversation.abandoned": return .abandoned
    case "conversation.escalated": return .escalated
    case "conversation.rated": return try rating()
    case "agent.status": return .agentStatus(try status())
    case "contact.merged":
      guard let into = try name(FS_INTO, "into") else { throw missing("into", type) }
      return .contactMerged(into: into)
    default:
      throw Refusal(
        .unknownType,
        "field 'type': unknown type '\(shortened(type))'; known are \(Self.types.joined(separator: ", "))")
    }
  }

  private func author() throws(Refusal) -> Event.Author {
    let known = Event.Author.allCases.map(\.rawValue).joined(separator: ", ")
    guard let from = text(FS_FROM) else {
      throw Refusal(.missingField, "field 'from': missing; a message says who wrote it: \(known)")
    }
    guard let author = Event.Author(rawValue: from) else {
      throw Refusal(.badField, "field 'from': '\(shortened(from))' is none of \(known)")
    }
    return author
  }

  private func status() throws(Refusal) -> AgentStatus {
    let known = AgentStatus.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text = text(FS_STATUS) else {
      throw Refusal(.missingField, "field 'status': missing; it is one of \(known)")
    }
    guard let status = AgentStatus(rawValue: text) else {
      throw Refusal(.badField, "field 'status': '\(shortened(text))' is none of \(known)")
    }
    return status
  }

  private func rating() throws(Refusal) -> Event.Kind {
    guard raw.has_score != 0 else { throw missing("score", "conversation.rated") }
    let scale = raw.has_scale != 0 ? raw.scale : 5
    guard scale > 0, scale <= 1000 else {
      throw Refusal(.badField, "field 'scale': \(scale) is not between 0 and 1000")
    }
    guard raw.score >= 0, raw.score <= scale else {
      throw Refusal(.badField, "field 'score': \(raw.score) is not between 0 and the scale, \(scale)")
    }
    return .rated(score: raw.score, scale: scale)
  }

  private func required(_ index: Int, _ field: String) throws(Refusal) -> String {
    guard let text = try name(index, field) else { throw Refusal(.missingField, "field '\(field)': missing") }
    return text
  }

  /// A name of 1–256 bytes; `nil` when the field is missing.
  private func name(_ index: Int, _ field: String) throws(Refusal) -> String? {
    guard let text = text(index) else { return nil }
    guard !text.isEmpty else {
      throw Refusal(.badField, "field '\(field)': empty; leave it out if it is not known")
    }
    guard text.utf8.count <= Self.maximumName else {
      throw Refusal(
        .badField, "field '\(field)': \(text.utf8.count) bytes are more than the \(Self.maximumName) allowed")
    }
    return text
  }

  private func text(_ index: Int) -> String? {
    withUnsafePointer(to: &raw.text) { pointer in
      pointer.withMemoryRebound(to: fs_text.self, capacity: FS_TEXT_FIELDS) { string($0[index]) }
    }
  }

  private func string(_ text: fs_text) -> String? {
    guard let bytes = text.bytes else { return nil }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: text.length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: text.length), as: UTF8.self)
    }
  }

  private func attributes() throws(Refusal) -> [String: AttributeValue] {
    let count = Int(raw.attribute_count)
    let list = withUnsafePointer(to: &raw.attributes) { pointer in
      pointer.withMemoryRebound(to: fs_attribute.self, capacity: Int(FS_MAX_ATTRIBUTES)) {
        Array(UnsafeBufferPointer(start: $0, count: count))
      }
    }
    var attributes: [String: AttributeValue] = [:]
    for attribute in list {
      let name = string(attribute.name) ?? ""
      guard name.utf8.count <= Self.maximumName else {
        throw Refusal(.badField, "field 'attributes': a name is longer than \(Self.maximumName) bytes")
      }
      switch Int(attribute.kind) {
      case FS_STRING:
        let text = string(attribute.text) ?? ""
        guard text.utf8.count <= Self.maximumAttribute else {
          throw Refusal(.badField, "field 'attributes.\(name)': longer than \(Self.maximumAttribute) bytes")
        }
        attributes[name] = .string(text)
      case FS_NUMBER: attributes[name] = .number(attribute.number)
      default: attributes[name] = .bool(attribute.truth != 0)
      }
    }
    return attributes
  }

  // MARK: - Refusals

  private func refusal(_ result: fs_result) -> Refusal {
    let field = self.error.field.map { bytes in
      bytes.withMemoryRebound(to: UInt8.self, capacity: self.error.field_length) {
        shortened(
          String(decoding: UnsafeBufferPointer(start: $0, count: self.error.field_length), as: UTF8.self))
      }
    }
    let name = field ?? "?"
    switch result {
    case FS_NOT_UTF8: return Refusal(.notUTF8, "the line is not valid UTF-8")
    case FS_NOT_OBJECT: return Refusal(.notJSON, "not a JSON object; an event is one {…} a line")
    case FS_NOT_STRING: return Refusal(.badField, "field '\(name)': not a text; write it in quotes")
    case FS_NOT_NUMBER: return Refusal(.badField, "field '\(name)': not a number")
    case FS_NOT_ATTRIBUTES: return Refusal(.badField, "field 'attributes': not an object")
    case FS_BAD_ATTRIBUTE:
      return Refusal(.badField, "field 'attributes.\(name)': neither a text nor a number nor true or false")
    case FS_TOO_MANY_ATTRIBUTES:
      return Refusal(.badField, "field 'attributes': more than \(FS_MAX_ATTRIBUTES) of them")
    case FS_TOO_DEEP: return Refusal(.tooDeep, "nested more than \(FS_MAX_DEPTH) deep")
    case FS_TWICE: return Refusal(.badField, "field '\(name)': stands twice")
    default:
      return Refusal(
        .notJSON,
        "not JSON: \(lowercaseFirst(self.error.detail.map { String(cString: $0) } ?? "unknown fault"))")
    }
  }

  private func lowercaseFirst(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst()
  }

  private func shortened(_ text: String) -> String {
    text.utf8.count <= 64 ? text : String(text.prefix(48)) + "…"
  }
}
