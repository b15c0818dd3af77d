// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Scores messages with the lexicons of several languages. A value; scoring needs only a `Workspace` of one's own.
public struct Scorer: Sendable {
  /// What scoring one text needs and the next can use again. Not shared between threads.
  public struct Workspace: Sendable {
    var list = TokenList()
    var hits: [Hit] = []
    var surroundings: [Surrounding] = []
    /// For each class, one past the last token that a phrase of it covers.
    var covered: [Int32] = []
    /// Whether a sentiment phrase covers a token.
    var isFelt: [Bool] = []
    var sentences: [Double] = []
    var shown: [UInt64] = []
    var votes: [Float] = []

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
    /// Decides between equally long phrases of a class: the later line, and the word itself before its stem.
    var rank: Int32 = 0
    var changes: Term.Changes = []
  }

  /// How much of a text is scored, in bytes; what stands behind is passed over.
  public static let maximumBytes = 65_536

  private let lexicons: [String: Lexicon]
  private let fallback: Lexicon
  private let detector: LanguageDetector

  /// Compiles lexicons: one list of entries for each language; `und` holds what every language shares.
  public init(lexicons sources: [String: [LexiconEntry]]) {
    let shared = sources["und"] ?? []
    fallback = Lexicon(shared)
    var lexicons: [String: Lexicon] = [:]
    for (language, entries) in sources where language != "und" {
      lexicons[language] = Lexicon(shared + entries)
    }
    self.lexicons = lexicons
    detector = LanguageDetector(sources)
  }

  /// The languages with a lexicon of their own, in order.
  public var languages: [String] { lexicons.keys.sorted() }

  /// Scores a text whose language is what its letters and words say; `hint` decides where they do not.
  public func score(_ text: String, hint: String? = nil, in workspace: inout Workspace) -> MessageScore {
    var copy = text
    return copy.withUTF8 { bytes in
      let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(Self.maximumBytes))
      let detected = detector.detect(bytes, hint: hint, lexicons, &workspace.votes)
      var score = MessageScore()
      score.language = detected.tag
      score.languageReason = detected.reason
      let lexicon = lexicons[detected.primary] ?? fallback
      let latin = detected.isLatin ? nil : lexicons["en"]
      Tokenizer.read(bytes, lexicon, latin: latin, into: &workspace.list)
      workspace.hits.removeAll(keepingCapacity: true)
      findHits(lexicon, isLatin: false, &workspace)
      if let latin, workspace.list.hasLatinWords {
        findHits(latin, isLatin: true, &workspace)
        workspace.hits.sort { ($0.first, $0.termClass) < ($1.first, $1.termClass) }
      }
      modify(lexicon, &workspace)
      summarize(&workspace, &score)
      quote(bytes, workspace, &score)
      return score
    }
  }

  // MARK: - Finding

  /// Walks the tree from every token: for each class the longest phrase, and none inside another of its class.
  private func findHits(_ lexicon: Lexicon, isLatin: Bool, _ workspace: inout Workspace) {
    workspace.covered.removeAll(keepingCapacity: true)
    workspace.covered.append(contentsOf: repeatElement(0, count: TermClass.allCases.count))
    workspace.list.tokens.withUnsafeBufferPointer { tokens in
      for start in tokens.indices
      where tokens[start].word >= 0 && tokens[start].traits.contains(.latin) == isLatin {
        let firstHit = workspace.hits.count
        let search = Search(tokens: tokens, start: start, firstHit: firstHit)
        search.run(lexicon, workspace.covered, &workspace.hits)
        for index in firstHit..<workspace.hits.count {
          let hit = workspace.hits[index]
          let place = Int(hit.termClass.rawValue)
          workspace.covered[place] = max(workspace.covered[place], Int32(hit.end))
        }
      }
    }
  }

  // MARK: - Quoting

  private func quote(_ bytes: UnsafeBufferPointer<UInt8>, _ workspace: Workspace, _ score: inout MessageScore)
  {
    let tokens = workspace.list.tokens
    score.terms.reserveCapacity(workspace.hits.count)
    for hit in workspace.hits where hit.weight != 0 && !hit.termClass.isGrammar {
      let start = Int(tokens[hit.first].start)
      let end = Int(tokens[hit.end - 1].end)
      score.terms.append(
        Term(
          text: String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self),
          range: start..<end, termClass: hit.termClass, weight: hit.weight, changes: hit.changes))
    }
    for token in tokens where token.traits.contains(.word) { score.sketch.add(token.hash) }
  }
}
