// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

extension Tones: Packable {
  /// Writes eleven bytes.
  public func pack(into packer: inout Packer) {
    for tone in Tone.allCases { packer.write(hundredths[Int(tone.rawValue)]) }
  }

  /// Reads eleven bytes.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init()
    for tone in Tone.allCases { hundredths[Int(tone.rawValue)] = try unpacker.byte() }
  }
}

extension ClassCounts: Packable {
  /// Writes the classes that occur.
  public func pack(into packer: inout Packer) {
    packer.write(each: (0..<Self.classes).filter { counts[$0] > 0 }) {
      $0.write(UInt8($1))
      $0.write(counts[$1])
    }
  }

  /// Reads the classes that occur.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init()
    for _ in 0..<(try unpacker.unsigned()) {
      let place = Int(try unpacker.byte())
      guard place < Self.classes else { throw unpacker.damaged }
      counts[place] = try unpacker.byte()
    }
  }
}

extension Sketch: Packable {
  /// Writes nine bytes.
  public func pack(into packer: inout Packer) {
    packer.write(words)
    for index in 0..<8 { packer.write(buckets[index]) }
  }

  /// Reads nine bytes.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init()
    words = try unpacker.byte()
    for index in 0..<8 { buckets[index] = try unpacker.byte() }
  }
}

extension Term: Packable {
  /// Writes the quoted words, their class and weight.
  public func pack(into packer: inout Packer) {
    packer.write(text)
    packer.write(range.lowerBound)
    packer.write(range.upperBound)
    packer.write(termClass.rawValue)
    packer.write(weight)
    packer.write(changes.rawValue)
  }

  /// Reads a term.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let text = try unpacker.string()
    let start = try unpacker.int()
    let end = try unpacker.int()
    guard start <= end, let termClass = TermClass(rawValue: try unpacker.byte()) else {
      throw unpacker.damaged
    }
    self.init(
      text: text, range: start..<end, termClass: termClass, weight: try unpacker.double(),
      changes: Changes(rawValue: try unpacker.byte()))
  }
}

extension MessageScore: Packable {
  /// Writes the score with its quoted terms.
  public func pack(into packer: inout Packer) {
    packer.write(language)
    packer.write(sentiment)
    packer.write(negativePart)
    packer.write(positivePart)
    packer.write(tones)
    packer.write(counts)
    packer.write(asksForSupervisor)
    packer.write(sketch)
    packer.write(each: terms) { $0.write($1) }
  }

  /// Reads a score.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init()
    language = try unpacker.string()
    sentiment = try unpacker.double()
    negativePart = try unpacker.double()
    positivePart = try unpacker.double()
    tones = try unpacker.value()
    counts = try unpacker.value()
    asksForSupervisor = try unpacker.bool()
    sketch = try unpacker.value()
    terms = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Term(from: &unpacker) }
  }
}

extension ScoredEvent: Packable {
  /// Writes the event and its score.
  public func pack(into packer: inout Packer) {
    packer.write(event)
    packer.write(score) { $0.write($1) }
    packer.write(each: words) { $0.write($1) }
  }

  /// Reads an event and its score.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let event = try unpacker.value(Event.self)
    let score = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try MessageScore(from: &unpacker)
    }
    let words = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.string() }
    self.init(event, score: score, words: words)
  }
}
