// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Tells the language of a short text by its script, and languages of one script by letters and words that only
/// one of them has: the `marker` lines of their lexicons.
struct LanguageDetector: Sendable {
  struct Detected {
    /// A BCP 47 tag.
    var tag: String
    /// Its language subtag.
    var primary: String
    var reason: LanguageReason
    var isLatin = false
  }

  /// How much of a text is looked at, in bytes.
  private static let maximumBytes = 2048
  /// What a hint counts, in words.
  private static let hintVotes: Float = 1.5

  /// What being the commonest language of its script counts, in words.
  private static let usualVotes: Float = 0.5

  private let languages: [String]
  /// From the hash of a marker to the bits of its languages in `masks`.
  private var markers: HashIndex
  private var masks: [UInt64] = []

  init(_ lexicons: [String: [LexiconEntry]]) {
    languages = lexicons.keys.sorted()
    markers = HashIndex(capacity: 1024)
    for (bit, language) in languages.prefix(64).enumerated() {
      var latest: [String: Double] = [:]
      for entry in lexicons[language] ?? [] where entry.termClass == .marker {
        latest[entry.pattern] = entry.weight
      }
      for (term, _) in latest.filter({ $0.value > 0 }).sorted(by: { $0.key < $1.key }) {
        guard let pattern = try? LexiconPattern(term) else { continue }
        for word in pattern.spellings {
          guard let hash = Tokenizer.hash(ofWord: word) else { continue }
          if let place = markers[hash] {
            masks[Int(place)] |= 1 << UInt64(bit)
          } else {
            markers[hash] = Int32(masks.count)
            masks.append(1 << UInt64(bit))
          }
        }
      }
    }
  }

  /// The language of a text. `hint`, a BCP 47 tag, decides where letters and words allow several.
  func detect(
    _ text: UnsafeBufferPointer<UInt8>, hint tag: String?, _ lexicons: [String: Lexicon],
    _ votes: inout [Float]
  ) -> Detected {
    let bytes = UnsafeBufferPointer(rebasing: text.prefix(Self.maximumBytes))
    let hint = tag.map(Self.primary).flatMap { Self.isLanguage($0) ? $0 : nil }
    let count = ScriptCount(bytes)
    switch count.most {
    case .none:
      return Detected(tag: hint ?? "und", primary: hint ?? "und", reason: hint == nil ? .none : .hint)
    case .kana: return Detected(tag: "ja", primary: "ja", reason: .script)
    case .hangul: return Detected(tag: "ko", primary: "ko", reason: .script)
    case .han: return chinese(count, hint: hint, tag: tag)
    case .cyrillic: return neighbour(of: "ru", ["uk", "bg", "sr"], hint)
    case .devanagari: return neighbour(of: "hi", ["mr", "ne"], hint)
    case .arabic:
      vote(bytes, &votes)
      add(count.persianLetters, to: "fa", &votes)
      add(count.arabicLetters, to: "ar", &votes)
      if !isClear(votes) { voteByLexicon(bytes, among: ["ar", "fa"], lexicons, &votes) }
      let byLetters = max(count.persianLetters, count.arabicLetters) > 0
      return best(among: ["ar", "fa", "ur"], hint, votes, byLetters: byLetters)
    case .latin:
      vote(bytes, &votes)
      addLetters(count.latinLetters, &votes)
      if !isClear(votes) { voteByLexicon(bytes, among: nil, lexicons, &votes) }
      var detected = best(among: nil, hint, votes, byLetters: count.latinLetters != 0)
      detected.isLatin = true
      return detected
    }
  }

  // MARK: - Deciding

  private func chinese(_ count: ScriptCount, hint: String?, tag: String?) -> Detected {
    if hint == "ja" { return Detected(tag: "ja", primary: "ja", reason: .hint) }
    if count.traditional > count.simplified {
      return Detected(tag: "zh-Hant", primary: "zh", reason: .letters)
    }
    if count.simplified > count.traditional {
      return Detected(tag: "zh-Hans", primary: "zh", reason: .letters)
    }
    guard hint == "zh", let tag else { return Detected(tag: "zh", primary: "zh", reason: .script) }
    let subtags = tag.lowercased().split { $0 == "-" || $0 == "_" }
    if subtags.contains(where: { ["hant", "tw", "hk", "mo"].contains($0) }) {
      return Detected(tag: "zh-Hant", primary: "zh", reason: .hint)
    }
    if subtags.contains(where: { ["hans", "cn", "sg"].contains($0) }) {
      return Detected(tag: "zh-Hans", primary: "zh", reason: .hint)
    }
    return Detected(tag: "zh", primary: "zh", reason: .script)
  }

  private func neighbour(of usual: String, _ others: [String], _ hint: String?) -> Detected {
    guard let hint, others.contains(hint) else {
      return Detected(tag: usual, primary: usual, reason: .script)
    }
    return Detected(tag: hint, primary: hint, reason: .hint)
  }

  /// The language with the most votes. Without any the hint decides, and then what is commonest.
  private func best(among allowed: [String]?, _ hint: String?, _ votes: [Float], byLetters: Bool) -> Detected
  {
    let usual = allowed?.first ?? "en"
    let isPossible = hint.map { allowed?.contains($0) ?? !Self.otherScripts.contains($0) } ?? false
    var winner = isPossible ? hint ?? usual : usual
    var reason = isPossible ? LanguageReason.hint : .assumed
    var most: Float = languages.firstIndex(of: winner).map { votes[$0] } ?? 0
    most += isPossible ? Self.hintVotes : Self.usualVotes
    for (index, language) in languages.enumerated() where votes[index] > most {
      if let allowed, !allowed.contains(language) { continue }
      (winner, most, reason) = (language, votes[index], byLetters ? .letters : .words)
    }
    if reason == .assumed, most > Self.usualVotes { reason = byLetters ? .letters : .words }
    return Detected(tag: winner, primary: winner, reason: reason)
  }

  private static let otherScripts: Set<String> = ["ar", "fa", "ur", "zh", "ja", "ko", "ru"]

  // MARK: - Votes

  private func add(_ more: Float, to language: String, _ votes: inout [Float]) {
    if more > 0, let place = languages.firstIndex(of: language) { votes[place] += more }
  }

  /// One vote for each marker, shared among the languages that have it.
  private func vote(_ bytes: UnsafeBufferPointer<UInt8>, _ votes: inout [Float]) {
    votes.removeAll(keepingCapacity: true)
    votes.append(contentsOf: repeatElement(0, count: languages.count))
    var words = Words(bytes)
    while let hash = words.next() {
      guard let place = markers[hash] else { continue }
      var mask = masks[Int(place)]
      let share = 1 / Float(mask.nonzeroBitCount)
      while mask != 0 {
        votes[mask.trailingZeroBitCount] += share
        mask &= mask - 1
      }
      // A few words are enough when they agree.
      if words.count & 3 == 0, isClear(votes, by: 2) { return }
    }
  }

  /// Whether one language leads the others by more than `lead` words.
  private func isClear(_ votes: [Float], by lead: Float = 1) -> Bool {
    var first: Float = 0
    var second: Float = 0
    for vote in votes {
      if vote > first { (first, second) = (vote, first) } else if vote > second { second = vote }
    }
    return first - second > lead
  }

  /// Less than one vote for each word that stands anywhere in a lexicon, shared among those that have it.
  private func voteByLexicon(
    _ bytes: UnsafeBufferPointer<UInt8>, among allowed: [String]?, _ lexicons: [String: Lexicon],
    _ votes: inout [Float]
  ) {
    let candidates = languages.enumerated().compactMap { place, language in
      allowed?.contains(language) ?? !Self.otherScripts.contains(language)
        ? lexicons[language].map { (place, $0) } : nil
    }
    var words = Words(bytes)
    while let hash = words.next() {
      let knowing = candidates.filter { $0.1.word(withHash: hash) >= 0 }
      for (place, _) in knowing { votes[place] += 0.6 / Float(knowing.count) }
    }
  }

  /// The hashes of the first words of a text, read as the tokenizer reads them.
  private struct Words {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let scalars = Scalars.table
    private var at = 0
    private(set) var count = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func next() -> UInt64? {
      guard count < 24 else { return nil }
      while at < bytes.count {
        let start = at
        let hash = read()
        if at > start {
          count += 1
          return hash.finish()
        }
        let sign = bytes[at]
        at += Scalars.decode(bytes, at).length
        if sign == 0x40 || sign == 0x23 { _ = read() }
      }
      return nil
    }

    private mutating func read() -> WordHash {
      var hash = WordHash()
      let start = at
      while at < bytes.count {
        let byte = bytes[at]
        if byte < 0x80 {
          guard Tokenizer.isWordByte(byte) || byte == 0x27 && at > start else { break }
          hash.add(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
          at += 1
          continue
        }
        let (scalar, length) = Scalars.decode(bytes, at)
        guard scalar < 0x10000 else { break }
        switch scalars[Int32(scalar)].kind {
        case .letter: for byte in FoldedBytes(UInt32(scalars[Int32(scalar)].folded)) { hash.add(byte) }
        case .ignored: break
        case .apostrophe: hash.add(0x27)
        default: return hash
        }
        at += length
      }
      return hash
    }
  }

  private func addLetters(_ found: UInt8, _ votes: inout [Float]) {
    guard found != 0 else { return }
    for (bit, letters) in ScriptCount.latinSigns.enumerated() where found >> UInt8(bit) & 1 == 1 {
      for language in letters.languages { add(0.7, to: language, &votes) }
    }
  }

  // MARK: - Tags

  private static func isLanguage(_ tag: String) -> Bool {
    (2...3).contains(tag.utf8.count) && tag.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A } && tag != "und"
  }

  /// The language subtag of a BCP 47 tag, in lower case.
  private static func primary(_ tag: String) -> String {
    String(decoding: tag.utf8.prefix { $0 != 0x2D && $0 != 0x5F }.prefix(8).map { $0 | 0x20 }, as: UTF8.self)
  }
}
