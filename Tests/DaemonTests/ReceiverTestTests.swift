// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

/// `foreshock test-receiver`, with a real receiver.
@Suite struct ReceiverTestTests {
  @Test func goesTheWayOfARealOne() throws {
    let receiver = Receiver()
    let daemon = DaemonFixture(
      config: """
        receivers:
          leads: [{webhook: {url: "http://127.0.0.1:\(receiver.port)/hook"}}]
          chat: [{webhook: {url: "http://127.0.0.1:\(receiver.port)/slack", format: slack}}]
        routes: [{notify: [leads]}]
        """, clock: "wall", isSmall: true)
    daemon.start()
    let good = daemon.run(["test-receiver", "leads"])
    #expect(good.status == 0 && good.output.contains(": delivered"))
    let told = DeadlineTests.bodies(receiver)
    #expect(told.map(\.type) == ["alert.firing", "alert.resolved"])
    #expect((told.first?.data["labels"] as? [String: Any])?["test"] as? String == "true")
    #expect(daemon.run(["test-receiver", "chat"]).status == 0, "one that no route names, too")
    #expect(receiver.received.last?.body.contains("This is a test of receiver 'chat'") == true)
    let unknown = daemon.run(["test-receiver", "nobody"])
    #expect(unknown.status == 1 && unknown.log.contains("there is no receiver 'nobody'"))
    receiver.answer(503)
    let bad = daemon.run(["test-receiver", "leads"])
    #expect(bad.status == 1 && bad.log.contains("the receiver answered 503"))
    receiver.answer(200)
    for _ in 0..<200 where receiver.received.count < 6 { usleep(20_000) }
    #expect(receiver.received.count == 6, "tried again like an alert")
    #expect(daemon.stop() == 0)
  }
}
