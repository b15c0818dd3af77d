// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Rules

/// The command: a contents page.
@main
struct Foreshock: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foreshock",
    abstract: "Tells a supervisor early which conversation is about to escalate, and why.",
    discussion: """
      Data goes to standard output, talk to standard error. Exit status: 0 done, 1 the thing checked failed, 2 wrong \
      usage or configuration.
      """,
    version: "foreshock 0.1.0",
    subcommands: [
      RunCommand.self, CheckCommand.self, ScoreCommand.self, ReplayCommand.self, TestCommand.self,
      SendCommand.self,
      StatusCommand.self, MetricsCommand.self, TopCommand.self, TapCommand.self, ReloadCommand.self,
      ConfigCommand.self,
      AlertsCommand.self, SilencesCommand.self,
      OutboxCommand.self,
      WhyCommand.self, ReportCommand.self, RoutesCommand.self, TestReceiverCommand.self,
    ])

  /// The parser would call a misspelt command an unexpected argument; of those with commands below them, too.
  private static func refuseUnknownCommand() {
    var (path, command): ([String], any ParsableCommand.Type) = (["foreshock"], Foreshock.self)
    for word in CommandLine.arguments.dropFirst() {
      let below = command.configuration.subcommands
      guard !below.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
      if let next = below.first(where: { $0._commandName == word }) {
        path.append(word)
        command = next
        continue
      }
      let known = below.map { $0._commandName }
      let meant = Suggestion.phrase(for: word, among: known)
      let rest = meant.isEmpty ? "; known are \(known.joined(separator: ", "))" : meant
      Output.say("\(path.joined(separator: " ")): error: unknown command '\(word)'\(rest)")
      Glibc.exit(2)
    }
  }

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    refuseUnknownCommand()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let code = exitCode(for: error)
      if code == .success {
        print(fullMessage(for: error))
        Glibc.exit(0)
      }
      // Everything that is wrong with the words of a call is 2; a command that failed has said so itself.
      let message = fullMessage(for: error)
      if !message.isEmpty { Output.say(message) }
      Glibc.exit(code == .validationFailure ? 2 : code.rawValue)
    }
  }
}
