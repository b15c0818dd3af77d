// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
import Events
import Foundation
import GRDB

/// What is on its way to people, what did not reach them, and why somebody was told or was not.
extension SQLiteStore {
  static func entry(_ row: Row) -> OutboxEntry {
    OutboxEntry(
      sequence: row["sequence"], destination: row["destination"], id: row["id"], subject: row["subject"],
      at: Instant(microseconds: row["at"]), body: [UInt8](row["body"] as Data))
  }

  /// Writes an entry, and returns it with its place.
  static func put(_ entry: OutboxEntry, _ database: Database) throws -> OutboxEntry {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO outbox (destination, id, subject, at, body) VALUES (?, ?, ?, ?, ?)")
    try statement.execute(arguments: [
      entry.destination, entry.id, entry.subject, entry.at.microseconds, Data(entry.body),
    ])
    var entry = entry
    entry.sequence = database.lastInsertedRowID
    return entry
  }

  func bury(_ letter: (sequence: Int64, at: Instant, reason: String), _ database: Database) throws {
    try database.execute(
      sql: """
        INSERT OR REPLACE INTO dead_letters
        SELECT sequence, destination, id, subject, at, body, ?, ? FROM outbox WHERE sequence = ?
        """,
      arguments: [letter.at.microseconds, letter.reason, letter.sequence])
    try database.execute(sql: "DELETE FROM outbox WHERE sequence = ?", arguments: [letter.sequence])
  }

  func forgetOldLetters(_ database: Database) throws {
    try database.execute(
      sql: "DELETE FROM dead_letters WHERE sequence <= (SELECT max(sequence) FROM dead_letters) - ?",
      arguments: [Self.maximumDeadLetters])
  }

  /// Dead letters are kept as long as so many notifications came after them.
  public static let maximumDeadLetters = 100_000

  func write(_ notes: [Note], _ database: Database) throws {
    for note in notes {
      try database.cachedStatement(sql: "INSERT INTO notes (alert, at, kind, text) VALUES (?, ?, ?, ?)")
        .execute(arguments: [note.alert, note.at.microseconds, note.kind.rawValue, note.text])
    }
  }

  /// Undelivered entries, the oldest first.
  public func outbox(limit: Int) throws -> [OutboxEntry] {
    try database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM outbox ORDER BY sequence LIMIT ?", arguments: [limit])
        .map(Self.entry)
    }
  }

  /// What could not be delivered, the oldest first.
  public func deadLetters(limit: Int) throws -> [DeadLetter] {
    try database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM dead_letters ORDER BY sequence LIMIT ?", arguments: [limit]
      ).map { row in
        DeadLetter(entry: Self.entry(row), at: Instant(microseconds: row["died"]), reason: row["reason"])
      }
    }
  }

  /// Puts dead letters back into the outbox; returns them as they are there.
  public func revive(_ sequences: [Int64]) throws -> [OutboxEntry] {
    try write { database in
      try sequences.sorted().compactMap { sequence in
        let found = try Row.fetchOne(
          database.cachedStatement(sql: "SELECT * FROM dead_letters WHERE sequence = ?"),
          arguments: [sequence])
        guard let letter = found.map(Self.entry) else { return nil }
        try database.cachedStatement(sql: "DELETE FROM dead_letters WHERE sequence = ?")
          .execute(arguments: [sequence])
        return try Self.put(letter, database)
      }
    }
  }

  /// Drops dead letters or entries of the outbox; returns how many there were.
  public func drop(_ sequences: [Int64]) throws -> Int {
    try write { database in
      var count = 0
      for table in ["dead_letters", "outbox"] {
        for sequence in sequences {
          try database.cachedStatement(sql: "DELETE FROM \(table) WHERE sequence = ?")
            .execute(arguments: [sequence])
          count += database.changesCount
        }
      }
      return count
    }
  }

  /// What became of an alert on its way to people, the oldest first.
  public func notes(of alert: String) throws -> [Note] {
    try database.read { database in
      try Row.fetchAll(
        database, sql: "SELECT * FROM notes WHERE alert = ? ORDER BY sequence", arguments: [alert]
      ).compactMap { row in
        Note.Kind(rawValue: row["kind"]).map {
          Note(at: Instant(microseconds: row["at"]), alert: alert, $0, row["text"])
        }
      }
    }
  }

  /// The latest state of the alerts of a conversation, the oldest first, as JSON.
  public func alerts(ofConversation conversation: String) throws -> [[UInt8]] {
    try database.read { database in
      try Data.fetchAll(
        database, sql: "SELECT body FROM alerts WHERE conversation = ? ORDER BY updated, id",
        arguments: [conversation]
      ).map { [UInt8]($0) }
    }
  }

  func judge(_ verdict: AlertVerdict, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO verdicts (alert, at, author, reason) VALUES (?, ?, ?, ?)",
      arguments: [verdict.alert, verdict.at.microseconds, verdict.author, verdict.reason])
  }

  /// Keeps a verdict on an alert that is over; returns whether there was such an alert.
  public func judge(_ verdict: AlertVerdict) throws -> Bool {
    try write { database in
      let count = try Int.fetchOne(
        database, sql: "SELECT count(*) FROM alerts WHERE id = ?", arguments: [verdict.alert])
      guard count == 1 else { return false }
      try judge(verdict, database)
      return true
    }
  }

  /// All verdicts, the oldest first.
  public func verdicts() throws -> [AlertVerdict] {
    try database.read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM verdicts ORDER BY at, alert").map { row in
        AlertVerdict(
          alert: row["alert"], at: Instant(microseconds: row["at"]), author: row["author"],
          reason: row["reason"])
      }
    }
  }
}
