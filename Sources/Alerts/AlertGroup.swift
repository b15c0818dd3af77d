// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Rules

/// Alerts that are told together, so that what arrives can be read.
public struct AlertGroup: Equatable, Sendable {
  /// Why they are told together.
  public enum Kind: String, CaseIterable, Comparable, Sendable {
    /// They fell due while nobody looked.
    case overdue
    /// A route groups them.
    case group
    /// So many came at once that nobody could have read them one by one.
    case storm
    /// The receiver's budget was used up.
    case digest

    /// In alphabetical order.
    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  /// How many alerts a group names; of the others it says how many there are.
  public static let maximumNamed = 50
  /// Up to so many overdue alerts of a rule are told one by one.
  static let leastOverdue = 4

  /// Why they are told together.
  public let kind: Kind
  /// When they were put together.
  public let at: Instant
  /// All of them, what matters most first; at least one. Only the first of them are kept when it is written.
  public private(set) var transitions: [AlertTransition]
  /// How many there are, those not named included.
  public let count: Int
  /// How many came and were over before anybody could be told, and are not counted.
  public let over: Int
  /// How many of them fire, by rule, the most frequent first.
  public let rules: [RuleCount]

  /// How many alerts of a rule a group has.
  public struct RuleCount: Equatable, Sendable {
    /// The rule's name.
    public var rule: String
    /// How many.
    public var count: Int
  }

  /// Puts alerts together; `transitions` has at least one.
  public init(_ kind: Kind, at: Instant, _ transitions: [AlertTransition], over: Int = 0) {
    self.kind = kind
    self.at = at
    self.over = over
    count = transitions.count
    self.transitions = transitions.sorted(by: Self.mattersMore)
    rules = transitions.reduce(into: [String: Int]()) { $0[$1.alert.rule, default: 0] += 1 }
      .map { RuleCount(rule: $0.key, count: $0.value) }.sorted { ($1.count, $0.rule) < ($0.count, $1.rule) }
  }

  /// What lasts before what is over, then by severity, risk, age and name.
  private static func mattersMore(_ a: AlertTransition, _ b: AlertTransition) -> Bool {
    let (x, y) = (a.alert, b.alert)
    if x.status.isLive != y.status.isLive { return x.status.isLive }
    if x.severity != y.severity { return x.severity > y.severity }
    let (risk, other) = (x.circumstances.risk ?? 0, y.circumstances.risk ?? 0)
    if risk != other { return risk > other }
    return (x.firedAt, x.id) < (y.firedAt, y.id)
  }

  /// The same with every alert that it names changed.
  public func mapAlerts(_ change: (AlertTransition) -> AlertTransition) -> AlertGroup {
    var group = self
    group.transitions = transitions.map(change)
    return group
  }

  /// Those that it names.
  public var named: ArraySlice<AlertTransition> { transitions.prefix(Self.maximumNamed) }

  /// The rule they are of; `nil` when they are of several.
  public var rule: String? { rules.count == 1 ? rules[0].rule : nil }
  /// The highest severity among them.
  public var severity: Severity {
    transitions.map(\.alert.severity).max() ?? .info
  }
  /// By how much the first of them is overdue.
  public var overdueBy: Interval { transitions.compactMap(\.alert.overdueBy).max() ?? .zero }

  /// One sentence.
  public var summary: String {
    let alerts = "\(count) alerts" + (rule.map { " of '\($0)'" } ?? "")
    return switch kind {
    case .overdue: "\(alerts) fell due while Foreshock was not running, up to \(overdueBy.inSeconds) ago"
    case .group: "\(alerts) together"
    case .storm: "\(alerts) at once"
    case .digest: "\(alerts) that waited, since there were too many"
    }
  }

  /// The same over all attempts to tell it to somebody.
  public func id(for receivers: [String]) -> String {
    var hash = StableHash()
    hash.add(kind.rawValue)
    for receiver in receivers { hash.add(receiver) }
    for transition in named {
      hash.add(transition.alert.id)
      hash.add(transition.alert.status.rawValue)
    }
    hash.add(UInt64(bitPattern: at.microseconds))
    return "fg-" + hash.hex(24)
  }
}

extension AlertGroup: Packable {
  /// Writes the group.
  public func pack(into packer: inout Packer) {
    packer.write(kind.rawValue)
    packer.write(at)
    packer.write(each: named) { $0.write($1) }
    packer.write(count)
    packer.write(over)
    packer.write(each: rules) {
      $0.write($1.rule)
      $0.write($1.count)
    }
  }

  /// Reads a group.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    guard let kind = Kind(rawValue: try unpacker.string()) else { throw unpacker.damaged }
    self.kind = kind
    at = try unpacker.instant()
    transitions = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      try AlertTransition(from: &unpacker)
    }
    count = try unpacker.int()
    over = try unpacker.int()
    rules = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      RuleCount(rule: try unpacker.string(), count: try unpacker.int())
    }
    guard !transitions.isEmpty else { throw unpacker.damaged }
  }
}
