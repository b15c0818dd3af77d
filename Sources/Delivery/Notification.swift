// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Events
import Wire

/// What people are told.
public enum Notification: Equatable, Sendable {
  /// One alert changed its status.
  case alert(AlertTransition)
  /// Many alerts of one rule fell due while nobody looked.
  case overdue(AlertGroup)
  /// What happened in a shift.
  case report(ReportNotice)

  /// The same over all attempts, so that a receiver knows a repetition.
  public var id: String {
    switch self {
    case .alert(let transition):
      "\(transition.alert.id).\(transition.alert.status.rawValue).\(transition.at.microseconds)"
    case .overdue(let group): group.id
    case .report(let notice): "report-\(notice.name)-\(notice.due.microseconds)"
    }
  }

  /// What kind of notification it is, for a receiver that tells them apart.
  var type: String {
    switch self {
    case .alert(let transition): "alert.\(transition.alert.status.rawValue)"
    case .overdue: "alert.overdue"
    case .report: "report.shift"
    }
  }

  /// When it happened.
  var at: Instant {
    switch self {
    case .alert(let transition): transition.at
    case .overdue(let group): group.at
    case .report(let notice): notice.due
    }
  }

  /// What happened, as a value of JSON.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .alert(let transition): transition.write(to: &writer)
    case .overdue(let group): group.write(to: &writer)
    case .report(let notice): writer.raw(notice.json)
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
    case .overdue(let group):
      packer.write(UInt8(1))
      packer.write(group)
    case .report(let notice):
      packer.write(UInt8(2))
      packer.write(notice)
    }
  }

  /// Reads a notification.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    switch try unpacker.byte() {
    case 0: self = .alert(try unpacker.value())
    case 1: self = .overdue(try unpacker.value())
    case 2: self = .report(try unpacker.value())
    default: throw unpacker.damaged
    }
  }
}
