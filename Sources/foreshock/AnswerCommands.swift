// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// Who answers an alert, and how it is sent to the daemon.
struct AnswerOptions: ParsableArguments {
  @OptionGroup var control: ControlOption

  @Argument(help: ArgumentHelp("The alert's id, or several.", valueName: "alert"))
  var ids: [String]

  @Option(help: "Who you are; default: the user of this terminal.")
  var by: String?

  @Option(help: "A word about it, which receivers are told.")
  var comment: String?

  static var user: String {
    for name in ["SUDO_USER", "USER", "LOGNAME"] {
      if let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty { return value }
    }
    return getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(getuid())"
  }

  /// Answers each of them; ends with 1 when one of them could not be answered.
  func send(_ verb: String, _ argument: String = "", comment: String? = nil) throws {
    var hasFailed = false
    for id in ids {
      do {
        let words = ["alerts", verb, id, by ?? Self.user, comment ?? self.comment ?? "", argument]
        try control.tell(words)
      } catch is ExitCode {
        hasFailed = true
      }
    }
    if hasFailed { throw ExitCode(1) }
  }
}

extension AlertsCommand {
  struct Acknowledge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ack", abstract: "Says that you take care of alerts: nobody else is asked any more.")

    @OptionGroup var answer: AnswerOptions

    func run() throws { try answer.send("ack") }
  }

  struct Snooze: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "snooze", abstract: "Keeps alerts quiet for a while; what still fires then is told again.")

    @OptionGroup var answer: AnswerOptions

    @Option(name: .customLong("for"), help: "How long: 30m, 2h.")
    var length: String?

    @Option(help: "Until when: 2026-11-21T10:00:00Z.")
    var until: String?

    func validate() throws {
      guard (length == nil) != (until == nil) else { throw ValidationError("name --for or --until") }
    }

    func run() throws { try answer.send("snooze", length ?? until ?? "") }
  }

  struct Resolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resolve",
      abstract: "Ends alerts. They fire again when their rule has been over and holds anew.")

    @OptionGroup var answer: AnswerOptions

    func run() throws { try answer.send("resolve") }
  }

  struct Wrong: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "wrong",
      abstract: "Ends alerts that should not have fired, and keeps the reason as ground truth.",
      discussion:
        "Alerts that are over can be called wrong too. 'foreshock alerts verdicts' lists what was said.")

    @OptionGroup var answer: AnswerOptions

    @Option(help: "Why it was wrong.")
    var reason: String

    func run() throws { try answer.send("wrong", comment: reason) }
  }

  struct Verdicts: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verdicts",
      abstract: "Lists alerts that somebody called wrong, with the reasons, as NDJSON.")

    @OptionGroup var control: ControlOption

    func run() throws { try control.tell(["alerts", "verdicts"]) }
  }

  struct Assign: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "assign", abstract: "Says that somebody else takes care of alerts.")

    @OptionGroup var answer: AnswerOptions

    @Option(help: "Who takes care of them.")
    var to: String

    func run() throws { try answer.send("assign", to) }
  }
}

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract:
      "Explains a conversation: every point of its risk, each rule, and why an alert was or was not sent.")

  @OptionGroup var control: ControlOption

  @Option(help: "text or json.")
  var format = Format.text

  @Argument(help: "The conversation.")
  var conversation: String

  func run() throws {
    try control.tell(["why", conversation, format.rawValue])
  }
}
