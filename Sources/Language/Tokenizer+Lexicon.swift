// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension Tokenizer {
  /// A word of a lexicon line.
  enum LexiconWord {
    case word(UInt64, [UInt8])
    /// `_`: any word.
    case any
    /// `word*`: any word that begins so.
    case stem([UInt8])
  }

  /// The words of a lexicon line, cut by the same rules as a message.
  static func lexiconWords(_ phrase: String) -> [LexiconWord] {
    var copy = phrase
    return copy.withUTF8 { bytes in
      // Emoticons are looked up in the lexicon, which is only being built: take the term as one.
      if bytes.first.map({ $0 < 0x80 && !isWordByte($0) }) == true || isEmoticonWithLetters(bytes) {
        return [.word(hash(ofRaw: bytes), [])]
      }
      var words: [LexiconWord] = []
      var start = 0
      for index in 0...bytes.count where index == bytes.count || bytes[index] == 0x20 {
        words += parts(UnsafeBufferPointer(rebasing: bytes[start..<index]))
        start = index + 1
      }
      return words
    }
  }

  static func hash(ofWord word: String) -> UInt64 {
    guard case .word(let hash, _) = lexiconWords(word).first else { return 0 }
    return hash
  }

  /// The words of what stands between two spaces: one, or each character of a Chinese term.
  private static func parts(_ bytes: UnsafeBufferPointer<UInt8>) -> [LexiconWord] {
    if bytes.count == 1, bytes[0] == 0x5F { return [.any] }
    let isStem = bytes.count > 2 && bytes[bytes.count - 1] == 0x2A && bytes[bytes.count - 2] != 0x2A
    var tokenizer = Tokenizer(UnsafeBufferPointer(rebasing: isStem ? bytes.dropLast() : bytes[...]))
    var list = TokenList()
    tokenizer.run(nil, nil, &list)
    if isStem, list.tokens.count == 1, list.tokens[0].traits.contains(.word),
      !list.tokens[0].traits.contains(.single)
    {
      return [.stem(list.letters)]
    }
    // Only a word that stands alone is compared with stems: the letters kept are those of the last.
    let isAlone = list.tokens.count == 1 && !list.tokens[0].traits.contains(.single)
    return list.tokens.map { .word($0.hash, isAlone ? list.letters : []) }
  }

  private static func isEmoticonWithLetters(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count <= 5 && bytes.allSatisfy { $0 < 0x80 && $0 > 0x20 }
      && bytes.contains { !isWordByte($0) && !joins($0) }
      // "net*" is any word that begins so.
      && !(bytes.count > 3 && bytes.last == 0x2A && bytes.dropLast().allSatisfy(isWordByte))
  }
}
