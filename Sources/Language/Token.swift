// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A word, a single Chinese, Japanese or Korean character, an emoji or an emoticon, with its place in the text.
struct Token: Sendable {
  var start: UInt32
  var end: UInt32
  /// Its number in the lexicon; −1 when no phrase has it.
  var word: Int32
  var sentence: UInt16 = 0
  /// Counts up at every comma and at every end of a sentence.
  var clause: UInt16 = 0
  /// Its normalised form, hashed.
  var hash: UInt64
  var traits: Traits

  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    static let word = Traits(rawValue: 1)
    /// A character that is a word by itself.
    static let single = Traits(rawValue: 2)
    static let capitals = Traits(rawValue: 4)
    static let sentenceStart = Traits(rawValue: 8)
    /// Looked up in the lexicon of the Latin script, in a text of another one.
    static let latin = Traits(rawValue: 16)
    /// Letters around the word negate it.
    static let negated = Traits(rawValue: 32)
  }

  /// How far a token carries negation and emphasis: a word counts as two characters.
  var reach: Int { traits.contains(.single) ? 1 : 2 }
}

/// What a text is made of. Kept by its owner between texts, so that reading one allocates nothing.
struct TokenList: Sendable {
  var tokens: [Token] = []
  var sentences = 1
  var exclamations = 0
  var questions = 0
  /// Sentences that end in disbelief, such as "?!"; a bit each.
  var disbelief: UInt64 = 0
  var capitals = 0
  var words = 0
  var hasLatinWords = false
  /// The normalised letters of the word being read.
  var letters: [UInt8] = []

  mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    sentences = 1
    exclamations = 0
    questions = 0
    disbelief = 0
    capitals = 0
    words = 0
    hasLatinWords = false
    letters.removeAll(keepingCapacity: true)
  }
}

/// A rolling 64-bit hash of a word's normalised bytes (FNV-1a); never 0 when finished.
struct WordHash: Sendable {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { add(byte) }
  }

  mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  func finish() -> UInt64 { HashIndex.mix(value) }
}
