// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Language
import Settings
import Wire

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract:
      "Scores sentiment and tone of a text, or of each line of standard input, with the words that made it.",
    discussion: """
      Sentiment lies between -1 and 1, each tone between 0 and 1. In JSON, start and end of a term count Unicode \
      scalars from the start of the text.
      """)

  @OptionGroup var config: ConfigOption

  @Option(help: "The language, as a BCP 47 tag; a hint where the letters allow several.")
  var lang: String?

  @Option(help: "text or json.")
  var format = Format.text

  @Argument(help: "The text; without one each line of standard input is scored.")
  var text: [String] = []

  func validate() throws {
    guard let lang, !(2...3).contains(lang.utf8.prefix { $0 != 0x2D && $0 != 0x5F }.count) else { return }
    throw ValidationError("'\(lang)' is no language tag; write en, fa or zh-TW")
  }

  func run() throws {
    let scorer = Scorer(lexicons: try config.settings().lexicons)
    var workspace = Scorer.Workspace()
    var output = BufferedOutput()
    if !text.isEmpty {
      write(text.joined(separator: " "), scorer, &workspace, &output)
      return
    }
    while let line = readLine() { write(line, scorer, &workspace, &output) }
  }

  private func write(
    _ text: String, _ scorer: Scorer, _ workspace: inout Scorer.Workspace, _ output: inout BufferedOutput
  ) {
    let score = scorer.score(text, hint: lang, in: &workspace)
    switch format {
    case .json:
      var writer = score.json(of: text)
      writer.endLine()
      output.append(writer.bytes)
    case .text:
      output.append(Array(describe(text, score).utf8))
    }
  }

  private func describe(_ text: String, _ score: MessageScore) -> String {
    let sign = score.sentiment < 0 ? "31" : score.sentiment > 0 ? "32" : "0"
    var lines = [
      "\(text)",
      "  sentiment \(Output.coloured("\(score.sentiment)", sign))   language \(score.language), \(score.languageReason.text)",
    ]
    let tones = Tone.allCases.filter { score.tones[$0] > 0 }.map { "\($0) \(score.tones[$0])" }
    if !tones.isEmpty { lines.append("  tone      " + tones.joined(separator: ", ")) }
    if score.asksForSupervisor { lines.append("  asks for a supervisor or another human") }
    for term in score.terms {
      let weight = (term.weight * 100).rounded() / 100
      lines.append("    \(weight < 0 ? "" : "+")\(weight)  “\(term.text)”  \(term.why)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
