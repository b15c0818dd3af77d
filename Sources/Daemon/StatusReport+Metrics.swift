// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Glibc
import Store
import Telemetry

/// The daemon's health as Prometheus reads it. No names of contacts, agents or conversations are in it.
///
/// Source: prometheus.io, "Exposition formats" and "Metric and label naming".
extension StatusReport {
  private struct Metric {
    var name: String
    var help: String
    var type: String
    /// Values with their labels.
    var samples: [(labels: String, value: String)]
  }

  var metrics: String {
    let all = gauges + counted + [alertsByRule, deliveries, evaluations]
    return histograms
      + all.filter { !$0.samples.isEmpty }.map { metric in
        let head = "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.type)\n"
        return head + metric.samples.map { "\(metric.name)\($0.labels) \($0.value)\n" }.joined()
      }.joined()
  }

  private var gauges: [Metric] {
    func gauge(_ name: String, _ help: String, _ value: String, _ labels: String = "") -> Metric {
      Metric(name: "foreshock_\(name)", help: help, type: "gauge", samples: [(labels, value)])
    }
    return [
      gauge(
        "build_info", "The version that runs, and the hash of its rules.", "1",
        "{version=\"\(version)\",ruleset=\"\(engine.ruleset)\"}"),
      gauge("uptime_seconds", "Since the start.", "\(Int(uptime.seconds))"),
      gauge("conversations", "Conversations that are known.", "\(engine.conversations)"),
      gauge("contacts", "Contacts that are known.", "\(engine.contacts)"),
      gauge("alerts_firing", "Alerts that are not over.", "\(engine.firing)"),
      gauge("rules", "Rules in force.", "\(engine.rules)"),
      gauge("senders", "Senders that are connected.", "\(connections)"),
      gauge("outbox_notifications", "Notifications that have not arrived yet.", "\(store.outbox)"),
      gauge(
        "outbox_oldest_seconds", "How long the oldest of them has waited.",
        "\(store.oldestWaiting.map { max((engine.now - $0).microseconds / 1_000_000, 0) } ?? 0)"),
      gauge(
        "outbox_undeliverable_notifications", "Notifications that could not be delivered.",
        "\(store.deadLetters)"),
      gauge("state_bytes", "Size of the state on disk.", "\(store.bytes)"),
      gauge("resident_memory_bytes", "Memory in use.", "\(Self.residentMemory)"),
      gauge("audit_findings", "What the self-audit found overdue.", "\(audit.findings.count)"),
      gauge(
        "audit_timestamp_seconds", "When the self-audit looked last.",
        "\(audit.at.map { $0.microseconds / 1_000_000 } ?? 0)"),
      gauge(
        "last_reload_successful", "Whether the configuration in force is that of the last reload.",
        health.refusedReload == nil ? "1" : "0"),
      gauge(
        "rules_set_aside", "Parts of the configuration left out for a mistake.", "\(health.setAside.count)"),
      gauge("configuration_changed_files", "Files that are not what is in force.", "\(changedFiles.count)"),
    ]
  }

  private var alertsByRule: Metric {
    Metric(
      name: "foreshock_alerts", help: "Alerts that are not over, by rule and status.", type: "gauge",
      samples: engine.alerts.map {
        ("{rule=\"\(Self.escaped($0.rule))\",status=\"\($0.status)\"}", "\($0.count)")
      })
  }

  private var evaluations: Metric {
    Metric(
      name: "foreshock_rule_evaluations_total", help: "How often a rule was evaluated.", type: "counter",
      samples: [("", "\(engine.evaluations)")])
  }

  /// `delivery_by.CLASS.DESTINATION`, which the administrator has named.
  private var deliveries: Metric {
    let prefix = "delivery_by."
    let mine = counters.filter { $0.name.hasPrefix(prefix) }.map {
      counter -> (labels: String, value: String) in
      let parts = counter.name.dropFirst(prefix.count).split(separator: ".", maxSplits: 1)
      let destination = parts.count == 2 ? Self.escaped(String(parts[1])) : ""
      return ("{destination=\"\(destination)\",class=\"\(parts.first ?? "")\"}", "\(counter.value)")
    }
    return Metric(
      name: "foreshock_delivery_attempts_total",
      help: "Attempts to deliver, by destination and what became of them.",
      type: "counter", samples: mine)
  }

  /// As the text format has label values.
  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static let stages: [Timings.Stage: String] = [
    .scoring: "Reading a line and scoring its words.", .engine: "Applying an event to the engine.",
    .commit: "Writing a commit to the disk.", .delivery: "An attempt to deliver a notification.",
    .lag: "How late something that was due was looked at.",
  ]

  private var histograms: String {
    timings.map { stage, histogram in
      let name = "foreshock_\(stage.rawValue)_seconds"
      var text = "# HELP \(name) \(Self.stages[stage] ?? "")\n# TYPE \(name) histogram\n"
      var seen = 0
      for (place, bound) in Histogram.bounds.enumerated() {
        seen += histogram.counts[place]
        text += "\(name)_bucket{le=\"\(bound)\"} \(seen)\n"
      }
      text += "\(name)_bucket{le=\"+Inf\"} \(histogram.count)\n\(name)_sum \(histogram.sum)\n"
      return text + "\(name)_count \(histogram.count)\n"
    }.joined()
  }

  /// Counters of one kind, whose names end in what tells them apart.
  private static let families: [(prefix: String, name: String, label: String, help: String)] = [
    ("intake.refused.", "intake_refused_total", "reason", "Lines refused, by reason."),
    ("alerts.", "alert_transitions_total", "status", "Changes of alerts, by the status after it."),
    ("intake.", "intake_total", "outcome", "Events and connections, by what became of them."),
    ("delivery.", "deliveries_total", "outcome", "Notifications, by what became of them."),
    ("store.", "store_commits_total", "outcome", "Commits, by what became of them."),
    ("audit.", "audits_total", "outcome", "Looks of the self-audit."),
  ]

  private var counted: [Metric] {
    var left = counters
    return Self.families.map { family in
      let mine = left.filter { $0.name.hasPrefix(family.prefix) }
      left.removeAll { $0.name.hasPrefix(family.prefix) }
      return Metric(
        name: "foreshock_\(family.name)", help: family.help, type: "counter",
        samples: mine.map {
          ("{\(family.label)=\"\($0.name.dropFirst(family.prefix.count))\"}", "\($0.value)")
        })
    }
  }

  /// The second number of /proc/self/statm (proc_pid_statm(5)), in pages.
  private static var residentMemory: Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    let fields = String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
  }
}
