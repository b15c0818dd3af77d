// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

// The rules and constants of VADER: Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment
// Analysis of Social Media Text", ICWSM 2014. Other languages keep the constants and bring their own words; what
// negates may also stand behind, and Chinese, Japanese and Korean count characters where others count words. The
// other classes of terms follow the same idea more simply: a negated one does not count.
extension Scorer {
  private enum Vader {
    static let negation = -0.74
    static let capitals = 0.733
    static let beforeBut = 0.5
    static let afterBut = 1.5
    static let neverSo = 1.25
    /// How much of a booster is left one, two and three words away.
    static let distance = [1.0, 0.95, 0.9]
  }

  /// How far negation and emphasis reach, in characters; a word counts as two.
  private enum Reach {
    static let before = 6
    static let after = 4
  }

  /// The weight from which a phrase of a tone counts by itself.
  static let felt = 0.3

  /// What is left of praise that a mark of sarcasm takes back.
  private static let irony = -0.5

  /// What grammar found at a token means for those near it.
  struct Surrounding: Sendable {
    var booster: Float = 0
    /// How much it turns what follows.
    var negates: Float = 0
    /// How much it turns what precedes.
    var negatesBack: Float = 0
    var hasSentiment = false
    /// Praise here is not meant.
    var isIronic = false
    /// The length of the longest sentiment phrase over it, if it is of several tokens.
    var phrase: UInt8 = 0
  }

  /// Changes the weight of each hit by what stands around it.
  func modify(_ lexicon: Lexicon, _ workspace: inout Workspace) {
    guard !workspace.hits.isEmpty else { return }
    feelTones(&workspace)
    let contrast = survey(&workspace)
    let differs = workspace.list.capitals > 0 && workspace.list.capitals < workspace.list.words
    workspace.list.tokens.withUnsafeBufferPointer { tokens in
      workspace.surroundings.withUnsafeBufferPointer { surroundings in
        let context = Context(
          lexicon: lexicon, tokens: tokens, surroundings: surroundings, contrast: contrast, differs: differs)
        for index in workspace.hits.indices { context.modify(&workspace.hits[index]) }
      }
    }
  }

  /// A phrase of a tone that holds no sentiment of its own still feels something: "never showed up".
  private func feelTones(_ workspace: inout Workspace) {
    workspace.isFelt.removeAll(keepingCapacity: true)
    workspace.isFelt.append(contentsOf: repeatElement(false, count: workspace.list.tokens.count))
    // A single word of weight 0 feels nothing by itself, which says nothing of the phrase around it.
    for hit in workspace.hits
    where hit.termClass == .sentiment && (hit.weight != 0 || hit.end > hit.first + 1) {
      for index in hit.first..<hit.end { workspace.isFelt[index] = true }
    }
    let count = workspace.hits.count
    for index in 0..<count {
      let hit = workspace.hits[index]
      guard let polarity = hit.termClass.tone?.polarity, polarity != 0, hit.weight >= Self.felt,
        !workspace.isFelt[hit.first..<hit.end].contains(true)
      else { continue }
      for index in hit.first..<hit.end { workspace.isFelt[index] = true }
      workspace.hits.append(
        Hit(first: hit.first, end: hit.end, termClass: .sentiment, weight: polarity * hit.weight))
    }
    if workspace.hits.count > count {
      workspace.hits.sort { ($0.first, $0.termClass) < ($1.first, $1.termClass) }
    }
  }

  /// Notes at each token what grammar does there; returns the first "but".
  private func survey(_ workspace: inout Workspace) -> Int? {
    let tokens = workspace.list.tokens
    var contrast: Int?
    workspace.surroundings.removeAll(keepingCapacity: true)
    workspace.surroundings.append(contentsOf: repeatElement(Surrounding(), count: tokens.count))
    for place in workspace.hits.indices {
      let hit = workspace.hits[place]
      guard hit.termClass.isGrammar, hit.termClass != .sarcasm, hit.weight != 0, hit.end - hit.first > 1
      else { continue }
      silenceSentiment(inside: hit, at: place, &workspace.hits)
    }
    for hit in workspace.hits where hit.termClass == .sentiment {
      for index in hit.first..<hit.end {
        if hit.weight != 0 { workspace.surroundings[index].hasSentiment = true }
        if hit.end - hit.first > 1 {
          workspace.surroundings[index].phrase = UInt8(clamping: hit.end - hit.first)
        }
      }
    }
    for hit in workspace.hits where hit.termClass.isGrammar && hit.weight != 0 {
      // "没" inside "没有人接" has done its work there.
      let isSpent = Int(workspace.surroundings[hit.first].phrase) > hit.end - hit.first
      switch hit.termClass {
      case .negator where !isSpent: workspace.surroundings[hit.end - 1].negates = Float(hit.weight)
      case .negatorAfter where !isSpent: workspace.surroundings[hit.first].negatesBack = Float(hit.weight)
      case .booster where !isSpent: workspace.surroundings[hit.end - 1].booster = Float(hit.weight)
      case .contrast: contrast = contrast ?? hit.first
      case .sarcasm: spreadIrony(hit, tokens, &workspace.surroundings)
      default: break
      }
    }
    return contrast
  }

  /// Words of sarcasm mean their sentence; an emoji means what stands before it, also behind a full stop.
  private func spreadIrony(_ hit: Hit, _ tokens: [Token], _ surroundings: inout [Surrounding]) {
    let mark = tokens[hit.first]
    let isWord = mark.traits.contains(.word)
    let first =
      !isWord && mark.traits.contains(.sentenceStart) && mark.sentence > 0 ? mark.sentence - 1 : mark.sentence
    var index = hit.first
    // Marked already: so is all before it.
    while index >= 0, tokens[index].sentence >= first, !surroundings[index].isIronic || index == hit.first {
      surroundings[index].isIronic = true
      index -= 1
    }
    index = hit.first + 1
    while isWord, index < tokens.count, tokens[index].sentence == mark.sentence {
      surroundings[index].isIronic = true
      index += 1
    }
  }

  /// "Kind of" softens; there is nothing kind in it.
  private func silenceSentiment(inside phrase: Hit, at place: Int, _ hits: inout [Hit]) {
    // Hits are in the order of their first token: what begins inside stands close by.
    var index = place
    while index > 0, hits[index - 1].first == phrase.first { index -= 1 }
    while index < hits.count, hits[index].first < phrase.end {
      let isShorter = hits[index].end - hits[index].first < phrase.end - phrase.first
      if hits[index].termClass == .sentiment, hits[index].end <= phrase.end, isShorter {
        hits[index].weight = 0
      }
      index += 1
    }
  }

  /// A text as seen from one of its terms.
  private struct Context {
    let lexicon: Lexicon
    let tokens: UnsafeBufferPointer<Token>
    let surroundings: UnsafeBufferPointer<Surrounding>
    /// The first "but".
    let contrast: Int?
    /// Some words are in capitals and others are not.
    let differs: Bool

    func modify(_ hit: inout Hit) {
      guard hit.weight != 0, !hit.termClass.isGrammar else { return }
      if hit.termClass == .sentiment {
        modifySentiment(&hit)
        weighAgainstContrast(&hit)
        if hit.weight > 0, surroundings[hit.first].isIronic {
          hit.weight *= Scorer.irony
          hit.changes.insert(.ironic)
        }
      } else if hit.termClass != .profanity {
        modifyTone(&hit)
        let isCalm = hit.termClass == .gratitude || hit.termClass == .agrees || hit.termClass == .warmth
        if isCalm, surroundings[hit.first].isIronic {
          hit.weight = 0
          hit.changes.insert(.ironic)
        }
      }
    }

    private func weighAgainstContrast(_ hit: inout Hit) {
      guard let contrast, hit.first != contrast else { return }
      hit.weight *= hit.first < contrast ? Vader.beforeBut : Vader.afterBut
      hit.changes.insert(hit.first < contrast ? .beforeBut : .afterBut)
    }

    private func special(_ index: Int) -> Lexicon.Special {
      guard index >= 0, tokens[index].word >= 0, !tokens[index].traits.contains(.latin) else { return .none }
      return lexicon.words[tokens[index].word].special
    }

    private func modifySentiment(_ hit: inout Hit) {
      let first = hit.first
      // "no" before a word of the lexicon only turns it around.
      if hit.end == first + 1, special(first) == .no, first + 1 < tokens.count,
        surroundings[first + 1].hasSentiment
      {
        hit.weight = 0
        return
      }
      if differs, tokens[first].traits.contains(.capitals) {
        hit.weight += hit.weight > 0 ? Vader.capitals : -Vader.capitals
        hit.changes.insert(.capitals)
      }
      if tokens[first].traits.contains(.negated) { negate(&hit, by: 1) }
      var reach = 0
      var index = first - 1
      while index >= 0, tokens[index].sentence == tokens[first].sentence {
        let distance = reach / 2
        reach += tokens[index].reach
        guard reach <= Reach.before, isSameClause(index, first) else { break }
        lookBack(&hit, index, distance)
        index -= 1
      }
      if special(first - 1) == .least, special(first - 2) != .at, special(first - 2) != .very {
        negate(&hit, by: 1)
      }
      if let negator = negatorAfter(hit) { negate(&hit, by: negator) }
    }

    private func lookBack(_ hit: inout Hit, _ index: Int, _ distance: Int) {
      let first = hit.first
      let near = surroundings[index]
      let word = special(index)
      if word == .no, near.hasSentiment {
        if distance <= 1 || special(first - 1) == .or { negate(&hit, by: 1) }
        return
      }
      guard !near.hasSentiment else { return }
      boost(&hit, by: Double(near.booster), distance, tokens[index].traits.contains(.capitals) && differs)
      if distance > 0, word == .never, isIntensified(first, distance) {
        hit.weight *= Vader.neverSo
        hit.changes.insert(.boosted)
      } else if distance > 0, word == .without,
        (1...distance).contains(where: { special(first - $0) == .doubt })
      {
        return
      } else if near.negates > 0, !(distance == 0 && tokens[first].traits.contains(.negated)) {
        negate(&hit, by: Double(near.negates))
      }
    }

    /// A comma ends what a negator reaches where characters are counted: there it is most often a full stop.
    private func isSameClause(_ index: Int, _ first: Int) -> Bool {
      tokens[index].clause == tokens[first].clause
    }

    private func negate(_ hit: inout Hit, by strength: Double) {
      hit.weight *= 1 - (1 - Vader.negation) * strength
      hit.changes.formSymmetricDifference(.negated)
    }

    /// The strength of the negator behind a term: what follows it, up to the next term or "but".
    private func negatorAfter(_ hit: Hit) -> Double? {
      var reach = 0
      for index in hit.end..<tokens.count {
        let token = tokens[index]
        guard token.clause == tokens[hit.first].clause, !surroundings[index].hasSentiment else { return nil }
        if surroundings[index].negatesBack > 0 { return Double(surroundings[index].negatesBack) }
        reach += token.reach
        if reach >= Reach.after { return nil }
      }
      return nil
    }

    /// "never so good", "never this good": praise, not negation.
    private func isIntensified(_ first: Int, _ distance: Int) -> Bool {
      (1...distance).contains { [.so, .this].contains(special(first - $0)) }
    }

    private func boost(_ hit: inout Hit, by booster: Double, _ distance: Int, _ inCapitals: Bool) {
      guard booster != 0, hit.weight != 0 else { return }
      var scalar = hit.weight < 0 ? -booster : booster
      if inCapitals { scalar += hit.weight > 0 ? Vader.capitals : -Vader.capitals }
      hit.weight += scalar * Vader.distance[min(distance, 2)]
      hit.changes.insert(booster > 0 ? .boosted : .softened)
    }

    /// A negated tone does not count, two negators cancel out; boosters count for the words before it.
    private func modifyTone(_ hit: inout Hit) {
      let first = hit.first
      var isNegated = tokens[first].traits.contains(.negated)
      var strength = 1.0
      var reach = 0
      var index = first - 1
      while index >= 0, tokens[index].sentence == tokens[first].sentence {
        reach += tokens[index].reach
        guard reach <= Reach.before, isSameClause(index, first) else { break }
        if surroundings[index].negates > 0, !(index == first - 1 && tokens[first].traits.contains(.negated)) {
          isNegated.toggle()
        }
        strength *= 1 + Double(surroundings[index].booster)
        index -= 1
      }
      if negatorAfter(hit) != nil { isNegated.toggle() }
      if isNegated {
        hit.changes.insert(.negated)
        hit.weight = 0
      } else if strength != 1, let tone = hit.termClass.tone, tone != .courtesy {
        let evidence = Tone.evidence(hit.weight) * min(max(strength, 0.5), 2)
        hit.weight = Tone.weight(evidence)
        hit.changes.insert(strength > 1 ? .boosted : .softened)
      }
    }
  }
}
