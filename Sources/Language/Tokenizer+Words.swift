// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension Tokenizer {
  /// What reading the letters of one word found.
  private struct Spelling {
    var hash = WordHash()
    var upper = 0
    var lower = 0
    var longestRun = 0
    private var run = 0
    private var previous: UInt32 = 0

    mutating func note(_ folded: UInt32) {
      run = folded == previous ? run + 1 : 1
      previous = folded
      longestRun = max(longestRun, run)
    }

    mutating func breakRun() { previous = 0 }
  }

  mutating func word(_ lexicon: Lexicon?, _ latin: Lexicon?, _ list: inout TokenList) {
    let start = at
    let isLatin = bytes[at] < 0x80
    if isLatin {
      if skipLink() { return }
      if let lexicon, atTokenBoundary, emoticon(lexicon, &list) { return }
    }
    let keepsLetters = lexicon?.usesLetters ?? true || latin?.usesLetters == true
    if keepsLetters { list.letters.removeAll(keepingCapacity: true) }
    guard var spelling = spell(lexicon, keepsLetters, &list) else { return }
    list.words += 1
    if isLatin, masked(start, lexicon, &list) { return }
    var token = Token(
      start: UInt32(start), end: UInt32(at), word: -1, hash: spelling.hash.finish(), traits: .word)
    if let lexicon {
      lookUp(&token, &spelling, lexicon, list.letters)
      if token.word < 0, isLatin, let latin {
        lookUp(&token, &spelling, latin, list.letters)
        token.traits.insert(.latin)
        list.hasLatinWords = true
      }
    }
    if spelling.upper > 0, spelling.lower == 0 {
      list.capitals += 1
      if spelling.upper > 1 { token.traits.insert(.capitals) }
    }
    append(token, &list)
  }

  private func lookUp(
    _ token: inout Token, _ spelling: inout Spelling, _ lexicon: Lexicon, _ letters: [UInt8]
  ) {
    let hash = spelling.hash.finish()
    token.word = lexicon.word(withHash: hash)
    if token.word < 0, spelling.longestRun >= 3 {
      (token.hash, token.word) = shortened(Int(token.start), lexicon, hash)
    }
    if token.word < 0, lexicon.usesLetters {
      let match = lexicon.match(letters)
      token.word = match.word
      if match.isNegated { token.traits.insert(.negated) }
    }
  }

  /// Reads the letters from here to the end of the word; `nil` when no word begins here.
  private mutating func spell(
    _ lexicon: Lexicon?, _ keepsLetters: Bool, _ list: inout TokenList
  ) -> Spelling? {
    let start = at
    var spelling = Spelling()
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x80 {
        let lower = byte | 0x20
        let isLetter = lower &- 0x61 < 26
        guard isLetter || Self.isWordByte(byte) || Self.joins(byte) && at > start && isWordStart(at + 1)
        else {
          break
        }
        let folded = isLetter ? lower : byte
        if isLetter { if byte == lower { spelling.lower += 1 } else { spelling.upper += 1 } }
        spelling.note(UInt32(folded))
        spelling.hash.add(folded)
        if keepsLetters { list.letters.append(folded) }
        at += 1
        continue
      }
      let (scalar, length) = Scalars.decode(bytes, at)
      let known =
        scalar < 0x10000
        ? scalars[Int32(scalar)] : Scalars.Entry(kind: Scalars.kind(scalar), folded: 0)
      switch known.kind {
      case .letter:
        let folded = scalar < 0x10000 ? UInt32(known.folded) : scalar
        for byte in FoldedBytes(folded) {
          spelling.hash.add(byte)
          if keepsLetters { list.letters.append(byte) }
        }
        spelling.lower += 1
        spelling.note(folded)
        at += length
      case .apostrophe where at > start && isWordStart(at + length):
        spelling.hash.add(0x27)
        if keepsLetters { list.letters.append(0x27) }
        at += length
      case .ignored where at > start:
        at += length
      case .single, .emoji:
        guard at == start else { return spelling }
        at += length
        single(start, scalar, lexicon, &list)
        return nil
      case .sentenceEnd:
        guard at == start else { return spelling }
        if scalar == 0xFF01 || scalar == 0xFF1F || scalar == 0x061F {
          marks(&list)
        } else {
          at += length
          endSentence()
        }
        return nil
      case .clauseEnd:
        guard at == start else { return spelling }
        at += length
        endClause()
        return nil
      default:
        guard at == start else { return spelling }
        at += length
        return nil
      }
    }
    return spelling
  }

  /// "soooo" is looked up as "soo" and then as "so".
  private func shortened(_ start: Int, _ lexicon: Lexicon, _ original: UInt64) -> (UInt64, Int32) {
    for keep in [2, 1] {
      var hash = WordHash()
      var run = 0
      var previous: UInt32 = 0
      var index = start
      while index < at {
        let (scalar, length) = Scalars.decode(bytes, index)
        index += length
        if Scalars.kind(scalar) == .ignored { continue }
        let folded = Scalars.fold(scalar)
        run = folded == previous ? run + 1 : 1
        previous = folded
        let isDigit = folded >= 0x30 && folded <= 0x39
        if run <= keep || isDigit { for byte in FoldedBytes(folded) { hash.add(byte) } }
      }
      let value = hash.finish()
      let id = lexicon.word(withHash: value)
      if id >= 0 { return (value, id) }
    }
    return (original, -1)
  }

  /// "f***ing" and "a**hole" all stand for `***`: what was masked is known, not which word. Masked numbers and addresses
  /// are none.
  private mutating func masked(_ start: Int, _ lexicon: Lexicon?, _ list: inout TokenList) -> Bool {
    guard let lexicon, at + 1 < bytes.count, bytes[at] == 0x2A, bytes[at + 1] == 0x2A,
      start == 0 || bytes[start - 1] != 0x2A, at - start <= 4
    else { return false }
    var end = at
    while end < bytes.count, bytes[end] == 0x2A || Self.isWordByte(bytes[end]) { end += 1 }
    let isWord = bytes[start..<end].allSatisfy { $0 == 0x2A || ($0 | 0x20) &- 0x61 < 26 }
    guard isWord, end - start <= 12, end == bytes.count || bytes[end] != 0x40 && bytes[end] != 0x2E else {
      return false
    }
    at = end
    let hash = Self.maskedWord
    append(
      Token(
        start: UInt32(start), end: UInt32(at), word: lexicon.word(withHash: hash), hash: hash, traits: .word),
      &list)
    return true
  }

  private static let maskedWord = hash(ofRaw: Array("f***".utf8))

  // MARK: - Single characters

  private mutating func single(
    _ start: Int, _ scalar: UInt32, _ lexicon: Lexicon?, _ list: inout TokenList
  ) {
    let hash = Self.hash(ofRaw: FoldedBytes(ChineseScript.simplified(scalar)))
    // 哈哈哈哈 says no more than 哈哈.
    let count = list.tokens.count
    if count >= 2, list.tokens[count - 1].hash == hash, list.tokens[count - 2].hash == hash,
      list.tokens[count - 1].end == UInt32(start), Scalars.kind(scalar) == .single
    {
      list.tokens[count - 1].end = UInt32(at)
      return
    }
    append(
      Token(
        start: UInt32(start), end: UInt32(at), word: lexicon?.word(withHash: hash) ?? -1, hash: hash,
        traits: Scalars.kind(scalar) == .single ? [.word, .single] : []), &list)
  }

  // MARK: - Links

  private mutating func skipLink() -> Bool {
    let isLink =
      switch bytes[at] | 0x20 {
      case 0x68: begins("http://") || begins("https://")
      case 0x77: begins("www.")
      default: false
      }
    // A Chinese sentence goes on right behind a link.
    while isLink, at < bytes.count, bytes[at] > 0x20, bytes[at] < 0x80 { at += 1 }
    return isLink
  }

  private func begins(_ text: StaticString) -> Bool {
    guard at + text.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[at + $0] | 0x20 == text.utf8Start[$0] | 0x20 }
  }

  // MARK: - Emoticons

  /// Takes the longest emoticon that stands here between spaces.
  mutating func emoticon(_ lexicon: Lexicon, _ list: inout TokenList) -> Bool {
    // A word, most often: two letters begin no emoticon.
    if Self.isWordByte(bytes[at]), at + 1 < bytes.count, (bytes[at + 1] | 0x20) &- 0x61 < 26 { return false }
    var end = at
    var hasSymbol = false
    while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x80, end - at <= 5 {
      if !Self.isWordByte(bytes[end]) { hasSymbol = true }
      end += 1
    }
    guard hasSymbol, end - at >= 2, end - at <= 5 else { return false }
    // Sentence punctuation may follow: ":)." is ":)".
    for stop in stride(from: end, to: max(at + 1, end - 3), by: -1) {
      if stop < end, bytes[stop] != 0x2E, bytes[stop] != 0x2C, bytes[stop] != 0x21 { break }
      let hash = Self.hash(ofRaw: bytes[at..<stop])
      let id = lexicon.word(withHash: hash)
      guard id >= 0 else { continue }
      append(Token(start: UInt32(at), end: UInt32(stop), word: id, hash: hash, traits: []), &list)
      at = stop
      return true
    }
    return false
  }

  /// Emoticons and single characters are known as they stand, capitals included.
  static func hash(ofRaw bytes: some Sequence<UInt8>) -> UInt64 {
    WordHash(bytes).finish() ^ 0x5555
  }
}
