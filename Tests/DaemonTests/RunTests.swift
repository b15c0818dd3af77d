// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

@Suite struct RunTests {
  static let rule = "rules: [{name: asks, when: asks_for_supervisor}]\n"

  static func message(
    _ id: String, _ text: String, at: String = "2026-11-21T10:00:00Z", conversation: String = "c"
  ) -> String {
    "{\"id\":\"\(id)\",\"type\":\"message\",\"at\":\"\(at)\",\"conversation\":\"\(conversation)\",\"from\":\"contact\",\"text\":\"\(text)\"}\n"
  }

  @Test func badLinesAreRefusedAndTheStreamGoesOn() throws {
    let daemon = DaemonFixture(config: Self.rule)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("1", "hi"))
    sender.send("not json\n")
    sender.send(String(repeating: "x", count: 1_100_000) + "\n")
    sender.send("{\"id\":7}\n")
    sender.send("{\"id\":\"8\",\"type\":\"mesage\",\"at\":\"2026-11-21T10:00:00Z\"}\n")
    sender.send(Self.message("9", "hi", at: "2099-01-01T00:00:00Z"))
    sender.send(Self.message("10", "Let me speak to your manager!"))
    sender.finish()
    sender.wait()
    #expect(sender.committed == 7)
    #expect(sender.errors.map { String($0.prefix(9)) } == (2...6).map { "{\"line\":\($0)" })
    let status = daemon.run(["status", "--format", "json"])
    for kind in ["not_json", "too_long", "bad_field", "unknown_type", "in_future"] {
      #expect(status.output.contains("\"intake.refused.\(kind)\":1"), "\(status.output)")
    }
    #expect(daemon.stop() == 0)
    #expect(fingerprints(daemon.output).count == 1, "no receiver: standard output")
  }

  @Test func theWallClockRefusesTheFuture() throws {
    let daemon = DaemonFixture(config: Self.rule, clock: "wall")
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("1", "hi", at: "2099-01-01T00:00:00Z"))
    sender.finish()
    sender.wait()
    #expect(sender.errors.first?.contains("in the future") == true)
  }

  @Test func duplicatesCountOnceAcrossARestart() throws {
    let daemon = DaemonFixture(config: "rules: [{name: two, when: \"messages[1h] >= 2\"}]")
    for round in 0..<2 {
      daemon.start()
      let sender = try #require(RawSender(daemon.socket))
      sender.send(Self.message("same", "hi"))
      sender.wait(until: 1)
      if round == 0 { daemon.kill() } else { #expect(daemon.stop() == 0) }
    }
    #expect(daemon.output.isEmpty)
  }

  /// A sender that never reads its answers is neither stalled nor able to fill the memory.
  @Test func aSlowReaderDoesNotStallTheStream() throws {
    let daemon = DaemonFixture(config: Self.rule)
    daemon.start()
    let deaf = try #require(RawSender(daemon.socket))
    let bad = String(repeating: "bad line\n", count: 2000)
    for _ in 0..<100 { #expect(deaf.send(bad)) }
    let other = try #require(RawSender(daemon.socket))
    other.send(Self.message("1", "Let me speak to your manager!"))
    other.wait(until: 1)
    #expect(other.committed == 1)
  }

  @Test func standardInputIsRead() throws {
    let daemon = DaemonFixture(config: Self.rule)
    let file = daemon.folder + "/in.ndjson"
    Program.write(Self.message("1", "Let me speak to your manager!") + "nonsense\n", to: file)
    daemon.start(input: file)
    for _ in 0..<200 where daemon.output.isEmpty { usleep(20_000) }
    #expect(daemon.stop() == 0)
    #expect(fingerprints(daemon.output).count == 1)
    #expect(daemon.log.contains("a line of standard input was refused"))
  }

  @Test func aReloadIsTakenAsAWholeOrNotAtAll() throws {
    let daemon = DaemonFixture(config: Self.rule)
    daemon.start()
    Program.write("rules: [{name: asks, when: asks_for_suprvisor}]", to: daemon.folder + "/config.yaml")
    let bad = daemon.run(["reload"])
    #expect(
      bad.status == 1 && bad.log.contains("did you mean 'asks_for_supervisor'?")
        && bad.log.contains("nothing was changed"))
    var sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("1", "Let me speak to your manager!"))
    sender.wait(until: 1)
    Program.write("rules: [{name: other, when: \"messages[1h] >= 1\"}]", to: daemon.folder + "/config.yaml")
    #expect(daemon.run(["reload"]).status == 0)
    sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("2", "hi", conversation: "d"))
    sender.wait(until: 1)
    daemon.program?.signal(SIGHUP)
    usleep(300_000)
    #expect(daemon.stop() == 0)
    let rules = fingerprints(daemon.output).map { $0.split(separator: " ")[1...3].joined(separator: " ") }
    #expect(rules == ["asks c firing", "asks c resolved", "other c firing", "other d firing"])
  }

  @Test func alertsAreListedAndShown() throws {
    let daemon = DaemonFixture(config: Self.rule)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("1", "Let me speak to your manager!"))
    sender.wait(until: 1)
    let list = daemon.run(["alerts", "list"])
    #expect(list.status == 0 && list.output.contains("firing") && list.output.contains("asks"))
    let id = try #require(list.output.split(separator: " ").first { $0.hasPrefix("fa-") })
    #expect(daemon.run(["alerts", "show", String(id)]).output.contains("asks_for_supervisor is true"))
    #expect(daemon.run(["alerts", "show", "fa-none"]).status == 1)
  }

  @Test func anUnreachableReceiverIsTriedAgain() throws {
    let receiver = Receiver()
    receiver.answer(500)
    let daemon = DaemonFixture(
      config: Self.rule + "receivers: {hook: [{webhook: {url: 'http://127.0.0.1:\(receiver.port)/'}}]}\n")
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(Self.message("1", "Let me speak to your manager!"))
    sender.wait(until: 1)
    usleep(300_000)
    #expect(receiver.received.isEmpty)
    daemon.kill()
    receiver.answer(200)
    daemon.start()
    for _ in 0..<400 where receiver.received.isEmpty { usleep(20_000) }
    #expect(receiver.received.count == 1)
    #expect(receiver.received.first?.body.hasPrefix("{\"type\":\"alert.firing\"") == true)
    #expect(daemon.stop() == 0)
  }

  @Test func anUnwritableStateFolderIsSaid() {
    let daemon = DaemonFixture(config: Self.rule)
    let result = Program.run(
      ["run", "--config", daemon.folder + "/config.yaml"],
      environment: ["STATE_DIRECTORY": "/proc/nowhere", "RUNTIME_DIRECTORY": daemon.folder + "/run"])
    #expect(result.status == 2 && result.log.contains("/proc/nowhere"))
  }

  @Test(arguments: [
    (["check", "--config", "/nonexistent"], 1), (["run", "--config", "/nonexistent"], 2), (["nonsense"], 2),
    (["replay"], 2),
    (["scroe", "hello"], 2), (["--help"], 0), (["score", "hello"], 0),
    (["status", "--control", "/nonexistent"], 1),
    (["send", "--socket", "/nonexistent", "-"], 1),
    (["replay", "/nonexistent"], 1),
  ])
  func exitStatus(_ words: [String], _ status: Int) {
    #expect(Program.run(words).status == Int32(status), "\(words)")
  }
}
