// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Rules

/// Alerts of one rule that are told together, because they were found at once: what fell due while nobody looked.
public struct AlertGroup: Equatable, Sendable {
  /// Up to so many alerts of a rule are told one by one.
  public static let leastAlerts = 4

  /// When they were found.
  public var at: Instant
  /// The alerts as they fired, those with the highest risk first.
  public var transitions: [AlertTransition]

  /// Puts alerts of one rule together; `transitions` has at least one.
  public init(at: Instant, transitions: [AlertTransition]) {
    self.at = at
    self.transitions = transitions.enumerated().sorted { a, b in
      let (x, y) = (a.element.alert.circumstances.risk ?? 0, b.element.alert.circumstances.risk ?? 0)
      return (y, a.offset) < (x, b.offset)
    }.map(\.element)
  }

  /// The rule they are of.
  public var rule: String { transitions[0].alert.rule }
  /// How much they matter.
  public var severity: Severity { transitions[0].alert.severity }
  /// By how much the first of them is overdue.
  public var overdueBy: Interval { transitions.compactMap(\.alert.overdueBy).max() ?? .zero }
  /// One sentence.
  public var summary: String {
    "\(transitions.count) alerts of '\(rule)' fell due while Foreshock was not running, up to \(overdueBy.inSeconds) ago"
  }

  /// The same over all attempts to tell it.
  public var id: String {
    var hash = StableHash()
    hash.add(rule)
    for receiver in receivers ?? [] { hash.add(receiver) }
    hash.add(UInt64(bitPattern: at.microseconds))
    return "fg-" + hash.hex(24)
  }

  /// The receivers of its alerts.
  public var receivers: [String]? { transitions[0].alert.receivers }

  /// The alerts of each rule that go to the same receivers, in the order in which the first of each fired.
  public static func byRule(_ transitions: [AlertTransition], at: Instant) -> [AlertGroup] {
    var groups: [[AlertTransition]] = []
    for transition in transitions {
      if let place = groups.firstIndex(where: {
        $0[0].alert.rule == transition.alert.rule && $0[0].alert.receivers == transition.alert.receivers
      }) {
        groups[place].append(transition)
      } else {
        groups.append([transition])
      }
    }
    return groups.map { AlertGroup(at: at, transitions: $0) }
  }
}

extension AlertGroup: Packable {
  /// Writes the group.
  public func pack(into packer: inout Packer) {
    packer.write(at)
    packer.write(each: transitions) { $0.write($1) }
  }

  /// Reads a group.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    at = try unpacker.instant()
    transitions = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      try AlertTransition(from: &unpacker)
    }
    guard !transitions.isEmpty else { throw unpacker.damaged }
  }
}
