// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Which signals of a subject an event may have changed.
public struct Changes: OptionSet, Sendable, Hashable {
  /// One bit for each group of signals.
  public let rawValue: UInt32
  /// Makes a set from its bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }
  /// The risk.
  public static let risk = Changes(rawValue: 1)
  /// What the contact wrote.
  public static let words = Changes(rawValue: 2)
  /// Who waits for whom.
  public static let answers = Changes(rawValue: 4)
  /// Opened, resolved, reopened.
  public static let life = Changes(rawValue: 8)
  /// Agent, queue, transfers.
  public static let hands = Changes(rawValue: 16)
  /// Holds.
  public static let holds = Changes(rawValue: 32)
  /// Ratings.
  public static let ratings = Changes(rawValue: 64)
  /// The channel.
  public static let channel = Changes(rawValue: 128)
  /// Attributes.
  public static let attributes = Changes(rawValue: 256)
  /// What an agent does, and how many conversations it has.
  public static let agentState = Changes(rawValue: 1 << 9)
  /// Who waits for an agent.
  public static let agentWaiting = Changes(rawValue: 1 << 10)
  /// What an agent's contacts wrote.
  public static let agentHeard = Changes(rawValue: 1 << 11)
  /// What happened to an agent: broken promises, escalations, holds, transfers.
  public static let agentLog = Changes(rawValue: 1 << 12)
  /// Anything about an agent.
  public static let agent: Changes = [.agentState, .agentWaiting, .agentHeard, .agentLog]
  /// Who waits in a queue.
  public static let queueWaiting = Changes(rawValue: 1 << 13)
  /// Who serves a queue, and how quickly.
  public static let queueStaff = Changes(rawValue: 1 << 14)
  /// Who comes to a queue, and who gives up.
  public static let queueFlow = Changes(rawValue: 1 << 15)
  /// Who is at risk in a queue.
  public static let queueRisk = Changes(rawValue: 1 << 16)
  /// What a queue's contacts wrote.
  public static let queueHeard = Changes(rawValue: 1 << 17)
  /// Anything about a queue.
  public static let queue: Changes = [.queueWaiting, .queueStaff, .queueFlow, .queueRisk, .queueHeard]
  /// Who is at risk in the whole centre.
  public static let centreRisk = Changes(rawValue: 1 << 18)
  /// What the contacts of the whole centre wrote.
  public static let centreHeard = Changes(rawValue: 1 << 19)
  /// What is usual at this hour.
  public static let usual = Changes(rawValue: 1 << 20)
  /// Every group there is.
  public static let everything = Changes(rawValue: .max)
}
