// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Finds known words in the letters of unknown ones: by their beginning, without a prefix, inside a circumfix.
struct Affixes: Sendable {
  /// From the hash of a whole word to its number.
  var words = HashIndex(capacity: 64)
  /// From the hash of a stem, `word*`, to its number.
  var stems = HashIndex(capacity: 64)
  var prefixes: [[UInt8]] = []
  var circumfixes: [Lexicon.Circumfix] = []

  /// Whether there is anything to find.
  var isUsed: Bool { !stems.isEmpty || !prefixes.isEmpty || !circumfixes.isEmpty }

  /// The same in less room.
  var compacted: Affixes {
    var result = self
    result.words = words.compacted
    result.stems = stems.compacted
    return result
  }

  /// The fewest bytes that must be left of a word: two letters beyond ASCII.
  private static let shortest = 4

  /// What a word that stands in no phrase as it is written goes back to; −1 for nothing.
  func match(_ letters: [UInt8]) -> (word: Int32, isNegated: Bool) {
    for circumfix in circumfixes where surrounds(circumfix, letters) {
      let found = whole(letters[circumfix.head.count..<letters.count - circumfix.tail.count])
      if found >= 0 { return (found, true) }
    }
    let found = stem(of: letters[...])
    return (found >= 0 ? found : withoutPrefix(letters), false)
  }

  private func surrounds(_ circumfix: Lexicon.Circumfix, _ letters: [UInt8]) -> Bool {
    letters.count >= circumfix.head.count + circumfix.tail.count + Self.shortest
      && letters.starts(with: circumfix.head)
      && letters.suffix(circumfix.tail.count).elementsEqual(circumfix.tail)
  }

  /// The longest stem that the letters begin with, or are, if `isWhole`; −1 for none.
  func stem(of letters: ArraySlice<UInt8>, isWhole: Bool = true) -> Int32 {
    guard !stems.isEmpty else { return -1 }
    return letters.withUnsafeBufferPointer { letters in
      var hash = WordHash()
      var longest: Int32 = -1
      for index in letters.indices {
        hash.add(letters[index])
        let next = index + 1
        // Only whole characters are letters.
        let isEnd = next < letters.count ? letters[next] & 0xC0 != 0x80 : isWhole
        if isEnd, next > 1, let found = stems[hash.finish()] { longest = found }
      }
      return longest
    }
  }

  /// The word that is left without a prefix; −1 for none.
  func withoutPrefix(_ letters: [UInt8]) -> Int32 {
    for prefix in prefixes where begins(letters, with: prefix) {
      let found = whole(letters[prefix.count...])
      if found >= 0 { return found }
    }
    return -1
  }

  private func begins(_ letters: [UInt8], with prefix: [UInt8]) -> Bool {
    guard letters.count >= prefix.count + Self.shortest else { return false }
    for index in prefix.indices where letters[index] != prefix[index] { return false }
    return true
  }

  /// The word these letters are, or the longest stem they begin with; −1 for none.
  private func whole(_ letters: ArraySlice<UInt8>) -> Int32 {
    words[WordHash(letters).finish()] ?? stem(of: letters)
  }
}
