// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
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
    #expect(daemon.run(["test-receiver", "leds"]).log.contains("did you mean 'leads'?"))
    let future = daemon.run(["report", "--since", "2099-01-01T00:00:00Z"])
    #expect(future.status == 1 && future.log.contains("lies in the future"))
    receiver.answer(503)
    let bad = daemon.run(["test-receiver", "leads"])
    #expect(bad.status == 1 && bad.log.contains("the receiver answered 503"))
    receiver.answer(200)
    for _ in 0..<200 where receiver.received.count < 5 { usleep(20_000) }
    // The end says all there is to say of an alert that nobody has heard of.
    let last = try #require(receiver.received.last?.body)
    #expect(last.contains("alert.resolved") && last.contains("\"supersedes\":[\"fa-"))
    #expect(receiver.received.count == 5, "tried again like an alert")
    #expect(daemon.stop() == 0)
  }
}

/// `foreshock routes test`, and routes in the daemon.
@Suite struct RouteCommandTests {
  static func config(_ port: UInt16) -> String {
    """
    rules:
      - {name: late, when: unanswered >= 1, labels: {team: billing}}
      - {name: loud, when: unanswered >= 2, severity: critical}
    receivers:
      billing: [{webhook: {url: "http://127.0.0.1:\(port)/billing"}}]
      everyone: [{webhook: {url: "http://127.0.0.1:\(port)/everyone"}}]
    routes:
      - {match: 'labels.team == "billing"', notify: [billing]}
      - {notify: [everyone]}
    """
  }

  @Test func saysWhoAndWhy() {
    let daemon = DaemonFixture(config: Self.config(1), isSmall: true)
    let path = daemon.folder + "/config.yaml"
    let late = daemon.run(["routes", "test", "--config", path, "--rule", "late"])
    #expect(late.status == 0 && late.output.contains("because labels.team is billing (== billing)"))
    #expect(late.output.hasSuffix("receivers: billing\n"))
    #expect(
      daemon.run(["routes", "test", "--config", path, "--rule", "loud"]).output.hasSuffix(
        "receivers: everyone\n"))
    #expect(
      daemon.run(["routes", "test", "--config", path, "--label", "team=billing"]).output.hasSuffix(
        "receivers: billing\n"))
    let wrong = daemon.run(["routes", "test", "--config", path, "--rule", "lat"])
    #expect(wrong.status == 2 && wrong.log.contains("did you mean 'late'?"))
  }

  @Test func eachGoesWhereItsRouteSays() throws {
    let receiver = Receiver()
    let daemon = DaemonFixture(config: Self.config(receiver.port), isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    for number in 0..<2 {
      sender.send(DeadlineTests.message("c", at: Build.at(Double(number)), id: "m\(number)") + "\n")
    }
    sender.send(DeadlineTests.message("c", at: Build.at(5), from: .agent, id: "r") + "\n")
    sender.wait(until: 3)
    for _ in 0..<200 where receiver.received.count < 4 { usleep(20_000) }
    #expect(daemon.stop() == 0)
    let told = DeadlineTests.bodies(receiver).map { "\($0.data["rule"] ?? "") \($0.data["status"] ?? "")" }
    #expect(told.sorted() == ["late firing", "late resolved", "loud firing", "loud resolved"], "each once")
  }
}
