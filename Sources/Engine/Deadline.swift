// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations

/// What the engine does by time alone.
enum Deadline: Hashable, Comparable, Sendable {
  /// A conversation's own matters: overdue answers, fading risk.
  case wake(Int32)
  /// A rule's condition may change.
  case rule(Engine.WatchKey)
  /// A conversation or contact may be forgotten.
  case forget(Subject)
  /// What is usual is to be learnt.
  case look
  /// Somebody is to be told.
  case people

  func hash(into hasher: inout Hasher) {
    switch self {
    case .wake(let slot): hasher.combine(UInt64(UInt32(bitPattern: slot)) | 1 << 62)
    case .rule(let key): hasher.combine(key.word)
    case .forget(let subject): hasher.combine(subject.word | 1 << 63)
    case .look: hasher.combine(UInt64.max)
    case .people: hasher.combine(UInt64.max - 1)
    }
  }

  // People come last: what ends at the same instant need not be told.
  private var order: (UInt8, Subject, Int32) {
    switch self {
    case .wake(let slot): (0, Subject(.conversation, slot), 0)
    case .rule(let key): (1, key.subject, key.rule)
    case .forget(let subject): (2, subject, 0)
    case .look: (3, Subject(.all, 0), 0)
    case .people: (4, Subject(.all, 0), 0)
    }
  }

  static func < (a: Deadline, b: Deadline) -> Bool { a.order < b.order }
}
