// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What a word or phrase of a lexicon stands for; the second column of a lexicon file.
///
/// The raw value is what the journal holds: it never changes. The first 32 are places in `ClassCounts`.
public enum TermClass: UInt8, CaseIterable, Comparable, BitwiseCopyable, Sendable {
  /// Polarity, weight −4…4 as VADER's raters gave it.
  case sentiment
  /// Turns what follows around ("not", "never"); the weight, 0…1, is how much of it.
  case negator
  /// Strengthens (weight > 0) or softens (weight < 0) what follows.
  case booster

  // Tones: the weight, 0…1, is how surely the phrase shows it.
  case anger, frustration, urgency, threat, churn, legal, publicity, profanity, gratitude, courtesy, complaint

  /// Asks for a supervisor or another human.
  case supervisor
  /// "As I said", "I already told you".
  case repeats

  // Cues: what sentences do, with the names of the table in docs/risk.md; weight unused.
  case fails, warmth, orders, accuses, impatience, declines, disagrees, agrees, hedges
  case you, entitled, why, dismisses, absolutes
  /// Punctuation of disbelief, such as "?!"; found by the tokenizer.
  case disbelief
  /// A negative sentence with "you" or "your"; found by the scorer.
  case youNegative

  // Grammar, counted nowhere.

  /// Turns what stands before it around: نیست, değil.
  case negatorAfter
  /// "But": what follows counts more, what precedes less.
  case contrast
  /// Praise in the same sentence is not meant: "yeah right", 🙃.
  case sarcasm
  /// A word that tells its language from the others of the same script.
  case marker
  /// Letters that may be written onto a word, such as Arabic "and" and "the".
  case prefix
  /// Letters around a word that negate it, such as Egyptian م…ش.
  case circumfix

  /// The word for this class in a lexicon file.
  public var name: String {
    switch self {
    case .youNegative: "you_negative"
    case .negatorAfter: "negator_after"
    default: "\(self)"
    }
  }

  /// Whether it says how to read other words and nothing by itself.
  var isGrammar: Bool { self == .negator || self == .booster || rawValue >= TermClass.negatorAfter.rawValue }

  /// The weights a line of this class may have.
  var weights: ClosedRange<Double> {
    switch self {
    case .sentiment: -4...4
    case .booster: -1...1
    default: tone == nil ? 0...1 : -1...1
    }
  }

  /// Whether a lexicon file may name this class.
  public var isInFiles: Bool { self != .disbelief && self != .youNegative }

  /// The class with this name in a lexicon file.
  public init?(name: some StringProtocol) {
    guard let found = Self.byName[String(name)] else { return nil }
    self = found
  }

  /// In the order of their raw values.
  public static func < (one: TermClass, other: TermClass) -> Bool { one.rawValue < other.rawValue }

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.filter(\.isInFiles).map { ($0.name, $0) })

  /// The tone this class shows, if it is one of them.
  public var tone: Tone? {
    Tone(rawValue: rawValue &- TermClass.anger.rawValue)
  }
}

/// A tone of a message, 0…1.
public enum Tone: UInt8, CaseIterable, Sendable {
  case anger, frustration, urgency, threat, churn, legal, publicity, profanity, gratitude, courtesy, complaint

  /// The sentiment of a phrase that shows this tone and holds no feeling word: what it counts at full weight.
  var polarity: Double {
    switch self {
    case .anger, .frustration, .profanity: -2.2
    case .threat, .complaint: -1.6
    case .churn: -1.2
    case .gratitude: 2
    case .urgency, .legal, .publicity, .courtesy: 0
    }
  }

  /// The class of terms that show this tone.
  public var termClass: TermClass {
    // Both enumerations list the tones in the same order; a test holds it.
    TermClass(rawValue: rawValue + TermClass.anger.rawValue) ?? .anger
  }
}

/// The tones of one message in hundredths: what is compared is what is stored.
public struct Tones: Equatable, Sendable {
  var hundredths = SIMD16<UInt8>()

  /// No tone at all.
  public init() {}

  /// The strength of a tone, 0…1 in steps of 0.01.
  public subscript(tone: Tone) -> Double {
    get { Double(hundredths[Int(tone.rawValue)]) / 100 }
    set { hundredths[Int(tone.rawValue)] = UInt8((min(max(newValue, 0), 1) * 100).rounded()) }
  }

  /// For each tone the stronger of both.
  public func maximum(_ other: Tones) -> Tones {
    var result = self
    result.hundredths.replace(with: other.hundredths, where: other.hundredths .> hundredths)
    return result
  }
}

/// In how many sentences of a message each class of terms occurs.
public struct ClassCounts: Equatable, Sendable {
  var counts = SIMD32<UInt8>()

  /// Nothing found.
  public init() {}

  /// How many classes are counted.
  static let classes = 32

  /// The number of sentences that show `termClass`, at most 255.
  public subscript(termClass: TermClass) -> Int {
    get { Int(counts[Int(termClass.rawValue)]) }
    set { counts[Int(termClass.rawValue)] = UInt8(min(newValue, 255)) }
  }
}
