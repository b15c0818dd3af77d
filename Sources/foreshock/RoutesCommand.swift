// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import ArgumentParser
import Conversations
import Events
import Rules
import ServiceLevels
import Settings

struct RoutesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Shows who is told of which alerts.", subcommands: [Test.self])

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "test",
      abstract: "Shows which routes and receivers an example alert takes, and why.",
      discussion: "Exit status 1 when nobody would be told.")

    @OptionGroup var config: ConfigOption

    @Option(help: "The rule; severity, scope and labels are taken from it.")
    var rule: String?

    @Option(help: "info, warning or critical.")
    var severity: String?

    @Option(name: .customLong("label"), help: ArgumentHelp("A label.", valueName: "name=value"))
    var labels: [String] = []

    @Option(help: "The queue.") var queue: String?
    @Option(help: "The channel.") var channel: String?
    @Option(help: "The agent.") var agent: String?
    @Option(help: "The contact.") var contact: String?
    @Option(help: "The conversation.") var conversation: String?
    @Option(help: "The risk, 0–100.") var risk: Double?

    func validate() throws {
      for label in labels where !label.contains("=") {
        throw ValidationError("--label '\(label)' is no label; write name=value")
      }
      if let severity, Severity(name: severity) == nil {
        throw ValidationError("--severity is info, warning or critical")
      }
    }

    func run() throws {
      let settings = try config.settings()
      var definition = RuleDefinition(name: rule ?? "example", when: "true")
      if let rule {
        guard let known = settings.rules.first(where: { $0.name == rule }) else {
          Output.say(
            "foreshock: error: there is no rule '\(rule)'"
              + Suggestion.phrase(for: rule, among: settings.rules.map(\.name)))
          throw ExitCode(2)
        }
        definition = known
      }
      if let severity = severity.flatMap({ Severity(name: $0) }) { definition.severity = severity }
      for label in labels {
        let parts = label.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        definition.labels[String(parts[0])] = String(parts[1])
      }
      var about = Alert.Circumstances()
      (about.queue, about.channel, about.agent) = (queue, channel, agent)
      (about.contact, about.conversation, about.risk) = (contact, conversation, risk)
      let alert = Alert(
        rule: definition, key: conversation ?? "example", firedAt: .distantPast, circumstances: about,
        reasons: [], ruleset: "")
      try show(alert, settings.alerts)
    }

    private func show(_ alert: Alert, _ policy: AlertPolicy) throws {
      guard let router = try? Router(policy.routes), !policy.routes.isEmpty else {
        Output.write(line: "there are no routes: alerts go to the journal, or to standard output")
        return
      }
      let taken = router.places(for: alert)
      for (place, route) in policy.routes.enumerated() {
        let mark = taken.contains(place) ? "→" : place > (taken.last ?? -1) ? " " : "✗"
        Output.write(
          line:
            "\(mark) route \(place + 1)  \(route.match ?? "takes the rest")  →  \(route.receivers.joined(separator: ", "))"
        )
        guard taken.contains(place) else { continue }
        for finding in router.findings(place, for: alert) {
          Output.write(line: "      because \(finding.signal) is \(finding.value) (\(finding.threshold))")
        }
        for line in Self.ladder(route, policy.administrators) { Output.write(line: "      " + line) }
      }
      let receivers = taken.flatMap { policy.routes[$0].receivers }
      Output.write(line: "receivers: \(receivers.isEmpty ? "nobody" : receivers.joined(separator: ", "))")
      if receivers.isEmpty { throw ExitCode(1) }
    }

    /// What happens on a route as time goes by without an answer.
    private static func ladder(_ route: Route, _ administrators: [String]) -> [String] {
      var lines: [String] = []
      if let active = route.active { lines.append("only while '\(active.name)' is open") }
      if let muted = route.muted { lines.append("not while '\(muted.name)' is open") }
      if let hold = route.holdWhile { lines.append("waits while \(hold)") }
      if route.groupWait > .zero {
        let fields = route.groupBy.isEmpty ? "" : " with the same \(route.groupBy.joined(separator: ", "))"
        lines.append("waits \(route.groupWait) for others\(fields)")
      }
      for step in route.ladder {
        var line = step.after > .zero ? "after \(step.after)" : "at once"
        line += "  \(step.notify.joined(separator: ", "))"
        if let least = step.ifFiring { line += "  (if more than \(least) fire)" }
        if let hours = step.during { line += "  (while '\(hours.name)' is open)" }
        lines.append(line)
      }
      let isLadder = route.ladder.count > 1
      if let every = route.repeatEvery ?? (isLadder ? Route.usualRepeat : nil) {
        let others =
          isLadder && !administrators.isEmpty ? "; first \(administrators.joined(separator: ", ")) too" : ""
        lines.append(
          "then all of them again after \(every), each time twice as long, up to \(Route.longestRepeat)\(others)"
        )
      }
      return lines
    }
  }
}
