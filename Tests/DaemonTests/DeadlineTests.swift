// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

/// Deadlines on the real clock: killed around them, slept over them.
@Suite struct DeadlineTests {
  static func instant(_ microseconds: Int64) -> Instant { Instant(microseconds: microseconds) }

  static func message(_ name: String, at: Instant, from: Event.Author = .contact, id: String = "") -> String {
    Event(
      id: id.isEmpty ? "m-\(name)" : id, at: at,
      kind: .message(from: from, text: "Hello", language: nil),
      conversation: name, contact: "u-\(name)", agent: from == .agent ? "jay" : nil
    ).line
  }

  static func config(port: UInt16, _ wait: String) -> String {
    """
    rules: [{name: late, when: waiting >= \(wait), clear_for: 1h}]
    receivers: {hook: [{webhook: {url: "http://127.0.0.1:\(port)/hook"}}]}
    """
  }

  static func bodies(_ receiver: Receiver) -> [(at: Int64, type: String, data: [String: Any])] {
    receiver.received.compactMap { request in
      let object = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
      guard let object, let data = object["data"] as? [String: Any] else { return nil }
      return (request.at, object["type"] as? String ?? "", data)
    }
  }

  /// Each deadline fires once, under one id, for its own instant, and at most two seconds after somebody looks again.
  @Test func killedAroundDeadlines() throws {
    let receiver = Receiver()
    let daemon = DaemonFixture(
      config: Self.config(port: receiver.port, "300ms"), clock: "wall", isSmall: true)
    var random = Seeded(99)
    var due: [String: Instant] = [:]
    var ready: [Int64] = []
    // Heard of after their deadline already: those fire when they come.
    var slow: Set<String> = []
    let rounds = 100
    for round in 0..<rounds {
      daemon.start()
      ready.append(Receiver.now)
      let sender = try #require(RawSender(daemon.socket))
      let name = "c\(round)"
      let at = Self.instant(Receiver.now)
      // Sent again until it is acknowledged: a sender does so.
      sender.send(Self.message(name, at: at) + "\n")
      sender.wait(until: 1)
      #expect(sender.committed == 1)
      due[name] = at + .milliseconds(300)
      if Receiver.now > at.microseconds + 300_000 { slow.insert(name) }
      usleep(UInt32(Int.random(in: 0...400_000, using: &random)))
      daemon.kill()
      if round % 20 == 19 { usleep(3_000_000) }
    }
    daemon.start()
    ready.append(Receiver.now)
    usleep(2_500_000)
    #expect(daemon.stop() == 0)

    var firing: [String: (ids: Set<String>, firedAt: Set<String>, first: Int64)] = [:]
    for (at, _, data) in Self.bodies(receiver) where data["status"] as? String == "firing" {
      let key = data["key"] as? String ?? ""
      var known = firing[key] ?? ([], [], at)
      known.ids.insert(data["alert"] as? String ?? "")
      known.firedAt.insert(data["fired_at"] as? String ?? "")
      known.first = min(known.first, at)
      firing[key] = known
    }
    #expect(Set(firing.keys) == Set(due.keys), "each deadline fires")
    var latest = Int64.min
    for (name, instant) in due {
      guard let found = firing[name] else { continue }
      #expect(found.ids.count == 1, "\(name) once")
      if !slow.contains(name) { #expect(found.firedAt == [instant.description], "\(name) for its instant") }
      // Somebody looks when the deadline passes, or from the first start after it on.
      let looked = ready.first { $0 >= instant.microseconds } ?? instant.microseconds
      latest = max(latest, found.first - max(instant.microseconds, min(looked, found.first)))
    }
    #expect(latest < 2_000_000)
    print("killed \(rounds) times around deadlines; the latest was told \(latest / 1000) ms after the start")
  }

  /// Down for four seconds over thirty deadlines, ten of which are answered meanwhile.
  @Test func afterDowntimeNoStorm() throws {
    let receiver = Receiver()
    let daemon = DaemonFixture(config: Self.config(port: receiver.port, "1s"), clock: "wall", isSmall: true)
    daemon.start()
    var sender = try #require(RawSender(daemon.socket))
    let start = Self.instant(Receiver.now)
    for number in 0..<30 { sender.send(Self.message("c\(number)", at: start) + "\n") }
    sender.wait(until: 30)
    daemon.kill()
    usleep(4_000_000)
    daemon.start()
    sender = try #require(RawSender(daemon.socket))
    for number in 0..<10 {
      let reply = Self.message("c\(number)", at: start + .milliseconds(500), from: .agent, id: "r\(number)")
      sender.send(reply + "\n")
    }
    sender.send(Self.message("new", at: Self.instant(Receiver.now)) + "\n")
    sender.wait(until: 11)
    #expect(sender.committed == 11)
    for _ in 0..<200 where receiver.received.count < 2 { usleep(20_000) }
    #expect(daemon.stop() == 0)

    let told = Self.bodies(receiver)
    let group = try #require(told.first { $0.type == "alert.overdue" })
    #expect(group.data["count"] as? Int == 20)
    #expect((group.data["alerts"] as? [Any])?.count == 20)
    #expect(["3s", "4s", "5s", "6s", "7s"].contains(group.data["overdue_by"] as? String))
    let single = told.filter { $0.type == "alert.firing" }.map { $0.data["key"] as? String }
    #expect(single == ["new"], "what happens now is told as always")
  }
}
