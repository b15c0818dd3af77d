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
  }

  struct Node: Sendable {
    var entries: Range<Int32> = 0..<0
    var hasChildren = false
    /// Where `_`, any one word, leads; −1 for nowhere.
    var wildcard: Int32 = -1
  }

  /// What a single word does to its neighbours, found without a walk through the tree.
  struct Role: Sendable {
    var node: Int32 = -1
    var booster: Float = 0
    var isNegator = false
    var hasSentiment = false
    var special = Special.none
  }

  /// Words that VADER's rules name.
  enum Special: UInt8, Sendable {
    case none, but, no, never, so, this, without, doubt, least, at, very, or
  }

  private(set) var roles: [Role] = []
  private(set) var nodes: [Node] = [Node()]
  private(set) var entries: [Entry] = []

  private var words: HashIndex
  private var children: HashIndex

  /// How many lines went in, masked ones left out.
  public let count: Int

  /// Compiles entries in the order of their files: the same term and class in a later one replaces the earlier.
  public init(_ source: [LexiconEntry]) {
    struct Line: Hashable {
      var pattern: String
      var termClass: TermClass
    }
    var latest: [Line: Int] = [:]
    var kept: [LexiconEntry] = []
    latest.reserveCapacity(source.count)
    for entry in source {
      let line = Line(pattern: entry.pattern, termClass: entry.termClass)
      if let index = latest[line] {
        kept[index] = entry
      } else {
        latest[line] = kept.count
        kept.append(entry)
      }
    }
    kept.removeAll { $0.weight == 0 && $0.termClass != .negator }
    count = kept.count
    words = HashIndex(capacity: kept.count * 2)
    children = HashIndex(capacity: kept.count * 2)
    var pending: [[Entry]] = [[]]
    for entry in kept {
      for phrase in LexiconReader.expand(entry.pattern).phrases {
        insert(phrase, entry, &pending)
      }
    }
    for (node, list) in pending.enumerated() {
      let start = Int32(entries.count)
      entries += list
      nodes[node].entries = start..<Int32(entries.count)
    }
    for (name, special) in Self.specials {
      roles[Int(word(Tokenizer.hash(ofWord: name)))].special = special
    }
  }

  private static let specials: [(String, Special)] = [
    ("but", .but), ("no", .no), ("never", .never), ("so", .so), ("this", .this), ("without", .without),
    ("doubt", .doubt), ("least", .least), ("at", .at), ("very", .very), ("or", .or), ("nor", .or),
  ]

  private mutating func insert(_ phrase: String, _ entry: LexiconEntry, _ pending: inout [[Entry]]) {
    let isAnchored = phrase.first == "^" && phrase.dropFirst().first.map { $0.isLetter } == true
    let parts = Tokenizer.lexiconWords(isAnchored ? String(phrase.dropFirst()) : phrase)
    guard !parts.isEmpty else { return }
    var node: Int32 = 0
    var lastWord: Int32 = -1
    for part in parts {
      guard case .word(let hash) = part else {
        node = wildcard(from: node, &pending)
        continue
      }
      lastWord = word(hash)
      let key = UInt64(node) << 32 | UInt64(lastWord)
      let mixed = HashIndex.mix(key)
      if let next = children[mixed] {
        node = next
      } else {
        let next = addNode(&pending)
        children[mixed] = next
        if node == 0 { roles[Int(lastWord)].node = next } else { nodes[Int(node)].hasChildren = true }
        node = next
      }
    }
    pending[Int(node)].removeAll { $0.termClass == entry.termClass && $0.isAnchored == isAnchored }
    pending[Int(node)].append(
      Entry(termClass: entry.termClass, weight: Float(entry.weight), isAnchored: isAnchored))
    guard parts.count == 1, lastWord >= 0 else { return }
    switch entry.termClass {
    case .negator: roles[Int(lastWord)].isNegator = true
    case .booster: roles[Int(lastWord)].booster = Float(entry.weight)
    case .sentiment: roles[Int(lastWord)].hasSentiment = true
    default: break
    }
  }

  private mutating func word(_ hash: UInt64) -> Int32 {
    if let known = words[hash] { return known }
    let id = Int32(roles.count)
    words[hash] = id
    roles.append(Role())
    return id
  }

  private mutating func addNode(_ pending: inout [[Entry]]) -> Int32 {
    nodes.append(Node())
    pending.append([])
    return Int32(nodes.count - 1)
  }

  private mutating func wildcard(from node: Int32, _ pending: inout [[Entry]]) -> Int32 {
    if nodes[Int(node)].wildcard >= 0 { return nodes[Int(node)].wildcard }
    let next = addNode(&pending)
    nodes[Int(node)].wildcard = next
    nodes[Int(node)].hasChildren = true
    return next
  }

  /// The number of the word with this hash; −1 for a word of no phrase.
  func word(withHash hash: UInt64) -> Int32 { words[hash] ?? -1 }

  /// The node one word further down; −1 for none.
  func child(of node: Int32, word: Int32) -> Int32 {
    children[HashIndex.mix(UInt64(node) << 32 | UInt64(word))] ?? -1
  }
}

/// Open addressing from 64-bit hashes to small numbers: one probe, mostly.
struct HashIndex: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var used = 0

  init(capacity: Int) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    keys = Array(repeating: 0, count: size)
    values = Array(repeating: 0, count: size)
  }

  static func mix(_ key: UInt64) -> UInt64 {
    var z = key &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z == 0 ? 1 : z
  }

  subscript(key: UInt64) -> Int32? {
    get {
      let mask = keys.count - 1
      var at = Int(truncatingIfNeeded: key) & mask
      while true {
        let found = keys[at]
        if found == key { return values[at] }
        if found == 0 { return nil }
        at = (at + 1) & mask
      }
    }
    set {
      guard let newValue else { return }
      if used * 2 >= keys.count { grow() }
      let mask = keys.count - 1
      var at = Int(truncatingIfNeeded: key) & mask
      while keys[at] != 0, keys[at] != key { at = (at + 1) & mask }
      if keys[at] == 0 { used += 1 }
      keys[at] = key
      values[at] = newValue
    }
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != 0 }
    self = HashIndex(capacity: keys.count)
    for (key, value) in old { self[key] = value }
  }
}
