// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Language
import TestKit
import Testing

@Suite struct EnglishTests {
  /// Sentences and the side their sentiment is on.
  @Test(arguments: [
    ("The agent was very helpful and kind.", 1), ("The agent was not helpful.", -1),
    ("I love this!", 1), ("I don't love this.", -1), ("It is bad.", -1), ("It is not bad.", 1),
    ("It was good, but the delivery was horrible.", -1),
    ("It was horrible, but the agent was great and kind.", 1),
    ("Great, thanks :)", 1), ("I am still waiting :(", -1), ("Where is my order?", 0), ("", 0), ("12345", 0),
    ("This is soooo bad", -1), ("WORST service ever", -1), ("never so happy", 1), ("no problem", 1),
    ("Without a doubt the best support.", 1), ("Nobody answers the phone.", -1),
    ("My flight was cancelled again.", -1),
    ("I was charged twice.", -1), ("It works now, thank you.", 1), ("😡😡😡", -1), ("🎉 thank you 🎉", 1),
  ])
  func sides(_ text: String, _ side: Int) {
    let sentiment = Build.score(text).sentiment
    #expect(side == 0 ? sentiment == 0 : sentiment * Double(side) > 0.05, "\(text): \(sentiment)")
  }

  @Test func boostersCapitalsAndMarksStrengthen() {
    #expect(Build.score("It is very good.").sentiment > Build.score("It is good.").sentiment)
    #expect(Build.score("It is kind of good.").sentiment < Build.score("It is good.").sentiment)
    #expect(Build.score("It is GOOD.").sentiment > Build.score("It is good.").sentiment)
    #expect(Build.score("IT IS GOOD.").sentiment == Build.score("it is good.").sentiment)
    #expect(Build.score("It is good!!!").sentiment > Build.score("It is good!").sentiment)
    #expect(Build.score("It is bad!").sentiment < Build.score("It is bad.").sentiment)
  }

  @Test(arguments: [
    ("Let me speak to your manager!", true), ("I want to talk to a supervisor now.", true),
    ("Can I speak with a human, please?", true), ("Who is your boss?", true), ("Please escalate this.", true),
    ("My manager told me to buy this.", false), ("I am the manager of a small shop.", false),
    ("The supervisor mode of the device is off.", false), ("I don't want to speak to your manager.", false),
  ])
  func supervisor(_ text: String, _ asks: Bool) {
    #expect(Build.score(text).asksForSupervisor == asks, "\(text)")
  }

  @Test(arguments: [
    ("I am furious.", Tone.anger, true), ("I am not angry.", .anger, false),
    ("I am fed up with this.", .frustration, true), ("I need this right now, it is urgent!", .urgency, true),
    ("You will regret this.", .threat, true), ("I am leaving, cancel my account now.", .churn, true),
    ("How do I cancel an order?", .churn, false), ("My lawyer will sue you.", .legal, true),
    ("I will leave a bad review on Trustpilot.", .publicity, true),
    ("What the fuck is this?", .profanity, true),
    ("Thank you so much.", .gratitude, true), ("Could you please help me?", .courtesy, true),
    ("The weather is fine.", .threat, false), ("I read the legal notice.", .legal, false),
  ])
  func tones(_ text: String, _ tone: Tone, _ shows: Bool) {
    #expect((Build.score(text).tones[tone] >= 0.3) == shows, "\(text): \(Build.score(text).tones[tone])")
  }

  @Test func whatIsNotTheWritersOwnIsPassedOver() {
    #expect(Build.score("> this is horrible and useless\nI see.").sentiment >= 0)
    #expect(Build.score("```\nfatal error: hate\n```\nPlease see above.").tones[.anger] == 0)
    #expect(Build.score("Thanks!\n-- \nAngry Bird Ltd, we hate mornings").tones[.anger] == 0)
    #expect(Build.score("see https://example.org/hate/awful").sentiment == 0)
    #expect(Build.score("the flag `kill` ends it").sentiment == 0)
  }

  @Test func termsStandWhereTheySayTheyDo() {
    let text = "😀 I'm not happy, but the agent was VERY kind."
    for term in Build.score(text).terms {
      let bytes = Array(text.utf8)[term.range]
      #expect(String(decoding: bytes, as: UTF8.self) == term.text)
    }
    let happy = Build.score(text).terms.first { $0.text == "happy" && $0.termClass == .sentiment }
    #expect(happy?.changes == [.negated, .beforeBut])
    let kind = Build.score(text).terms.first { $0.text == "kind" && $0.termClass == .sentiment }
    #expect(kind?.changes == [.boosted, .afterBut])
  }

  @Test func nearlyTheSameWordsHaveNearlyTheSameSketch() {
    let first = Build.score("My parcel 7731 has not arrived yet, where is it?").sketch
    #expect(first.isNearly(Build.score("my parcel 7731 has not arrived yet!! WHERE is it??").sketch))
    #expect(
      !first.isNearly(Build.score("Thank you for the quick answer, I will wait for the courier.").sketch))
    #expect(!Build.score("ok").sketch.isNearly(Build.score("ok").sketch))
  }

  @Test func anyBytesAreScoredWithoutHarm() {
    var random = Seeded(7)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let score = Build.score(String(decoding: bytes, as: UTF8.self))
      #expect((-1...1).contains(score.sentiment))
    }
    let long = String(repeating: "I hate waiting. ", count: 10_000)
    #expect(Build.score(long).sentiment < -0.9)
  }
}

@Suite struct OtherLanguageTests {
  @Test(arguments: [
    ("أريد أن أتحدث مع المدير", "ar"), ("می‌خواهم با مدیرتان صحبت کنم", "fa"), ("我要找你们经理", "zh-Hans"),
    ("請你們主管出來", "zh-Hant"),
  ])
  func supervisorInOtherLanguages(_ text: String, _ language: String) {
    let score = Build.score(text)
    #expect(score.language == language)
    #expect(score.asksForSupervisor)
  }

  @Test(arguments: [
    ("ممتاز، شكرا جزيلا", 1), ("خدمة سيئة جدا", -1), ("عالی بود، ممنون", 1), ("非常失望", -1), ("很好，谢谢", 1),
    ("不满意", -1),
  ])
  func sides(_ text: String, _ side: Int) {
    #expect(Build.score(text).sentiment * Double(side) > 0.05, "\(text)")
  }

  @Test func tonesAndClassesKeepTheSameOrder() {
    for tone in Tone.allCases {
      #expect(tone.termClass.tone == tone)
      #expect(tone.termClass.name == "\(tone)")
    }
  }
}

@Suite struct LexiconTests {
  @Test func badLinesAreReportedAndTheRestIsRead() {
    let (entries, mistakes) = LexiconReader.read(
      "# a comment\ngood\tsentiment\t2\nbad sentiment -2\nx\tfeeling\t1\ny\tanger\ttwo\nz\tsentiment\t9\n(a|b\tanger\t1\r\n(a|b) c\tanger\t0.5\tnote"
    )
    #expect(entries.map(\.pattern) == ["good", "(a|b) c"])
    #expect(mistakes.map(\.line) == [3, 4, 5, 6, 7])
    #expect(mistakes[1].column == 3)
  }

  @Test func alternativesWildcardsAndAnchors() {
    let entries = LexiconReader.read(
      "call (my|our) _ lawyer\tlegal\t0.9\n^stop\torders\t1\nbad\tsentiment\t-2\nbad\tsentiment\t0"
    ).entries
    let scorer = Scorer(lexicons: ["en": entries])
    var workspace = Scorer.Workspace()
    #expect(scorer.score("I call our new lawyer", in: &workspace).tones[.legal] == 0.9)
    #expect(scorer.score("I call our lawyer", in: &workspace).tones[.legal] == 0)
    #expect(scorer.score("Well. Stop it", in: &workspace).counts[.orders] == 1)
    #expect(scorer.score("do not stop it", in: &workspace).counts[.orders] == 0)
    #expect(scorer.score("bad", in: &workspace).sentiment == 0, "a later 0 masks a line")
  }
}
