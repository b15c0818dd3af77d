// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Daemon
import Settings

struct SendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Feeds a running daemon with recorded events, with progress.",
    discussion: "Ends when the daemon has made everything durable. Exit status 1 when it refused a line.")

  @Option(
    help: ArgumentHelp(
      "The daemon's intake socket.",
      discussion: "Default: intake.sock in the runtime folder, or that of the service.",
      valueName: "path"))
  var socket: String?

  @Option(
    help: ArgumentHelp("Send at N times the recorded pace instead of as fast as it goes.", valueName: "N"))
  var pace: Double?

  @Argument(help: "Files of NDJSON; '-' is standard input.")
  var files: [String]

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("name at least one file of events") }
    if let pace, !(pace > 0) { throw ValidationError("--pace is greater than 0") }
  }

  func run() throws {
    // A service takes events on a socket of its own unit.
    let own = Paths(environment: ConfigOption.environment).intakeSocket
    let service = "/run/foreshock-intake.sock"
    let path = socket ?? (!Files.exists(own) && Files.exists(service) ? service : own)
    do {
      let sender = try Sender(socket: path, pace: pace)
      let result = try sender.send(files, progress: { Output.say($0) }, onRefusal: { Output.say($0) })
      Output.say("\(result.lines) lines sent, \(result.refused) refused, all committed")
      if result.refused > 0 { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Output.say("foreshock: error: \(error)")
      throw ExitCode(1)
    }
  }
}
