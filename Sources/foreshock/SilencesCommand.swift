// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

struct SilencesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silences", abstract: "Keeps alerts quiet for a while.",
    subcommands: [List.self, Add.self, Expire.self, Preview.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists silences, the newest first; those that ended for a week.")

    @OptionGroup var control: ControlOption

    @Option(help: "text or json.")
    var format = Format.text

    func run() throws {
      for line in try control.ask(["silences", "list"]).split(separator: "\n") {
        Output.write(line: format == .json ? String(line) : SilenceLine(line).row)
      }
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Makes a silence. It outlives a restart; what fires still when it ends is told then.",
      discussion: "Example: foreshock silences add --for 2h --comment 'migration' 'queue == \"billing\"'")

    @OptionGroup var control: ControlOption

    @Argument(help: "Which alerts: an expression, as in the match of a route.")
    var match: String

    @Option(name: .customLong("for"), help: "How long: 30m, 2h.")
    var length: String?

    @Option(help: "Until when: 2026-11-21T10:00:00Z.")
    var until: String?

    @Option(help: "Why.")
    var comment: String

    @Option(help: "Who you are; default: the user of this terminal.")
    var by: String?

    func validate() throws {
      guard (length == nil) != (until == nil) else { throw ValidationError("name --for or --until") }
    }

    func run() throws {
      let words = ["silences", "add", match, length ?? until ?? "", by ?? AnswerOptions.user, comment]
      try control.tell(words)
    }
  }

  struct Expire: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "expire", abstract: "Ends a silence now.")

    @OptionGroup var control: ControlOption

    @Argument(help: "The silence's id.")
    var id: String

    func run() throws { try control.tell(["silences", "expire", id]) }
  }

  struct Preview: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "preview", abstract: "Shows what a silence would keep quiet, without making it.")

    @OptionGroup var control: ControlOption

    @Argument(help: "Which alerts: an expression, as in the match of a route.")
    var match: String

    func run() throws { try control.tell(["silences", "preview", match]) }
  }
}

/// A silence as the daemon tells it, for people.
private struct SilenceLine: Decodable {
  var id, status, match, until, author, comment: String

  init(_ line: Substring) {
    self =
      (try? JSONDecoder().decode(Self.self, from: Data(line.utf8)))
      ?? SilenceLine(id: String(line))
  }

  private init(id: String) {
    (self.id, status, match, until, author, comment) = (id, "unreadable", "", "", "", "")
  }

  var row: String { "\(id)  \(status)  until \(until)  \(match)  (\(author): \(comment))" }
}
