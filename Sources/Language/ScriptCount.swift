// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// How many letters of each script a text has, and letters that tell neighbours apart.
struct ScriptCount {
  enum Script { case none, latin, arabic, han, kana, hangul, cyrillic, devanagari }

  private var latin = 0
  private var arabic = 0
  private var han = 0
  private var kana = 0
  private var hangul = 0
  private var cyrillic = 0
  private var devanagari = 0
  private(set) var persianLetters: Float = 0
  private(set) var arabicLetters: Float = 0
  private(set) var traditional = 0
  private(set) var simplified = 0
  /// A bit for each of `latinSigns` that occurs.
  private(set) var latinLetters: UInt8 = 0

  /// Letters that few Latin-script languages have.
  static let latinSigns: [(letters: [UInt32], languages: [String])] = [
    ([0xF1, 0xD1, 0xBF, 0xA1], ["es"]), ([0xDF, 0xC4, 0xE4], ["de"]), ([0xF5, 0xE3, 0xD5, 0xC3], ["pt"]),
    ([0x11F, 0x15F, 0x130, 0x131, 0x11E, 0x15E], ["tr"]), ([0x153, 0xEA, 0xE8, 0xEB, 0xFB, 0xEE], ["fr"]),
    ([0xEC, 0xF2, 0xC8], ["it"]), ([0xFC, 0xF6, 0xDC, 0xD6], ["de", "tr"]),
    ([0xE7, 0xC7], ["fr", "pt", "tr"]),
  ]

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // Most English is ASCII alone: then one letter tells as much as all of them.
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      latin = bytes.contains { ($0 | 0x20) &- 0x61 < 26 } ? 1 : 0
      return
    }
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte < 0x80 {
        if (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A { latin += 1 }
        at += 1
        continue
      }
      let (scalar, length) = Scalars.decode(bytes, at)
      at += length
      count(scalar)
    }
  }

  private mutating func count(_ scalar: UInt32) {
    switch scalar {
    case 0xA1, 0xBF, 0xC0...0x24F:
      latin += 1
      for (bit, signs) in Self.latinSigns.enumerated() where signs.letters.contains(scalar) {
        latinLetters |= 1 << UInt8(bit)
      }
    case 0x600...0x6FF, 0x750...0x77F, 0xFB50...0xFDFF, 0xFE70...0xFEFC:
      arabic += 1
      switch scalar {
      case 0x67E, 0x686, 0x698, 0x6AF: persianLetters += 2
      case 0x6A9, 0x6CC: persianLetters += 1
      case 0x629: arabicLetters += 2
      case 0x623, 0x625: arabicLetters += 1
      // Persian is often typed with an Arabic keyboard.
      case 0x649, 0x64A, 0x643: arabicLetters += 0.2
      default: break
      }
    case 0x3400...0x9FFF:
      han += 1
      switch ChineseScript.evidence(scalar) {
      case .traditional: traditional += 1
      case .simplified: simplified += 1
      case .none: break
      }
    case 0x3041...0x30FF: kana += 1
    case 0xAC00...0xD7AF, 0x3131...0x318E: hangul += 1
    case 0x400...0x4FF: cyrillic += 1
    case 0x900...0x97F: devanagari += 1
    default: break
    }
  }

  /// The script of most of the text; a Chinese character says as much as several letters.
  var most: Script {
    let cjk = (han + kana + hangul) * 3
    let most = max(latin, arabic, cjk, cyrillic, devanagari)
    if most == 0 { return .none }
    if most == cjk {
      if hangul > han + kana { return .hangul }
      // A の among Chinese characters is fashion, not Japanese.
      return kana * 5 >= han && kana > 0 ? .kana : .han
    }
    if most == arabic { return .arabic }
    if most == cyrillic { return .cyrillic }
    return most == devanagari ? .devanagari : .latin
  }
}
