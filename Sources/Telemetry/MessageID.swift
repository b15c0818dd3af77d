// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Logging

/// What an entry of the journal is about: its `MESSAGE_ID`, which the catalogs in `systemd/catalog` explain.
///
/// Source: systemd.journal-fields(7). A number is never given to something else: people search old journals.
public enum MessageID: String, CaseIterable, Sendable {
  case alertFiring = "5d0c8f4a1be24b6f9a7e3c21d5f80a11"
  case alertAcknowledged = "5d0c8f4a1be24b6f9a7e3c21d5f80a12"
  case alertResolved = "5d0c8f4a1be24b6f9a7e3c21d5f80a13"
  case alertExpired = "5d0c8f4a1be24b6f9a7e3c21d5f80a14"
  case report = "5d0c8f4a1be24b6f9a7e3c21d5f80a15"
  case alertSnoozed = "5d0c8f4a1be24b6f9a7e3c21d5f80a16"
  /// A group, a storm, a digest, or what fell due while nobody looked.
  case alertsGathered = "5d0c8f4a1be24b6f9a7e3c21d5f80a17"
  case watching = "5d0c8f4a1be24b6f9a7e3c21d5f80a21"
  case reloaded = "5d0c8f4a1be24b6f9a7e3c21d5f80a22"
  case reloadRefused = "5d0c8f4a1be24b6f9a7e3c21d5f80a23"
  case ruleSetAside = "5d0c8f4a1be24b6f9a7e3c21d5f80a24"
  case stateNotWritten = "5d0c8f4a1be24b6f9a7e3c21d5f80a25"
  case overdue = "5d0c8f4a1be24b6f9a7e3c21d5f80a26"
}

extension Logger.Metadata {
  /// The field by which an entry of the journal says what it is about.
  static let messageID = "message_id"

  /// Fields of an entry of the journal that a catalog explains.
  public static func about(_ message: MessageID, _ fields: Logger.Metadata = [:]) -> Logger.Metadata {
    fields.merging([messageID: "\(message.rawValue)"]) { $1 }
  }
}
