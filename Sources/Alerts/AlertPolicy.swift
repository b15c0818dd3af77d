// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// How alerts come to people: who is told, what keeps them quiet, and how much one is told.
public struct AlertPolicy: Equatable, Sendable {
  /// Who is told of which alerts; empty where there is nobody to tell.
  public var routes: [Route] = []
  /// Which alerts keep which others quiet.
  public var inhibitions: [Inhibition] = []
  /// How much a receiver is told.
  public var limits = Limits()
  /// The same for some receivers, by name.
  public var exceptions: [String: Limits] = [:]
  /// Receivers that hear of ladders which end without an answer.
  public var administrators: [String] = []
  /// The names of all receivers.
  public var receivers: [String] = []

  /// Nobody is told.
  public init(routes: [Route] = []) {
    self.routes = routes
    receivers = routes.flatMap(\.receivers).withoutRepetitions
  }

  func limits(of receiver: String) -> Limits { exceptions[receiver] ?? limits }
}

/// How much a receiver is told.
public struct Limits: Equatable, Sendable {
  /// So many in such a time.
  public struct Allowance: Equatable, Sendable {
    /// At least one.
    public var count: Int
    /// Longer than nothing.
    public var per: Interval

    /// Makes an allowance.
    public init(_ count: Int, per: Interval) {
      self.count = count
      self.per = per
    }
  }

  /// What is over it waits in a digest, critical ones excepted; `nil` for no limit.
  public var budget: Allowance?
  /// What is over it, critical or not, is told as one at the end of such a time; `nil` for no limit.
  public var storm: Allowance?

  /// No limit, unless one is named.
  public init(budget: Allowance? = nil, storm: Allowance? = nil) {
    self.budget = budget
    self.storm = storm
  }
}

extension Limits: Packable {
  /// Writes both.
  public func pack(into packer: inout Packer) {
    for allowance in [budget, storm] {
      packer.write(allowance) {
        $0.write($1.count)
        $0.write($1.per)
      }
    }
  }

  /// Reads both.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    func allowance(_ unpacker: inout Unpacker) throws(Unpacker.Damaged) -> Allowance? {
      try unpacker.optional { unpacker throws(Unpacker.Damaged) in
        Allowance(try unpacker.int(), per: try unpacker.interval())
      }
    }
    self.init(budget: try allowance(&unpacker), storm: try allowance(&unpacker))
  }
}

extension AlertPolicy: Packable {
  /// Writes all of it.
  public func pack(into packer: inout Packer) {
    packer.write(each: routes) { $0.write($1) }
    packer.write(each: inhibitions) { $0.write($1) }
    packer.write(limits)
    packer.write(each: exceptions.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value)
    }
    packer.write(each: administrators) { $0.write($1) }
    packer.write(each: receivers) { $0.write($1) }
  }

  /// Reads a policy.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    routes = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Route(from: &unpacker) }
    inhibitions = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Inhibition(from: &unpacker) }
    limits = try unpacker.value()
    let pairs = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      (try unpacker.string(), try Limits(from: &unpacker))
    }
    exceptions = Dictionary(pairs, uniquingKeysWith: { $1 })
    administrators = try unpacker.strings()
    receivers = try unpacker.strings()
  }
}
