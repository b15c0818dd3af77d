// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// The words and phrases of one language, compiled for matching: a table from words to numbers and a tree of
/// phrases over those numbers.
///
/// A word is known by 64 bits of its normalised bytes; the bytes themselves are not kept.
public struct Lexicon: Sendable {
  struct Entry: Sendable {
    var termClass: TermClass
    var weight: Float
    /// Only at the beginning of a sentence.
    var isAnchored: Bool
    /// Its place among the lines: of two equally long phrases the later wins.
    var line: Int32
  }

  struct Node: Sendable {
    var entries: Range<Int32> = 0..<0
    var hasChildren = false
    /// Where `_`, any one word, leads; −1 for nowhere.
    var wildcard: Int32 = -1
  }

  /// What is known of a word, or of a stem.
  struct Word: Sendable {
    /// Where phrases that begin with it begin; −1 for nowhere.
    var node: Int32 = -1
    /// The stem it begins with, or the word that is left without its prefix; −1 for none.
    var parent: Int32 = -1
    /// The first of `starts` that it begins; −1 for none.
    var graphs: Int32 = -1
    var special = Special.none
  }

  /// Words that VADER's rules name.
  enum Special: UInt8, Sendable {
    case none, no, never, so, this, without, doubt, least, at, very, or
  }

  static let specials: [(String, Special)] = [
    ("no", .no), ("never", .never), ("so", .so), ("this", .this), ("without", .without), ("doubt", .doubt),
    ("least", .least), ("at", .at), ("very", .very), ("or", .or), ("nor", .or),
  ]

  /// The letters around a word that negate it.
  struct Circumfix: Sendable {
    var head: [UInt8]
    var tail: [UInt8]
  }

  var words: [Word] = []
  var nodes: [Node] = [Node()]
  var entries: [Entry] = []
  /// Graphs of large lines, chained by the word they begin with.
  var starts: [(node: Int32, next: Int32)] = []
  var byHash = HashIndex(capacity: 64)
  var stems = HashIndex(capacity: 64)
  var children = HashIndex(capacity: 64)
  var prefixes: [[UInt8]] = []
  var circumfixes: [Circumfix] = []

  /// How many lines went in, masked ones left out.
  public var count: Int { lines }
  var lines = 0

  /// Compiles entries in the order of their files: the same term and class in a later one replaces the earlier.
  public init(_ source: [LexiconEntry]) {
    var compiler = LexiconCompiler(source)
    self = compiler.compile()
  }

  /// Nothing yet, to be filled by the compiler.
  init() {}

  // MARK: - Looking up

  /// Whether words are also compared by their beginnings, which costs a little for each word not known.
  var usesLetters: Bool { !stems.isEmpty || !prefixes.isEmpty || !circumfixes.isEmpty }

  /// The number of the word with this hash; −1 for a word of no phrase.
  func word(withHash hash: UInt64) -> Int32 { byHash[hash] ?? -1 }

  /// The node one word further down; −1 for none.
  func child(of node: Int32, word: Int32) -> Int32 {
    children[HashIndex.mix(UInt64(node) << 32 | UInt64(word))] ?? -1
  }

  /// What a word that stands in no phrase as it is written goes back to.
  func match(_ letters: [UInt8]) -> (word: Int32, isNegated: Bool) {
    for circumfix in circumfixes
    where letters.count >= circumfix.head.count + circumfix.tail.count + 4
      && letters.starts(with: circumfix.head)
      && letters.suffix(circumfix.tail.count).elementsEqual(circumfix.tail)
    {
      let found = whole(letters[circumfix.head.count..<letters.count - circumfix.tail.count])
      if found >= 0 { return (found, true) }
    }
    let found = stem(of: letters[...])
    return (found >= 0 ? found : withoutPrefix(letters), false)
  }

  /// The longest stem that the letters begin with, or are, if `isWhole`; −1 for none.
  func stem(of letters: ArraySlice<UInt8>, isWhole: Bool = true) -> Int32 {
    guard !stems.isEmpty else { return -1 }
    var hash = WordHash()
    var longest: Int32 = -1
    for (index, byte) in zip(letters.indices, letters) {
      hash.add(byte)
      let next = index + 1
      // Only whole characters are letters.
      if next < letters.endIndex ? letters[next] & 0xC0 != 0x80 : isWhole, let found = stems[hash.finish()] {
        longest = found
      }
    }
    return longest
  }

  /// The word that is left without a prefix; −1 for none.
  func withoutPrefix(_ letters: [UInt8]) -> Int32 {
    for prefix in prefixes where letters.count >= prefix.count + 4 && letters.starts(with: prefix) {
      let found = whole(letters[prefix.count...])
      if found >= 0 { return found }
    }
    return -1
  }

  /// The word these letters are, or the longest stem they begin with; −1 for none.
  private func whole(_ letters: ArraySlice<UInt8>) -> Int32 {
    byHash[WordHash(letters).finish()] ?? stem(of: letters)
  }
}
