// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import ArgumentParser
import Conversations
import Daemon
import Delivery
import Engine
import Events
import Settings
import Wire

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Runs recorded events through the engine on their own time and prints each alert transition.",
    discussion: "Several files are merged by the time of their events. '-' is standard input.")

  @OptionGroup var config: ConfigOption

  @Flag(help: "Print the risk after each message too.")
  var risk = false

  @Option(help: "Let time end at this instant (RFC 3339) instead of with the last event.")
  var until: String?

  @Option(help: "text or json.")
  var format = Format.text

  @Argument(help: "Files of NDJSON.")
  var files: [String]

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("name at least one file of events") }
    if let until, Instant(rfc3339: until) == nil {
      throw ValidationError("--until '\(until)' is no RFC 3339 time, such as 2026-11-21T18:00:00Z")
    }
  }

  func run() throws {
    let settings = try config.settings()
    var replay = try Replay(settings: settings, files: files, until: until.flatMap { Instant(rfc3339: $0) })
    var output = BufferedOutput()
    let format = format
    let summary = try replay.run { entry in
      switch entry {
      case .alert(let transition):
        switch format {
        case .json:
          var writer = transition.json
          writer.endLine()
          output.append(writer.bytes)
        case .text:
          output.append(Array((AlertText.describe(transition, inColour: Output.isColoured) + "\n").utf8))
        }
      case .risk(let at, let event, let conversation, let value):
        guard self.risk else { return }
        var writer = JSONWriter()
        writer.object { json in
          json.field("at", at.description)
          json.field("event", event)
          json.field("conversation", conversation)
          json.field("risk", value)
        }
        writer.endLine()
        output.append(
          format == .json ? writer.bytes : Array("\(at) \(conversation) \(event) risk \(value)\n".utf8))
      case .refused(let file, let line, let refusal):
        Output.say("\(file):\(line): refused: \(refusal.message)")
      }
    }
    output.flush()
    Output.say(
      "\(summary.events) events, \(summary.duplicates) duplicates, \(summary.refused) refused lines, \(summary.fired) alerts fired, \(summary.resolved) resolved"
    )
  }
}
