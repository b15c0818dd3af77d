// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// A word or phrase that contributed to a score.
public struct Term: Equatable, Sendable {
  /// The words as they stand in the text.
  public var text: String
  /// Where they stand: UTF-8 bytes from the start of the text.
  public var range: Range<Int>
  /// What they stand for.
  public var termClass: TermClass
  /// Polarity −4…4 after all modifiers for sentiment; strength 0…1 for the other classes.
  public var weight: Double
  /// What changed the lexicon's weight.
  public var changes: Changes

  /// Whether it is an emoji or an emoticon rather than words.
  public var isEmoji: Bool {
    termClass == .sentiment
      && (!text.unicodeScalars.contains { $0.properties.isAlphabetic }
        || text.unicodeScalars.first?.properties.isEmojiPresentation == true)
  }

  /// What changed a weight.
  public struct Changes: OptionSet, Equatable, Sendable {
    /// One bit for each change.
    public let rawValue: UInt8
    /// Makes a set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A negator stands before or behind it, or around it.
    public static let negated = Changes(rawValue: 1)
    /// A booster stands before it.
    public static let boosted = Changes(rawValue: 2)
    /// A softener stands before it.
    public static let softened = Changes(rawValue: 4)
    /// It stands before "but", which halves it.
    public static let beforeBut = Changes(rawValue: 8)
    /// It stands after "but", which strengthens it.
    public static let afterBut = Changes(rawValue: 16)
    /// It is written in capitals while the rest is not.
    public static let capitals = Changes(rawValue: 32)
    /// A mark of sarcasm in its sentence takes it back.
    public static let ironic = Changes(rawValue: 64)
  }
}

/// What the words of one message say.
public struct MessageScore: Equatable, Sendable {
  /// The language found, as a BCP 47 tag: "ar", "zh-Hant"; "zh" when no character tells the script.
  public var language = "und"
  /// Why it is taken for this language; not kept in the journal.
  public var languageReason = LanguageReason.none
  /// Polarity of the whole message, −1…1.
  public var sentiment = 0.0
  /// Mean over the sentences of what is negative in them, 0…1.
  public var negativePart = 0.0
  /// Mean over the sentences of what is positive in them, 0…1.
  public var positivePart = 0.0
  /// The tones, each 0…1.
  public var tones = Tones()
  /// In how many sentences each class of terms occurs.
  public var counts = ClassCounts()
  /// Whether the writer asks for a supervisor or another human.
  public var asksForSupervisor = false
  /// A fingerprint of the words: near-identical messages have nearly the same (see `Sketch`).
  public var sketch = Sketch()
  /// What contributed, in the order of the text.
  public var terms: [Term] = []

  /// The score of an empty message.
  public init() {}
}

/// An event with the score of its words, if it has words.
public struct ScoredEvent: Equatable, Sendable {
  /// What happened.
  public var event: Event
  /// The score of a message's text; `nil` for every other event.
  public var score: MessageScore?
  /// Words that may tell what a contact's message is about.
  public var words: [String]

  /// Pairs an event with its score.
  public init(_ event: Event, score: MessageScore?, words: [String] = []) {
    self.event = event
    self.score = score
    self.words = words
  }
}

/// A fingerprint of the set of a message's words: one-permutation MinHash with eight buckets of eight bits.
///
/// Source: Li, Owen, Zhang, "One Permutation Hashing", NIPS 2012.
public struct Sketch: Equatable, Sendable {
  var buckets = SIMD8<UInt8>()
  /// How many words went in, at most 255.
  var words: UInt8 = 0

  /// The sketch of no words.
  public init() {}

  mutating func add(_ hash: UInt64) {
    let bucket = Int(hash >> 61)
    // 1…255, so that 0 means an empty bucket; the largest wins.
    let value = UInt8(truncatingIfNeeded: hash >> 20) | 1
    buckets[bucket] = max(buckets[bucket], value)
    if words < 255 { words += 1 }
  }

  /// Whether both come from nearly the same words; fewer than three words are never enough to say so.
  public func isNearly(_ other: Sketch) -> Bool {
    let (fewer, more) = (Int(min(words, other.words)), Int(max(words, other.words)))
    guard fewer >= 3, more <= fewer * 2 else { return false }
    var same = 0
    var either = 0
    for index in 0..<8 where buckets[index] != 0 || other.buckets[index] != 0 {
      either += 1
      if buckets[index] == other.buckets[index] { same += 1 }
    }
    return either >= 2 && same * 4 >= either * 3
  }
}
