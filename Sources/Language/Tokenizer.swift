// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Cuts UTF-8 text into tokens in one pass over its bytes.
///
/// What is not the writer's own feeling is passed over: links, mentions, quoted lines (`>`), fenced and inline
/// code, and the signature below a line `-- `.
struct Tokenizer {
  let bytes: UnsafeBufferPointer<UInt8>
  let scalars = Scalars.table
  var at = 0
  /// The sentence ended and the next token begins another.
  private var pendingBreak = false
  private var pendingClause = false

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// Replaces the contents of `list` by the tokens of `bytes`.
  ///
  /// Words are looked up in `lexicon`; those of the Latin script that it does not have, in `latin`.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ lexicon: Lexicon, latin: Lexicon?, into list: inout TokenList
  ) {
    list.removeAll()
    var tokenizer = Tokenizer(bytes)
    tokenizer.run(lexicon, latin, &list)
  }

  mutating func run(_ lexicon: Lexicon?, _ latin: Lexicon?, _ list: inout TokenList) {
    var lineStart = true
    var fenced = false
    while at < bytes.count {
      if lineStart {
        lineStart = false
        if skipForeignLine(&fenced) {
          lineStart = true
          pendingBreak = true
          continue
        }
        // A fence that was passed over may be all that is left.
        if at == bytes.count { break }
      }
      let byte = bytes[at]
      switch byte {
      case 0x0A, 0x0D:
        lineStart = true
        pendingBreak = true
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
        word(lexicon, latin, &list)
      }
    }
    list.sentences = Int(list.tokens.last?.sentence ?? 0) + 1
  }

  var atTokenBoundary: Bool {
    at == 0 || bytes[at - 1] <= 0x20 || !Self.isWordByte(bytes[at - 1])
  }

  func isWordStart(_ index: Int) -> Bool {
    index < bytes.count && (Self.isWordByte(bytes[index]) || bytes[index] >= 0x80)
  }

  mutating func endSentence() { pendingBreak = true }
  mutating func endClause() { pendingClause = true }

  private mutating func punctuation(_ byte: UInt8, _ list: inout TokenList) {
    switch byte {
    case 0x21, 0x3F:
      marks(&list)
    case 0x2E:
      at += 1
      if at == bytes.count || bytes[at] <= 0x20 || bytes[at] == 0x2E { endSentence() }
    case 0x3B:
      at += 1
      endSentence()
    case 0x2C, 0x3A, 0x28, 0x29:
      at += 1
      endClause()
    default:
      at += 1
    }
  }

  /// A run of "!" and "?", in full or half width.
  mutating func marks(_ list: inout TokenList) {
    var exclamations = 0
    var questions = 0
    scan: while at < bytes.count {
      switch bytes[at] {
      case 0x21: (exclamations, at) = (exclamations + 1, at + 1)
      case 0x3F: (questions, at) = (questions + 1, at + 1)
      case 0x80...:
        let (scalar, length) = Scalars.decode(bytes, at)
        switch scalar {
        case 0xFF01: exclamations += 1
        case 0xFF1F, 0x061F: questions += 1
        default: break scan
        }
        at += length
      default: break scan
      }
    }
    list.exclamations += exclamations
    list.questions += questions
    if exclamations > 0 && questions > 0 || questions > 2, let last = list.tokens.last {
      list.disbelief |= 1 << UInt64(min(last.sentence, 63))
    }
    endSentence()
  }

  mutating func append(_ token: Token, _ list: inout TokenList) {
    var token = token
    if let last = list.tokens.last {
      token.sentence = pendingBreak ? min(last.sentence + 1, 63) : last.sentence
      token.clause = pendingBreak || pendingClause ? last.clause &+ 1 : last.clause
      if pendingBreak { token.traits.insert(.sentenceStart) }
    } else {
      token.traits.insert(.sentenceStart)
    }
    pendingBreak = false
    pendingClause = false
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
      if !fenced, let end = fenceEnd(after: first + 3) {
        at = end
        return false
      }
      fenced.toggle()
      skipLine()
      return true
    }
    if fenced || isQuote(first) {
      skipLine()
      return true
    }
    let isSignature =
      at > 0 && first == at && at + 2 < bytes.count && bytes[at] == 0x2D && bytes[at + 1] == 0x2D
      && bytes[at + 2] == 0x20 && (at + 3 == bytes.count || bytes[at + 3] == 0x0A || bytes[at + 3] == 0x0D)
    if isSignature { at = bytes.count }
    return isSignature
  }

  /// Where a fence that ends on its own line ends.
  private func fenceEnd(after start: Int) -> Int? {
    var index = start
    while index + 2 < bytes.count, bytes[index] != 0x0A {
      if bytes[index] == 0x60, bytes[index + 1] == 0x60, bytes[index + 2] == 0x60 { return index + 3 }
      index += 1
    }
    return nil
  }

  private func isQuote(_ first: Int) -> Bool {
    guard bytes[first] == 0x3E else { return false }
    return first + 1 == bytes.count || bytes[first + 1] == 0x20 || bytes[first + 1] == 0x3E
      || isWordStart(first + 1)
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
    let isAscii = at < bytes.count && bytes[at] < 0x80
    while isMention, at < bytes.count {
      if bytes[at] < 0x80 {
        guard Self.isWordByte(bytes[at]) else { return }
        at += 1
        continue
      }
      // What follows a name in Latin letters, and every sign of punctuation, is the message.
      let (scalar, length) = Scalars.decode(bytes, at)
      let kind = Scalars.kind(scalar)
      guard kind == .letter || kind == .single && !isAscii else { return }
      at += length
    }
  }

  // MARK: - Bytes

  static func isWordByte(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F
  }

  /// What may stand between the letters of a word: ' and -.
  static func joins(_ byte: UInt8) -> Bool { byte == 0x27 || byte == 0x2D }
}
