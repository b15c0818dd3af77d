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
    let lines = "f***|>profanity|>0.6\nwhat|>why|>1"
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

/// What must not be taken for feeling, and lines that cannot be meant.
@Suite struct CarefulTests {
  @Test(arguments: [
    ("card 4111****1111 please", Tone.profanity), ("mail j***n@example.com", .profanity),
    ("2**3 is eight", .profanity),
    ("*** IMPORTANT ***", .profanity), ("this is **bold** text", .profanity),
  ])
  func masksOfNumbersAndAddressesAreNoSwearing(_ text: String, _ tone: Tone) {
    #expect(Build.score(text).tones[tone] == 0, "\(text)")
  }

  @Test func theMessageGoesOnBehindALinkOrAName() {
    #expect(Build.score("请看http://x.com，你们服务太差了").sentiment < -0.05)
    #expect(Build.score("@客服，你们服务太差了").sentiment < -0.05)
    #expect(Build.score("@support你们服务太差了").sentiment < -0.05)
  }

  @Test func aFenceOnOneLineHidesOnlyItself() {
    #expect(Build.score("```hate``` works\nI am very angry").tones[.anger] > 0.3)
    #expect(Build.score("```\nI am very angry\n```\nfine").tones[.anger] == 0)
  }

  /// What one text leaves in the workspace must not be heard in the next.
  @Test func textsDoNotHearEachOther() {
    let (english, _) = LexiconReader.read("zork*\tanger\t0.9")
    let scorer = Scorer(lexicons: ["en": english, "zh": []])
    var workspace = Scorer.Workspace()
    #expect(scorer.score("the zorkish", in: &workspace).tones[.anger] == 0.9)
    #expect(scorer.score("请问 xyzzyq 谢谢", in: &workspace).tones[.anger] == 0)
  }

  @Test func weightZeroMasksGrammarToo() {
    let (lines, _) = LexiconReader.read(
      "gut\tsentiment\t2\naber\tcontrast\t1\naber\tcontrast\t0\nnie\tnegator\t1\nnie\tnegator\t0")
    var workspace = Scorer.Workspace()
    let scorer = Scorer(lexicons: ["de": lines])
    #expect(scorer.score("gut aber so", hint: "de", in: &workspace).terms.first?.changes == [])
    #expect(scorer.score("nie gut", hint: "de", in: &workspace).sentiment > 0)
  }

  @Test func aWordInsideAGrammarPhraseDoesNotStopIt() {
    let (lines, _) = LexiconReader.read("far from good\tnegator\t1\ngood\tsentiment\t2\nkind\tsentiment\t2")
    var workspace = Scorer.Workspace()
    #expect(Scorer(lexicons: ["en": lines]).score("far from good kind", in: &workspace).sentiment < 0)
  }

  @Test func wordsThatAreOneWhenComparedLeadOnTogether() {
    let many = "(a1|b1|c1|d1|e1|f1|g1|h1|i1) (a2|b2|c2|d2|e2|f2|g2|h2|i2)"
    let (lines, _) = LexiconReader.read("\(many) (you|You are) zork\tanger\t0.9\n\(many) go*\turgency\t0.5")
    var workspace = Scorer.Workspace()
    let scorer = Scorer(lexicons: ["en": lines])
    #expect(scorer.score("a1 a2 you zork", in: &workspace).tones[.anger] == 0.9)
    #expect(scorer.score("a1 a2 you are zork", in: &workspace).tones[.anger] == 0.9)
    #expect(scorer.score("a1 a2 going", in: &workspace).tones[.urgency] == 0.5)
  }

  @Test(arguments: [
    "(a|(b|c)) d\tanger\t1", "a) b\tanger\t1", "refund|refunds\tanger\t1", "_ zork\tanger\t1",
    "*fund\tanger\t1",
    "nie*\tmarker\t1", "ho gaya\tmarker\t1", "و|ف\tprefix\t1", "م ش\tcircumfix\t1", "(a|)\tanger\t1",
    "\tanger\t1",
  ])
  func linesThatCannotBeMeantAreRefused(_ line: String) {
    #expect(LexiconReader.read(line).mistakes.count == 1, "\(line)")
  }

  @Test(arguments: [":|", "(^_^)", "^_^", "o|", ":-(", "8-)"])
  func emoticonsAreTakenAsTheyStand(_ sign: String) {
    let (lines, mistakes) = LexiconReader.read("\(sign)\tsentiment\t2")
    var workspace = Scorer.Workspace()
    #expect(mistakes.isEmpty)
    #expect(Scorer(lexicons: ["en": lines]).score("well \(sign)", in: &workspace).sentiment > 0, "\(sign)")
  }

  /// Thirty placeholders and more: nothing overflows, nothing takes for ever.
  @Test func longPhrasesOfPlaceholdersAreHarmless() {
    let (lines, _) = LexiconReader.read(
      "zork\(String(repeating: " _", count: 40))\tanger\t0.9\n(x|y) (p|q)\(String(repeating: " (_|the)", count: 30))\turgency\t0.5"
    )
    var workspace = Scorer.Workspace()
    let scorer = Scorer(lexicons: ["en": lines])
    #expect(scorer.score("zork" + String(repeating: " the", count: 40), in: &workspace).tones[.anger] == 0.9)
    #expect(scorer.score("x p" + String(repeating: " the", count: 30), in: &workspace).tones[.urgency] == 0.5)
  }
}
