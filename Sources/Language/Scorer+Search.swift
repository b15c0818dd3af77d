// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension Scorer {
  /// All phrases that begin with one token.
  struct Search {
    let tokens: UnsafeBufferPointer<Token>
    let start: Int
    let firstHit: Int

    func run(_ lexicon: Lexicon, _ covered: [Int32], _ hits: inout [Hit]) {
      var word = tokens[start].word
      var distance: Int32 = 0
      while word >= 0 {
        let known = lexicon.words[word]
        if known.node >= 0 { walk(lexicon, known.node, start + 1, distance, covered, &hits) }
        var place = known.starts
        while place >= 0 {
          let begun = lexicon.starts[place]
          walk(lexicon, begun.node, start + 1, distance, covered, &hits)
          place = begun.next
        }
        word = known.parent
        distance += 1
      }
    }

    /// `distance` counts how often a stem or a placeholder stood for the word itself.
    private func walk(
      _ lexicon: Lexicon, _ node: Int32, _ next: Int, _ distance: Int32, _ covered: [Int32],
      _ hits: inout [Hit]
    ) {
      let here = lexicon.nodes[node]
      for index in here.firstEntry..<here.endEntry {
        take(lexicon.entries[index], next, distance, covered, &hits)
      }
      // A phrase does not reach over the end of a sentence.
      guard !here.isLeaf, next < tokens.count, tokens[next].sentence == tokens[start].sentence else { return }
      let isSameLexicon = tokens[next].traits.contains(.latin) == tokens[start].traits.contains(.latin)
      var word = isSameLexicon ? tokens[next].word : -1
      var further = distance
      var reached: Int32 = -1
      while word >= 0 {
        if here.mayHaveChild(word) {
          let child = lexicon.child(of: node, word: word)
          if child >= 0 {
            walk(lexicon, child, next + 1, further, covered, &hits)
            reached = child
          }
        }
        word = lexicon.words[word].parent
        further += 1
      }
      // `_` that leads where the word itself led finds nothing new.
      if here.wildcard >= 0, here.wildcard != reached {
        walk(lexicon, here.wildcard, next + 1, distance + 4, covered, &hits)
      }
    }

    private func take(
      _ entry: Lexicon.Entry, _ end: Int, _ distance: Int32, _ covered: [Int32], _ hits: inout [Hit]
    ) {
      guard covered[Int(entry.termClass.rawValue)] <= start,
        !entry.isAnchored || tokens[start].traits.contains(.sentenceStart)
      else { return }
      let hit = Hit(
        first: start, end: end, termClass: entry.termClass, weight: Double(entry.weight),
        rank: entry.line - min(distance, 100) << 24)
      for index in firstHit..<hits.count where hits[index].termClass == entry.termClass {
        if (hits[index].end, hits[index].rank) < (end, hit.rank) { hits[index] = hit }
        return
      }
      hits.append(hit)
    }
  }
}
