// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Language
import TestKit
import Testing

/// Sentences of support messages with what they show, a file for each language in `Sentences/`.
///
/// A line is a text and expectations: `+` `-` `0` the side of the sentiment, `!+` not above it, a tone (at least 0.3), `!tone`
/// (below 0.2), `supervisor`, `!supervisor`, `repeats`.
@Suite struct SentenceTests {
  @Test(arguments: [
    ("ar", 60), ("de", 20), ("en", 60), ("es", 20), ("fa", 60), ("fr", 20), ("hi", 20), ("it", 20),
    ("ja", 20),
    ("ko", 20), ("pt", 20), ("ru", 20), ("tr", 20), ("zh", 60),
  ])
  func sentences(_ language: String, _ atLeast: Int) throws {
    let file = "\(Repository.folder)/Tests/LanguageTests/Sentences/\(language).tsv"
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
    #expect(lines.count >= atLeast)
    for line in lines {
      let columns = line.split(separator: "\t")
      let text = String(try #require(columns.first))
      let score = Build.score(text)
      #expect(score.language.hasPrefix(language), "\(text): \(score.language)")
      for expectation in try #require(columns.last).split(separator: " ") {
        #expect(Self.holds(String(expectation), score), "\(expectation) \(text): \(Self.describe(score))")
      }
    }
  }

  private static func holds(_ expectation: String, _ score: MessageScore) -> Bool {
    switch expectation {
    case "+": return score.sentiment > 0.05
    case "-": return score.sentiment < -0.05
    case "0": return abs(score.sentiment) <= 0.05
    case "!+": return score.sentiment <= 0.05
    case "supervisor": return score.asksForSupervisor
    case "!supervisor": return !score.asksForSupervisor
    case "repeats": return score.counts[.repeats] > 0
    default:
      let isDenied = expectation.hasPrefix("!")
      let name = isDenied ? String(expectation.dropFirst()) : expectation
      guard let tone = Tone.allCases.first(where: { "\($0)" == name }) else { return false }
      return isDenied ? score.tones[tone] < 0.2 : score.tones[tone] >= 0.3
    }
  }

  private static func describe(_ score: MessageScore) -> String {
    "\(score.sentiment) "
      + score.terms.map { "\($0.text) \($0.termClass) \($0.weight)" }.joined(separator: ", ")
  }
}
