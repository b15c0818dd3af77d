// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Language
import ServiceLevels

extension EvidencePiece: Packable {
  /// Writes a piece of evidence.
  public func pack(into packer: inout Packer) {
    packer.write(kind.rawValue)
    packer.write(points)
    packer.write(event)
    packer.write(quote)
    packer.write(at)
  }

  /// Reads a piece of evidence.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    guard let kind = EvidenceKind(rawValue: try unpacker.byte()) else { throw unpacker.damaged }
    self.init(
      kind: kind, points: try unpacker.double(), event: try unpacker.string(), quote: try unpacker.string(),
      at: try unpacker.instant())
  }
}

extension RiskState: Packable {
  /// Writes the evidence.
  public func pack(into packer: inout Packer) {
    packer.write(at)
    packer.write(openedAt)
    packer.write(each: pieces) { $0.write($1) }
    packer.write(each: marks) {
      $0.write($1.at)
      $0.write($1.sum)
    }
  }

  /// Reads the evidence.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let at = try unpacker.instant()
    let openedAt = try unpacker.instant()
    let pieces = try unpacker.array { unpacker throws(Unpacker.Damaged) in try EvidencePiece(from: &unpacker)
    }
    let marks = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Mark(at: try unpacker.instant(), sum: try unpacker.double())
    }
    self.init(at: at, openedAt: openedAt, pieces: pieces, marks: marks)
  }
}

extension MessageRecord: Packable {
  func pack(into packer: inout Packer) {
    packer.write(at)
    packer.write(tones)
    packer.write(UInt64(channel))
    packer.write(Int(sentiment))
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(
      at: try unpacker.instant(), tones: try unpacker.value(),
      channel: UInt32(truncatingIfNeeded: try unpacker.unsigned()),
      sentiment: Int16(truncatingIfNeeded: try unpacker.int()))
  }
}

extension Conversation: Packable {
  /// Writes all that is known of it.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(openedAt)
    packer.write(serial)
    for place in [contact, agent, queue, holds, transfers, reopened, unanswered, overdueStage] {
      packer.write(Int(place))
    }
    packer.write(channel)
    packer.write(language)
    packer.write(risk)
    packer.write(attributes)
    packer.write(lastEventAt)
    packer.write(lastMessageAt)
    packer.write(lastAgentMessageAt)
    packer.write(closed?.rawValue)
    packer.write(closedAt)
    packer.write(heldSince)
    packer.write(heldTotal)
    packer.write(waitingSince)
    for truth in [hasAgentSpoken, isPending, asksForSupervisor, repeatsItself, isAtRisk] {
      packer.write(truth)
    }
    packer.write(each: messages) { $0.write($1) }
    packer.write(each: sketches) { $0.write($1) }
    packer.write(firstSentiment) { $0.write(Int($1)) }
    packer.write(firstContactAt)
    packer.write(Int(serviceLevel))
    packer.write(each: ServiceLevel.Promise.allCases) { packer, promise in
      packer.write(clocks[promise]) { $0.write($1) }
    }
    packer.write(each: ratings) { $0.write($1) }
    for log in [holdLog, transferLog] { packer.write(each: log) { $0.write($1) } }
    for promise in 0..<4 { packer.write(Int(breaches[promise])) }
    packer.write(firstWait) { $0.write($1) }
    packer.write(gaveUpAfter) { $0.write($1) }
    packer.write(isRepeat)
    packer.write(isEscalated)
    packer.write(shareBefore) { $0.write($1) }
    packer.write(handling)
  }

  /// Reads all that is known of it.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(name: try unpacker.string(), openedAt: try unpacker.instant(), serial: try unpacker.signed())
    func place() throws(Unpacker.Damaged) -> Int32 { Int32(truncatingIfNeeded: try unpacker.int()) }
    contact = try place()
    agent = try place()
    queue = try place()
    holds = try place()
    transfers = try place()
    reopened = try place()
    unanswered = try place()
    overdueStage = try place()
    channel = try unpacker.optionalString()
    language = try unpacker.optionalString()
    risk = try unpacker.value()
    attributes = try unpacker.value()
    lastEventAt = try unpacker.instant()
    lastMessageAt = try unpacker.optionalInstant()
    lastAgentMessageAt = try unpacker.instant()
    if let status = try unpacker.optionalString() {
      guard let known = Status(rawValue: status) else { throw unpacker.damaged }
      closed = known
    }
    closedAt = try unpacker.optionalInstant()
    heldSince = try unpacker.optionalInstant()
    heldTotal = try unpacker.interval()
    waitingSince = try unpacker.optionalInstant()
    hasAgentSpoken = try unpacker.bool()
    isPending = try unpacker.bool()
    asksForSupervisor = try unpacker.bool()
    repeatsItself = try unpacker.bool()
    isAtRisk = try unpacker.bool()
    messages = try unpacker.array { unpacker throws(Unpacker.Damaged) in try MessageRecord(from: &unpacker) }
    sketches = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Sketch(from: &unpacker) }
    firstSentiment = try unpacker.optional { unpacker throws(Unpacker.Damaged) in
      Int16(truncatingIfNeeded: try unpacker.int())
    }
    firstContactAt = try unpacker.optionalInstant()
    serviceLevel = try place()
    let clocks = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      try unpacker.optional { unpacker throws(Unpacker.Damaged) in try Clock(from: &unpacker) }
    }
    for (promise, clock) in zip(ServiceLevel.Promise.allCases, clocks) { self.clocks[promise] = clock }
    ratings = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Rating(from: &unpacker) }
    holdLog = try unpacker.instants()
    transferLog = try unpacker.instants()
    for promise in 0..<4 { breaches[promise] = UInt16(truncatingIfNeeded: try unpacker.int()) }
    firstWait = try unpacker.optionalInterval()
    gaveUpAfter = try unpacker.optionalInterval()
    isRepeat = try unpacker.bool()
    isEscalated = try unpacker.bool()
    shareBefore = try unpacker.optionalInterval()
    handling = try unpacker.interval()
  }
}

extension Rating: Packable {
  func pack(into packer: inout Packer) {
    packer.write(at)
    packer.write(value)
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(at: try unpacker.instant(), value: try unpacker.double())
  }
}

extension Unpacker {
  mutating func instants() throws(Damaged) -> [Instant] {
    try array { unpacker throws(Damaged) in try unpacker.instant() }
  }

  mutating func intervals() throws(Damaged) -> [Interval] {
    try array { unpacker throws(Damaged) in try unpacker.interval() }
  }

  mutating func optionalInterval() throws(Damaged) -> Interval? {
    try optional { unpacker throws(Damaged) in try unpacker.interval() }
  }
}

extension Contact: Packable {
  /// Writes all that is known of the contact.
  public func pack(into packer: inout Packer) {
    packer.write(each: names) { $0.write($1) }
    packer.write(each: open) { $0.write(Int($1)) }
    for log in [openings, transfers, holds] { packer.write(each: log) { $0.write($1) } }
    packer.write(each: ratings) { $0.write($1) }
    packer.write(each: messages) { $0.write($1) }
    packer.write(UInt64(lastChannel))
    packer.write(lastMessageAt)
    packer.write(lastEventAt)
  }

  /// Reads all that is known of the contact.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let names = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.string() }
    guard let name = names.first else { throw unpacker.damaged }
    self.init(name: name, at: .distantPast)
    self.names = names
    open = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Int32(truncatingIfNeeded: try unpacker.int())
    }
    openings = try unpacker.instants()
    transfers = try unpacker.instants()
    holds = try unpacker.instants()
    ratings = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Rating(from: &unpacker) }
    messages = try unpacker.array { unpacker throws(Unpacker.Damaged) in try MessageRecord(from: &unpacker) }
    lastChannel = UInt32(truncatingIfNeeded: try unpacker.unsigned())
    lastMessageAt = try unpacker.optionalInstant()
    lastEventAt = try unpacker.instant()
  }
}
