// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Daemon
import Events
import Foundation
import Logging
import Reactor
import Settings
import TestKit
import Testing

/// A daemon on a clock that runs faster than the real one. `FORESHOCK_PACE=60` for the pace of a minute in a second.
@Suite struct PacedTests {
  static let pace = ProcessInfo.processInfo.environment["FORESHOCK_PACE"].flatMap(Double.init) ?? 150

  /// Runs a daemon from `start` until `body` ends.
  static func run(
    _ config: String, from start: Instant, pace: Double, _ body: (RawSender, WallClock) throws -> Void
  ) throws {
    let folder = Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    Program.write(config, to: folder + "/config.yaml")
    let environment = [
      "STATE_DIRECTORY": folder + "/state", "RUNTIME_DIRECTORY": folder + "/run",
    ]
    let loader = SettingsLoader(shipped: Repository.smallShare, environment: environment)
    let settings = try #require(loader.load(folder + "/config.yaml").settings)
    var options = Daemon.Options(environment: environment)
    let clock = WallClock(startingAt: start.microseconds, pace: pace)
    options.wallClock = clock
    let daemon = try Daemon(settings: settings, options: options, logger: Logger(label: "test"))
    try daemon.start()
    try body(try #require(RawSender(folder + "/run/intake.sock")), clock)
    let stopped = DispatchSemaphore(value: 0)
    daemon.stop { stopped.signal() }
    stopped.wait()
  }

  static func wait(_ clock: WallClock, until instant: Instant) {
    while clock.microseconds < instant.microseconds { usleep(1000) }
  }

  /// An hour of a centre: events on whole minutes, deadlines on half ones, so that only their order can matter.
  static func hour(from start: Instant) -> [Event] {
    var random = Seeded(17)
    return (0..<60).flatMap { minute -> [Event] in
      (0..<3).map { number in
        let at = start + .minutes(Int64(minute))
        let conversation = "c\(Int.random(in: 0..<12, using: &random))"
        let kind: Event.Kind =
          switch Int.random(in: 0..<8, using: &random) {
          case 0..<4: .message(from: .contact, text: "Hello?", language: nil)
          case 4..<6: .message(from: .agent, text: "Hi", language: nil)
          case 6: .resolved
          default: .reopened
          }
        return Event(
          id: "e\(minute)-\(number)", at: at, kind: kind, conversation: conversation,
          contact: "u" + conversation, agent: "jay", queue: "q", channel: "chat")
      }
    }
  }

  static func config(_ port: UInt16) -> String {
    """
    intake: {stdin: never}
    service_levels: [{name: s, next_response: 3m30s, resolution: 20m30s}]
    rules:
      - {name: waits, when: waiting >= 90s, cooldown: 2m30s}
      - {name: soon, when: sla.next_response.remaining <= 1m}
      - {name: broken, when: sla.next_response.breached or sla.resolution.breached, for: 1m}
      - {name: quiet, when: silence > 4m30s, clear_for: 30s}
      - {name: busy, when: "messages[6m30s] >= 4", scope: contact}
      - {name: many, when: queue.waiting >= 4, for: 30s, scope: queue}
    receivers: {hook: [{webhook: {url: "http://127.0.0.1:\(port)/hook"}}]}
    """
  }

  /// What was told live is what a replay of the same events tells: for each rule and subject the same episodes in the same
  /// order. What time alone brings about has its very instant; what an event does has the event's, within its way here.
  @Test func anHourLiveIsItsReplay() throws {
    let receiver = Receiver()
    let start = Instant(rfc3339: "2026-11-21T10:00:00Z") ?? .distantPast
    let events = Self.hour(from: start + .seconds(10))
    let end = start + .minutes(61) + .seconds(20)
    try Self.run(Self.config(receiver.port), from: start, pace: Self.pace) { sender, clock in
      for minute in 0..<60 {
        let batch = events[minute * 3..<minute * 3 + 3]
        Self.wait(clock, until: batch[batch.startIndex].at)
        sender.send(batch.map { $0.line + "\n" }.joined())
      }
      Self.wait(clock, until: end)
      sender.wait(until: events.count)
      #expect(sender.committed == events.count)
    }
    let live = DeadlineTests.bodies(receiver).map(\.data)

    let folder = Repository.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    Program.write(Self.config(receiver.port), to: folder + "/config.yaml")
    Program.write(events.map { $0.line + "\n" }.joined(), to: folder + "/events.ndjson")
    let replay = Program.run(
      [
        "replay", "--format", "json", "--config", folder + "/config.yaml", "--until", end.description,
        folder + "/events.ndjson",
      ], environment: ["FORESHOCK_SHARE": Repository.smallShare])
    let replayed = replay.output.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
    #expect(replayed.count > 60)
    func episodes(_ transitions: [[String: Any]]) -> [String: [(what: String, at: Instant)]] {
      var found: [String: [(what: String, at: Instant)]] = [:]
      for transition in transitions {
        let text = { (name: String) in transition[name] as? String ?? "" }
        // Live, an event is a moment older than an alert that another event of the same instant has fired.
        let why = text("why") == "late_event" ? "cleared" : text("why")
        found["\(text("rule")) \(text("key"))", default: []].append(
          ("\(text("status")) \(why)", Instant(rfc3339: text("at")) ?? .distantPast))
      }
      return found.mapValues { $0.sorted { $0.at < $1.at } }
    }
    let (one, other) = (episodes(live), episodes(replayed))
    #expect(one.mapValues { $0.map(\.what) } == other.mapValues { $0.map(\.what) })
    var latest = Interval.zero
    var exact = 0
    for (key, list) in one {
      for (a, b) in zip(list, other[key] ?? []) {
        // In half a minute of the fast clock nothing else happens.
        #expect(a.at >= b.at && a.at - b.at < .seconds(30), "\(key): \(a) is \(b) in the replay")
        latest = max(latest, a.at - b.at)
        if a.at == b.at { exact += 1 }
      }
    }
    #expect(exact > 20, "what time brings about has its very instant")
    print(
      "an hour at \(Self.pace)-fold pace: \(live.count) transitions as in the replay, \(exact) at the same microsecond, the others up to \(latest) of the fast clock later"
    )
  }

  /// A report that falls due is told once, and tells of the time before.
  @Test func aScheduledReportIsToldWhenItIsDue() throws {
    let receiver = Receiver()
    let config = """
      intake: {stdin: never}
      receivers: {lead: [{webhook: {url: "http://127.0.0.1:\(receiver.port)/hook"}}]}
      routes: []
      reports:
        - {name: evening, at: "18:00", days: sat, timezone: Europe/Berlin, covers: 9h, by: agent, notify: [lead]}
      """
    // A Saturday; six in the evening is five in universal time.
    let start = Instant(rfc3339: "2026-11-21T16:59:00Z") ?? .distantPast
    try Self.run(config, from: start, pace: 60) { sender, clock in
      let reply = Event(
        id: "1", at: start, kind: .message(from: .agent, text: "Hi", language: nil), conversation: "c",
        contact: "u", agent: "jay")
      sender.send(reply.line + "\n")
      Self.wait(clock, until: start + .minutes(3))
    }
    let told = DeadlineTests.bodies(receiver)
    #expect(told.map(\.type) == ["report.shift"])
    let data = try #require(told.first?.data)
    #expect(data["report"] as? String == "evening")
    #expect(data["until"] as? String == "2026-11-21T17:00:00.000Z")
    #expect((data["rows"] as? [[String: Any]])?.first?["key"] as? String == "jay")
  }
}
