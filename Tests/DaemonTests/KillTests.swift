// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

@Suite struct KillTests {
  /// Kills the real process at random moments, 200 times, and compares with a run that nobody interrupts: nothing
  /// accepted is lost, no transition is told under two names, and none is missing.
  @Test func nothingIsLostAndNothingIsToldTwice() throws {
    let receiver = Receiver()
    let daemon = DaemonFixture(config: Self.config(port: receiver.port), isSmall: true)
    let lines = Generator.events(2400, seed: 42).map(\.line)
    let file = daemon.folder + "/events.ndjson"
    try (lines.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let replay = daemon.run(["replay", "--format", "json", "--config", daemon.folder + "/config.yaml", file])
    let expected = fingerprints(replay.output)
    #expect(expected.count > 100)

    var random = Seeded(4711)
    var next = 0
    var rounds = 0
    while rounds < 200 {
      daemon.start()
      guard let sender = RawSender(daemon.socket) else { continue }
      rounds += 1
      // What was sent but not acknowledged is sent again, and a little of what was: the same id counts once.
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
    for _ in 0..<400 where Set(receiver.received.map(\.body)).count < expected.count { usleep(25_000) }
    #expect(daemon.stop() == 0)

    var bodies: [String: String] = [:]
    for request in receiver.received {
      let id = request.headers["webhook-id"] ?? ""
      #expect(bodies[id] == nil || bodies[id] == request.body, "one id, two contents")
      bodies[id] = request.body
    }
    let told = bodies.values.compactMap { body -> String? in
      guard let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any],
        let data = object["data"] as? [String: Any]
      else { return nil }
      return ["at", "rule", "key", "status", "alert"].map { "\(data[$0] ?? "")" }.joined(separator: " ")
    }
    #expect(told.count == Set(told).count, "the same transition under two ids")
    #expect(told.sorted() == expected.sorted())
    print(
      "killed \(rounds) times: \(lines.count) events, \(expected.count) transitions, \(receiver.received.count) deliveries"
    )
  }

  static func config(port: UInt16) -> String {
    """
    rules:
      - {name: waits, when: waiting >= 3m, cooldown: 5m}
      - {name: risky, when: risk >= 60, clear: risk < 40, clear_for: 1m, severity: critical}
      - {name: asks, when: asks_for_supervisor, for: 5s}
      - {name: busy, when: agent.load >= 5, scope: agent}
      - {name: hops, when: "hops[1h] >= 3", scope: contact, cooldown: 10m}
    receivers:
      hook: [{webhook: {url: "http://127.0.0.1:\(port)/hook"}}]
    """
  }
}
