// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Turns lexicon lines into the table and the tree of a `Lexicon`.
struct LexiconCompiler {
  private(set) var words: [Lexicon.Word] = []
  private(set) var nodes: [Lexicon.Node] = [Lexicon.Node()]
  private(set) var entries: [Lexicon.Entry] = []
  private(set) var starts: [Lexicon.Start] = []
  private(set) var children: HashIndex
  private(set) var affixes = Affixes()
  private(set) var count = 0

  private let source: [LexiconEntry]
  /// The entries of each node, until all are known.
  private var pending: [[Lexicon.Entry]] = [[]]
  /// The letters of each word that may begin with a stem.
  private var letters: [[UInt8]] = []
  /// Reused for every line.
  private var list = TokenList()

  /// A line of so many phrases keeps a graph of its own; others share the tree, which is quicker to walk.
  private static let largeLine = 64

  private static let specials: [(String, Lexicon.Special)] = [
    ("no", .no), ("never", .never), ("so", .so), ("this", .this), ("without", .without), ("doubt", .doubt),
    ("least", .least), ("at", .at), ("very", .very), ("or", .or), ("nor", .or),
  ]

  init(_ source: [LexiconEntry]) {
    self.source = source
    affixes.words = HashIndex(capacity: source.count * 2)
    children = HashIndex(capacity: source.count * 2)
  }

  mutating func compile() {
    for index in latest() {
      let line = source[index]
      if line.weight != 0 { count += 1 }
      switch line.termClass {
      case .marker: break
      case .prefix where line.weight == 0: break
      case .circumfix where line.weight == 0: break
      case .prefix: affixes.prefixes.append(letters(of: line.pattern))
      case .circumfix: addCircumfix(line.pattern)
      default: insert(line, at: Int32(index))
      }
    }
    for (node, list) in pending.enumerated() {
      nodes[node].firstEntry = Int32(entries.count)
      entries += list
      nodes[node].endEntry = Int32(entries.count)
    }
    for (name, special) in Self.specials {
      if let hash = Tokenizer.hash(ofWord: name), let word = affixes.words[hash] {
        words[Int(word)].special = special
      }
    }
    if affixes.isUsed { link() }
  }

  /// The places of the lines that no later line of the same term and class replaces.
  private func latest() -> [Int] {
    var place = HashIndex(capacity: source.count)
    var kept: [Int] = []
    kept.reserveCapacity(source.count)
    for (index, entry) in source.enumerated() {
      var hash = WordHash(entry.pattern.utf8)
      hash.add(0)
      hash.add(entry.termClass.rawValue)
      if let earlier = place[hash.finish()] {
        kept[Int(earlier)] = index
      } else {
        place[hash.finish()] = Int32(kept.count)
        kept.append(index)
      }
    }
    return kept.sorted()
  }

  // MARK: - Lines

  private mutating func insert(_ line: LexiconEntry, at index: Int32) {
    let entry = { isAnchored in
      Lexicon.Entry(
        termClass: line.termClass, weight: Float(line.weight), isAnchored: isAnchored, line: index)
    }
    if !line.pattern.utf8.contains(0x28), line.pattern.utf8.first != 0x5E {
      insert(line.pattern, entry(false))
      return
    }
    // The reader has refused what is no pattern.
    guard let pattern = try? LexiconPattern(line.pattern) else { return }
    if pattern.count > Self.largeLine {
      insertGraph(pattern, entry(pattern.isAnchored))
    } else {
      for phrase in pattern.spellings { insert(phrase, entry(pattern.isAnchored)) }
    }
  }

  private mutating func insert(_ phrase: String, _ entry: Lexicon.Entry) {
    var node: Int32 = 0
    for part in Tokenizer.lexiconWords(phrase, &list) { node = step(from: node, by: part) }
    if node != 0 { accept(entry, at: node) }
  }

  /// The nodes of a large line are its own: what follows a place is written once, however one came there.
  private mutating func insertGraph(_ pattern: LexiconPattern, _ entry: Lexicon.Entry) {
    var known: [Set<LexiconPattern.Position>: Int32] = [:]
    var pending: [(positions: Set<LexiconPattern.Position>, node: Int32)] = []
    func node(for positions: Set<LexiconPattern.Position>, _ compiler: inout LexiconCompiler) -> Int32 {
      if let node = known[positions] { return node }
      let node = compiler.addNode()
      known[positions] = node
      pending.append((positions, node))
      return node
    }
    let root = node(for: pattern.start, &self)
    var firstWords: Set<Int32> = []
    while let (positions, place) = pending.popLast() {
      let steps = pattern.steps(from: positions)
      if steps.mayEnd { accept(entry, at: place) }
      for (parts, next) in merged(steps.words) {
        guard let first = parts.first, let last = parts.last else { continue }
        if place == root, let word = number(of: first) { firstWords.insert(word) }
        var from = place
        for part in parts.dropLast() {
          let node = addNode()
          connect(from, to: node, by: part)
          from = node
        }
        connect(from, to: node(for: next, &self), by: last)
      }
    }
    for word in firstWords {
      guard let first = children[Lexicon.edge(root, word)] else { continue }
      starts.append(Lexicon.Start(node: first, next: words[Int(word)].starts))
      words[Int(word)].starts = Int32(starts.count - 1)
    }
  }

  /// Words that are one word when compared lead on together: "you" and "You", أ and ا.
  private mutating func merged(
    _ steps: [(text: String, next: Set<LexiconPattern.Position>)]
  ) -> [(parts: [Tokenizer.LexiconWord], next: Set<LexiconPattern.Position>)] {
    var result: [(parts: [Tokenizer.LexiconWord], next: Set<LexiconPattern.Position>)] = []
    for (text, next) in steps {
      let parts = Tokenizer.lexiconWords(text, isPart: true, &list)
      if let known = result.firstIndex(where: { $0.parts == parts }) {
        result[known].next.formUnion(next)
      } else {
        result.append((parts, next))
      }
    }
    return result
  }

  // MARK: - Nodes

  private mutating func accept(_ entry: Lexicon.Entry, at node: Int32) {
    pending[Int(node)].removeAll { $0.termClass == entry.termClass && $0.isAnchored == entry.isAnchored }
    pending[Int(node)].append(entry)
  }

  private mutating func addNode() -> Int32 {
    nodes.append(Lexicon.Node())
    pending.append([])
    return Int32(nodes.count - 1)
  }

  private mutating func step(from node: Int32, by part: Tokenizer.LexiconWord) -> Int32 {
    if let word = number(of: part) {
      if let next = children[Lexicon.edge(node, word)] { return next }
    } else if nodes[Int(node)].wildcard >= 0 {
      return nodes[Int(node)].wildcard
    }
    let next = addNode()
    connect(node, to: next, by: part)
    return next
  }

  private mutating func connect(_ node: Int32, to next: Int32, by part: Tokenizer.LexiconWord) {
    guard let word = number(of: part) else {
      nodes[Int(node)].wildcard = next
      return
    }
    children[Lexicon.edge(node, word)] = next
    if node == 0 { words[Int(word)].node = next } else { nodes[Int(node)].children |= 1 << UInt64(word & 63) }
  }

  // MARK: - Words

  /// The number of a word or stem, a new one if need be; `nil` for `_`.
  private mutating func number(of part: Tokenizer.LexiconWord) -> Int32? {
    switch part {
    case .any: return nil
    case .word(let hash, let letters):
      if let known = affixes.words[hash] { return known }
      let word = addWord(letters)
      affixes.words[hash] = word
      return word
    case .stem(let letters):
      let hash = WordHash(letters).finish()
      if let known = affixes.stems[hash] { return known }
      let word = addWord(letters)
      affixes.stems[hash] = word
      return word
    }
  }

  private mutating func addWord(_ letters: [UInt8]) -> Int32 {
    words.append(Lexicon.Word())
    self.letters.append(letters)
    return Int32(words.count - 1)
  }

  private mutating func letters(of text: some StringProtocol) -> [UInt8] {
    guard case .word(_, let letters) = Tokenizer.lexiconWords(String(text), &list).first else { return [] }
    return letters
  }

  private mutating func addCircumfix(_ pattern: String) {
    let parts = pattern.split(separator: "*")
    guard parts.count == 2 else { return }
    affixes.circumfixes.append(.init(head: letters(of: parts[0]), tail: letters(of: parts[1])))
  }

  /// Every word knows the stem it begins with, so that a word of some phrase is still found by its stem.
  private mutating func link() {
    for (index, letters) in letters.enumerated() where !letters.isEmpty {
      let isStem = affixes.stems[WordHash(letters).finish()] == Int32(index)
      var parent = affixes.stem(of: letters[...], isWhole: !isStem)
      if parent < 0, !isStem { parent = affixes.withoutPrefix(letters) }
      words[index].parent = parent == Int32(index) ? -1 : parent
    }
  }
}
