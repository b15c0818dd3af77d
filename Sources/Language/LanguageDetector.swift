// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Tells the language of a short text by its script, and Arabic from Persian by the letters only one of them has.
enum LanguageDetector {
  /// The language as a BCP 47 tag. `hint` decides where the script allows several.
  static func detect(_ bytes: UnsafeBufferPointer<UInt8>, hint tag: String?) -> String {
    let hint = tag.map(primary).flatMap { isLanguage($0) ? $0 : nil }
    var latin = 0
    var arabic = 0
    var persian = 0
    var han = 0
    var kana = 0
    var hangul = 0
    var cyrillic = 0
    var devanagari = 0
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
      switch scalar {
      case 0x67E, 0x686, 0x698, 0x6AF, 0x6A9, 0x6CC:
        persian += 1
        arabic += 1
      case 0x600...0x6FF, 0x750...0x77F: arabic += 1
      case 0x3400...0x9FFF: han += 1
      case 0x3040...0x30FF: kana += 1
      case 0xAC00...0xD7AF: hangul += 1
      case 0x400...0x4FF: cyrillic += 1
      case 0x900...0x97F: devanagari += 1
      case 0xC0...0x24F: latin += 1
      default: break
      }
    }
    // A Chinese character says as much as several letters.
    let cjk = (han + kana + hangul) * 3
    let most = max(latin, arabic, cjk, cyrillic, devanagari)
    if most == 0 { return hint ?? "und" }
    if most == cjk { return kana > 0 ? "ja" : hangul > han ? "ko" : hinted(hint, ["zh", "ja"]) ?? "zh" }
    if most == arabic { return persian > 0 ? "fa" : hinted(hint, ["ar", "fa", "ur"]) ?? "ar" }
    if most == cyrillic { return hinted(hint, ["ru", "uk", "bg", "sr"]) ?? "ru" }
    if most == devanagari { return hinted(hint, ["hi", "mr", "ne"]) ?? "hi" }
    guard let hint else { return "en" }
    return ["ar", "fa", "zh", "ja", "ko", "ru", "hi"].contains(hint) ? "en" : hint
  }

  private static func hinted(_ hint: String?, _ possible: [String]) -> String? {
    hint.flatMap { possible.contains($0) ? $0 : nil }
  }

  private static func isLanguage(_ tag: String) -> Bool {
    (2...3).contains(tag.utf8.count) && tag.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } && tag != "und"
  }

  /// The language subtag of a BCP 47 tag, in lower case.
  private static func primary(_ tag: String) -> String {
    String(decoding: tag.utf8.prefix { $0 != 0x2D && $0 != 0x5F }.prefix(8).map { $0 | 0x20 }, as: UTF8.self)
  }
}
