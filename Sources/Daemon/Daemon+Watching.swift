// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Console
import Conversations
import Engine
import Events
import Reactor
import Rules
import Telemetry
import Wire

/// Looking on: `foreshock top` and `foreshock tap`.
extension Daemon {
  /// The most conversations a list has.
  private static let longestList = 500
  /// So long a list is good for whoever else asks: looking through a hundred thousand conversations is work.
  private static let freshness = Duration.milliseconds(500)

  /// Lists that were made, or are being made, by their order.
  struct TopLists: Sendable {
    var made: [Sight.Order: (at: ContinuousClock.Instant, text: String)] = [:]
    var waiting: [Sight.Order: [Reply]] = [:]
  }

  func top(_ words: [String], _ reply: @escaping Reply) {
    guard words.count == 1, let order = Sight.Order(rawValue: words[0]) else {
      return reply(.failed("top needs an order: risk, waiting or age\n"))
    }
    lane.async { [self] in
      if let made = topLists.made[order], ContinuousClock.now - made.at < Self.freshness {
        return reply(.done(made.text))
      }
      topLists.waiting[order, default: []].append(reply)
      guard topLists.waiting[order]?.count == 1 else { return }
      let pipeline = pipeline
      pipeline.ask({ engine in
        let now = max(engine.now, pipeline.wallNow)
        let found = engine.sights(by: order, limit: Self.longestList, at: now)
        return TopReport(
          now: now, list: found.list, open: found.open, firing: engine.firing, accepted: 0, problem: "")
      }) { [self] report in
        lane.async { [self] in finish(order, report) }
      }
    }
  }

  private func finish(_ order: Sight.Order, _ report: TopReport) {
    var report = report
    report.accepted = counters["intake.accepted"]
    report.problem = health.problems.joined(separator: "; ")
    let text = report.json
    topLists.made[order] = (.now, text)
    for reply in topLists.waiting.removeValue(forKey: order) ?? [] { reply(.done(text)) }
  }

  /// `open EXPRESSION text|terms` gives a number; that number gives what has come since; `close NUMBER` ends it.
  func tap(_ words: [String], _ reply: @escaping Reply) {
    switch (words.first, words.count) {
    case ("open", 3): openTap(words[1], showsText: words[2] == "text", reply)
    case ("close", 2):
      pipeline.closeTap(Int(words[1]) ?? 0)
      reply(.done(""))
    default:
      guard let number = words.first.flatMap({ Int($0) }) else {
        return reply(.failed("tap needs a number\n"))
      }
      let lane = lane
      pipeline.takeTap(number) { found in
        lane.async {
          guard let (lines, leftOut) = found else { return reply(.failed("this tap is closed\n")) }
          reply(.done("\(leftOut)\n" + lines.map { $0 + "\n" }.joined()))
        }
      }
    }
  }

  private func openTap(_ expression: String, showsText: Bool, _ reply: @escaping Reply) {
    var filter: Condition?
    if !expression.isEmpty {
      do throws(Condition.Mistakes) {
        filter = try Condition(expression, scope: .conversation)
      } catch {
        return reply(.failed(error.list.map { $0.message + "\n" }.joined()))
      }
    }
    // Rules are weighed by an administrator; whoever looks on must not be able to hold up everybody.
    guard filter?.searches != true else {
      return reply(.failed("'matches' may take its time and is for rules; compare with == or in\n"))
    }
    pipeline.openTap(filter, showsText: showsText) { number in
      reply(number.map { .done("\($0)\n") } ?? .failed("eight look on already\n"))
    }
  }
}
