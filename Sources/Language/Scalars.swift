// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What the tokenizer must know of characters beyond ASCII, by ranges of the Unicode standard.
enum Scalars {
  enum Kind: UInt8, BitwiseCopyable {
    /// Part of a word.
    case letter
    /// A word by itself: Chinese and Japanese write without spaces, Korean joins its endings to the word.
    case single
    case emoji
    case apostrophe
    case sentenceEnd
    case clauseEnd
    /// Joiners, variation selectors, skin tones, marks over letters: part of what stands before.
    case ignored
    case other
  }

  /// What is known of a scalar of the Basic Multilingual Plane.
  struct Entry: BitwiseCopyable {
    var kind: Kind
    var folded: UInt16
  }

  /// The kind and the folded form of each scalar below U+10000, so that the hot loops need no decisions. Never freed.
  static let table = FrozenTable((0..<0x10000).map { Entry(kind: kind($0), folded: UInt16(fold($0))) })

  /// Decodes the scalar at `at`; a stray byte counts as one unknown scalar.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> (scalar: UInt32, length: Int) {
    let first = UInt32(bytes[at])
    func next(_ offset: Int) -> UInt32? {
      guard at + offset < bytes.count, bytes[at + offset] & 0xC0 == 0x80 else { return nil }
      return UInt32(bytes[at + offset] & 0x3F)
    }
    if first < 0x80 { return (first, 1) }
    if first >= 0xC2, first < 0xE0, let b = next(1) { return ((first & 0x1F) << 6 | b, 2) }
    if first >= 0xE0, first < 0xF0, let b = next(1), let c = next(2) {
      return ((first & 0x0F) << 12 | b << 6 | c, 3)
    }
    if first >= 0xF0, first < 0xF5, let b = next(1), let c = next(2), let d = next(3) {
      return ((first & 0x07) << 18 | b << 12 | c << 6 | d, 4)
    }
    return (0xFFFD, 1)
  }

  /// What a scalar is.
  static func kind(_ scalar: UInt32) -> Kind {
    switch scalar {
    case 0x2019, 0x02BC, 0xFF07: .apostrophe
    case 0x060C, 0x3001, 0xFF0C, 0xFF1A, 0xFF08, 0xFF09, 0x2014, 0x2026: .clauseEnd
    case 0x3002, 0xFF01, 0xFF1F, 0xFF1B, 0x061F, 0x061B, 0x06D4, 0x0964: .sentenceEnd
    case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF, 0x0300...0x036F,
      0x064B...0x065F, 0x0670, 0x0640, 0x093C, 0xFEFF:
      .ignored
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3134F, 0x3040...0x30FF,
      0xAC00...0xD7A3, 0x3131...0x318E:
      .single
    case 0x1F000...0x1FAFF, 0x2600...0x27BF, 0x2B50, 0x2B55, 0x2763, 0x203C, 0x2049, 0x2934...0x2935,
      0x2B05...0x2B07, 0x231A...0x23FF, 0x00A9, 0x00AE, 0x2122:
      .emoji
    case 0x2000...0x2BFF, 0x3000...0x303F, 0xFF00...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65,
      0x00A0...0x00A8, 0x00AB...0x00AD, 0x00AF...0x00B4, 0x00B6...0x00B9, 0x00BB...0x00BF, 0x00D7, 0x00F7,
      0x066A...0x066D, 0xE000...0xF8FF, 0xFFFD:
      .other
    default: .letter
    }
  }

  /// A letter without its case, and in one form where writers use several.
  static func fold(_ scalar: UInt32) -> UInt32 {
    switch scalar {
    case 0x41...0x5A: scalar + 0x20
    case 0..<0xC0: scalar
    case 0xC0...0xDE where scalar != 0xD7: scalar + 0x20
    case 0x130, 0x131: 0x69  // Turkish İ and ı → i: capitals do not tell them apart
    case 0x100...0x137, 0x14A...0x177: scalar | 1
    case 0x139...0x148, 0x179...0x17E: scalar + (scalar & 1)
    case 0x391...0x3A9: scalar + 0x20
    case 0x401, 0x451: 0x435  // Russian ё → е
    case 0x410...0x42F: scalar + 0x20
    case 0x400...0x40F: scalar + 0x50
    case 0x0622, 0x0623, 0x0625, 0x0671: 0x0627  // alef with hamza or madda → alef
    case 0x0649, 0x064A, 0x0626: 0x06CC  // Arabic yeh, alef maksura, yeh with hamza → Persian yeh
    case 0x0624: 0x0648  // waw with hamza → waw
    case 0x0643: 0x06A9  // Arabic kaf → Persian keheh
    case 0x0629, 0x06C0: 0x0647  // teh marbuta, heh with yeh above → heh
    case 0x0660...0x0669: scalar - 0x0660 + 0x30
    case 0x06F0...0x06F9: scalar - 0x06F0 + 0x30
    case 0x0901: 0x0902  // candrabindu → anusvara
    case 0x0958...0x095F: nukta[Int(scalar - 0x0958)]
    case 0xFF21...0xFF3A: scalar - 0xFF21 + 0x61
    case 0xFF41...0xFF5A: scalar - 0xFF41 + 0x61
    case 0xFF10...0xFF19: scalar - 0xFF10 + 0x30
    default: scalar
    }
  }

  /// Devanagari letters with a nukta → the letters without.
  private static let nukta: [UInt32] = [0x915, 0x916, 0x917, 0x91C, 0x921, 0x922, 0x92B, 0x92F]
}

/// The UTF-8 bytes of one scalar.
struct FoldedBytes: Sequence, IteratorProtocol {
  private var rest: UInt32
  private var count: Int

  init(_ scalar: UInt32) {
    switch scalar {
    case 0..<0x80: (rest, count) = (scalar << 24, 1)
    case 0..<0x800: (rest, count) = ((0xC0 | scalar >> 6) << 24 | (0x80 | scalar & 0x3F) << 16, 2)
    case 0..<0x10000:
      let high = (0xE0 | scalar >> 12) << 24 | (0x80 | scalar >> 6 & 0x3F) << 16
      (rest, count) = (high | (0x80 | scalar & 0x3F) << 8, 3)
    default:
      let high = (0xF0 | scalar >> 18) << 24 | (0x80 | scalar >> 12 & 0x3F) << 16
      (rest, count) = (high | (0x80 | scalar >> 6 & 0x3F) << 8 | (0x80 | scalar & 0x3F), 4)
    }
  }

  mutating func next() -> UInt8? {
    guard count > 0 else { return nil }
    count -= 1
    defer { rest <<= 8 }
    return UInt8(rest >> 24)
  }
}
