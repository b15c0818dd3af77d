// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// The words and phrases of one language, compiled for matching: a table from words to numbers and a tree of
/// phrases over those numbers.
///
/// A word is known by 64 bits of its normalised bytes; the bytes themselves are not kept.
public final class Lexicon: Sendable {
  struct Entry: BitwiseCopyable, Sendable {
    var termClass: TermClass
    var weight: Float
    /// Only at the beginning of a sentence.
    var isAnchored: Bool
    /// Its place among the lines: of two equally long phrases the later wins.
    var line: Int32
  }

  struct Node: BitwiseCopyable, Sendable {
    var firstEntry: Int32 = 0
    var endEntry: Int32 = 0
    /// Where `_`, any one word, leads; −1 for nowhere.
    var wildcard: Int32 = -1
    /// A bit for each remainder of its children's words by 64: most words need not be looked for.
    var children: UInt64 = 0

    func mayHaveChild(_ word: Int32) -> Bool { children >> UInt64(word & 63) & 1 == 1 }
    var isLeaf: Bool { children == 0 && wildcard < 0 }
  }

  /// What is known of a word, or of a stem.
  struct Word: BitwiseCopyable, Sendable {
    /// Where phrases that begin with it begin; −1 for nowhere.
    var node: Int32 = -1
    /// The stem it begins with, or the word that is left without its prefix; −1 for none.
    var parent: Int32 = -1
    /// The first of `starts` that it begins; −1 for none.
    var starts: Int32 = -1
    var special = Special.none
  }

  /// Where a word leads in the graph of a large line, and the next such place for the same word.
  struct Start: BitwiseCopyable, Sendable {
    var node: Int32
    var next: Int32
  }

  /// Words that VADER's rules name.
  enum Special: UInt8, BitwiseCopyable, Sendable {
    case none, no, never, so, this, without, doubt, least, at, very, or
  }

  /// The letters around a word that negate it.
  struct Circumfix: Sendable {
    var head: [UInt8]
    var tail: [UInt8]
  }

  let words: FrozenTable<Word>
  let nodes: FrozenTable<Node>
  let entries: FrozenTable<Entry>
  let starts: FrozenTable<Start>
  private let children: FrozenTable<HashIndex.Slot>
  private let affixes: Affixes

  /// Whether words are also compared by their parts, which costs a little for each word not known.
  let usesLetters: Bool

  /// How many lines went in, masked ones left out.
  public let count: Int

  /// Compiles entries in the order of their files: the same term and class in a later one replaces the earlier.
  public convenience init(_ source: [LexiconEntry]) {
    var compiler = LexiconCompiler(source)
    compiler.compile()
    self.init(compiler)
  }

  init(_ compiled: LexiconCompiler) {
    words = FrozenTable(compiled.words)
    nodes = FrozenTable(compiled.nodes)
    entries = FrozenTable(compiled.entries)
    starts = FrozenTable(compiled.starts)
    children = FrozenTable(compiled.children)
    affixes = compiled.affixes.compacted
    byHash = FrozenTable(compiled.affixes.words)
    usesLetters = compiled.affixes.isUsed
    count = compiled.count
  }

  deinit {
    words.free()
    nodes.free()
    entries.free()
    starts.free()
    children.free()
    byHash.free()
  }

  private let byHash: FrozenTable<HashIndex.Slot>

  // MARK: - Looking up

  /// The number of the word with this hash; −1 for a word of no phrase.
  func word(withHash hash: UInt64) -> Int32 { byHash[hash] ?? -1 }

  /// What a word that stands in no phrase as it is written goes back to.
  func match(_ letters: [UInt8]) -> (word: Int32, isNegated: Bool) { affixes.match(letters) }

  /// The node one word further down; −1 for none.
  func child(of node: Int32, word: Int32) -> Int32 {
    children[Self.edge(node, word)] ?? -1
  }

  static func edge(_ node: Int32, _ word: Int32) -> UInt64 {
    HashIndex.mix(UInt64(UInt32(bitPattern: node)) << 32 | UInt64(UInt32(bitPattern: word)))
  }
}
