// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Store
import Telemetry
import Wire

/// What the engine says of itself.
struct EngineStatus: Sendable {
  var conversations: Int
  var contacts: Int
  var firing: Int
  var ruleset: String
  var rules: Int
  var now: Instant
  var evaluations = 0
  /// Alerts that are not over, by rule and status.
  var alerts: [AlertCount] = []

  struct AlertCount: Sendable {
    var rule: String
    var status: String
    var count: Int
  }
}

/// The daemon's health, for people and for programs.
struct StatusReport {
  var engine: EngineStatus
  var store: StoreStatistics
  var connections: Int
  var health: Health
  var lastReload: String
  /// Files of the configuration that are not what is in force.
  var changedFiles: [String]
  var audit: (at: Instant?, findings: [String])
  var counters: [(name: String, value: Int)]
  var timings: [(stage: Timings.Stage, histogram: Histogram)]
  /// Events in a second, over the last minute.
  var rate: Double?
  var uptime: Interval
  var version: String

  private func count(_ name: String) -> Int { counters.first { $0.name == name }?.value ?? 0 }

  private var refused: Int {
    counters.filter { $0.name.hasPrefix("intake.refused.") }.reduce(0) { $0 + $1.value }
  }

  private var configuration: String {
    guard let first = changedFiles.first else { return "as on disk" }
    let others = changedFiles.count == 1 ? "" : " and \(changedFiles.count - 1) more"
    return "not as on disk: \(first)\(others); see 'foreshock config diff'"
  }

  var text: String {
    let seconds = Interval(microseconds: uptime.microseconds / 1_000_000 * 1_000_000)
    var lines = [
      "foreshock \(version)   watching   up \(seconds)"
    ]
    lines += health.problems.map { "  ! \($0)" }
    lines += [
      "  events        \(count("intake.accepted")) accepted, \(count("intake.duplicates")) duplicates, \(refused) refused, \(connections) senders connected",
      "  rate          \(rate.map { "\(($0 * 10).rounded() / 10) events/s over the last minute" } ?? "not known yet")",
      "  half and 99 % \(timings.isEmpty ? "nothing was timed yet" : timings.map(Self.line).joined(separator: ", "))",
      "  conversations \(engine.conversations), contacts \(engine.contacts)",
      "  alerts        \(engine.firing) firing; \(count("alerts.firing")) fired and \(count("alerts.resolved")) resolved since the start",
      "  outbox        \(store.outbox) waiting, \(count("delivery.delivered")) delivered, \(count("delivery.failed_attempts")) failed attempts, \(store.deadLetters) undeliverable",
      "  rules         \(engine.rules), rule set \(engine.ruleset)",
      "  configuration \(configuration)",
      "  last reload   \(lastReload)",
      "  state         \(store.bytes / 1024) KiB, \(count("store.commits")) commits, \(count("store.failed_commits")) failed",
    ]
    lines.append(
      "  self-audit    \(audit.at.map { "\($0)" } ?? "not yet")  \(audit.findings.isEmpty ? "nothing is overdue" : audit.findings.joined(separator: "; "))"
    )
    for (name, value) in counters where name.hasPrefix("intake.refused.") {
      lines.append("  refused       \(value) \(name.dropFirst("intake.refused.".count))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// "commit 2.5 ms, 10 ms": within which time half of them, and nearly all, are done.
  private static func line(_ stage: Timings.Stage, _ histogram: Histogram) -> String {
    func text(_ share: Double) -> String {
      guard let bound = histogram.quantile(share), bound.isFinite else { return "over 30 s" }
      return bound < 0.001
        ? "\(Int((bound * 1e6).rounded())) µs" : bound < 1 ? "\(short(bound * 1e3)) ms" : "\(short(bound)) s"
    }
    func short(_ number: Double) -> String {
      number == number.rounded() ? "\(Int(number))" : "\((number * 10).rounded() / 10)"
    }
    return "\(stage.rawValue) \(text(0.5)) \(text(0.99))"
  }

  var json: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("version", version)
      json.field("status", "watching")
      json.field("uptime_seconds", Int(uptime.seconds))
      json.field("now", engine.now > .distantPast ? engine.now.description : nil)
      json.field("conversations", engine.conversations)
      json.field("contacts", engine.contacts)
      json.field("alerts_firing", engine.firing)
      json.field("rules", engine.rules)
      json.field("ruleset", engine.ruleset)
      json.key("problems")
      json.array { json in for problem in health.problems { json.value(problem) } }
      json.field("last_reload", lastReload)
      json.key("changed_files")
      json.array { json in for file in changedFiles { json.value(file) } }
      json.field("audited_at", audit.at?.description)
      json.key("audit")
      json.array { json in for finding in audit.findings { json.value(finding) } }
      json.key("events_per_second")
      if let rate { json.value((rate * 10).rounded() / 10) } else { json.null() }
      json.field("connections", connections)
      json.field("outbox", store.outbox)
      json.field("undeliverable", store.deadLetters)
      json.field("state_bytes", Int(store.bytes))
      json.key("counters")
      json.object { json in
        for (name, value) in counters { json.field(name, value) }
      }
    }
    writer.endLine()
    return writer.text
  }
}
