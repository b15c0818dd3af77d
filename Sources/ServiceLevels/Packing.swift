// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

extension Zone: Packable {
  /// Writes name and transitions.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(each: transitions) {
      $0.write($1.at)
      $0.write($1.offset)
    }
  }

  /// Reads a zone.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let name = try unpacker.string()
    self.init(
      name: name,
      transitions: try unpacker.array { unpacker throws(Unpacker.Damaged) in
        Transition(at: try unpacker.instant(), offset: try unpacker.interval())
      })
  }
}

extension OpeningHours.Period: Packable {
  /// Writes both ends.
  public func pack(into packer: inout Packer) {
    packer.write(start)
    packer.write(end)
  }

  /// Reads a period.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(start: try unpacker.interval(), end: try unpacker.interval())
  }
}

extension OpeningHours: Packable {
  /// Writes zone, week and special days, those in order.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(zone)
    packer.write(each: week) { $0.write(each: $1) { $0.write($1) } }
    packer.write(each: days.sorted { $0.key < $1.key }) {
      $0.write($1.key.day)
      $0.write(each: $1.value) { $0.write($1) }
    }
    packer.write(each: yearly.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write(each: $1.value) { $0.write($1) }
    }
  }

  /// Reads opening hours.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    func periods(_ unpacker: inout Unpacker) throws(Unpacker.Damaged) -> [Period] {
      try unpacker.array { unpacker throws(Unpacker.Damaged) in try Period(from: &unpacker) }
    }
    let name = try unpacker.string()
    let zone = try unpacker.value(Zone.self)
    let week = try unpacker.array { unpacker throws(Unpacker.Damaged) in try periods(&unpacker) }
    let days = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      (CivilDate(day: try unpacker.int()), try periods(&unpacker))
    }
    let yearly = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      (try unpacker.int(), try periods(&unpacker))
    }
    self.init(
      name: name, zone: zone, week: week, days: Dictionary(days, uniquingKeysWith: { $1 }),
      yearly: Dictionary(yearly, uniquingKeysWith: { $1 }))
  }
}

extension ServiceLevel: Packable {
  /// Writes all of it.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(match)
    packer.write(hours)
    packer.write(each: targets) { $0.write($1) { $0.write($1) } }
  }

  /// Reads a service level.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(
      name: try unpacker.string(), match: try unpacker.optionalString(), hours: try unpacker.value(),
      targets: try unpacker.array { unpacker throws(Unpacker.Damaged) in
        try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.interval() }
      })
  }
}

extension Clock: Packable {
  /// Writes all of it.
  public func pack(into packer: inout Packer) {
    packer.write(start)
    packer.write(gathered)
    packer.write(since)
    packer.write(isBreached)
  }

  /// Reads a clock.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(
      start: try unpacker.instant(), gathered: try unpacker.interval(), since: try unpacker.optionalInstant(),
      isBreached: try unpacker.bool())
  }
}
