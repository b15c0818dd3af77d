// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Shows the configuration, and what a reload would change.",
    subcommands: [Show.self, Difference.self, Schema.self], defaultSubcommand: Show.self)

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows all layers put together, and where each value came from; secrets are masked.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var control: ControlOption

    @Flag(help: "What the running daemon has in force, instead of what is on disk.")
    var running = false

    func run() throws {
      if running { return try control.tell(["config"]) }
      Output.write(Array(ConfigurationView(try config.usableSettings()).text.utf8))
    }
  }

  struct Difference: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Shows what 'systemctl reload foreshock' would change; 1 when it would.")

    @OptionGroup var config: ConfigOption
    @OptionGroup var control: ControlOption

    func run() throws {
      let running = ConfigurationView.lines(of: try control.ask(["config"]))
      let difference = ConfigurationView.difference(
        from: running, to: ConfigurationView(try config.settings()).lines)
      // Lexicons, and secrets that are masked, differ without a line of their own.
      let changed = try control.ask(["config", "changed"]).split(separator: "\n")
      guard !difference.isEmpty || !changed.isEmpty else { return Output.say("nothing differs") }
      Output.write(Array(difference.utf8))
      for file in changed where !difference.contains(file) {
        Output.write(line: "! \(file) is not what is in force")
      }
      throw ExitCode(1)
    }
  }

  struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a JSON Schema of configuration files, by which editors complete and check them.")

    func run() { Output.write(Array(Shape.schema.utf8)) }
  }
}
