// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
public import Conversations
import Engine
public import Events
import Foundation
import GRDB
import Reports
import Wire

/// The embedded store: one SQLite file, one connection, one transaction for a commit.
///
/// One connection only: SQLite before 3.51.3 can damage a write-ahead log that several connections reset.
///
/// `@unchecked Sendable`: the connection is a GRDB queue, which serialises all access; the epoch is only set by `load`,
/// before the first commit.
public final class SQLiteStore: StateStore, @unchecked Sendable {
  let database: DatabaseQueue
  private let lock: Int32
  private let path: String
  private var epoch: Int64 = 0

  /// How many transitions are kept for `alerts show`.
  public static let maximumTransitions = 1_000_000
  /// For how long conversations that are over are known to reports, counted back from the latest.
  public static let recordsKept = Interval.days(92)

  /// Opens or makes the store in a folder; throws `StoreError.inUse` when another process holds it.
  public init(folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    lock = open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else {
      throw StoreError.notWritable(folder: folder, reason: String(cString: strerror(errno)))
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw StoreError.inUse(folder: folder) }
    path = folder + "/foreshock.sqlite"
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA locking_mode = EXCLUSIVE")
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      try Self.migrator.migrate(database)
    } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
      throw StoreError.unreadable(path: path, reason: error.message ?? "damaged")
    }
  }

  deinit {
    close(lock)
  }

  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(
        sql: """
          CREATE TABLE epoch (number INTEGER NOT NULL);
          INSERT INTO epoch VALUES (0);
          CREATE TABLE state (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
          CREATE TABLE journal (sequence INTEGER PRIMARY KEY, inputs BLOB NOT NULL);
          CREATE TABLE alerts (
            id TEXT PRIMARY KEY, status TEXT NOT NULL, updated INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
          CREATE INDEX alerts_by_update ON alerts (updated);
          CREATE TABLE transitions (sequence INTEGER PRIMARY KEY, alert TEXT NOT NULL, body BLOB NOT NULL);
          CREATE INDEX transitions_by_alert ON transitions (alert);
          CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL);
          """)
    }
    migrator.registerMigration("2") { database in
      try database.execute(
        sql: """
          CREATE TABLE records (serial INTEGER PRIMARY KEY, opened INTEGER NOT NULL, body BLOB NOT NULL);
          CREATE INDEX records_by_opening ON records (opened);
          CREATE TABLE reported (name TEXT PRIMARY KEY, due INTEGER NOT NULL) WITHOUT ROWID;
          """)
    }
    migrator.registerMigration("3") { database in
      try database.execute(
        sql: """
          ALTER TABLE outbox ADD COLUMN subject TEXT NOT NULL DEFAULT '';
          ALTER TABLE outbox ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
          CREATE TABLE dead_letters (
            sequence INTEGER PRIMARY KEY, destination TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL,
            at INTEGER NOT NULL, body BLOB NOT NULL, died INTEGER NOT NULL, reason TEXT NOT NULL);
          CREATE TABLE notes (
            sequence INTEGER PRIMARY KEY, alert TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
            text TEXT NOT NULL);
          CREATE INDEX notes_by_alert ON notes (alert);
          CREATE TABLE verdicts (
            alert TEXT PRIMARY KEY, at INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
          ALTER TABLE alerts ADD COLUMN conversation TEXT;
          UPDATE alerts SET conversation = json_extract(CAST(body AS TEXT), '$.conversation');
          CREATE INDEX alerts_by_conversation ON alerts (conversation);
          """)
    }
    return migrator
  }

  // MARK: - Reading

  /// Takes the state over and reads all of it.
  public func load() throws -> Loaded {
    try database.write { database in
      try database.execute(sql: "UPDATE epoch SET number = number + 1")
      epoch = try Int64.fetchOne(database, sql: "SELECT number FROM epoch") ?? 0
      let parts = try Row.fetchAll(database, sql: "SELECT name, bytes FROM state").map { row in
        (name: row["name"] as String, bytes: [UInt8](row["bytes"] as Data))
      }
      var inputs: [(at: Instant, input: Input)] = []
      for row in try Row.fetchAll(database, sql: "SELECT sequence, inputs FROM journal ORDER BY sequence") {
        do {
          inputs += try Self.unpack([UInt8](row["inputs"] as Data))
        } catch {
          throw StoreError.unreadable(
            path: path, reason: "entry \(row["sequence"] as Int64) of the journal is damaged")
        }
      }
      let outbox = try Row.fetchAll(database, sql: "SELECT * FROM outbox ORDER BY sequence").map(Self.entry)
      return Loaded(parts: parts, inputs: inputs, outbox: outbox)
    }
  }

  /// The latest state of alerts, the newest first.
  public func alerts(limit: Int) throws -> [[UInt8]] {
    try database.read { database in
      try Data.fetchAll(
        database,
        sql: "SELECT body FROM alerts ORDER BY status IN ('resolved', 'expired'), updated DESC, id LIMIT ?",
        arguments: [limit]
      )
      .map { [UInt8]($0) }
    }
  }

  /// Every transition of one alert, the oldest first.
  public func transitions(of alert: String) throws -> [[UInt8]] {
    try database.read { database in
      try Data.fetchAll(
        database, sql: "SELECT body FROM transitions WHERE alert = ? ORDER BY sequence", arguments: [alert]
      ).map { [UInt8]($0) }
    }
  }

  /// Conversations opened since an instant that are over, in the order of their serials, behind one of them.
  public func records(since: Instant, after serial: Int64, limit: Int) throws -> [ConversationRecord] {
    try database.read { database in
      try Data.fetchAll(
        database, sql: "SELECT body FROM records WHERE serial > ? AND opened >= ? ORDER BY serial LIMIT ?",
        arguments: [serial, since.microseconds, limit]
      ).map { bytes in
        var unpacker = Unpacker([UInt8](bytes))
        return try unpacker.value(ConversationRecord.self)
      }
    }
  }

  /// Alerts that fired or changed since an instant, in the order of their ids, behind one of them.
  public func alerts(since: Instant, after id: String, limit: Int) throws -> [StoredAlert] {
    let names = ["fired_at", "rule", "status", "conversation", "contact", "agent", "queue", "channel"]
    let columns = names.map { "json_extract(CAST(body AS TEXT), '$.\($0)') AS \($0)" }.joined(separator: ", ")
    return try database.read { database in
      try Row.fetchAll(
        database,
        sql: "SELECT id, \(columns) FROM alerts WHERE id > ? AND updated >= ? ORDER BY id LIMIT ?",
        arguments: [id, since.microseconds, limit]
      ).map { row in
        StoredAlert(
          id: row["id"], firedAt: Instant(rfc3339: row["fired_at"] as String? ?? "") ?? .distantPast,
          record: Report.AlertRecord(
            rule: row["rule"], status: Alert.Status(rawValue: row["status"]) ?? .firing,
            conversation: row["conversation"], contact: row["contact"], agent: row["agent"],
            queue: row["queue"], channel: row["channel"]))
      }
    }
  }

  /// When each report was due for the last time that it was sent.
  public func reported() throws -> [String: Instant] {
    try database.read { database in
      let rows = try Row.fetchAll(database, sql: "SELECT name, due FROM reported")
      return Dictionary(
        rows.map { ($0["name"] as String, Instant(microseconds: $0["due"])) }, uniquingKeysWith: { $1 })
    }
  }

  /// Size on disk in bytes, and the number of undelivered entries.
  public func statistics() throws -> StoreStatistics {
    try database.read { database in
      let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      let size = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
      var statistics = StoreStatistics()
      statistics.bytes = pages * size
      statistics.outbox = try Int.fetchOne(database, sql: "SELECT count(*) FROM outbox") ?? 0
      statistics.oldestWaiting = try Int64.fetchOne(database, sql: "SELECT min(at) FROM outbox").map {
        Instant(microseconds: $0)
      }
      statistics.deadLetters = try Int.fetchOne(database, sql: "SELECT count(*) FROM dead_letters") ?? 0
      return statistics
    }
  }

  // MARK: - Writing

  /// Writes everything of a commit, or nothing.
  public func commit(_ commit: Commit) throws -> [OutboxEntry] {
    try write { database in
      if let checkpoint = commit.checkpoint {
        try self.write(checkpoint, database)
      } else if !commit.inputs.isEmpty {
        let statement = try database.cachedStatement(sql: "INSERT INTO journal (inputs) VALUES (?)")
        try statement.execute(arguments: [Data(Self.pack(commit.inputs))])
      }
      try self.write(commit.transitions, database)
      try self.write(commit.records, database)
      for (name, due) in commit.reported {
        try database.execute(
          sql: "INSERT OR REPLACE INTO reported (name, due) VALUES (?, ?)",
          arguments: [name, due.microseconds])
      }
      try self.write(commit.notes, database)
      for letter in commit.buried { try self.bury(letter, database) }
      if !commit.buried.isEmpty { try self.forgetOldLetters(database) }
      return try commit.outbox.map { try Self.put($0, database) }
    }
  }

  /// Takes delivered entries out of the outbox.
  public func delivered(_ sequences: [Int64]) throws {
    try write { database in
      for sequence in sequences {
        try database.cachedStatement(sql: "DELETE FROM outbox WHERE sequence = ?").execute(arguments: [
          sequence
        ])
      }
    }
  }

  /// One transaction, if this is still the owner.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try database.write { database in
      guard try Int64.fetchOne(database.cachedStatement(sql: "SELECT number FROM epoch")) == epoch else {
        throw StoreError.superseded
      }
      return try body(database)
    }
  }

  private func write(_ checkpoint: Engine.Changed, _ database: Database) throws {
    let put = try database.cachedStatement(sql: "INSERT OR REPLACE INTO state (name, bytes) VALUES (?, ?)")
    let remove = try database.cachedStatement(sql: "DELETE FROM state WHERE name = ?")
    for (name, bytes) in checkpoint.parts {
      if let bytes {
        try put.execute(arguments: [name, Data(bytes)])
      } else {
        try remove.execute(arguments: [name])
      }
    }
    if let end = checkpoint.forgottenBefore {
      try database.execute(sql: "DELETE FROM state WHERE name >= 'ids/' AND name < ?", arguments: [end])
    }
    try database.execute(sql: "DELETE FROM journal")
    try database.execute(
      sql: "DELETE FROM transitions WHERE sequence <= (SELECT max(sequence) FROM transitions) - ?",
      arguments: [Self.maximumTransitions])
    let hasForgotten = database.changesCount > 0
    try database.execute(
      sql: "DELETE FROM notes WHERE sequence <= (SELECT max(sequence) FROM notes) - ?",
      arguments: [Self.maximumTransitions])
    try database.execute(
      sql: "DELETE FROM records WHERE opened < (SELECT max(opened) FROM records) - ?",
      arguments: [Self.recordsKept.microseconds])
    guard hasForgotten else { return }
    try database.execute(
      sql:
        "DELETE FROM alerts WHERE status IN ('resolved', 'expired') AND id NOT IN (SELECT alert FROM transitions)"
    )
  }

  private func write(_ transitions: [AlertTransition], _ database: Database) throws {
    for transition in transitions {
      let body = Data(transition.json.bytes)
      if transition.alert.cause == .wrong, let answer = transition.alert.answer {
        try judge(
          AlertVerdict(
            alert: transition.alert.id, at: transition.at, author: answer.by, reason: answer.comment ?? ""),
          database)
      }
      try database.cachedStatement(sql: "INSERT INTO transitions (alert, body) VALUES (?, ?)")
        .execute(arguments: [transition.alert.id, body])
      try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO alerts (id, status, updated, body, conversation) VALUES (?, ?, ?, ?, ?)"
      )
      .execute(arguments: [
        transition.alert.id, transition.alert.status.rawValue, transition.at.microseconds, body,
        transition.alert.circumstances.conversation,
      ])
    }
  }

  private func write(_ records: [ConversationRecord], _ database: Database) throws {
    for record in records {
      var packer = Packer()
      packer.write(record)
      try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO records (serial, opened, body) VALUES (?, ?, ?)"
      ).execute(arguments: [record.serial, record.openedAt.microseconds, Data(packer.bytes)])
    }
  }

  // MARK: - The journal's entries

  private static func pack(_ inputs: [(at: Instant, input: Input)]) -> [UInt8] {
    var packer = Packer()
    packer.write(each: inputs) { packer, entry in
      packer.write(entry.at)
      packer.write(entry.input)
    }
    return packer.bytes
  }

  private static func unpack(_ bytes: [UInt8]) throws -> [(at: Instant, input: Input)] {
    var unpacker = Unpacker(bytes)
    return try unpacker.array { unpacker throws(Unpacker.Damaged) in
      (at: try unpacker.instant(), input: try unpacker.value(Input.self))
    }
  }
}
