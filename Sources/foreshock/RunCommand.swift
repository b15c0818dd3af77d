// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Daemon
import Delivery
import Dispatch
import Glibc
import Logging
import Reactor
import Settings
import Telemetry

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs the daemon.",
    discussion: """
      Events come in as NDJSON on the unix socket intake.sock in $RUNTIME_DIRECTORY or the user's runtime folder, and \
      on standard input when that is a pipe or a file. State is kept in $STATE_DIRECTORY or the user's state folder. \
      SIGHUP reloads the configuration, SIGTERM drains and ends.
      """)

  enum ClockOption: String, ExpressibleByArgument, CaseIterable {
    case wall, events
  }

  @OptionGroup var config: ConfigOption

  @Option(help: "Time is that of the wall, or that of the events: for tests, backfill and demonstrations.")
  var clock = ClockOption.wall

  @Option(
    help:
      "How alerts are written where they go to standard output: text, or json. Default: text on a terminal.")
  var format: Format?

  /// What a service manager should try again: the disk may be full, or the socket taken, only for now.
  private static var cannotStart: ExitCode { ExitCode(ConfigOption.isService ? 1 : 2) }

  func run() throws {
    LoggingSystem.bootstrap(DaemonLogHandler.init)
    let logger = Logger(label: "foreshock")
    let settings = try config.usableSettings()
    var options = Daemon.Options(environment: ConfigOption.environment)
    options.config = config.path
    options.usesEventClock = clock == .events
    let format = format ?? (isatty(1) == 1 ? .text : .json)
    options.format = format == .json ? .json : .text(inColour: Output.isColoured)
    let daemon: Daemon
    do {
      daemon = try Daemon(settings: settings, options: options, logger: logger)
    } catch {
      Output.say("foreshock: error: \(error)")
      throw Self.cannotStart
    }
    let lane = Lane("signals")
    // Draining is bounded: what could not be made durable by then was never acknowledged.
    let stop: @Sendable () -> Void = {
      lane.after(milliseconds: 15_000) {
        logger.error("draining took too long; what was not durable was not acknowledged")
        Glibc.exit(1)
      }
      daemon.stop { Glibc.exit(0) }
    }
    SignalSource(SIGTERM, on: lane, stop)
    SignalSource(SIGINT, on: lane, stop)
    SignalSource(SIGHUP, on: lane) { daemon.reload { _ in } }
    do {
      try daemon.start()
    } catch {
      Output.say("foreshock: error: \(error)")
      throw Self.cannotStart
    }
    dispatchMain()
  }
}
