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

  func top(_ words: [String], _ reply: @escaping Reply) {
    guard words.count == 2, let order = Sight.Order(rawValue: words[0]), let limit = Int(words[1]), limit > 0
    else {
      return reply(.failed("top needs an order and a number\n"))
    }
    pipeline.ask({ engine in
      let found = engine.sights(by: order, limit: min(limit, Self.longestList))
      return TopReport(
        now: engine.now, list: found.list, open: found.open, firing: engine.firing, accepted: 0, problem: "")
    }) { [self] report in
      lane.async { [self] in
        var report = report
        report.accepted = counters["intake.accepted"]
        report.problem = health.problems.joined(separator: "; ")
        reply(.done(report.json))
      }
    }
  }

  /// `open EXPRESSION text|terms` gives a number; that number gives what has come since.
  func tap(_ words: [String], _ reply: @escaping Reply) {
    if words.count == 3, words[0] == "open" {
      var filter: Condition?
      if !words[1].isEmpty {
        do throws(Condition.Mistakes) {
          filter = try Condition(words[1], scope: .conversation)
        } catch {
          return reply(.failed(error.list.map { $0.message + "\n" }.joined()))
        }
      }
      return pipeline.openTap(filter, showsText: words[2] == "text") { number in
        reply(number.map { .done("\($0)\n") } ?? .failed("eight look on already\n"))
      }
    }
    guard let number = words.first.flatMap({ Int($0) }) else { return reply(.failed("tap needs a number\n")) }
    pipeline.takeTap(number) { found in
      guard let (lines, leftOut) = found else { return reply(.failed("this tap is closed\n")) }
      reply(.done("\(leftOut)\n" + lines.map { $0 + "\n" }.joined()))
    }
  }
}
