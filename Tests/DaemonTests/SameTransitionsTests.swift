// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

@Suite struct SameTransitionsTests {
  /// The same events through `replay`, through the socket in one go, and in batches with kills in between.
  @Test func replaySocketAndKillsAgree() throws {
    let events = Generator.events(8_000, seed: 77).map(\.line)
    let folder = Repository.temporaryFolder()
    let file = folder + "/events.ndjson"
    try (events.joined(separator: "\n") + "\n").write(toFile: file, atomically: true, encoding: .utf8)
    let config = KillTests.config(KillTests.Receivers()).split(separator: "receivers")[0]
    Program.write(String(config), to: folder + "/c.yaml")
    let expected = fingerprints(
      Program.run(["replay", "--format", "json", "--config", folder + "/c.yaml", file]).output)
    #expect(expected.count > 300)

    let whole = DaemonFixture(config: String(config))
    whole.start()
    #expect(whole.run(["send", "--socket", whole.socket, file]).status == 0)
    #expect(whole.stop() == 0)
    #expect(fingerprints(whole.output) == expected)

    let pieces = DaemonFixture(config: String(config))
    var random = Seeded(5)
    var next = 0
    for kill in 0..<4 {
      pieces.start()
      let sender = try #require(RawSender(pieces.socket))
      let until = kill == 3 ? events.count : (kill + 1) * events.count / 4
      var at = next
      while at < until {
        let end = min(until, at + Int.random(in: 1...700, using: &random))
        sender.send(events[at..<end].joined(separator: "\n") + "\n")
        at = end
      }
      if kill == 3 {
        sender.finish()
        sender.wait()
        #expect(pieces.stop() == 0)
      } else {
        pieces.kill()
        while sender.hear(20) && sender.committed < until - next {}
        next += sender.committed
      }
    }
    // What was printed but not yet taken out of the outbox is printed again after a kill, under the same id.
    var seen = Set<String>()
    #expect(fingerprints(pieces.output).filter { seen.insert($0).inserted }.sorted() == expected.sorted())
  }
}
