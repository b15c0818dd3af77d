// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

struct OutboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "outbox", abstract: "Shows notifications that have not arrived, and tries them again.",
    subcommands: [List.self, Show.self, Retry.self, Drop.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists what was given up, then what is tried still.")

    @OptionGroup var control: ControlOption

    @Option(help: "text or json.")
    var format = Format.text

    func run() throws {
      for line in try control.ask(["outbox", "list"]).split(separator: "\n") {
        Output.write(line: format == .json ? String(line) : OutboxLine(line).row)
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Shows one of them with all that it tells, as JSON.")

    @OptionGroup var control: ControlOption

    @Argument(help: "Its number.")
    var number: Int

    func run() throws { try control.tell(["outbox", "show", "\(number)"]) }
  }

  struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retry", abstract: "Tries one of them, or all, now; also what was given up.")

    @OptionGroup var control: ControlOption

    @Argument(help: "Its number, or all.")
    var number: String

    func validate() throws {
      guard number == "all" || Int(number) != nil else {
        throw ValidationError("'\(number)' is neither a number nor 'all'")
      }
    }

    func run() throws { try control.tell(["outbox", "retry", number]) }
  }

  struct Drop: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drop", abstract: "Forgets one of them: nobody is told of it any more.")

    @OptionGroup var control: ControlOption

    @Argument(help: "Its number.")
    var number: Int

    func run() throws { try control.tell(["outbox", "drop", "\(number)"]) }
  }
}

/// An entry of the outbox as the daemon tells it, for people.
private struct OutboxLine: Decodable {
  var number: Int
  var status, destination, id, at: String
  var attempts: Int
  var next, error: String?

  init(_ line: Substring) {
    self =
      (try? JSONDecoder().decode(Self.self, from: Data(line.utf8)))
      ?? OutboxLine(text: String(line))
  }

  private init(text: String) {
    (number, status, destination, id, at, attempts) = (0, "unreadable", text, "", "", 0)
  }

  var row: String {
    let tried = attempts > 0 ? ", tried \(attempts) times" : ""
    let again = next.map { ", again at \($0)" } ?? ""
    return
      "\(number)  \(status)  \(destination)  since \(at)\(tried)\(again)\(error.map { ": \($0)" } ?? "")  (\(id))"
  }
}
