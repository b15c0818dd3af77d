// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Conversations
public import Engine
public import Events
public import Reports

/// What becomes durable together: a batch of inputs, what they caused, and perhaps a saved state.
public struct Commit: Sendable {
  /// Inputs in order, each with the instant at which it was applied.
  public var inputs: [(at: Instant, input: Input)] = []
  /// The alert transitions they caused.
  public var transitions: [AlertTransition] = []
  /// Conversations that are over.
  public var records: [ConversationRecord] = []
  /// Reports that were sent, by name, with the instants they were due at.
  public var reported: [String: Instant] = [:]
  /// Who must be told of them.
  public var outbox: [OutboxEntry] = []
  /// Entries of the outbox that cannot be delivered, by place, and why.
  public var buried: [(sequence: Int64, at: Instant, reason: String)] = []
  /// Why somebody was told, or was not.
  public var notes: [Note] = []
  /// The engine's state after the inputs; what the journal held before is then not needed any more.
  public var checkpoint: Engine.Changed?

  /// Starts empty.
  public init() {}

  /// Whether there is nothing to write.
  public var isEmpty: Bool {
    inputs.isEmpty && outbox.isEmpty && checkpoint == nil && reported.isEmpty && buried.isEmpty
      && notes.isEmpty
  }
}

/// A notification that must reach somebody.
public struct OutboxEntry: Equatable, Sendable {
  /// Its place in the outbox; 0 before it is written.
  public var sequence: Int64
  /// Where it goes: a receiver's name and the number of its channel.
  public var destination: String
  /// The same over all attempts, so that a receiver knows a repetition.
  public var id: String
  /// What it is about: of one subject nothing overtakes what was said before.
  public var subject: String
  /// When it was put there.
  public var at: Instant
  /// The notification, packed.
  public var body: [UInt8]

  /// Makes an entry that is not written yet.
  public init(
    sequence: Int64 = 0, destination: String, id: String, subject: String, at: Instant, body: [UInt8]
  ) {
    self.sequence = sequence
    self.destination = destination
    self.id = id
    self.subject = subject
    self.at = at
    self.body = body
  }

  /// The name of the receiver it goes to.
  public var receiver: String {
    String(destination[..<(destination.lastIndex(of: "/") ?? destination.endIndex)])
  }
}

/// A notification that could not be delivered.
public struct DeadLetter: Sendable {
  /// What could not be delivered; its place is the one it had in the outbox.
  public var entry: OutboxEntry
  /// When it was given up.
  public var at: Instant
  /// Why.
  public var reason: String
}

/// What a store held when it was opened.
public struct Loaded: Sendable {
  /// The parts of the saved engine, if there is one.
  public var parts: [(name: String, bytes: [UInt8])]
  /// The inputs since then, in order.
  public var inputs: [(at: Instant, input: Input)]
  /// What still has to be delivered, in order.
  public var outbox: [OutboxEntry]
}

/// What a person said of an alert that should not have fired: ground truth, kept when the alert itself is forgotten.
public struct AlertVerdict: Equatable, Sendable {
  /// The alert's id.
  public var alert: String
  /// When it was said.
  public var at: Instant
  /// Who said it.
  public var author: String
  /// Why it was wrong.
  public var reason: String

  /// Writes a verdict down.
  public init(alert: String, at: Instant, author: String, reason: String) {
    self.alert = alert
    self.at = at
    self.author = author
    self.reason = reason
  }
}

/// How full a store is.
public struct StoreStatistics: Equatable, Sendable {
  /// Size on disk.
  public var bytes: Int64 = 0
  /// Undelivered notifications.
  public var outbox = 0
  /// When the oldest of them was to be told; `nil` where none waits.
  public var oldestWaiting: Instant?
  /// Notifications that could not be delivered.
  public var deadLetters = 0

  /// Nothing is there.
  public init() {}
}

/// Durable state of one partition.
///
/// Every write is tested against the epoch taken with `load`: when another owner has loaded the partition since, it
/// throws `StoreError.superseded` and writes nothing.
public protocol StateStore: Sendable {
  /// Takes the partition over and reads all of it.
  func load() throws -> Loaded
  /// Writes everything of a commit, or nothing. Returns the outbox entries with their places.
  func commit(_ commit: Commit) throws -> [OutboxEntry]
  /// Undelivered entries, the oldest first.
  func outbox(limit: Int) throws -> [OutboxEntry]
  /// What could not be delivered, the oldest first.
  func deadLetters(limit: Int) throws -> [DeadLetter]
  /// Puts dead letters back into the outbox; returns them as they are there.
  func revive(_ sequences: [Int64]) throws -> [OutboxEntry]
  /// Drops dead letters or entries of the outbox; returns how many there were.
  func drop(_ sequences: [Int64]) throws -> Int
  /// What became of an alert on its way to people, the oldest first.
  func notes(of alert: String) throws -> [Note]
  /// The latest state of the alerts of a conversation, the oldest first, as JSON.
  func alerts(ofConversation conversation: String) throws -> [[UInt8]]
  /// Keeps a verdict on an alert that is over; returns whether there was such an alert.
  func judge(_ verdict: AlertVerdict) throws -> Bool
  /// All verdicts, the oldest first.
  func verdicts() throws -> [AlertVerdict]
  /// Takes delivered entries out of the outbox.
  func delivered(_ sequences: [Int64]) throws
  /// The latest state of alerts: those that fire first, then the newest first.
  func alerts(limit: Int) throws -> [[UInt8]]
  /// Every transition of one alert, the oldest first.
  func transitions(of alert: String) throws -> [[UInt8]]
  /// Conversations opened since an instant that are over, in the order of their serials, behind one of them.
  func records(since: Instant, after serial: Int64, limit: Int) throws -> [ConversationRecord]
  /// Alerts that fired or changed since an instant, in the order of their ids, behind one of them.
  func alerts(since: Instant, after id: String, limit: Int) throws -> [StoredAlert]
  /// When each report was due for the last time that it was sent.
  func reported() throws -> [String: Instant]
  /// Size on disk in bytes, and the number of undelivered entries.
  func statistics() throws -> StoreStatistics
}

/// What a report needs of an alert.
public struct StoredAlert: Sendable {
  /// Its id.
  public var id: String
  /// When it fired.
  public var firedAt: Instant
  /// The rest.
  public var record: Report.AlertRecord
}

/// Why a store cannot be used.
public enum StoreError: Error, CustomStringConvertible, Sendable {
  /// Another process holds the folder.
  case inUse(folder: String)
  /// The folder cannot be written to.
  case notWritable(folder: String, reason: String)
  /// Another owner has taken the partition over.
  case superseded
  /// The file was written by a later version, or is damaged.
  case unreadable(path: String, reason: String)

  /// What is wrong and what would help.
  public var description: String {
    switch self {
    case .inUse(let folder): "state folder \(folder): another foreshock uses it; stop that one first"
    case .notWritable(let folder, let reason):
      "state folder \(folder) cannot be written to: \(reason); make it writable, or name another in 'state: {directory: …}'"
    case .superseded: "another daemon has taken this state over; nothing was written"
    case .unreadable(let path, let reason):
      "state file \(path): \(reason); move it aside to start anew, or restore a copy"
    }
  }
}
