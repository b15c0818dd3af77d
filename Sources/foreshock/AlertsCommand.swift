// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts", abstract: "Shows alerts of the running daemon, and answers them.",
    subcommands: [
      List.self, Show.self, Acknowledge.self, Snooze.self, Resolve.self, Wrong.self, Assign.self,
      Verdicts.self,
    ],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "Lists alerts, the newest first; those that fire come before those that ended.")

    @OptionGroup var control: ControlOption

    @Option(help: "text or json.")
    var format = Format.text

    @Flag(help: "Only those that are not over, acknowledged and snoozed ones included.")
    var firing = false

    func run() throws {
      let text = try control.ask(["alerts", "list"])
      for line in text.split(separator: "\n") {
        let alert = AlertLine(line)
        if firing, !["firing", "acknowledged", "snoozed"].contains(alert.status) { continue }
        Output.write(line: format == .json ? String(line) : alert.row)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows one alert with all its transitions and reasons.")

    @OptionGroup var control: ControlOption

    @Option(help: "text or json.")
    var format = Format.text

    @Argument(help: "The alert's id.")
    var id: String

    func run() throws {
      guard !id.contains(" ") else { throw ValidationError("an alert's id has no spaces") }
      let text = try control.ask(["alerts", "show", id])
      for line in text.split(separator: "\n") {
        Output.write(line: format == .json ? String(line) : AlertLine(line).details)
      }
    }
  }
}

/// An alert as the daemon tells it, for people.
private struct AlertLine: Decodable {
  struct Reason: Decodable {
    var signal: String
    var value: String
    var threshold: String?
    var points: Double?
    var quote: String?
  }

  var at: String
  var alert: String
  var status: String
  var why: String
  var rule: String
  var severity: String
  var key: String
  var summary: String
  var playbook: String?
  var reasons: [Reason]

  init(_ line: Substring) {
    do {
      self = try JSONDecoder().decode(AlertLine.self, from: Data(line.utf8))
    } catch {
      self.init(
        at: "", alert: "", status: "unreadable", why: "\(error)", rule: "", severity: "", key: "",
        summary: String(line),
        playbook: nil, reasons: [])
    }
  }

  private init(
    at: String, alert: String, status: String, why: String, rule: String, severity: String, key: String,
    summary: String, playbook: String?, reasons: [Reason]
  ) {
    self.at = at
    self.alert = alert
    self.status = status
    self.why = why
    self.rule = rule
    self.severity = severity
    self.key = key
    self.summary = summary
    self.playbook = playbook
    self.reasons = reasons
  }

  var row: String {
    let colour = status != "firing" ? "32" : severity == "critical" ? "1;31" : "33"
    return "\(at)  \(Output.coloured(status, colour))  \(severity)  \(alert)  \(rule)  \(summary)"
  }

  var details: String {
    var lines = [row, "    why now: \(why)"]
    for reason in reasons {
      if let points = reason.points {
        lines.append("    +\(points)  \(reason.signal)\(reason.quote.map { "  “\($0)”" } ?? "")")
      } else if let word = reason.quote {
        lines.append("    about “\(word)” \(reason.value)  (\(reason.threshold ?? ""))")
      } else {
        lines.append("    \(reason.signal) is \(reason.value)  (\(reason.threshold ?? ""))")
      }
    }
    if let playbook { lines.append("    do: \(playbook)") }
    return lines.joined(separator: "\n")
  }
}
