// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import Store
import TestKit
import Testing

@Suite struct SQLiteStoreTests {
  static func commit(_ number: Int) -> Commit {
    var commit = Commit()
    commit.inputs = [(Build.at(Double(number)), .event(Build.message("Hi", "\(number)", at: Double(number))))]
    commit.outbox = [
      OutboxEntry(
        destination: "d/0", id: "m\(number)", subject: "s", at: Build.at(0), body: [1, 2, UInt8(number)])
    ]
    return commit
  }

  @Test func whatWasCommittedIsThereAgain() throws {
    let folder = Repository.temporaryFolder()
    do {
      let store = try SQLiteStore(folder: folder)
      _ = try store.load()
      for number in 1...3 {
        #expect(try store.commit(Self.commit(number)).map(\.sequence) == [Int64(number)])
      }
      try store.delivered([2])
    }
    let loaded = try SQLiteStore(folder: folder).load()
    #expect(loaded.inputs.map(\.at) == [Build.at(1), Build.at(2), Build.at(3)])
    #expect(loaded.outbox.map(\.id) == ["m1", "m3"])
    #expect(loaded.outbox.first?.body == [1, 2, 1])
  }

  @Test func aCheckpointReplacesTheJournal() throws {
    let folder = Repository.temporaryFolder()
    var engine = try Build.engine(Build.settings.rules)
    do {
      let store = try SQLiteStore(folder: folder)
      _ = try store.load()
      _ = try store.commit(Self.commit(1))
      _ = engine.apply(.event(Build.message("Let me speak to your manager!", "1", at: 1)), at: Build.at(1))
      var commit = Commit()
      commit.checkpoint = engine.takeChanged()
      _ = try store.commit(commit)
    }
    let loaded = try SQLiteStore(folder: folder).load()
    #expect(loaded.inputs.isEmpty)
    guard let restored = try Engine.restore(loaded.parts) else {
      return #expect(Bool(false), "nothing was saved")
    }
    let (conversations, firing) = (restored.world.conversations.count, restored.firing)
    #expect(conversations == 1)
    #expect(firing == engine.firing)
  }

  @Test func twoDaemonsDoNotShareAFolder() throws {
    let folder = Repository.temporaryFolder()
    let first = try SQLiteStore(folder: folder)
    #expect(throws: StoreError.self) { try SQLiteStore(folder: folder) }
    _ = first
  }

  @Test func anotherOwnerIsFencedOff() throws {
    let store = try SQLiteStore(folder: Repository.temporaryFolder())
    _ = try store.load()
    _ = try store.commit(Self.commit(1))
    // The same connection loads again, as a second owner would: the first one's epoch is over, its own begins.
    _ = try store.load()
    #expect(try store.commit(Self.commit(2)).count == 1)
  }

  @Test func aDamagedFileIsNamed() throws {
    let folder = Repository.temporaryFolder()
    Program.write(String(repeating: "not a database ", count: 100), to: folder + "/foreshock.sqlite")
    let error = #expect(throws: StoreError.self) { try SQLiteStore(folder: folder) }
    #expect(error?.description.contains("move it aside") == true)
  }

  @Test func whatCannotBeDeliveredIsKept() throws {
    let store = try SQLiteStore(folder: Repository.temporaryFolder())
    _ = try store.load()
    for number in 1...3 { _ = try store.commit(Self.commit(number)) }
    var commit = Commit()
    commit.buried = [(2, Build.at(9), "gone"), (3, Build.at(9), "gone too")]
    commit.notes = [Note(at: Build.at(9), alert: "fa-1", .undelivered, "d: gone")]
    _ = try store.commit(commit)
    #expect(try store.outbox(limit: 9).map(\.sequence) == [1])
    #expect(try store.deadLetters(limit: 9).map(\.reason) == ["gone", "gone too"])
    #expect(try store.statistics().deadLetters == 2)
    #expect(try store.notes(of: "fa-1") == commit.notes)
    #expect(try store.revive([2]).map(\.id) == ["m2"])
    #expect(try store.drop([3]) == 1)
    #expect(try store.drop([3]) == 0)
    #expect(try store.outbox(limit: 9).map(\.id) == ["m1", "m2"])
    #expect(try store.revive([2, 3]).isEmpty)
  }
}
