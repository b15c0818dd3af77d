// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Events

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tells what happened in a shift: contacts, repeats, waits, broken promises, ratings, alerts.",
    discussion: """
      Counts the conversations opened since then, and the alerts that fired. The figures of all views add up to the same \
      total: a conversation belongs to the agent, queue and channel it had last, a contact to its first conversation.
      """)

  enum Dimension: String, ExpressibleByArgument, CaseIterable {
    case agent, queue, contact, channel
  }

  enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
  }

  @OptionGroup var control: ControlOption

  @Option(help: "The beginning: a time (RFC 3339), or how long ago, such as 8h.")
  var since = "8h"

  @Option(help: "agent, queue, contact or channel; left out: all together.")
  var by: Dimension?

  @Option(help: "text, json or csv.")
  var format = ReportFormat.text

  func validate() throws {
    guard Interval(since) != nil || Instant(rfc3339: since) != nil else {
      throw ValidationError(
        "--since '\(since)' is neither a time such as 2026-11-21T06:00:00Z nor a duration such as 8h")
    }
  }

  func run() throws {
    try control.tell(["report", since, by?.rawValue ?? "all", format.rawValue])
  }
}
