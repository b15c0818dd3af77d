// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// Something that some receivers are told.
public struct Notice: Equatable, Sendable {
  /// What they are told.
  public enum Content: Equatable, Sendable {
    /// Of one alert.
    case alert(AlertTransition)
    /// Of several.
    case group(AlertGroup)
  }

  /// What they are told.
  public var content: Content
  /// Their names.
  public var receivers: [String]

  /// Makes a notice.
  public init(_ content: Content, to receivers: [String]) {
    self.content = content
    self.receivers = receivers
  }
}

/// What became of an alert on its way to people, kept to answer why somebody was told or was not.
public struct Note: Equatable, Sendable {
  /// What became of it.
  public enum Kind: String, CaseIterable, Sendable {
    case told
    /// A silence keeps it quiet.
    case silenced
    /// Another alert keeps it quiet.
    case inhibited
    /// A calendar of the route keeps it quiet.
    case muted
    /// `hold_while` of the route keeps it quiet.
    case held
    /// A step of a ladder was left out.
    case skipped
    /// It waits for others, in a group, a storm or a digest.
    case gathered
    /// It was over before somebody could be told.
    case cameAndWent = "came_and_went"
    /// A receiver could not be told.
    case undelivered
  }

  /// When.
  public var at: Instant
  /// The alert's id.
  public var alert: String
  /// What became of it.
  public var kind: Kind
  /// Who and why, in a sentence without its end.
  public var text: String

  /// Makes a note.
  public init(at: Instant, alert: String, _ kind: Kind, _ text: String) {
    self.at = at
    self.alert = alert
    self.kind = kind
    self.text = text
  }
}
