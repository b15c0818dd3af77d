// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Language
import TestKit
import Testing

/// Whatever people paste: pieces that are read in ways of their own, cut and put together anyhow. The debug build traps
/// on every step outside of a text.
@Suite struct AnyTextTests {
  static let pieces = [
    "```", "`", "``", "> ", ">", "-- ", "--", "\n", "\r\n", " ", "\t", "@", "@jay", "#", "http://",
    "https://a.b/c?d=e",
    "www.x.org", "mailto:", ":-)", ":)", "😡", "👩‍👩‍👧", "🙃", "!", "?!", "？！", "。", "、", "…", "...", "don't", "'",
    "-",
    "not", "NOT", "very", "but", "great, another delay", "f***", "****", "f*ck", "5518",
    "4111 1111 1111 1111",
    "غير راضي", "لا", "و", "ال", "نمی‌خواهم", "می", "\u{200C}", "\u{200F}", "我很生气", "不", "沒有", "我", "ー",
    "サポート", "안녕",
    "é", "e\u{301}", "ß", "İ", "\u{0}", "\u{FEFF}", "\u{FFFD}", "\u{1F1E9}\u{1F1EA}", "[", "]", "(", ")",
    "{{x}}", "*", "_",
    "\\", "/", "|", "~", "^", "=", "<b>", "&amp;", "$5.00", "50%", "a", "I",
    "Please let me speak to your manager",
  ]

  @Test(arguments: 0..<4)
  func isReadToItsEnd(_ seed: Int) {
    var random = Seeded(UInt64(seed))
    var workspace = Scorer.Workspace()
    for _ in 0..<1500 {
      var text = ""
      for _ in 0..<Int.random(in: 0...9, using: &random) {
        text += Self.pieces.randomElement(using: &random) ?? ""
        if Int.random(in: 0..<3, using: &random) == 0 { text += " " }
      }
      let scalars = text.unicodeScalars.prefix(
        Int.random(in: 0...text.unicodeScalars.count, using: &random))
      let cut = Int.random(in: 0..<3, using: &random) == 0 ? String(String.UnicodeScalarView(scalars)) : text
      let score = Build.scorer.score(cut, in: &workspace)
      #expect((-1...1).contains(score.sentiment))
      for term in score.terms { #expect(term.range.upperBound <= cut.utf8.count, "\(cut)") }
    }
  }

  @Test func aTextMayEndWithAFence() {
    #expect(Build.score("```hate```").tones[.anger] == 0)
  }
}
