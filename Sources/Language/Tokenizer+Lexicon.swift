// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension Tokenizer {
  /// A word of a lexicon line.
  enum LexiconWord: Equatable {
    case word(UInt64, [UInt8])
    /// `_`: any word.
    case any
    /// `word*`: any word that begins so.
    case stem([UInt8])
  }

  /// The words of a phrase of a lexicon line, cut by the same rules as a message. `list` is only working space.
  /// `isPart` tells that it is only a part of a term, which cannot be an emoticon.
  static func lexiconWords(_ phrase: String, isPart: Bool = false, _ list: inout TokenList) -> [LexiconWord] {
    var copy = phrase
    return copy.withUTF8 { bytes in
      // Emoticons are looked up in the lexicon, which is only being built: take the term as one.
      if !isPart, isEmoticon(bytes) { return [.word(hash(ofRaw: bytes), [])] }
      var words: [LexiconWord] = []
      var start = 0
      for index in 0...bytes.count where index == bytes.count || bytes[index] == 0x20 {
        if index > start { read(UnsafeBufferPointer(rebasing: bytes[start..<index]), &words, &list) }
        start = index + 1
      }
      return words
    }
  }

  /// The hash of a term that is one word and no stem; `nil` for any other.
  static func hash(ofWord word: String) -> UInt64? {
    var list = TokenList()
    let words = lexiconWords(word, &list)
    guard words.count == 1, case .word(let hash, _) = words[0] else { return nil }
    return hash
  }

  /// The words of what stands between two spaces: one, or each character of a Chinese term.
  private static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ words: inout [LexiconWord], _ list: inout TokenList
  ) {
    if bytes.count == 1, bytes[0] == 0x5F {
      words.append(.any)
      return
    }
    let isStem = bytes.count > 2 && bytes[bytes.count - 1] == 0x2A && bytes[bytes.count - 2] != 0x2A
    var tokenizer = Tokenizer(UnsafeBufferPointer(rebasing: isStem ? bytes.dropLast() : bytes[...]))
    list.removeAll()
    tokenizer.run(nil, nil, &list)
    // Only a word that stands alone is compared with stems: the letters kept are those of the last.
    let isAlone =
      list.tokens.count == 1 && list.tokens[0].traits.isSuperset(of: .word)
      && !list.tokens[0].traits.contains(.single)
    if isStem, isAlone {
      words.append(.stem(list.letters))
    } else {
      for token in list.tokens { words.append(.word(token.hash, isAlone ? list.letters : [])) }
    }
  }

  static func isEmoticon(_ term: Substring) -> Bool {
    var copy = term
    return copy.withUTF8 { isEmoticon($0) }
  }

  /// Whether a term is an emoticon, which is known as it stands: symbols without a space, or a few signs with a symbol.
  private static func isEmoticon(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = bytes.first, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) else { return false }
    let letters = bytes.count { ($0 | 0x20) &- 0x61 < 26 }
    let hasSymbol = bytes.contains { !isWordByte($0) && !joins($0) }
    // "go*" is any word that begins so, "(a|b)" are alternatives.
    let isStem = bytes.count > 2 && bytes.last == 0x2A && bytes.dropLast().allSatisfy(isWordByte)
    let isChoice = bytes.contains(0x7C) && bytes.contains(0x28)
    if first == 0x5E, bytes.dropFirst().allSatisfy(isWordByte), letters > 0 { return false }
    return hasSymbol && !isStem && !isChoice && letters <= 2 && (bytes.count <= 5 || letters == 0)
  }
}
