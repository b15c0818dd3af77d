// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// What a person says to an alert.
public struct Answer: Equatable, Sendable {
  /// What is to happen.
  public enum Action: Equatable, Sendable {
    /// This person takes care of it: its ladder stops.
    case acknowledge
    /// Not now: it is told again at an instant, if it fires still.
    case snooze(until: Instant)
    /// It is over.
    case resolve
    /// It is over, and should not have fired.
    case wrong
    /// Somebody else takes care of it.
    case assign(to: String)

    /// In a word, as commands have it.
    public var name: String {
      switch self {
      case .acknowledge: "ack"
      case .snooze: "snooze"
      case .resolve: "resolve"
      case .wrong: "wrong"
      case .assign: "assign"
      }
    }
  }

  /// The alert's id.
  public var alert: String
  /// What is to happen.
  public var action: Action
  /// Who says so.
  public var by: String
  /// Why; `nil` for no word.
  public var comment: String?

  /// Makes an answer.
  public init(alert: String, action: Action, by: String, comment: String? = nil) {
    self.alert = alert
    self.action = action
    self.by = by
    self.comment = comment
  }
}

extension Answer: Packable {
  /// Writes the answer.
  public func pack(into packer: inout Packer) {
    packer.write(alert)
    packer.write(by)
    packer.write(comment)
    packer.write(action.name)
    switch action {
    case .snooze(let until): packer.write(until)
    case .assign(let to): packer.write(to)
    case .acknowledge, .resolve, .wrong: break
    }
  }

  /// Reads an answer.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    alert = try unpacker.string()
    by = try unpacker.string()
    comment = try unpacker.optionalString()
    switch try unpacker.string() {
    case "ack": action = .acknowledge
    case "snooze": action = .snooze(until: try unpacker.instant())
    case "resolve": action = .resolve
    case "wrong": action = .wrong
    case "assign": action = .assign(to: try unpacker.string())
    default: throw unpacker.damaged
    }
  }
}
