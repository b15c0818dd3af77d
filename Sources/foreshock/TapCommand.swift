// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import Wire

struct TapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tap", abstract: "Shows events as they come, with their scores and the risk they lead to.",
    discussion: """
      An expression chooses, as in a rule about conversations: 'risk > 60 and queue == "billing"'. The words that count are \
      shown; --text shows whole messages, which may be confidential.
      """)

  @OptionGroup var control: ControlOption

  @Flag(help: "Show whole messages.")
  var text = false

  @Option(help: ArgumentHelp("End after so many events.", valueName: "N"))
  var count: Int?

  @Option(help: "text or json.")
  var format = Format.text

  @Argument(help: "Which events: a condition on their conversation.")
  var expression: String?

  func run() throws {
    let opened = try control.ask(["tap", "open", expression ?? "", text ? "text" : "terms"])
    let number = opened.trimmingCharacters(in: .newlines)
    var left = count ?? .max
    while left > 0 {
      let lines = try control.ask(["tap", number]).split(separator: "\n")
      if let leftOut = lines.first.flatMap({ Int($0) }), leftOut > 0 {
        Output.say("\(leftOut) events were too many to show")
      }
      for line in lines.dropFirst().prefix(left) {
        left -= 1
        Output.write(line: format == .json ? String(line) : Self.describe(line))
      }
      if left > 0 { usleep(250_000) }
    }
    _ = try? control.ask(["tap", "close", number], isSilent: true)
  }

  private struct Seen: Decodable {
    var at: String
    var type: String
    var conversation: String?
    var contact: String?
    var agent: String?
    var channel: String?
    var from: String?
    var text: String?
    var lang: String?
    var sentiment: Double?
    var tone: [String: Double]?
    var terms: [String]?
    var risk: Double?
  }

  private static func describe(_ line: Substring) -> String {
    guard let seen = try? JSONDecoder().decode(Seen.self, from: Data(line.utf8)) else { return String(line) }
    let who = [seen.conversation, seen.contact, seen.agent, seen.channel].compactMap(\.self).joined(
      separator: " ")
    var parts = [
      "\(seen.at.dropFirst(11).prefix(12))", seen.from.map { "\(seen.type) \($0)" } ?? seen.type, who,
    ]
    if let sentiment = seen.sentiment {
      parts.append("\(seen.lang ?? "") sentiment \((sentiment * 100).rounded() / 100)")
    }
    let tones = (seen.tone ?? [:]).sorted { $0.value > $1.value }.prefix(3).map {
      "\($0.key) \(($0.value * 100).rounded() / 100)"
    }
    parts += tones
    if let risk = seen.risk { parts.append("risk \(risk)") }
    if let text = seen.text {
      parts.append("“\(text)”")
    } else if let terms = seen.terms, !terms.isEmpty {
      var quoted: [String] = []
      for term in terms where !quoted.contains("“\(term)”") { quoted.append("“\(term)”") }
      parts.append(quoted.joined(separator: " "))
    }
    let text = parts.joined(separator: "  ")
    return Column.fitted(text, text.unicodeScalars.count * 2).trimmingCharacters(in: .whitespaces)
  }
}
