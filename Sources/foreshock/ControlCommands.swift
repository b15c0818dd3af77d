// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Console
import Daemon
import Glibc
import Reactor

/// The option that says which daemon is meant.
struct ControlOption: ParsableArguments {
  @Option(
    name: .customLong("control"),
    help: ArgumentHelp(
      "The daemon's control socket.", discussion: "Default: control.sock in the runtime folder.",
      valueName: "path"))
  var path: String?

  /// Asks the daemon, and writes what it answers to standard output.
  func tell(_ words: [String]) throws { Output.write(Array(try ask(words).utf8)) }

  /// Asks the daemon; a command that is refused ends with 1. A silent one is for who draws on the terminal, and waits for a
  /// few seconds only.
  func ask(_ words: [String], isSilent: Bool = false) throws -> String {
    let candidates =
      path.map { [$0] } ?? [
        Paths(environment: ConfigOption.environment).controlSocket, "/run/foreshock/control.sock",
      ]
    var failure: (any Error)?
    for candidate in candidates {
      do {
        switch try ControlClient.ask(words, at: candidate, patience: isSilent ? 3 : nil) {
        case .done(let text): return text
        case .failed(let reason):
          if !isSilent { Output.say(reason.hasSuffix("\n") ? String(reason.dropLast()) : reason) }
          throw ExitCode(1)
        }
      } catch let code as ExitCode {
        throw code
      } catch {
        // What is there but closed says more than what is not there.
        if failure == nil || (error as? SystemError)?.code == EACCES { failure = error }
      }
    }
    if let failure, !isSilent { Output.say("foreshock: error: \(failure)") }
    throw ExitCode(1)
  }
}

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Tells how the running daemon is.")

  @OptionGroup var control: ControlOption

  @Option(help: "text or json.")
  var format = Format.text

  func run() throws {
    try control.tell(["status", format.rawValue])
  }
}

struct TestReceiverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test-receiver",
    abstract: "Sends a marked test alert, and its end, to one receiver, in exactly the way of a real one.",
    discussion: "Exit status 1 when the first attempt fails; it is then tried again, as an alert would be.")

  @OptionGroup var control: ControlOption

  @Argument(help: "The receiver's name.")
  var name: String

  func run() throws {
    try control.tell(["test-receiver", name])
  }
}

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Lets the running daemon read its configuration again, as a whole or not at all.",
    discussion: "Exit status 1 when there is a mistake in it: then nothing is changed.")

  @OptionGroup var control: ControlOption

  func run() throws {
    Output.say(String(try control.ask(["reload"]).dropLast()))
  }
}

struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "Writes the running daemon's metrics in the text format of Prometheus.",
    discussion: "The same is at /metrics where the configuration has a 'console'.")

  @OptionGroup var control: ControlOption

  func run() throws { try control.tell(["metrics"]) }
}
