// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Settings

/// What an administrator should know, from whichever part of the daemon: the first line of `status`, and the line that
/// `systemctl status` shows.
struct Health: Equatable, Sendable {
  /// Parts of the configuration that are left out, since there is a mistake in them.
  var setAside: [String] = []
  /// Why the last reload changed nothing.
  var refusedReload: String?
  /// Why the state cannot be written.
  var cannotWrite: String?
  /// What the self-audit has found.
  var overdue: [String] = []

  /// Settings on disk, and taken by a reload, that only a start puts in force.
  var waitingForRestart: [String] = []

  /// So many are named, of the others it is said how many there are.
  private static let named = 3

  /// Each with what it means, the worst first.
  var problems: [String] {
    var list: [String] = []
    if let cannotWrite { list.append("cannot write the state, senders wait: \(cannotWrite)") }
    list += overdue
    if let refusedReload { list.append("the last reload was refused: \(refusedReload)") }
    list += setAside.prefix(Self.named).map { "\($0) is set aside, see 'foreshock check'" }
    if setAside.count > Self.named { list.append("\(setAside.count - Self.named) more are set aside") }
    list += waitingForRestart.map { "\($0) takes effect at the next restart" }
    return list
  }

  var line: String { problems.isEmpty ? "watching" : "watching; " + problems.joined(separator: "; ") }

  /// What is left out of a configuration, each named once.
  static func setAside(_ settings: Settings) -> [String] {
    settings.setAside.compactMap(\.canSetAside).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }
}
