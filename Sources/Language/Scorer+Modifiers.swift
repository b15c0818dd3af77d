// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

// The rules and constants of VADER: Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment
// Analysis of Social Media Text", ICWSM 2014. The other classes of terms follow the same idea more simply: a
// negated one does not count.
extension Scorer {
  private enum Vader {
    static let negation = -0.74
    static let capitals = 0.733
    static let beforeBut = 0.5
    static let afterBut = 1.5
    static let neverSo = 1.25
    /// How much of a booster is left one, two and three words away.
    static let distance = [1.0, 0.95, 0.9]
    static let exclamation = 0.292
    static let question = 0.18
    static let manyQuestions = 0.96
    static let normalization = 15.0
  }

  /// Changes the weight of each hit by what stands around it.
  func modify(_ lexicon: Lexicon, _ workspace: inout Workspace) {
    let list = workspace.list
    let differs = list.capitals > 0 && list.capitals < list.words
    let but = list.tokens.firstIndex { $0.word >= 0 && lexicon.roles[Int($0.word)].special == .but }
    // "kind of" softens; there is nothing kind in it.
    for (place, hit) in workspace.hits.enumerated() where hit.termClass == .booster && hit.end - hit.first > 1
    {
      // Hits are in the order of their first token: what begins inside stands close by.
      var index = place
      while index > 0, workspace.hits[index - 1].first == hit.first { index -= 1 }
      while index < workspace.hits.count, workspace.hits[index].first < hit.end {
        if workspace.hits[index].termClass == .sentiment, workspace.hits[index].end <= hit.end {
          workspace.hits[index].weight = 0
        }
        index += 1
      }
    }
    for index in workspace.hits.indices where workspace.hits[index].weight != 0 {
      var hit = workspace.hits[index]
      if hit.termClass == .sentiment {
        modifySentiment(&hit, lexicon, list.tokens, differs)
        if let but, hit.first < but {
          hit.weight *= Vader.beforeBut
          hit.changes.insert(.beforeBut)
        } else if let but, hit.first > but {
          hit.weight *= Vader.afterBut
          hit.changes.insert(.afterBut)
        }
      } else if hit.termClass != .profanity, isNegated(hit, lexicon, list.tokens) {
        hit.changes.insert(.negated)
        hit.weight = 0
      }
      workspace.hits[index] = hit
    }
  }

  private func modifySentiment(_ hit: inout Hit, _ lexicon: Lexicon, _ tokens: [Token], _ differs: Bool) {
    func role(_ index: Int) -> Lexicon.Role {
      guard index >= 0, tokens[index].word >= 0 else { return Lexicon.Role() }
      return lexicon.roles[Int(tokens[index].word)]
    }
    let first = hit.first
    // "no" before a word of the lexicon only turns it around.
    if hit.end == first + 1, role(first).special == .no, first + 1 < tokens.count,
      role(first + 1).hasSentiment
    {
      hit.weight = 0
      return
    }
    if differs, tokens[first].isCapitals {
      hit.weight += hit.weight > 0 ? Vader.capitals : -Vader.capitals
      hit.changes.insert(.capitals)
    }
    for distance in 0..<3 {
      let index = first - distance - 1
      guard index >= 0 else { break }
      let word = role(index)
      if word.special == .no, tokens[index].sentence == tokens[first].sentence, word.hasSentiment {
        if distance == 0 || distance == 1 || role(first - 1).special == .or { negate(&hit) }
        continue
      }
      guard !word.hasSentiment else { continue }
      boost(&hit, by: booster(lexicon, tokens, index), distance, tokens[index].isCapitals && differs)
      if distance > 0, word.special == .never, isIntensified(role, first, distance) {
        hit.weight *= Vader.neverSo
        hit.changes.insert(.boosted)
      } else if distance > 0, word.special == .without,
        (1...distance).contains(where: { role(first - $0).special == .doubt })
      {
        continue
      } else if word.isNegator {
        negate(&hit)
      }
    }
    if role(first - 1).special == .least, role(first - 2).special != .at, role(first - 2).special != .very {
      negate(&hit)
    }
  }

  private func negate(_ hit: inout Hit) {
    hit.weight *= Vader.negation
    hit.changes.formSymmetricDifference(.negated)
  }

  /// "never so good", "never this good": praise, not negation.
  private func isIntensified(_ role: (Int) -> Lexicon.Role, _ first: Int, _ distance: Int) -> Bool {
    (1...distance).contains { [.so, .this].contains(role(first - $0).special) }
  }

  /// The booster that ends at `index`: one word, or a phrase such as "kind of".
  private func booster(_ lexicon: Lexicon, _ tokens: [Token], _ index: Int) -> Double {
    guard tokens[index].word >= 0 else { return 0 }
    if index > 0, tokens[index - 1].word >= 0 {
      let start = lexicon.roles[Int(tokens[index - 1].word)].node
      let node = start < 0 ? -1 : lexicon.child(of: start, word: tokens[index].word)
      if node >= 0 {
        for entry in lexicon.nodes[Int(node)].entries where lexicon.entries[Int(entry)].termClass == .booster
        {
          return Double(lexicon.entries[Int(entry)].weight)
        }
      }
    }
    return Double(lexicon.roles[Int(tokens[index].word)].booster)
  }

  private func boost(_ hit: inout Hit, by booster: Double, _ distance: Int, _ inCapitals: Bool) {
    guard booster != 0, hit.weight != 0 else { return }
    var scalar = hit.weight < 0 ? -booster : booster
    if inCapitals { scalar += hit.weight > 0 ? Vader.capitals : -Vader.capitals }
    hit.weight += scalar * Vader.distance[distance]
    hit.changes.insert(booster > 0 ? .boosted : .softened)
  }

  /// Whether one of the three words before it in its sentence is a negator; two of them cancel out.
  private func isNegated(_ hit: Hit, _ lexicon: Lexicon, _ tokens: [Token]) -> Bool {
    var negated = false
    for index in max(0, hit.first - 3)..<hit.first
    where tokens[index].sentence == tokens[hit.first].sentence && tokens[index].word >= 0 {
      if lexicon.roles[Int(tokens[index].word)].isNegator { negated.toggle() }
    }
    return negated
  }

  // MARK: - Adding up

  func summarize(_ workspace: inout Workspace, _ score: inout MessageScore) {
    let list = workspace.list
    workspace.sentences.removeAll(keepingCapacity: true)
    workspace.sentences.append(contentsOf: repeatElement(0, count: list.sentences))
    var total = 0.0
    var shown = [UInt64](repeating: 0, count: 0)
    shown.reserveCapacity(32)
    shown.append(contentsOf: repeatElement(0, count: 32))
    var doubt: (Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double) =
      (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    var supervisor = 0.0
    withUnsafeMutableBytes(of: &doubt) { raw in
      let doubt = raw.bindMemory(to: Double.self)
      for hit in workspace.hits where hit.weight != 0 {
        let sentence = Int(list.tokens[hit.first].sentence)
        shown[Int(hit.termClass.rawValue)] |= 1 << UInt64(sentence)
        switch hit.termClass {
        case .sentiment:
          total += hit.weight
          workspace.sentences[sentence] += hit.weight
        case .supervisor:
          supervisor = 1 - (1 - supervisor) * (1 - hit.weight)
        default:
          if let tone = hit.termClass.tone { doubt[Int(tone.rawValue)] *= 1 - hit.weight }
        }
      }
      for tone in Tone.allCases where doubt[Int(tone.rawValue)] < 1 {
        score.tones[tone] = 1 - doubt[Int(tone.rawValue)]
      }
    }
    score.asksForSupervisor = supervisor >= 0.5
    var negativeYou: UInt64 = 0
    var negative = 0.0
    var positive = 0.0
    for (index, sum) in workspace.sentences.enumerated() {
      let polarity = normalized(sum)
      if polarity < 0 { negative -= polarity } else { positive += polarity }
      if polarity < -0.05 { negativeYou |= 1 << UInt64(index) }
    }
    negativeYou |= shown[Int(TermClass.disagrees.rawValue)]
    shown[Int(TermClass.youNegative.rawValue)] = negativeYou & shown[Int(TermClass.you.rawValue)]
    shown[Int(TermClass.disbelief.rawValue)] = list.disbelief
    for termClass in TermClass.allCases where shown[Int(termClass.rawValue)] != 0 {
      score.counts[termClass] = shown[Int(termClass.rawValue)].nonzeroBitCount
    }
    let count = Double(workspace.sentences.count)
    score.negativePart = negative / count
    score.positivePart = positive / count
    score.sentiment = emphasized(total, list)
  }

  private func emphasized(_ total: Double, _ list: TokenList) -> Double {
    guard total != 0 else { return 0 }
    var emphasis = Double(min(list.exclamations, 4)) * Vader.exclamation
    if list.questions > 1 {
      emphasis += list.questions <= 3 ? Double(list.questions) * Vader.question : Vader.manyQuestions
    }
    let value = normalized(total > 0 ? total + emphasis : total - emphasis)
    // Four decimals, as VADER gives them: what is printed is what is compared.
    return (value * 10_000).rounded() / 10_000
  }

  private func normalized(_ sum: Double) -> Double {
    sum == 0 ? 0 : min(max(sum / (sum * sum + Vader.normalization).squareRoot(), -1), 1)
  }
}
