// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Language
import TestKit
import Testing

/// What the classes and signs of docs/lexicons.md do, each on a lexicon of a few lines.
@Suite struct GrammarTests {
  private func score(_ text: String, _ lines: String, language: String = "en") -> MessageScore {
    let (entries, mistakes) = LexiconReader.read(lines.replacing("|>", with: "\t"))
    #expect(mistakes.isEmpty)
    var workspace = Scorer.Workspace()
    return Scorer(lexicons: [language: entries]).score(text, hint: language, in: &workspace)
  }

  @Test func aStarStandsForAnyEnding() {
    let lines = "memnun*|>sentiment|>2\nmemnunsuz|>sentiment|>-2"
    #expect(score("memnunuz", lines, language: "tr").sentiment > 0)
    #expect(score("memnun", lines, language: "tr").sentiment > 0)
    #expect(score("memnunsuz", lines, language: "tr").sentiment < 0, "the word itself before its stem")
    #expect(score("memnu", lines, language: "tr").sentiment == 0)
  }

  @Test func aWordOfSomePhraseIsStillFoundByItsStem() {
    let lines = "bad*|>sentiment|>-2\nbadly needed|>urgency|>0.5"
    let found = score("badly made", lines)
    #expect(found.sentiment < 0)
    #expect(found.tones[.urgency] == 0)
  }

  @Test func negatorsStandBehindToo() {
    let lines = "راضی|>sentiment|>2\nنیستم|>negator_after|>1"
    #expect(score("راضی هستم", lines, language: "fa").sentiment > 0)
    #expect(score("راضی نیستم", lines, language: "fa").sentiment < 0)
    #expect(score("راضی، نیستم", lines, language: "fa").sentiment > 0, "not over a comma")
  }

  @Test func twoNegatorsCancelOut() {
    let lines = "good|>sentiment|>2\nangry|>anger|>0.8\nnot|>negator|>1\nnever|>negator|>1"
    #expect(score("not good", lines).sentiment < 0)
    #expect(score("never not good", lines).sentiment > 0)
    #expect(score("not angry", lines).tones[.anger] == 0)
    #expect(score("never not angry", lines).tones[.anger] == 0.8)
  }

  @Test func aNegatorInsideAPhraseHasDoneItsWork() {
    let lines = "不满意|>sentiment|>-2\n不|>negator|>1\n好|>sentiment|>2\n差|>sentiment|>-2"
    #expect(score("不满意", lines, language: "zh").sentiment < 0)
    #expect(score("不满意差", lines, language: "zh").sentiment < -0.5)
    #expect(score("不好", lines, language: "zh").sentiment < 0)
    #expect(score("不，好", lines, language: "zh").sentiment > 0, "not over a comma")
  }

  @Test func weightZeroKeepsTheWordsInsideFromCounting() {
    let lines = "stop|>sentiment|>-1\nbus stop|>sentiment|>0\nstop it|>orders|>1"
    #expect(score("where is the bus stop", lines).sentiment == 0)
    #expect(score("stop", lines).sentiment < 0)
    #expect(score("the bus stop it is", lines).counts[.orders] == 1, "only its own class")
  }

  @Test func prefixesAndCircumfixes() {
    let lines =
      "خدمة سيئة|>sentiment|>-2\nسيئة|>sentiment|>-2\nعجب*|>sentiment|>2\nال|>prefix|>1\nوال|>prefix|>1\nم*ش|>circumfix|>1"
    #expect(score("السيئة", lines, language: "ar").sentiment < 0)
    #expect(score("والسيئة", lines, language: "ar").sentiment < 0)
    #expect(score("عجبني", lines, language: "ar").sentiment > 0)
    #expect(score("معجبنيش", lines, language: "ar").sentiment < 0)
  }

  @Test func lettersAreComparedInOneForm() {
    let arabic = "سيئة|>sentiment|>-2\nجدا|>sentiment|>-1"
    #expect(score("سَيِّئه", arabic, language: "ar").sentiment < 0)
    #expect(score("سيـــئة", arabic, language: "ar").sentiment < 0)
    #expect(score("جدااااا", arabic, language: "ar").sentiment < 0)
    #expect(score("نمي‌خواهم", "نمیخواهم|>sentiment|>-1", language: "fa").sentiment < 0)
    #expect(score("ＢＡＤ", "bad|>sentiment|>-2").sentiment < 0)
    #expect(score("滿意", "满意|>sentiment|>2", language: "zh").sentiment > 0)
    #expect(score("满意", "滿意|>sentiment|>2", language: "zh").sentiment > 0)
    #expect(score("ёлка", "елка|>sentiment|>1", language: "ru").sentiment > 0)
    #expect(score("SIKINTI", "sıkıntı|>sentiment|>-1", language: "tr").sentiment < 0)
    #expect(score("哈哈哈哈哈", "哈哈|>sentiment|>1", language: "zh").terms.count == 1)
  }

  @Test func contrastWeighsWhatFollowsMore() {
    let lines = "gut|>sentiment|>2\nlangsam|>sentiment|>-2\naber|>contrast|>1"
    #expect(score("gut aber langsam", lines, language: "de").sentiment < 0)
    #expect(score("langsam aber gut", lines, language: "de").sentiment > 0)
  }

  @Test func sarcasmTakesPraiseBack() {
    let lines = "great|>sentiment|>3\nthanks|>gratitude|>0.8\n🙃|>sarcasm|>1"
    #expect(score("great", lines).sentiment > 0)
    #expect(score("great, another delay 🙃", lines).sentiment < 0)
    #expect(score("thanks. 🙃", lines).tones[.gratitude] == 0)
    #expect(score("great 🙃", lines).terms.contains { $0.changes.contains(.ironic) })
  }

  @Test func weightsBelowZeroTellAgainstATone() {
    let lines = "fight|>anger|>0.5\nlol|>anger|>-0.3"
    #expect(score("fight", lines).tones[.anger] == 0.5)
    #expect((0.2..<0.4).contains(score("lol fight", lines).tones[.anger]))
    #expect(score("lol lol", lines).tones[.anger] == 0)
    #expect(score("lol", lines).counts[.anger] == 0)
  }

  @Test func aToneWithoutAFeelingWordFeelsSomething() {
    #expect(score("nobody answers", "nobody answers|>frustration|>0.6").sentiment < -0.05)
    #expect(score("sue you", "sue you|>legal|>0.9").sentiment == 0)
    #expect(
      score("nobody answers", "nobody answers|>frustration|>0.6\nnobody answers|>sentiment|>0").sentiment == 0
    )
  }

  @Test func theLaterOfTwoEquallyLongPhrasesWins() {
    #expect(score("leave on", "leave on|>churn|>0.5\n(leave|left) (on|at)|>churn|>0").tones[.churn] == 0)
    #expect(score("leave at", "leave (_|on)|>churn|>0.5\nleave at|>churn|>0").tones[.churn] == 0)
  }

  /// Seven times six times five times four alternatives, compiled as a graph of their own.
  @Test func linesOfManyAlternativesMatchAsWholes() {
    let line =
      "(i|we|you|they|he|she|it) (may|can|will|must|shall|could) (speak|talk|chat|write|call) (to|with|at|on|) (a |the |)(big |)boss|>supervisor|>1"
    #expect(score("she must talk to the big boss", line).asksForSupervisor)
    #expect(score("we can call boss", line).asksForSupervisor)
    #expect(!score("we can call the", line).asksForSupervisor)
    #expect(!score("we boss", line).asksForSupervisor)
  }

  @Test func maskedSwearingIsKnownAsSuch() {
    let lines = "***|>profanity|>0.6\nwhat|>why|>1"
    #expect(score("what the f***ing thing", lines).tones[.profanity] == 0.6)
    #expect(score("a**hole", lines).tones[.profanity] == 0.6)
    #expect(score("**bold** words", lines).tones[.profanity] == 0)
  }

  @Test func mixedScriptsUseBothLexicons() {
    let (arabic, _) = LexiconReader.read("الخدمة\tsentiment\t-1")
    let (english, _) = LexiconReader.read("terrible\tsentiment\t-2\nnot\tnegator\t1")
    var workspace = Scorer.Workspace()
    let scorer = Scorer(lexicons: ["ar": arabic, "en": english])
    let score = scorer.score("والله يا جماعة الخدمة terrible جدا", in: &workspace)
    #expect(score.language == "ar")
    #expect(score.terms.map(\.text) == ["الخدمة", "terrible"])
  }
}
