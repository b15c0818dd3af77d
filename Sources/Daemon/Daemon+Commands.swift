// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Console
import Conversations
import Delivery
import Engine
import Events
import Reactor
import Reports
import Rules
import Settings
import Store
import Telemetry
import Wire

/// What the control socket is asked: words in, text out.
extension Daemon {
  typealias Reply = @Sendable (ControlReply) -> Void

  func answer(_ words: [String], _ reply: @escaping Reply) {
    let rest = Array(words.dropFirst())
    switch words.first {
    case "status":
      statusReport { reply(.done(words.last == "json" ? $0.json : $0.text)) }
    case "metrics": statusReport { reply(.done($0.metrics)) }
    case "reload":
      reload { result in
        switch result {
        case .success(let text): reply(.done(text))
        case .failure(let error): reply(.failed(error.text + "\nnothing was changed\n"))
        }
      }
    case "config" where rest == ["changed"]:
      lane.async { [self] in reply(.done(changedFiles.map { $0 + "\n" }.joined())) }
    case "config": lane.async { [self] in reply(.done(ConfigurationView(settings).text)) }
    case "alerts": alerts(rest, reply)
    case "silences": silences(rest, reply)
    case "outbox": outbox(rest, reply)
    case "why": why(rest, reply)
    case "top": top(rest, reply)
    case "tap": tap(rest, reply)
    case "test-receiver": testReceiver(rest.joined(separator: " "), reply)
    case "report": report(rest, reply)
    default: reply(.failed("unknown command '\(words.first ?? "")'\n"))
    }
  }

  var wallNow: Instant { Instant(microseconds: options.wallClock.microseconds) }

  private func testReceiver(_ name: String, _ reply: @escaping Reply) {
    let now = wallNow
    lane.async { [self] in
      let names = settings.receivers.map(\.name)
      guard names.contains(name) else {
        let meant = Suggestion.phrase(for: name, among: names)
        return reply(.failed("there is no receiver '\(name)'\(meant)\n"))
      }
      ReceiverTest.run(name, at: now, pipeline, deliverer) { isDelivered, lines in
        let text = lines.map { $0 + "\n" }.joined()
        reply(isDelivered ? .done(text) : .failed(text))
      }
    }
  }

  // MARK: - Reports and status

  private func report(_ words: [String], _ reply: @escaping Reply) {
    guard words.count == 3 else { return reply(.failed("a report needs since, by and format\n")) }
    reporter.report(since: words[0], by: Report.Dimension(rawValue: words[1])) { result in
      switch result {
      case .success(let report): reply(.done(Self.text(report, words[2])))
      case .failure(let error): reply(.failed("\(error)\n"))
      }
    }
  }

  private static func text(_ report: Report, _ format: String) -> String {
    switch format {
    case "json":
      var writer = JSONWriter()
      report.write(to: &writer)
      writer.endLine()
      return writer.text
    case "csv": return report.csv
    default: return ReportText.describe(report)
    }
  }

  /// Files of the configuration that are not what is in force; on the daemon's lane.
  private var changedFiles: [String] {
    SettingsLoader(environment: options.environment).changes(since: settings, options.config)
  }

  private static func counted(_ alerts: [Alert]) -> [EngineStatus.AlertCount] {
    Dictionary(grouping: alerts) { [$0.rule, $0.status.rawValue] }.sorted {
      $0.key.lexicographicallyPrecedes($1.key)
    }.map {
      EngineStatus.AlertCount(rule: $0.key[0], status: $0.key[1], count: $0.value.count)
    }
  }

  /// Gathers how the daemon is.
  func statusReport(_ done: @escaping @Sendable (StatusReport) -> Void) {
    pipeline.ask({ engine in
      EngineStatus(
        conversations: engine.world.conversations.count, contacts: engine.world.contacts.count,
        firing: engine.firing, ruleset: engine.ruleset, rules: engine.configuration.rules.count,
        now: engine.now, evaluations: engine.evaluations, alerts: Self.counted(engine.escalations.all))
    }) { [self] engine in
      pipeline.askStore({ try $0.statistics() }) { [self] statistics in
        lane.async { [self] in
          done(
            StatusReport(
              engine: engine, store: (try? statistics.get()) ?? StoreStatistics(),
              connections: connections.count, health: health, lastReload: lastReload,
              changedFiles: changedFiles,
              audit: (auditor.auditedAt, auditor.findings.map(\.text)), counters: counters.all,
              timings: counters.timings.all,
              rate: rate.perSecond(counters["intake.accepted"], at: .now),
              uptime: Interval(microseconds: WallClock.system.microseconds - startedAt),
              version: Self.version))
        }
      }
    }
  }
}
