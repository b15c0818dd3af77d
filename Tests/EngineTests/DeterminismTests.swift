// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import TestKit
import Testing

/// Live in any batches, live with restarts, and replay give the same transitions.
@Suite struct DeterminismTests {
  static let rules: [RuleDefinition] =
    Build.settings.rules + [
      Build.rule("risk.rise[10m] > 20 or messages[2m] >= 3", name: "x1") {
        $0.hold = .seconds(5); $0.cooldown = .minutes(3)
      },
      Build.rule("silence > 90s and status == \"open\"", name: "x2") { $0.clearFor = .seconds(7) },
      Build.rule("agent.load >= 3 or queue.waiting > 5", name: "x3"),
      Build.rule("risk * 2 - age / 1m > 60", name: "x4"),
      Build.rule("sentiment.slope[1h] < -0.2", name: "x5", scope: .contact),
      Build.rule("agent.after_call_work[10m] > 1m", name: "x6", scope: .agent),
      Build.rule("at_risk[10m] >= 2 and negative.share[10m] > 0.2", name: "x7", scope: .all),
      Build.rule("queue.arrivals[5m] > 4", name: "x8", scope: .queue),
      Build.rule("queue.expected_wait > 2m or queue.staff_needed > 3", name: "x9", scope: .queue),
      Build.rule(
        "at_risk[15m].surge > 1 or negative.share[15m].surge > 1 or queue.arrivals[30m].surge > 1",
        name: "x10",
        scope: .queue),
      Build.rule("at_risk[15m] > at_risk[15m].baseline + 1", name: "x11", scope: .all),
      Build.rule(
        "agent.waiting >= 3 and agent.oldest_wait > 2m or agent.angry_in_a_row >= 3", name: "x12",
        scope: .agent),
      Build.rule("agent.status == \"after_call_work\" and queue.waiting >= 2", name: "x13", scope: .agent),
      Build.rule("transfers[1h] >= 2 or holds[2h] >= 2 or channels[6h] >= 3", name: "x14", scope: .contact),
    ]

  static func scored(_ count: Int, seed: UInt64) -> [ScoredEvent] {
    var workspace = Scorer.Workspace()
    return Generator.events(count, seed: seed).map { Build.scorer.score($0, &workspace) }
  }

  static func line(_ effect: Effect) -> String? {
    guard case .alert(let transition) = effect else { return nil }
    let alert = transition.alert
    return
      "\(transition.at) \(alert.rule) \(alert.key) \(alert.status) \(alert.cause) \(alert.id) \(alert.circumstances.risk ?? -1) \(alert.reasons)"
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func restartsAndBatchesChangeNothing(_ seed: UInt64) throws {
    let events = Self.scored(3000, seed: seed)
    var reference = try Build.engine(Self.rules)
    var expected: [String] = []
    for event in events {
      expected += reference.apply(.event(event), at: max(reference.now, event.event.at)).compactMap(Self.line)
    }
    #expect(expected.count > 100)

    var random = Seeded(seed &* 31)
    var live = try Build.engine(Self.rules)
    var saved: [String: [UInt8]] = [:]
    var journal: [(Instant, Input)] = []
    var found: [String] = []
    for event in events {
      let now = max(live.now, event.event.at)
      if Int.random(in: 0..<10, using: &random) == 0 {
        // Time that comes to the engine without an event, as the daemon's timer brings it.
        let between =
          live.now
          + Interval(
            microseconds: Int64.random(in: 0...max(0, (now - live.now).microseconds), using: &random))
        found += live.apply(.time, at: between).compactMap(Self.line)
        journal.append((between, .time))
      }
      found += live.apply(.event(event), at: now).compactMap(Self.line)
      journal.append((now, .event(try Self.throughBytes(event))))
      if Int.random(in: 0..<300, using: &random) == 0 {
        let changed = live.takeChanged()
        for (name, bytes) in changed.parts { saved[name] = bytes }
        if let end = changed.forgottenBefore { saved = saved.filter { $0.key < "ids/" || $0.key >= end } }
        journal = []
      }
      if Int.random(in: 0..<150, using: &random) == 0 {
        // A crash: what was saved, and the journal since.
        live = try Engine.restore(saved.map { ($0.key, $0.value) }) ?? Build.engine(Self.rules)
        for (at, input) in journal { _ = live.apply(input, at: at) }
      }
    }
    #expect(found == expected)
  }

  static func throughBytes(_ event: ScoredEvent) throws -> ScoredEvent {
    var packer = Packer()
    packer.write(event)
    var unpacker = Unpacker(packer.bytes)
    return try unpacker.value()
  }

  @Test func damagedPartsAreNamed() throws {
    var engine = try Build.engine(Self.rules)
    for event in Self.scored(200, seed: 9) {
      _ = engine.apply(.event(event), at: max(engine.now, event.event.at))
    }
    let parts = engine.takeChanged().parts.compactMap { part in
      part.bytes.map { (name: part.name, bytes: $0) }
    }
    for index in parts.indices where parts[index].bytes.count > 1 {
      var damaged = parts
      damaged[index].bytes = Array(damaged[index].bytes.dropLast(damaged[index].bytes.count / 2))
      #expect(throws: Engine.RestoreError.self) { _ = try Engine.restore(damaged) }
    }
  }
}
