// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A word, a single Chinese or Japanese character, an emoji or an emoticon, with its place in the text.
struct Token: Sendable {
  var start: UInt32
  var end: UInt32
  /// Its number in the lexicon; −1 when no phrase has it.
  var word: Int32
  /// Its normalised form, hashed.
  var hash: UInt64
  var sentence: UInt16
  var isSentenceStart: Bool
  var isCapitals: Bool
  var isWord: Bool
}

/// What a text is made of. Kept by its owner between texts, so that reading one allocates nothing.
struct TokenList: Sendable {
  var tokens: [Token] = []
  var sentences = 1
  var exclamations = 0
  var questions = 0
  /// Sentences that end in disbelief, such as "?!"; a bit each.
  var disbelief: UInt64 = 0
  var capitals = 0
  var words = 0

  mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    sentences = 1
    exclamations = 0
    questions = 0
    disbelief = 0
    capitals = 0
    words = 0
  }
}

/// Cuts UTF-8 text into tokens in one pass over its bytes.
///
/// What is not the writer's own feeling is passed over: links, mentions, quoted lines (`>`), fenced and inline
/// code, and the signature below a line `-- `.
struct Tokenizer {
  enum LexiconWord: Equatable {
    case word(UInt64)
    case any
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var sentenceOpen = false
  private var startsSentence = true
  /// The sentence ended and the next token begins another.
  private var pendingBreak = false

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Replaces the contents of `list` by the tokens of `bytes`.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ lexicon: Lexicon, into list: inout TokenList) {
    list.removeAll()
    var tokenizer = Tokenizer(bytes)
    tokenizer.run(lexicon, &list)
  }

  /// The words of a lexicon line, cut by the same rules as a message.
  static func lexiconWords(_ phrase: String) -> [LexiconWord] {
    var copy = phrase
    return copy.withUTF8 { bytes in
      var tokenizer = Tokenizer(bytes)
      var list = TokenList()
      // Emoticons are looked up in the lexicon, which is only being built: take the term as one.
      if bytes.first.map({ $0 < 0x80 && !isWordByte($0) }) == true || isEmoticonWithLetters(bytes) {
        return [.word(hashOfRaw(bytes, 0, bytes.count))]
      }
      tokenizer.run(nil, &list)
      return list.tokens.map { token in
        token.end - token.start == 1 && bytes[Int(token.start)] == 0x5F ? .any : .word(token.hash)
      }
    }
  }

  static func hash(ofWord word: String) -> UInt64 {
    guard case .word(let hash) = lexiconWords(word).first else { return 0 }
    return hash
  }

  // MARK: - The pass

  private mutating func run(_ lexicon: Lexicon?, _ list: inout TokenList) {
    var lineStart = true
    var fenced = false
    while at < bytes.count {
      if lineStart {
        lineStart = false
        if skipForeignLine(&fenced) {
          lineStart = true
          endSentence()
          continue
        }
      }
      let byte = bytes[at]
      switch byte {
      case 0x0A, 0x0D:
        lineStart = true
        endSentence()
        at += 1
      case 0x09, 0x20:
        at += 1
      case 0x21, 0x3F, 0x2E, 0x2C, 0x3B, 0x3A, 0x28, 0x29, 0x3D, 0x3C, 0x3E, 0x5B, 0x5D, 0x7C, 0x5E, 0x2D,
        0x2A, 0x2F, 0x5C, 0x25, 0x7B, 0x7D:
        if let lexicon, atTokenBoundary, emoticon(lexicon, &list) { continue }
        punctuation(byte, &list)
      case 0x60:
        skipInlineCode()
      case 0x40:
        skipUntilSpace(after: isWordStart(at + 1))
      case 0x00...0x7F where !Self.isWordByte(byte):
        if let lexicon, atTokenBoundary, emoticon(lexicon, &list) { continue }
        at += 1
      default:
        word(lexicon, &list)
      }
    }
    list.sentences = Int(list.tokens.last?.sentence ?? 0) + 1
  }

  private var atTokenBoundary: Bool {
    at == 0 || bytes[at - 1] <= 0x20 || !Self.isWordByte(bytes[at - 1])
  }

  private func isWordStart(_ index: Int) -> Bool {
    index < bytes.count && (Self.isWordByte(bytes[index]) || bytes[index] >= 0x80)
  }

  private mutating func endSentence() {
    pendingBreak = true
  }

  private mutating func punctuation(_ byte: UInt8, _ list: inout TokenList) {
    let start = at
    switch byte {
    case 0x21, 0x3F:
      var marks: (exclamation: Int, question: Int) = (0, 0)
      while at < bytes.count, bytes[at] == 0x21 || bytes[at] == 0x3F {
        if bytes[at] == 0x21 { marks.exclamation += 1 } else { marks.question += 1 }
        at += 1
      }
      list.exclamations += marks.exclamation
      list.questions += marks.question
      if marks.exclamation > 0 && marks.question > 0 || marks.question > 2, let last = list.tokens.last {
        list.disbelief |= 1 << UInt64(min(last.sentence, 63))
      }
      endSentence()
    case 0x2E:
      at += 1
      if at == bytes.count || bytes[at] <= 0x20 || bytes[at] == 0x2E { endSentence() }
    default:
      at += 1
      if byte == 0x3B { endSentence() }
    }
    if at == start { at += 1 }
  }

  private mutating func append(_ token: Token, _ list: inout TokenList) {
    var token = token
    if pendingBreak, let last = list.tokens.last {
      token.sentence = min(last.sentence + 1, 63)
      token.isSentenceStart = true
    } else {
      token.sentence = list.tokens.last?.sentence ?? 0
      token.isSentenceStart = list.tokens.isEmpty
    }
    pendingBreak = false
    list.tokens.append(token)
  }

  // MARK: - What is passed over

  /// Skips a quoted line, a fence, a line inside one, and everything below a signature mark.
  private mutating func skipForeignLine(_ fenced: inout Bool) -> Bool {
    var first = at
    while first < bytes.count, bytes[first] == 0x20 { first += 1 }
    guard first < bytes.count else { return false }
    if first + 2 < bytes.count, bytes[first] == 0x60, bytes[first + 1] == 0x60, bytes[first + 2] == 0x60 {
      // A fence that also ends on this line is inline code.
      fenced.toggle()
      skipLine()
      return true
    }
    if fenced
      || bytes[first] == 0x3E
        && (first + 1 == bytes.count || bytes[first + 1] == 0x20 || bytes[first + 1] == 0x3E
          || isWordStart(first + 1))
    {
      skipLine()
      return true
    }
    let isSignature =
      at > 0 && first == at && at + 2 < bytes.count && bytes[at] == 0x2D && bytes[at + 1] == 0x2D
      && bytes[at + 2] == 0x20 && (at + 3 == bytes.count || bytes[at + 3] == 0x0A || bytes[at + 3] == 0x0D)
    if isSignature { at = bytes.count }
    return isSignature
  }

  private mutating func skipLine() {
    while at < bytes.count, bytes[at] != 0x0A { at += 1 }
    if at < bytes.count { at += 1 }
  }

  private mutating func skipInlineCode() {
    var end = at + 1
    while end < bytes.count, bytes[end] != 0x60, bytes[end] != 0x0A { end += 1 }
    at = end < bytes.count && bytes[end] == 0x60 ? end + 1 : at + 1
  }

  private mutating func skipUntilSpace(after isMention: Bool) {
    at += 1
    while isMention, at < bytes.count, Self.isWordByte(bytes[at]) || bytes[at] >= 0x80 { at += 1 }
  }

  // MARK: - Words

  private mutating func word(_ lexicon: Lexicon?, _ list: inout TokenList) {
    let start = at
    if isLink(start) {
      while at < bytes.count, bytes[at] > 0x20 { at += 1 }
      return
    }
    if let lexicon, bytes[at] < 0x80, atTokenBoundary, emoticon(lexicon, &list) { return }
    var hash = WordHash()
    var upper = 0
    var lower = 0
    var run = 0
    var previous: UInt8 = 0
    var longestRun = 0
    scan: while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x80 {
        guard Self.isWordByte(byte) || (Self.joins(byte) && at > start && isWordStart(at + 1)) else { break }
        let isUpper = byte >= 0x41 && byte <= 0x5A
        if isUpper { upper += 1 } else if byte >= 0x61 && byte <= 0x7A { lower += 1 }
        let folded = isUpper ? byte | 0x20 : byte
        run = folded == previous ? run + 1 : 1
        previous = folded
        longestRun = max(longestRun, run)
        hash.add(folded)
        at += 1
        continue
      }
      let (scalar, length) = Scalars.decode(bytes, at)
      switch Scalars.kind(scalar) {
      case .letter:
        for byte in Scalars.fold(scalar) { hash.add(byte) }
        lower += 1
        previous = 0
        at += length
      case .apostrophe where at > start && isWordStart(at + length):
        hash.add(0x27)
        at += length
      case .ignored where at > start:
        at += length
      case .single, .emoji:
        if at == start {
          at += length
          single(start, lexicon, &list)
          return
        }
        break scan
      case .sentenceEnd:
        if at == start {
          at += length
          if scalar == 0xFF01 { list.exclamations += 1 }
          if scalar == 0xFF1F { list.questions += 1 }
          endSentence()
          return
        }
        break scan
      default:
        if at == start {
          at += length
          return
        }
        break scan
      }
    }
    var value = hash.finish()
    var id = lexicon?.word(withHash: value) ?? -1
    if id < 0, longestRun >= 3, let lexicon {
      (value, id) = shortened(start, lexicon, value)
    }
    list.words += 1
    let isCapitals = upper > 0 && lower == 0
    if isCapitals { list.capitals += 1 }
    append(
      Token(
        start: UInt32(start), end: UInt32(at), word: id, hash: value, sentence: 0, isSentenceStart: false,
        isCapitals: isCapitals && upper > 1, isWord: true), &list)
  }

  /// "soooo" is looked up as "soo" and then as "so".
  private func shortened(_ start: Int, _ lexicon: Lexicon, _ original: UInt64) -> (UInt64, Int32) {
    for keep in [2, 1] {
      var hash = WordHash()
      var run = 0
      var previous: UInt8 = 0
      for index in start..<at {
        let byte = bytes[index]
        let folded = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        run = folded == previous ? run + 1 : 1
        previous = folded
        if run <= keep || folded < 0x61 || folded > 0x7A { hash.add(folded) }
      }
      let value = hash.finish()
      let id = lexicon.word(withHash: value)
      if id >= 0 { return (value, id) }
    }
    return (original, -1)
  }

  private mutating func single(_ start: Int, _ lexicon: Lexicon?, _ list: inout TokenList) {
    let hash = Self.hashOfRaw(bytes, start, at)
    append(
      Token(
        start: UInt32(start), end: UInt32(at), word: lexicon?.word(withHash: hash) ?? -1, hash: hash,
        sentence: 0,
        isSentenceStart: false, isCapitals: false, isWord: true), &list)
  }

  private func isLink(_ start: Int) -> Bool {
    func begins(_ text: StaticString) -> Bool {
      guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
      for index in 0..<text.utf8CodeUnitCount
      where bytes[start + index] | 0x20 != text.utf8Start[index] | 0x20 {
        return false
      }
      return true
    }
    switch bytes[start] | 0x20 {
    case 0x68: return begins("http://") || begins("https://")
    case 0x77: return begins("www.")
    default: return false
    }
  }

  // MARK: - Emoticons

  /// Takes the longest emoticon that stands here between spaces.
  private mutating func emoticon(_ lexicon: Lexicon, _ list: inout TokenList) -> Bool {
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
      let hash = Self.hashOfRaw(bytes, at, stop)
      let id = lexicon.word(withHash: hash)
      guard id >= 0 else { continue }
      append(
        Token(
          start: UInt32(at), end: UInt32(stop), word: id, hash: hash, sentence: 0, isSentenceStart: false,
          isCapitals: false, isWord: false), &list)
      at = stop
      return true
    }
    return false
  }

  private static func isEmoticonWithLetters(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count <= 5 && bytes.allSatisfy { $0 < 0x80 && $0 > 0x20 }
      && bytes.contains { !isWordByte($0) && !joins($0) }
  }

  /// Emoticons and single characters are known as they stand, capitals included.
  static func hashOfRaw(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
    var hash = WordHash()
    for index in start..<end { hash.add(bytes[index]) }
    return hash.finish() ^ 0x5555
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x30 && byte <= 0x39)
      || byte == 0x5F
  }

  private static func joins(_ byte: UInt8) -> Bool { byte == 0x27 || byte == 0x2D }
}

/// A rolling 64-bit hash of a word's normalised bytes; never 0.
struct WordHash {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
  }

  func finish() -> UInt64 { HashIndex.mix(value) }
}
