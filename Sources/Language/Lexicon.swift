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

  private static let specials: [(String, Special)] = [
    ("no", .no), ("never", .never), ("so", .so), ("this", .this), ("without", .without), ("doubt", .doubt),
    ("least", .least), ("at", .at), ("very", .very), ("or", .or), ("nor", .or),
  ]

  private(set) var words: [Word] = []
  private(set) var nodes: [Node] = [Node()]
  private(set) var entries: [Entry] = []
  /// Graphs of large lines, chained by the word they begin with.
  private(set) var starts: [(node: Int32, next: Int32)] = []

  private var byHash: HashIndex
  private var stems = HashIndex(capacity: 64)
  private var children: HashIndex
  private var prefixes: [[UInt8]] = []
  private var circumfixes: [(head: [UInt8], tail: [UInt8])] = []

  /// Whether words are also compared by their beginnings, which costs a little for each word not known.
  private(set) var usesLetters = false

  /// How many lines went in, masked ones left out.
  public let count: Int

  /// Compiles entries in the order of their files: the same term and class in a later one replaces the earlier.
  public init(_ source: [LexiconEntry]) {
    let lines = Self.latest(of: source)
    count = lines.count { $0.weight != 0 }
    byHash = HashIndex(capacity: lines.count * 2)
    children = HashIndex(capacity: lines.count * 2)
    var compiler = Compiler()
    for line in lines {
      switch line.termClass {
      case .marker: continue
      case .prefix: prefixes.append(Self.letters(line.pattern))
      case .circumfix: addCircumfix(line.pattern)
      default:
        insert(line, &compiler)
      }
    }
    for (node, list) in compiler.entries.enumerated() {
      let start = Int32(entries.count)
      entries += list
      nodes[node].entries = start..<Int32(entries.count)
    }
    for (name, special) in Self.specials {
      let hash = Tokenizer.hash(ofWord: name)
      if let word = byHash[hash] { words[Int(word)].special = special }
    }
    usesLetters = compiler.hasStems || !prefixes.isEmpty || !circumfixes.isEmpty
    if usesLetters { link(compiler) }
  }

  /// What is only needed while phrases are added.
  private struct Compiler {
    var entries: [[Entry]] = [[]]
    var letters: [[UInt8]] = []
    var hasStems = false
  }

  private static func latest(of source: [LexiconEntry]) -> [LexiconEntry] {
    struct Line: Hashable {
      var pattern: String
      var termClass: TermClass
    }
    var place: [Line: Int] = [:]
    var lines: [LexiconEntry] = []
    place.reserveCapacity(source.count)
    for entry in source {
      let line = Line(pattern: entry.pattern, termClass: entry.termClass)
      if let index = place[line] {
        lines[index] = entry
      } else {
        place[line] = lines.count
        lines.append(entry)
      }
    }
    return lines
  }

  /// A line of so many phrases keeps a graph of its own; others share the tree, which is quicker to walk.
  private static let largeLine = 64

  private mutating func insert(_ line: LexiconEntry, _ compiler: inout Compiler) {
    // The reader has refused what is no pattern.
    guard let pattern = try? Pattern(line.pattern) else { return }
    let entry = Entry(
      termClass: line.termClass, weight: Float(line.weight), isAnchored: pattern.isAnchored)
    if pattern.count > Self.largeLine {
      insertGraph(pattern, entry, &compiler)
    } else {
      for phrase in pattern.phrases {
        var node: Int32 = 0
        for part in phrase.flatMap({ Tokenizer.lexiconWords($0) }) {
          node = step(from: node, by: part, &compiler)
        }
        if node != 0 { accept(entry, at: node, &compiler) }
      }
    }
  }

  /// The nodes of a large line are its own: what follows a place is written once, however one came there.
  private mutating func insertGraph(_ pattern: Pattern, _ entry: Entry, _ compiler: inout Compiler) {
    var known: [Set<Pattern.Position>: Int32] = [:]
    var pending: [(positions: Set<Pattern.Position>, node: Int32)] = []
    func node(for positions: Set<Pattern.Position>, _ lexicon: inout Lexicon, _ compiler: inout Compiler)
      -> Int32
    {
      if let node = known[positions] { return node }
      let node = lexicon.addNode(&compiler)
      known[positions] = node
      pending.append((positions, node))
      return node
    }
    let root = node(for: pattern.start, &self, &compiler)
    var firstWords: Set<Int32> = []
    while let (positions, place) = pending.popLast() {
      let steps = pattern.steps(from: positions)
      if steps.mayEnd { accept(entry, at: place, &compiler) }
      for (text, next) in steps.words {
        let parts = Tokenizer.lexiconWords(text)
        guard let last = parts.last else { continue }
        var from = place
        if place == root, let first = parts.first.flatMap({ number(of: $0, &compiler) }) {
          firstWords.insert(first)
        }
        for part in parts.dropLast() { from = step(from: from, by: part, &compiler) }
        connect(from, to: node(for: next, &self, &compiler), by: last, &compiler)
      }
    }
    for word in firstWords {
      starts.append((node: root, next: words[Int(word)].graphs))
      words[Int(word)].graphs = Int32(starts.count - 1)
    }
  }

  private mutating func accept(_ entry: Entry, at node: Int32, _ compiler: inout Compiler) {
    compiler.entries[Int(node)].removeAll {
      $0.termClass == entry.termClass && $0.isAnchored == entry.isAnchored
    }
    compiler.entries[Int(node)].append(entry)
  }

  private mutating func number(of part: Tokenizer.LexiconWord, _ compiler: inout Compiler) -> Int32? {
    switch part {
    case .any: nil
    case .word(let hash, let letters): number(ofWord: hash, letters, &compiler)
    case .stem(let letters): number(ofStem: letters, &compiler)
    }
  }

  private mutating func connect(
    _ node: Int32, to next: Int32, by part: Tokenizer.LexiconWord, _ compiler: inout Compiler
  ) {
    nodes[Int(node)].hasChildren = true
    guard let word = number(of: part, &compiler) else {
      nodes[Int(node)].wildcard = next
      return
    }
    children[HashIndex.mix(UInt64(node) << 32 | UInt64(word))] = next
  }

  private mutating func step(
    from node: Int32, by part: Tokenizer.LexiconWord, _ compiler: inout Compiler
  ) -> Int32 {
    guard let word = number(of: part, &compiler) else { return wildcard(from: node, &compiler) }
    return step(from: node, by: word, &compiler)
  }

  private mutating func step(from node: Int32, by word: Int32, _ compiler: inout Compiler) -> Int32 {
    let key = HashIndex.mix(UInt64(node) << 32 | UInt64(word))
    if let next = children[key] { return next }
    let next = addNode(&compiler)
    children[key] = next
    if node == 0 { words[Int(word)].node = next } else { nodes[Int(node)].hasChildren = true }
    return next
  }

  private mutating func wildcard(from node: Int32, _ compiler: inout Compiler) -> Int32 {
    if nodes[Int(node)].wildcard >= 0 { return nodes[Int(node)].wildcard }
    let next = addNode(&compiler)
    nodes[Int(node)].wildcard = next
    nodes[Int(node)].hasChildren = true
    return next
  }

  private mutating func addNode(_ compiler: inout Compiler) -> Int32 {
    nodes.append(Node())
    compiler.entries.append([])
    return Int32(nodes.count - 1)
  }

  private mutating func number(ofWord hash: UInt64, _ letters: [UInt8], _ compiler: inout Compiler) -> Int32 {
    if let known = byHash[hash] { return known }
    byHash[hash] = addWord(letters, &compiler)
    return Int32(words.count - 1)
  }

  private mutating func number(ofStem letters: [UInt8], _ compiler: inout Compiler) -> Int32 {
    compiler.hasStems = true
    let hash = Self.hash(letters[...])
    if let known = stems[hash] { return known }
    stems[hash] = addWord(letters, &compiler)
    return Int32(words.count - 1)
  }

  private mutating func addWord(_ letters: [UInt8], _ compiler: inout Compiler) -> Int32 {
    words.append(Word())
    compiler.letters.append(letters)
    return Int32(words.count - 1)
  }

  // MARK: - Parts of words

  private static func letters(_ text: String) -> [UInt8] {
    guard case .word(_, let letters) = Tokenizer.lexiconWords(text).first else { return [] }
    return letters
  }

  private static func hash(_ letters: ArraySlice<UInt8>) -> UInt64 {
    var hash = WordHash()
    for byte in letters { hash.add(byte) }
    return hash.finish()
  }

  private mutating func addCircumfix(_ pattern: String) {
    let parts = pattern.split(separator: "*").map { Self.letters(String($0)) }
    if parts.count == 2 { circumfixes.append((parts[0], parts[1])) }
  }

  /// Every word knows the stem it begins with, so that a word of some phrase is still found by its stem.
  private mutating func link(_ compiler: Compiler) {
    for (index, letters) in compiler.letters.enumerated() where !letters.isEmpty {
      let isStem = stems[Self.hash(letters[...])] == Int32(index)
      var parent = stem(of: letters[...], isWhole: !isStem)
      if parent < 0, !isStem { parent = withoutPrefix(letters) }
      words[index].parent = parent == Int32(index) ? -1 : parent
    }
  }

  /// The longest stem that the letters begin with, or are, if `isWhole`; −1 for none.
  private func stem(of letters: ArraySlice<UInt8>, isWhole: Bool = true) -> Int32 {
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

  /// The word these letters are, or the longest stem they begin with; −1 for none.
  private func whole(_ letters: ArraySlice<UInt8>) -> Int32 {
    byHash[Self.hash(letters)] ?? stem(of: letters)
  }

  private func withoutPrefix(_ letters: [UInt8]) -> Int32 {
    for prefix in prefixes where letters.count >= prefix.count + 4 && letters.starts(with: prefix) {
      let found = whole(letters[prefix.count...])
      if found >= 0 { return found }
    }
    return -1
  }

  /// What a word that stands in no phrase as it is written goes back to.
  func match(_ letters: [UInt8]) -> (word: Int32, isNegated: Bool) {
    for (head, tail) in circumfixes
    where letters.count >= head.count + tail.count + 4 && letters.starts(with: head)
      && letters.suffix(tail.count).elementsEqual(tail)
    {
      let found = whole(letters[head.count..<letters.count - tail.count])
      if found >= 0 { return (found, true) }
    }
    let found = stem(of: letters[...])
    return (found >= 0 ? found : withoutPrefix(letters), false)
  }

  // MARK: - Looking up

  /// The number of the word with this hash; −1 for a word of no phrase.
  func word(withHash hash: UInt64) -> Int32 { byHash[hash] ?? -1 }

  /// The node one word further down; −1 for none.
  func child(of node: Int32, word: Int32) -> Int32 {
    children[HashIndex.mix(UInt64(node) << 32 | UInt64(word))] ?? -1
  }
}
