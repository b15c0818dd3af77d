// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Events
public import Wire

/// What people are told.
public enum Notification: Equatable, Sendable {
  /// One alert changed its status.
  case alert(AlertTransition)
  /// Several alerts, told together to some receivers.
  case group(AlertGroup, [String])
  /// What happened in a shift.
  case report(ReportNotice)

  /// The same over all attempts, so that a receiver knows a repetition.
  public var id: String {
    switch self {
    case .alert(let transition):
      "\(transition.alert.id).\(transition.kind).\(transition.at.microseconds)"
    case .group(let group, let receivers): group.id(for: receivers)
    case .report(let notice): "report-\(notice.name)-\(notice.due.microseconds)"
    }
  }

  /// The alerts it is about, separated by spaces: of none of them anything overtakes what was said before.
  var subject: String {
    switch self {
    case .alert(let transition): transition.alert.id
    case .group(let group, _): group.named.map(\.alert.id).joined(separator: " ")
    case .report: id
    }
  }

  /// The alerts it tells of.
  public var alerts: [AlertTransition] {
    switch self {
    case .alert(let transition): [transition]
    case .group(let group, _): group.transitions
    case .report: []
    }
  }

  /// What kind of notification it is, for a receiver that tells them apart.
  var type: String {
    switch self {
    case .alert(let transition): "alert.\(transition.alert.status.rawValue)"
    case .group(let group, _): "alert.\(group.kind.rawValue)"
    case .report: "report.shift"
    }
  }

  /// When it happened.
  var at: Instant {
    switch self {
    case .alert(let transition): transition.at
    case .group(let group, _): group.at
    case .report(let notice): notice.due
    }
  }

  /// What happened, as a value of JSON.
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .alert(let transition): transition.write(to: &writer)
    case .group(let group, _): group.write(to: &writer)
    case .report(let notice): writer.raw(notice.json)
    }
  }
}

extension AlertTransition {
  /// The status, and where the alert has it still, why it is told again.
  fileprivate var kind: String {
    switch alert.cause {
    case .escalated, .repeated, .undelivered, .stillFiring, .quietOver, .assigned:
      "\(alert.status.rawValue).\(alert.cause.rawValue)"
    default: alert.status.rawValue
    }
  }
}

extension Notification: Packable {
  /// Writes the notification.
  public func pack(into packer: inout Packer) {
    switch self {
    case .alert(let transition):
      packer.write(UInt8(0))
      packer.write(transition)
    case .group(let group, let receivers):
      packer.write(UInt8(1))
      packer.write(group)
      packer.write(each: receivers) { $0.write($1) }
    case .report(let notice):
      packer.write(UInt8(2))
      packer.write(notice)
    }
  }

  /// Reads a notification.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    switch try unpacker.byte() {
    case 0: self = .alert(try unpacker.value())
    case 1: self = .group(try unpacker.value(), try unpacker.strings())
    case 2: self = .report(try unpacker.value())
    default: throw unpacker.damaged
    }
  }
}
