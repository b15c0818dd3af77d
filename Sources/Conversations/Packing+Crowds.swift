// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

extension Agent: Packable {
  /// Writes all that is known of the agent.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(status?.rawValue)
    packer.write(statusSince)
    packer.write(Int(queue))
    for log in [breaches, escalations, holds, transfers] { packer.write(each: log) { $0.write($1) } }
    packer.write(each: afterCallWork) {
      $0.write($1.start)
      $0.write($1.end)
    }
    packer.write(each: heard) {
      $0.write($1.at)
      $0.write(Int($1.sentiment))
    }
    packer.write(each: tempers) {
      $0.write($1.conversation)
      $0.write($1.isAngry)
    }
    packer.write(share)
    packer.write(shareAt)
  }

  /// Reads all that is known of the agent.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(name: try unpacker.string())
    if let status = try unpacker.optionalString() {
      guard let known = AgentStatus(rawValue: status) else { throw unpacker.damaged }
      self.status = known
    }
    statusSince = try unpacker.optionalInstant()
    queue = Int32(truncatingIfNeeded: try unpacker.int())
    breaches = try unpacker.instants()
    escalations = try unpacker.instants()
    holds = try unpacker.instants()
    transfers = try unpacker.instants()
    afterCallWork = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Spell(start: try unpacker.instant(), end: try unpacker.instant())
    }
    heard = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Heard(at: try unpacker.instant(), sentiment: Int16(truncatingIfNeeded: try unpacker.int()))
    }
    tempers = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Temper(conversation: try unpacker.signed(), isAngry: try unpacker.bool())
    }
    share = try unpacker.interval()
    shareAt = try unpacker.instant()
  }
}

extension QueueState: Packable {
  /// Writes all that is known of the queue.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(each: abandoned) { $0.write($1) }
    packer.write(each: arrivals) { $0.write($1) }
    packer.write(each: handled) { $0.write($1) }
    packer.write(each: waits) {
      $0.write($1.length)
      $0.write($1.gaveUp)
    }
    packer.write(crowd)
  }

  /// Reads all that is known of the queue.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(name: try unpacker.string())
    for instant in try unpacker.instants() { abandoned.append(instant) }
    for instant in try unpacker.instants() { arrivals.append(instant) }
    handled = try unpacker.intervals()
    waits = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Wait(length: try unpacker.interval(), gaveUp: try unpacker.bool())
    }
    crowd = try unpacker.value()
  }
}

extension Crowd: Packable {
  func pack(into packer: inout Packer) {
    packer.write(negativesBefore)
    packer.write(each: messages) {
      $0.write($1.at)
      $0.write($1.negatives)
    }
    packer.write(each: ended) {
      $0.write($1.at)
      $0.write($1.conversation)
    }
    packer.write(each: seasons.sorted { $0.key < $1.key }) { packer, season in
      packer.write(season.key.metric.rawValue)
      packer.write(season.key.window)
      packer.write(each: season.value.hours) {
        $0.write($1.mean)
        $0.write($1.meanDeviation)
        $0.write($1.count)
      }
    }
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    negativesBefore = try unpacker.signed()
    for message in try unpacker.array({ unpacker throws(Unpacker.Damaged) in
      Heard(at: try unpacker.instant(), negatives: try unpacker.signed())
    }) { messages.append(message) }
    for entry in try unpacker.array({ unpacker throws(Unpacker.Damaged) in
      Ended(at: try unpacker.instant(), conversation: try unpacker.signed())
    }) { ended.append(entry) }
    for _ in 0..<(try unpacker.unsigned()) {
      guard let metric = Metric(rawValue: try unpacker.byte()) else { throw unpacker.damaged }
      let season = Season(metric, try unpacker.interval())
      var seasonal = Seasonal()
      let hours = try unpacker.array { unpacker throws(Unpacker.Damaged) in
        Seasonal.Hour(
          mean: try unpacker.double(), meanDeviation: try unpacker.double(), count: try unpacker.int())
      }
      guard hours.count == seasonal.hours.count else { throw unpacker.damaged }
      seasonal.hours = hours
      seasons[season] = seasonal
    }
  }
}

extension Topics: Packable {
  func pack(into packer: inout Packer) {
    packer.write(UInt64(messages))
    packer.write(each: counts.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write(UInt64($1.value))
    }
    packer.write(each: recent) { packer, said in
      packer.write(said.at)
      packer.write(said.conversation)
      packer.write(Int(said.queue))
      packer.write(each: said.words) { $0.write($1) }
    }
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    messages = UInt32(truncatingIfNeeded: try unpacker.unsigned())
    for _ in 0..<(try unpacker.unsigned()) {
      let word = try unpacker.unsigned()
      counts[word] = UInt32(truncatingIfNeeded: try unpacker.unsigned())
    }
    let said = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Said(
        at: try unpacker.instant(), conversation: try unpacker.signed(),
        queue: Int32(truncatingIfNeeded: try unpacker.int()),
        words: try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.string() })
    }
    for entry in said { recent.append(entry) }
  }
}
