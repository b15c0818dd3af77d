// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// The term of a lexicon line, `(speak|talk) to (a|the|) manager`, as a graph of words.
///
/// A line may stand for thousands of phrases; the graph grows with the length of the line, not with their number.
struct LexiconPattern {
  /// A place in the line where a word may begin.
  struct Position: Hashable, Comparable {
    var segment: Int
    var choice: Int
    var offset: Int

    static func < (one: Position, other: Position) -> Bool {
      (one.segment, one.choice, one.offset) < (other.segment, other.choice, other.offset)
    }
  }

  /// What may follow a place: each next word with the places behind it, and whether the term may end here.
  struct Steps {
    var words: [(text: String, next: Set<Position>)] = []
    var mayEnd = false
  }

  /// Only at the beginning of a sentence.
  let isAnchored: Bool
  /// Plain text is a segment with one choice.
  private let segments: [[[Unicode.Scalar]]]
  /// How many phrases it stands for.
  let count: Int

  /// How many spellings one word of a line may have.
  static let maximumSpellings = 4096

  /// Reads a term; the thrown text says what is wrong with it.
  init(_ term: String) throws(LexiconReader.Problem) {
    guard !term.isEmpty else { throw .init("the term is empty") }
    let isSign = Tokenizer.isEmoticon(term[...])
    isAnchored = term.first == "^" && !isSign && term.utf8.count > 1
    let text = isAnchored ? term.dropFirst() : term[...]
    segments = try Self.segments(of: text)
    var count = 1
    var spellings = 1
    for choices in segments {
      count = min(count * choices.count, 1 << 40)
      let isPartOfWord =
        choices.count > 1 && choices.contains { !$0.contains { $0 == " " || Self.isSingle($0) } }
      spellings =
        isPartOfWord
        ? spellings * choices.count : choices.count == 1 && choices[0].contains(" ") ? 1 : spellings
      guard spellings <= Self.maximumSpellings else {
        throw .init(
          "'\(term)' has a word with more than \(Self.maximumSpellings) spellings; split it into several lines"
        )
      }
    }
    self.count = count
    if steps(from: start).mayEnd { throw .init("'\(term)' could stand for no word at all") }
  }

  private static func segments(of text: Substring) throws(LexiconReader.Problem) -> [[[Unicode.Scalar]]] {
    let scalars = Array(text.unicodeScalars)
    // An emoticon is taken as it stands: its brackets are no alternatives.
    if Tokenizer.isEmoticon(text) || !scalars.contains(where: { $0 == "_" || $0.properties.isAlphabetic }) {
      return [[scalars]]
    }
    var segments: [[[Unicode.Scalar]]] = []
    var begun: [Unicode.Scalar] = []
    var choices: [[Unicode.Scalar]]?
    for scalar in scalars {
      switch (scalar, choices) {
      case ("(", nil):
        if !begun.isEmpty { segments.append([begun]) }
        (begun, choices) = ([], [])
      case ("|", let open?):
        (begun, choices) = ([], open + [begun])
      case (")", let open?):
        segments.append(open + [begun])
        (begun, choices) = ([], nil)
      case ("(", .some), (")", nil):
        throw .init("'\(text)' has brackets inside brackets; write the inner alternatives out")
      case ("|", nil):
        throw .init("'|' in '\(text)' stands outside of brackets; write (a|b)")
      case ("(", .some), (")", nil):
        throw .init(
          "'\(text)' has a bracket inside brackets, or one too many; write the inner alternatives out")
      case ("|", nil):
        throw .init("'|' in '\(text)' stands outside of brackets; write (a|b)")
      default:
        begun.append(scalar)
      }
    }
    guard choices == nil else { throw .init("'(' without ')' in '\(text)'") }
    if !begun.isEmpty { segments.append([begun]) }
    return segments
  }

  private static func isSingle(_ scalar: Unicode.Scalar) -> Bool { Scalars.kind(scalar.value) == .single }

  // MARK: - Walking

  /// Where every phrase begins.
  var start: Set<Position> {
    Set(segments[0].indices.map { Position(segment: 0, choice: $0, offset: 0) })
  }

  /// What may follow any of these places.
  func steps(from positions: Set<Position>) -> Steps {
    var steps = Steps()
    var places: [String: Int] = [:]
    for position in positions.sorted() { read(position, "", &steps, &places) }
    return steps
  }

  private func read(_ from: Position, _ begun: String, _ steps: inout Steps, _ places: inout [String: Int]) {
    var position = from
    var word = begun
    func emit(_ next: Set<Position>, _ steps: inout Steps) {
      if let place = places[word] {
        steps.words[place].next.formUnion(next)
      } else {
        places[word] = steps.words.count
        steps.words.append((word, next))
      }
    }
    while true {
      guard position.segment < segments.count else {
        if word.isEmpty { steps.mayEnd = true } else { emit([position], &steps) }
        return
      }
      let text = segments[position.segment][position.choice]
      guard position.offset < text.count else {
        let next = position.segment + 1
        guard next < segments.count else {
          position = Position(segment: next, choice: 0, offset: 0)
          continue
        }
        for choice in segments[next].indices {
          read(Position(segment: next, choice: choice, offset: 0), word, &steps, &places)
        }
        return
      }
      let scalar = text[position.offset]
      if scalar == " " {
        position.offset += 1
        if word.isEmpty { continue }
        emit([position], &steps)
        return
      }
      if Self.isSingle(scalar) {
        if word.isEmpty {
          word.unicodeScalars.append(scalar)
          position.offset += 1
        }
        emit([position], &steps)
        return
      }
      word.unicodeScalars.append(scalar)
      position.offset += 1
    }
  }

  /// The phrases it stands for, one by one, with spaces as the line has them.
  var spellings: [String] {
    segments.reduce([""]) { phrases, choices in
      phrases.flatMap { phrase in
        choices.map { choice in
          var longer = phrase
          longer.unicodeScalars.append(contentsOf: choice)
          return longer
        }
      }
    }
  }
}
