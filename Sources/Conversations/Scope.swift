// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What a rule watches one of.
public enum Scope: UInt8, CaseIterable, Sendable, Comparable {
  case conversation, contact, agent, queue, all

  /// The order in which scopes are evaluated for one event.
  public static func < (a: Scope, b: Scope) -> Bool { a.rawValue < b.rawValue }

  /// The scope with this name.
  public init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = found
  }
}

/// The subject of a rule: one conversation, contact, agent or queue, or everything.
public struct Subject: Hashable, Sendable, Comparable {
  /// The kind of subject.
  public var scope: Scope
  /// Its place in its table; 0 for `all`.
  public var slot: Int32

  /// Hashes one word: subjects are looked up for every event.
  public func hash(into hasher: inout Hasher) { hasher.combine(word) }

  /// Both parts in one word.
  public var word: UInt64 { UInt64(scope.rawValue) << 56 | UInt64(UInt32(bitPattern: slot)) }

  /// Names a subject by its place.
  public init(_ scope: Scope, _ slot: Int32) {
    self.scope = scope
    self.slot = slot
  }

  /// By scope, then by place.
  public static func < (a: Subject, b: Subject) -> Bool {
    (a.scope, a.slot) < (b.scope, b.slot)
  }
}
