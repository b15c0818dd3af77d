// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// One line of a lexicon file.
public struct LexiconEntry: Equatable, Sendable {
  /// The word or phrase as written, such as `(speak|talk) to (a|the) manager`.
  public var pattern: String
  /// What it stands for.
  public var termClass: TermClass
  /// How much; 0 masks the same line of an earlier file.
  public var weight: Double

  /// Makes an entry.
  public init(pattern: String, termClass: TermClass, weight: Double) {
    self.pattern = pattern
    self.termClass = termClass
    self.weight = weight
  }
}

/// A line of a lexicon file that cannot be used.
public struct LexiconMistake: Error, Equatable, Sendable {
  /// The line, from 1.
  public var line: Int
  /// The column in bytes, from 1.
  public var column: Int
  /// What is wrong and what would be right.
  public var message: String
  /// A class that there is none of, for who can tell what was meant.
  public var unknownClass: String?
}

/// Reads lexicon files: `term⇥class⇥weight⇥comment`, a line each; `#` begins a comment line.
///
/// A term is one or more words. `(a|b)` stands for either, `(a|)` for one that may be missing, `_` for any one
/// word, `word*` for any that begins so, and a leading `^` ties the phrase to the beginning of a sentence.
public enum LexiconReader {
  /// What is wrong with a term, and the cure.
  struct Problem: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  /// The names a line may give as its class.
  public static let classes = TermClass.allCases.filter(\.isInFiles).map(\.name)

  /// Reads a whole file; bad lines are reported and left out.
  public static func read(_ text: String) -> (entries: [LexiconEntry], mistakes: [LexiconMistake]) {
    var entries: [LexiconEntry] = []
    var mistakes: [LexiconMistake] = []
    var number = 0
    // Some editors write a byte order mark.
    let text = text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? text.utf8.dropFirst(3) : text.utf8[...]
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.isEmpty || line.first == 0x23 && line.dropFirst().first == 0x20 || line.elementsEqual("#".utf8)
      {
        continue
      }
      do {
        entries.append(try entry(line.split(separator: 0x09, omittingEmptySubsequences: false), number))
      } catch {
        mistakes.append(error)
      }
    }
    return (entries, mistakes)
  }

  private static func entry(_ columns: [Substring.UTF8View], _ line: Int) throws(LexiconMistake)
    -> LexiconEntry
  {
    guard columns.count >= 3 else {
      throw LexiconMistake(
        line: line, column: 1,
        message:
          "a line is term, class and weight with tabs between, for example 'still waiting⇥frustration⇥0.6'")
    }
    let pattern = String(Substring(columns[0]))
    let className = String(Substring(columns[1]))
    guard !pattern.isEmpty else { throw LexiconMistake(line: line, column: 1, message: "the term is empty") }
    guard let termClass = TermClass(name: className) else {
      throw LexiconMistake(
        line: line, column: columns[0].count + 2,
        message: "unknown class '\(className)'; the classes are \(classes.joined(separator: ", "))",
        unknownClass: className)
    }
    guard let weight = Double(Substring(columns[2])), weight.isFinite else {
      throw LexiconMistake(
        line: line, column: columns[0].count + columns[1].count + 3,
        message: "weight '\(Substring(columns[2]))' is not a number")
    }
    guard termClass.weights.contains(weight) else {
      let range = termClass.weights
      throw LexiconMistake(
        line: line, column: columns[0].count + columns[1].count + 3,
        message:
          "a weight of class '\(className)' lies between \(Int(range.lowerBound)) and \(Int(range.upperBound))"
      )
    }
    do {
      try check(pattern, termClass)
    } catch {
      throw LexiconMistake(line: line, column: 1, message: error.message)
    }
    return LexiconEntry(pattern: pattern, termClass: termClass, weight: weight)
  }

  private static func check(_ pattern: String, _ termClass: TermClass) throws(Problem) {
    switch termClass {
    case .circumfix:
      let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts.contains(where: { $0.isEmpty || $0.contains { !$0.isLetter } }) else {
        throw Problem("a circumfix is written with a star for the word inside, such as 'م*ش'")
      }
    case .prefix:
      guard pattern.allSatisfy({ $0.isLetter || $0 == "'" }) else {
        throw Problem("a prefix is only letters, such as 'ال'")
      }
    case .marker:
      guard !pattern.contains(where: { " *_^".contains($0) }) else {
        throw Problem("a marker is one whole word")
      }
      guard try LexiconPattern(pattern).count <= LexiconPattern.maximumSpellings else {
        throw Problem("a marker has at most \(LexiconPattern.maximumSpellings) spellings")
      }
    default: try checkTerm(pattern)
    }
  }

  private static func checkTerm(_ term: String) throws(Problem) {
    // Most lines are plain: no need to read them twice.
    guard term.utf8.contains(where: { "()|*^_".utf8.contains($0) }), !Tokenizer.isEmoticon(term[...]) else {
      return
    }
    _ = try LexiconPattern(term)
    let words = term.split(separator: " ")
    if words.first == "_" { throw Problem("'_' cannot be the first word of a phrase") }
    if words.contains(where: { $0.first == "*" && $0.dropFirst().first?.isLetter == true }) {
      throw Problem("'*' stands at the end of a word, for any ending")
    }
  }
}
