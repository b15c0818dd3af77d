// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

extension Scorer {
  /// Scores the text of a message; every other event has no score.
  public func score(_ event: Event, _ workspace: inout Workspace) -> ScoredEvent {
    guard case .message(let author, let text, let language) = event.kind else {
      return ScoredEvent(event, score: nil)
    }
    let score = score(text, hint: language, in: &workspace)
    let words = author == .contact ? Self.topicWords(of: text, workspace) : []
    return ScoredEvent(event, score: score, words: words)
  }

  /// So many words of a message are kept to tell what many talk about.
  static let maximumTopicWords = 8

  /// The longest words of a text that was scored just now, and pairs of characters that are words by themselves: what a
  /// text is about is seldom said in short words. Nothing with a digit, so no number of an order, card or telephone.
  private static func topicWords(of text: String, _ workspace: Workspace) -> [String] {
    var copy = text
    return copy.withUTF8 { bytes in
      let tokens = workspace.list.tokens
      var found: [(word: Range<Int>, length: Int, hash: UInt64)] = []
      for (index, token) in tokens.enumerated() where token.traits.contains(.word) {
        let range = Int(token.start)..<Int(token.end)
        if token.traits.contains(.single) {
          guard index + 1 < tokens.count, tokens[index + 1].traits.contains(.single),
            tokens[index + 1].start == token.end
          else { continue }
          found.append(
            (range.lowerBound..<Int(tokens[index + 1].end), 4, token.hash ^ tokens[index + 1].hash &* 31))
        } else {
          let isLatin = bytes[range.lowerBound] < 0x80
          let length = isLatin ? range.count : range.count / 2 + 1
          guard length >= 4, !bytes[range].contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { continue }
          found.append((range, length, token.hash))
        }
      }
      // Of equal length the first: the order must not depend on chance.
      let longest = found.enumerated().sorted {
        ($1.element.length, $0.offset) < ($0.element.length, $1.offset)
      }
      var hashes: Set<UInt64> = []
      var words: [String] = []
      for (_, candidate) in longest where hashes.insert(candidate.hash).inserted {
        words.append(String(decoding: bytes[candidate.word], as: UTF8.self).lowercased())
        if words.count == maximumTopicWords { break }
      }
      return words
    }
  }
}
