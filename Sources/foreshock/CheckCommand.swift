// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Settings
import Wire

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Names every mistake in the configuration with file, line and column.")

  @OptionGroup var config: ConfigOption

  @Option(help: "text or json.")
  var format = Format.text

  func run() throws {
    let outcome = config.load()
    for diagnostic in outcome.diagnostics {
      switch format {
      case .text: Output.write(line: diagnostic.text)
      case .json:
        var writer = JSONWriter()
        writer.object { json in
          json.field("file", diagnostic.file)
          json.field("line", diagnostic.line)
          json.field("column", diagnostic.column)
          json.field("level", diagnostic.level.rawValue)
          json.field("message", diagnostic.message)
        }
        Output.write(line: writer.text)
      }
    }
    guard let settings = outcome.settings else {
      let count = outcome.diagnostics.count { $0.level == .error }
      Output.say(count == 1 ? "1 mistake" : "\(count) mistakes")
      throw ExitCode(1)
    }
    if format == .text {
      let languages = settings.lexicons.keys.sorted().joined(separator: ", ")
      let counts =
        "rules: \(settings.rules.count), service levels: \(settings.serviceLevels.count), "
        + "receivers: \(settings.receivers.count)"
      Output.say("the configuration is good; \(counts), lexicons for \(languages)")
    }
  }
}
