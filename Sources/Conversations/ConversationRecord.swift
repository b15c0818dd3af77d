// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import ServiceLevels

/// What is kept of a conversation when it is over: figures and names, no words.
public struct ConversationRecord: Equatable, Sendable {
  /// Its number in the order of all conversations ever opened.
  public var serial: Int64
  /// The name the integrator gave it.
  public var name: String
  /// Its contact, agent, queue and channel as known last.
  public var contact, agent, queue, channel: String?
  /// When it was opened.
  public var openedAt: Instant
  /// Where it stands.
  public var status: Conversation.Status
  /// Whether the contact had been here shortly before.
  public var isRepeat: Bool
  /// Whether somebody escalated it.
  public var isEscalated: Bool
  /// How often it was reopened, transferred, put on hold.
  public var reopened, transfers, holds: Int
  /// Time on hold.
  public var holdTime: Interval
  /// How long the contact waited for the first answer; `nil` when there was none.
  public var firstWait: Interval?
  /// How long the contact waited before giving up; `nil` for one that was not abandoned while waiting.
  public var gaveUpAfter: Interval?
  /// How often each promise was broken, in the order of `ServiceLevel.Promise`.
  public var breaches: [Int]
  /// Ratings, on a scale to 5.
  public var ratings: [Double]
}

extension World {
  /// What is to be kept of a conversation.
  public func record(ofConversation slot: Int32) -> ConversationRecord {
    let c = conversations[slot]
    return ConversationRecord(
      serial: c.serial, name: c.name, contact: c.contact < 0 ? nil : contacts[c.contact].name,
      agent: c.agent < 0 ? nil : agents[c.agent].name, queue: c.queue < 0 ? nil : queues[c.queue].name,
      channel: c.channel, openedAt: c.openedAt, status: c.status, isRepeat: c.isRepeat,
      isEscalated: c.isEscalated, reopened: Int(c.reopened), transfers: Int(c.transfers),
      holds: Int(c.holds), holdTime: c.heldTotal, firstWait: c.firstWait, gaveUpAfter: c.gaveUpAfter,
      breaches: ServiceLevel.Promise.allCases.map { Int(c.breaches[Int($0.rawValue)]) },
      ratings: c.ratings.map(\.value))
  }
}

extension ConversationRecord: Packable {
  /// Writes the record.
  public func pack(into packer: inout Packer) {
    packer.write(serial)
    packer.write(name)
    for name in [contact, agent, queue, channel] { packer.write(name) }
    packer.write(openedAt)
    packer.write(status.rawValue)
    packer.write(isRepeat)
    packer.write(isEscalated)
    for count in [reopened, transfers, holds] { packer.write(count) }
    packer.write(holdTime)
    for wait in [firstWait, gaveUpAfter] { packer.write(wait) { $0.write($1) } }
    packer.write(each: breaches) { $0.write($1) }
    packer.write(each: ratings) { $0.write($1) }
  }

  /// Reads a record.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    serial = try unpacker.signed()
    name = try unpacker.string()
    contact = try unpacker.optionalString()
    agent = try unpacker.optionalString()
    queue = try unpacker.optionalString()
    channel = try unpacker.optionalString()
    openedAt = try unpacker.instant()
    guard let status = Conversation.Status(rawValue: try unpacker.string()) else { throw unpacker.damaged }
    self.status = status
    isRepeat = try unpacker.bool()
    isEscalated = try unpacker.bool()
    reopened = try unpacker.int()
    transfers = try unpacker.int()
    holds = try unpacker.int()
    holdTime = try unpacker.interval()
    firstWait = try unpacker.optionalInterval()
    gaveUpAfter = try unpacker.optionalInterval()
    breaches = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.int() }
    ratings = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.double() }
  }
}
