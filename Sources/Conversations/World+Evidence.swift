// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Language

extension World {
  /// Adds evidence: `amount` of what one full piece of this kind counts.
  mutating func addEvidence(
    _ kind: EvidenceKind, _ amount: Double, to slot: Int32, event: String, quote: String, at instant: Instant
  ) {
    guard amount != 0 else { return }
    conversations[slot].risk.add(
      EvidencePiece(kind: kind, points: model[kind].points * amount, event: event, quote: quote, at: instant))
  }

  /// A cue counts once a sentence, with the root of the count, of at most three: long messages must not win by
  /// their length.
  func root(_ sentences: Int) -> Double { Double(min(sentences, 3)).squareRoot() }

  private static let cues: [(kind: EvidenceKind, termClass: TermClass)] = [
    (.profanity, .profanity), (.anger, .anger), (.orders, .orders), (.accuses, .accuses),
    (.youNegative, .youNegative), (.impatience, .impatience), (.declines, .declines),
    (.disagrees, .disagrees),
    (.frustration, .frustration), (.thanks, .gratitude), (.agrees, .agrees),
  ]

  private static let acts: [(kind: EvidenceKind, tone: Tone)] = [
    (.threat, .threat), (.churn, .churn), (.legal, .legal), (.publicity, .publicity),
  ]

  /// Turns a contact message into evidence.
  mutating func weighContactMessage(
    _ event: Event, _ score: MessageScore, _ slot: Int32, worsens: Bool, channel: UInt32, at instant: Instant
  ) {
    conversations[slot].risk.fade(with: .contact, model)
    if score.asksForSupervisor {
      addEvidence(
        .asksForSupervisor, 1, to: slot, event: event.id, quote: score.quote(.supervisor), at: instant)
    }
    for (kind, tone) in Self.acts where score.tones[tone] > 0 {
      addEvidence(
        kind, score.tones[tone], to: slot, event: event.id, quote: score.quote(tone.termClass), at: instant)
    }
    for (kind, termClass) in Self.cues where score.counts[termClass] > 0 {
      addEvidence(
        kind, root(score.counts[termClass]), to: slot, event: event.id, quote: score.quote(termClass),
        at: instant)
    }
    if conversations[slot].repeatsItself {
      addEvidence(.repeats, 1, to: slot, event: event.id, quote: score.quote(.repeats), at: instant)
    }
    if worsens {
      addEvidence(.worsens, 1, to: slot, event: event.id, quote: score.quote(.sentiment), at: instant)
    }
    addEvidence(
      .praise, score.positivePart, to: slot, event: event.id, quote: score.quote(.sentiment, positive: true),
      at: instant)
    weighHeat(event, score, slot, worsens: worsens, at: instant)
    weighHop(event, slot, channel: channel, at: instant)
  }

  private mutating func weighHeat(
    _ event: Event, _ score: MessageScore, _ slot: Int32, worsens: Bool, at instant: Instant
  ) {
    let heat = model.heat(of: score, worsens: worsens)
    let factor = conversations[slot].hasAgentSpoken ? model.heatWithAgent : model.heatWithoutAgent
    let quote = score.quote(.sentiment)
    conversations[slot].risk.remove(.heat)
    addEvidence(
      .heat, (heat.value - heat.neutral) * factor, to: slot, event: event.id, quote: quote, at: instant)
    addEvidence(
      .trail, max(0, heat.value - model.heatFloor), to: slot, event: event.id, quote: quote, at: instant)
  }

  /// The same person wrote on another channel before, in this or another conversation.
  private mutating func weighHop(_ event: Event, _ slot: Int32, channel: UInt32, at instant: Instant) {
    let contact = conversations[slot].contact
    guard contact >= 0, channel != 0 else { return }
    let last = contacts[contact].lastChannel
    let isRecent = contacts[contact].lastMessageAt.map { instant - $0 < .days(1) } ?? false
    if last != 0, last != channel, isRecent {
      addEvidence(.hops, 1, to: slot, event: event.id, quote: "", at: instant)
    }
    contacts[contact].lastChannel = channel
    contacts[contact].lastMessageAt = instant
  }

  // MARK: - Overdue answers

  /// When the next overdue piece is due: after once, three, nine times `overdueAfter`.
  func overdueInstant(_ conversation: Conversation) -> Instant? {
    guard let since = conversation.waitingSince, conversation.overdueStage < 3, !conversation.isPending,
      !model.overdueExcept.contains(conversation.channel ?? "")
    else { return nil }
    var wait = model.overdueAfter.microseconds
    for _ in 0..<conversation.overdueStage { wait *= 3 }
    return since + Interval(microseconds: wait)
  }

  mutating func addOverdue(_ slot: Int32, at now: Instant, _ touched: inout Touched) {
    var isOverdue = false
    while let due = overdueInstant(conversations[slot]), due <= now {
      conversations[slot].risk.advance(to: now, model)
      conversations[slot].overdueStage += 1
      addEvidence(.overdue, 1, to: slot, event: "", quote: "", at: due)
      isOverdue = true
    }
    guard isOverdue else { return }
    conversations[slot].risk.finish(keepingMarks: horizon.riskRise)
    touched.add(.conversation, slot, .risk)
    touched.add(.contact, conversations[slot].contact, .risk)
  }
}

extension MessageScore {
  /// The words that show a class most strongly; for sentiment, the most negative or the most positive ones.
  func quote(_ termClass: TermClass, positive: Bool = false) -> String {
    let candidates = terms.filter {
      $0.termClass == termClass && $0.weight != 0 && (termClass != .sentiment || ($0.weight > 0) == positive)
    }
    return candidates.max { abs($0.weight) < abs($1.weight) }?.text ?? ""
  }
}
