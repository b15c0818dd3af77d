// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension AttributeValue: Packable {
  /// Writes the value with its type.
  public func pack(into packer: inout Packer) {
    switch self {
    case .string(let text):
      packer.write(UInt8(0))
      packer.write(text)
    case .number(let number):
      packer.write(UInt8(1))
      packer.write(number)
    case .bool(let truth):
      packer.write(UInt8(2))
      packer.write(truth)
    }
  }

  /// Reads the value with its type.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    switch try unpacker.byte() {
    case 0: self = .string(try unpacker.string())
    case 1: self = .number(try unpacker.double())
    case 2: self = .bool(try unpacker.bool())
    default: throw unpacker.damaged
    }
  }
}

extension Dictionary: Packable where Key == String, Value: Packable {
  /// Writes the entries in the order of their keys, so that equal dictionaries give equal bytes.
  public func pack(into packer: inout Packer) {
    packer.write(each: sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value)
    }
  }

  /// Reads the entries.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self = [:]
    let count = try unpacker.unsigned()
    for _ in 0..<count {
      let key = try unpacker.string()
      self[key] = try unpacker.value(Value.self)
    }
  }
}

// The words of a message are not packed: the journal keeps their scores and the quoted terms only.
extension Event: Packable {
  /// Writes everything but the text of a message or note.
  public func pack(into packer: inout Packer) {
    packer.write(id)
    packer.write(at)
    packer.write(conversation)
    packer.write(contact)
    packer.write(agent)
    packer.write(queue)
    packer.write(channel)
    packer.write(attributes)
    switch kind {
    case .opened: packer.write(UInt8(0))
    case .assigned: packer.write(UInt8(1))
    case .transferred: packer.write(UInt8(2))
    case .held: packer.write(UInt8(3))
    case .unheld: packer.write(UInt8(4))
    case .pending: packer.write(UInt8(5))
    case .resumed: packer.write(UInt8(6))
    case .resolved: packer.write(UInt8(7))
    case .reopened: packer.write(UInt8(8))
    case .abandoned: packer.write(UInt8(9))
    case .escalated: packer.write(UInt8(10))
    case .rated(let score, let scale):
      packer.write(UInt8(11))
      packer.write(score)
      packer.write(scale)
    case .message(let from, _, let language):
      packer.write(UInt8(12))
      packer.write(from.rawValue)
      packer.write(language)
    case .note: packer.write(UInt8(13))
    case .agentStatus(let status):
      packer.write(UInt8(14))
      packer.write(status.rawValue)
    case .contactMerged(let into):
      packer.write(UInt8(15))
      packer.write(into)
    }
  }

  /// Reads an event; the text of a message or note comes back empty.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let id = try unpacker.string()
    let at = try unpacker.instant()
    let conversation = try unpacker.optionalString()
    let contact = try unpacker.optionalString()
    let agent = try unpacker.optionalString()
    let queue = try unpacker.optionalString()
    let channel = try unpacker.optionalString()
    let attributes = try unpacker.value([String: AttributeValue].self)
    let kind: Kind
    switch try unpacker.byte() {
    case 0: kind = .opened
    case 1: kind = .assigned
    case 2: kind = .transferred
    case 3: kind = .held
    case 4: kind = .unheld
    case 5: kind = .pending
    case 6: kind = .resumed
    case 7: kind = .resolved
    case 8: kind = .reopened
    case 9: kind = .abandoned
    case 10: kind = .escalated
    case 11: kind = .rated(score: try unpacker.double(), scale: try unpacker.double())
    case 12:
      guard let author = Author(rawValue: try unpacker.string()) else { throw unpacker.damaged }
      kind = .message(from: author, text: "", language: try unpacker.optionalString())
    case 13: kind = .note(text: "")
    case 14:
      guard let status = AgentStatus(rawValue: try unpacker.string()) else { throw unpacker.damaged }
      kind = .agentStatus(status)
    case 15: kind = .contactMerged(into: try unpacker.string())
    default: throw unpacker.damaged
    }
    self.init(
      id: id, at: at, kind: kind, conversation: conversation, contact: contact, agent: agent, queue: queue,
      channel: channel, attributes: attributes)
  }
}
