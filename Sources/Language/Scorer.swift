// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Scores messages with the lexicons of several languages. A value; scoring needs only a `Workspace` of one's own.
public struct Scorer: Sendable {
  /// What scoring one text needs and the next can use again. Not shared between threads.
  public struct Workspace: Sendable {
    var list = TokenList()
    var hits: [Hit] = []
    var sentences: [Double] = []

    /// Makes an empty workspace.
    public init() {}
  }

  /// A phrase found.
  struct Hit: Sendable {
    var first: Int
    /// One past its last token.
    var end: Int
    var termClass: TermClass
    var weight: Double
    var changes: Term.Changes = []
  }

  /// How much of a text is scored, in bytes; what stands behind is passed over.
  public static let maximumBytes = 65_536

  private let lexicons: [String: Lexicon]
  private let fallback: Lexicon

  /// Compiles lexicons: one list of entries for each language; `und` holds what every language shares.
  public init(lexicons sources: [String: [LexiconEntry]]) {
    let shared = sources["und"] ?? []
    fallback = Lexicon(shared)
    var lexicons: [String: Lexicon] = [:]
    for (language, entries) in sources where language != "und" {
      lexicons[language] = Lexicon(shared + entries)
    }
    self.lexicons = lexicons
  }

  /// The languages with a lexicon of their own, in order.
  public var languages: [String] { lexicons.keys.sorted() }

  /// Scores a text whose language is `hint` or, more often, what its letters say.
  public func score(_ text: String, hint: String? = nil, in workspace: inout Workspace) -> MessageScore {
    var copy = text
    return copy.withUTF8 { bytes in
      let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(Self.maximumBytes))
      var score = MessageScore()
      score.language = LanguageDetector.detect(bytes, hint: hint)
      let lexicon = lexicons[score.language] ?? fallback
      Tokenizer.read(bytes, lexicon, into: &workspace.list)
      findHits(lexicon, &workspace)
      modify(lexicon, &workspace)
      summarize(&workspace, &score)
      quote(bytes, workspace, &score)
      return score
    }
  }

  // MARK: - Finding

  /// Walks the tree from every token: for each class the longest phrase, and none inside another of its class.
  private func findHits(_ lexicon: Lexicon, _ workspace: inout Workspace) {
    workspace.hits.removeAll(keepingCapacity: true)
    var covered = SIMD32<Int32>()
    let tokens = workspace.list.tokens
    for start in tokens.indices where tokens[start].word >= 0 {
      let node = lexicon.roles[Int(tokens[start].word)].node
      guard node >= 0 else { continue }
      let firstHit = workspace.hits.count
      collect(lexicon, tokens, node, start, start + 1, &covered, firstHit, &workspace.hits)
      for index in firstHit..<workspace.hits.count {
        let hit = workspace.hits[index]
        covered[Int(hit.termClass.rawValue)] = max(covered[Int(hit.termClass.rawValue)], Int32(hit.end))
      }
    }
  }

  private func collect(
    _ lexicon: Lexicon, _ tokens: [Token], _ node: Int32, _ start: Int, _ next: Int,
    _ covered: inout SIMD32<Int32>, _ firstHit: Int, _ hits: inout [Hit]
  ) {
    let here = lexicon.nodes[Int(node)]
    for index in here.entries {
      let entry = lexicon.entries[Int(index)]
      guard covered[Int(entry.termClass.rawValue)] <= start,
        !entry.isAnchored || tokens[start].isSentenceStart
      else { continue }
      let hit = Hit(first: start, end: next, termClass: entry.termClass, weight: Double(entry.weight))
      if let known = hits[firstHit...].firstIndex(where: { $0.termClass == entry.termClass }) {
        if hits[known].end < next { hits[known] = hit }
      } else {
        hits.append(hit)
      }
    }
    // A phrase does not reach over the end of a sentence.
    guard here.hasChildren, next < tokens.count, tokens[next].sentence == tokens[start].sentence else {
      return
    }
    if tokens[next].word >= 0 {
      let child = lexicon.child(of: node, word: tokens[next].word)
      if child >= 0 { collect(lexicon, tokens, child, start, next + 1, &covered, firstHit, &hits) }
    }
    if here.wildcard >= 0 {
      collect(lexicon, tokens, here.wildcard, start, next + 1, &covered, firstHit, &hits)
    }
  }

  // MARK: - Quoting

  private func quote(_ bytes: UnsafeBufferPointer<UInt8>, _ workspace: Workspace, _ score: inout MessageScore)
  {
    let tokens = workspace.list.tokens
    score.terms.reserveCapacity(workspace.hits.count)
    for hit in workspace.hits where hit.weight != 0 && hit.termClass != .negator && hit.termClass != .booster
    {
      let start = Int(tokens[hit.first].start)
      let end = Int(tokens[hit.end - 1].end)
      score.terms.append(
        Term(
          text: String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self),
          range: start..<end, termClass: hit.termClass, weight: hit.weight, changes: hit.changes))
    }
    for token in tokens where token.isWord { score.sketch.add(token.hash) }
  }
}
