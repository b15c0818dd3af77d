// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Synchronization
import TestKit
import Testing

/// Kills the real process at random moments under load, with receivers of every temper, and counts.
///
/// `FORESHOCK_ROUNDS=1000 swift test --filter KillTests` for more of it.
@Suite struct KillTests {
  /// Receivers, and what became of what they were told.
  final class Receivers: Sendable {
    static let names = ["steady", "flaky", "later", "gone", "moved", "duty"]
    let all: [String: Receiver]

    init() { all = Dictionary(uniqueKeysWithValues: Self.names.map { ($0, Receiver()) }) }

    func misbehave(seed: UInt64) {
      let random = Mutex(Seeded(seed))
      @Sendable func flaky() -> Receiver.Behaviour {
        switch random.withLock({ Int.random(in: 0..<8, using: &$0) }) {
        case 0: .status(500)
        case 1: .hang
        case 2: .reset
        case 3: .slow(milliseconds: 100)
        case 4: .status(503)
        default: .status(200)
        }
      }
      all["flaky"]?.behave(flaky)
      all["duty"]?.behave(flaky)
      all["later"]?.behave {
        random.withLock { Bool.random(using: &$0) } ? .status(429, ["Retry-After: 1"]) : .status(200)
      }
      all["gone"]?.behave { .status(410) }
      all["moved"]?.behave { .status(302, ["Location: http://127.0.0.1:1/"]) }
    }

    func behave() { for receiver in all.values { receiver.behave { .status(200) } } }

    /// What a receiver was told, by message id: those that arrived, and those that a later one says it all of.
    func told(_ name: String) -> (ids: Set<String>, bodies: [String: String], deliveries: Int) {
      var (ids, bodies): (Set<String>, [String: String]) = ([], [:])
      let received = all[name]?.received ?? []
      for request in received {
        let id = request.headers["webhook-id"] ?? ""
        ids.insert(id)
        bodies[id] = request.body
        let object = try? JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any]
        ids.formUnion(object?["supersedes"] as? [String] ?? [])
      }
      return (ids, bodies, received.count)
    }
  }

  static func config(_ receivers: Receivers) -> String {
    let list = Receivers.names.map { name in
      "  \(name): [{webhook: {url: \"http://127.0.0.1:\(receivers.all[name]?.port ?? 0)/\(name)\", timeout: 300ms}}]"
    }
    return """
      rules:
        - {name: waits, when: waiting >= 3m, cooldown: 5m}
        - {name: risky, when: risk >= 60, clear: risk < 40, clear_for: 1m, severity: critical}
        - {name: asks, when: asks_for_supervisor, for: 5s}
        - {name: busy, when: agent.load >= 5, scope: agent}
        - {name: hops, when: "hops[1h] >= 3", scope: contact, cooldown: 10m}
      receivers:
      \(list.joined(separator: "\n"))
      routes:
        - {notify: [steady, gone, moved], continue: true}
        - ladder:
            - notify: [flaky, later]
            - {after: 5m, notify: [duty]}
          repeat_every: 1h
      """
  }

  @Test func nothingIsLostAndNothingIsToldTwice() throws {
    let rounds = Int(ProcessInfo.processInfo.environment["FORESHOCK_ROUNDS"] ?? "") ?? 100
    let lines = Generator.events(12 * rounds, seed: 42).map(\.line)
    let expected = try Self.undisturbed(lines)
    let receivers = Receivers()
    receivers.misbehave(seed: 7)
    let daemon = DaemonFixture(config: Self.config(receivers), isSmall: true)
    try Self.feed(lines, to: daemon, rounds)

    receivers.behave()
    for _ in 0..<rounds * 3 / 2 where !daemon.run(["outbox", "list"]).output.isEmpty {
      _ = daemon.run(["outbox", "retry", "all"])
      usleep(200_000)
    }
    #expect(daemon.run(["outbox", "list"]).output.isEmpty)
    #expect(daemon.stop() == 0)

    var report: [String] = []
    for name in Receivers.names {
      let told = receivers.told(name)
      // Of those that refused for good, what was given up is not sent when the end of its alert has arrived since.
      let missing = (expected[name] ?? []).subtracting(told.ids)
      let over = name == "gone" || name == "moved" ? missing.filter { Self.isOver($0, told.ids) } : []
      let lost = missing.subtracting(over)
      let invented = told.ids.subtracting(expected[name] ?? [])
      #expect(lost.isEmpty, "\(name) never heard of \(lost.sorted().prefix(3))")
      #expect(invented.isEmpty, "\(name) heard what nobody said: \(invented.sorted().prefix(3))")
      let contents = told.bodies.values.map(Self.content)
      #expect(contents.count == Set(contents).count, "\(name): the same under two ids")
      let again = told.deliveries - told.bodies.count
      let merged = told.ids.count - told.bodies.count
      report.append(
        "  \(name): \(expected[name]?.count ?? 0) notifications, \(told.deliveries) deliveries (\(again) repeated under their id, \(merged) said by a later one), \(receivers.all[name]?.turnedAway ?? 0) attempts turned away, \(over.count) dropped since their end had arrived, \(lost.count) lost"
      )
    }
    print("killed \(rounds) times: \(lines.count) events\n" + report.joined(separator: "\n"))
  }

  /// Whether the end of an alert has arrived.
  private static func isOver(_ id: String, _ told: Set<String>) -> Bool {
    let alert = id.prefix { $0 != "." }
    return id.contains(".firing.") && told.contains { $0.hasPrefix(alert + ".resolved.") }
  }

  /// What each receiver is told when nobody interrupts; the steady one hears of every transition of the replay.
  static func undisturbed(_ lines: [String]) throws -> [String: Set<String>] {
    let receivers = Receivers()
    let daemon = DaemonFixture(config: config(receivers), isSmall: true)
    let file = daemon.folder + "/events.ndjson"
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let replay = daemon.run(["replay", "--format", "json", "--config", daemon.folder + "/config.yaml", file])
    let transitions = replay.output.split(separator: "\n").map { "{\"data\":\($0)}" }.map(content)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(lines.map { $0 + "\n" }.joined())
    sender.finish()
    sender.wait()
    for _ in 0..<lines.count / 2 where !daemon.run(["outbox", "list"]).output.isEmpty { usleep(50_000) }
    #expect(daemon.stop() == 0)
    let steady = receivers.told("steady").bodies.values.map(content)
    #expect(transitions.count > 50 && steady.sorted() == transitions.sorted())
    return Dictionary(uniqueKeysWithValues: Receivers.names.map { ($0, receivers.told($0).ids) })
  }

  /// Sends all events, and kills the daemon as often as that. What was sent but not acknowledged is sent again, and a
  /// little of what was: the same id counts once.
  static func feed(_ lines: [String], to daemon: DaemonFixture, _ rounds: Int) throws {
    var random = Seeded(4711)
    var next = 0
    var round = 0
    while round < rounds {
      daemon.start()
      guard let sender = RawSender(daemon.socket) else { continue }
      round += 1
      let from = max(0, next - Int.random(in: 0...20, using: &random))
      let until = min(lines.count, next + Int.random(in: 1...24, using: &random))
      var at = from
      let bound = Int.random(in: 0...40_000, using: &random)
      while at < until {
        let end = min(until, at + Int.random(in: 1...25, using: &random))
        sender.send(lines[at..<end].joined(separator: "\n") + "\n")
        at = end
        usleep(UInt32(Int.random(in: 0...3000, using: &random)))
      }
      usleep(UInt32(bound))
      daemon.kill()
      while sender.hear(0) && sender.hear(1) && sender.committed < until - from {
        if !sender.hear(5) { break }
      }
      next = max(next, from + sender.committed)
    }
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(lines[next...].map { $0 + "\n" }.joined())
    sender.finish()
    sender.wait()
    #expect(sender.committed == lines.count - next)
  }

  /// What a notification says, without what differs from attempt to attempt.
  static func content(_ body: String) -> String {
    guard let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
      let data = object["data"] as? [String: Any]
    else { return body }
    return ["at", "rule", "key", "status", "why", "alert"].map { "\(data[$0] ?? "")" }.joined(separator: " ")
  }
}
