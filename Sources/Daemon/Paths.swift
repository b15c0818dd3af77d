// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Where state and sockets are: the folders a service is given, or the user's own.
public struct Paths: Equatable, Sendable {
  /// The folder of the state file.
  public var state: String
  /// The folder of the sockets.
  public var runtime: String

  /// Reads `STATE_DIRECTORY` and `RUNTIME_DIRECTORY`, and where they are not set, the folders of the XDG Base Directory
  /// Specification.
  public init(environment: [String: String]) {
    let home = environment["HOME"] ?? "/tmp"
    state =
      Self.first(environment["STATE_DIRECTORY"])
      ?? (environment["XDG_STATE_HOME"] ?? "\(home)/.local/state") + "/foreshock"
    runtime =
      Self.first(environment["RUNTIME_DIRECTORY"])
      ?? environment["XDG_RUNTIME_DIR"].map { "\($0)/foreshock" } ?? state
  }

  /// The socket that takes events.
  public var intakeSocket: String { runtime + "/intake.sock" }
  /// The socket that takes commands.
  public var controlSocket: String { runtime + "/control.sock" }

  // systemd separates several folders with colons; the first is ours.
  private static func first(_ list: String?) -> String? {
    list.flatMap { $0.split(separator: ":").first }.map(String.init)
  }
}
