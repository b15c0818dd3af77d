// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Language

extension World {
  /// What an event does to its conversation.
  mutating func happen(
    _ scored: ScoredEvent, _ slot: Int32, at instant: Instant, _ now: Instant, _ touched: inout Touched
  ) {
    let event = scored.event
    conversations[slot].risk.advance(to: now, model)
    switch event.kind {
    case .message(let author, _, _):
      conversations[slot].lastMessageAt = max(conversations[slot].lastMessageAt ?? instant, instant)
      touched.add(.conversation, slot, .answers)
      switch author {
      case .contact: hearContact(scored, slot, at: instant, &touched)
      case .agent: hearAgent(event, scored.score ?? MessageScore(), slot, at: instant, &touched)
      case .bot, .system: break
      }
    case .opened, .note, .assigned:
      break
    case .transferred:
      conversations[slot].transfers += 1
      log(instant, \.transferLog, \.transfers, slot)
      touched.add(.conversation, slot, .hands)
      addEvidence(.transferred, 1, to: slot, event: event.id, quote: "", at: instant)
      chargeTransfer(slot, event, at: instant, &touched)
    case .held:
      guard conversations[slot].heldSince == nil else { break }
      conversations[slot].heldSince = instant
      conversations[slot].holds += 1
      log(instant, \.holdLog, \.holds, slot)
      touched.add(.conversation, slot, [.holds, .life])
      addEvidence(.held, 1, to: slot, event: event.id, quote: "", at: instant)
      note(\.holds, ofAgentOf: slot, instant, &touched)
    case .unheld:
      conversations[slot].endHold(at: instant)
      touched.add(.conversation, slot, [.holds, .life])
    case .pending:
      conversations[slot].isPending = true
      touched.add(.conversation, slot, .life)
    case .resumed:
      conversations[slot].isPending = false
      touched.add(.conversation, slot, .life)
    case .resolved: close(slot, as: .resolved, at: instant, &touched)
    case .abandoned:
      let queue = conversations[slot].queue
      if queue >= 0, conversations[slot].isOpen {
        QueueState.append(instant, to: &queues[queue].abandoned)
        touched.add(.queue, queue, .queueFlow)
      }
      giveUp(slot, at: instant)
      close(slot, as: .abandoned, at: instant, &touched)
    case .reopened: reopen(slot, event, at: instant, &touched)
    case .escalated:
      conversations[slot].isEscalated = true
      note(\.escalations, ofAgentOf: slot, instant, &touched)
    case .rated(let score, let scale): rate(slot, score * 5 / scale, event, at: instant, &touched)
    case .agentStatus, .contactMerged: break
    }
    runClocks(slot, at: instant)
    conversations[slot].risk.finish(keepingMarks: horizon.riskRise)
    touched.add(.conversation, slot, .risk)
    let contact = conversations[slot].contact
    // What a contact's conversations do not add up to is read from the one heard from last: any event may switch it.
    let isOnly = contact < 0 || contacts[contact].open.count <= 1
    touched.add(.contact, contact, isOnly ? touched.changes(of: Subject(.conversation, slot)) : .everything)
  }

  // MARK: - Messages

  private mutating func hearContact(
    _ scored: ScoredEvent, _ slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
    let (event, score) = (scored.event, scored.score ?? MessageScore())
    touched.add(.conversation, slot, .words)
    let sentiment = Int16((score.sentiment * 10_000).rounded())
    let first = conversations[slot].firstSentiment
    let worsens = first.map { sentiment < $0 && sentiment < 0 } ?? false
    let channel =
      conversations[slot].channel.map { UInt32(truncatingIfNeeded: StableHash.quick($0)) | 1 } ?? 0

    if conversations[slot].isPending { touched.add(.conversation, slot, .life) }
    conversations[slot].isPending = false
    conversations[slot].firstSentiment = first ?? sentiment
    conversations[slot].language = score.language
    conversations[slot].asksForSupervisor = score.asksForSupervisor
    conversations[slot].repeatsItself =
      score.counts[.repeats] > 0 || conversations[slot].sketches.contains { $0.isNearly(score.sketch) }
    if conversations[slot].sketches.count == Conversation.maximumSketches {
      conversations[slot].sketches.removeFirst()
    }
    conversations[slot].sketches.append(score.sketch)
    let record = MessageRecord(at: instant, tones: score.tones, channel: channel, sentiment: sentiment)
    conversations[slot].messages.insert(record, by: \.at, keeping: Conversation.maximumMessages)
    let contact = conversations[slot].contact
    if contact >= 0 {
      contacts[contact].messages.insert(record, by: \.at, keeping: Conversation.maximumMessages)
    }
    if conversations[slot].isOpen, instant >= conversations[slot].lastAgentMessageAt {
      conversations[slot].unanswered += 1
      conversations[slot].waitingSince = min(conversations[slot].waitingSince ?? instant, instant)
    }

    hearTogether(slot, score, scored.words, at: instant, &touched)
    // A written conversation is answered in writing; who took it before is no answer yet.
    if conversations[slot].firstContactAt == nil, !conversations[slot].hasAgentSpoken {
      conversations[slot].firstWait = nil
    }
    conversations[slot].firstContactAt = min(conversations[slot].firstContactAt ?? instant, instant)
    hearForAgent(record, slot, &touched)
    weighContactMessage(event, score, slot, worsens: worsens, channel: channel, at: instant)
  }

  private mutating func hearAgent(
    _ event: Event, _ score: MessageScore, _ slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
    if conversations[slot].firstWait == nil, let first = conversations[slot].firstContactAt, first <= instant
    {
      answerFirst(slot, after: instant - first, &touched)
    }
    conversations[slot].answer(at: instant)
    conversations[slot].risk.fade(with: .agent, model)
    addEvidence(
      .agentFails, root(score.counts[.fails]), to: slot, event: event.id, quote: score.quote(.fails),
      at: instant)
    addEvidence(
      .agentWarmth, root(score.counts[.warmth]), to: slot, event: event.id, quote: score.quote(.warmth),
      at: instant)
  }

  // MARK: - Life of a conversation

  private mutating func close(
    _ slot: Int32, as status: Conversation.Status, at instant: Instant, _ touched: inout Touched
  ) {
    touched.add(.conversation, slot, [.life, .answers, .holds])
    guard conversations[slot].isOpen else {
      conversations[slot].closed = status
      return
    }
    leaveQueue(slot, at: instant, &touched)
    leaveAgent(slot, at: instant, &touched)
    if status == .resolved { noteHandling(slot, &touched) }
    notePhoneWait(slot, &touched)
    conversations[slot].closed = status
    conversations[slot].closedAt = instant
    conversations[slot].isPending = false
    conversations[slot].endHold(at: instant)
    conversations[slot].stopWaiting()
    conversations[slot].risk.settle()
    let contact = conversations[slot].contact
    if contact >= 0 {
      contacts[contact].open.removeAll { $0 == slot }
      touched.add(.contact, contact, .everything)
    }
  }

  private mutating func reopen(_ slot: Int32, _ event: Event, at instant: Instant, _ touched: inout Touched) {
    guard !conversations[slot].isOpen else { return }
    conversations[slot].closed = nil
    conversations[slot].gaveUpAfter = nil
    conversations[slot].reopened += 1
    conversations[slot].waitAgain()
    enterQueue(slot)
    joinAgent(slot, at: instant, &touched)
    let (contact, queue) = (conversations[slot].contact, conversations[slot].queue)
    if contact >= 0 { contacts[contact].open.append(slot) }
    touched.add(.queue, queue, .queue)
    touched.add(.conversation, slot, .everything)
    addEvidence(.reopened, 1, to: slot, event: event.id, quote: "", at: instant)
  }

  private mutating func rate(
    _ slot: Int32, _ value: Double, _ event: Event, at instant: Instant, _ touched: inout Touched
  ) {
    let rating = Rating(at: instant, value: value)
    conversations[slot].ratings.insert(rating, by: \.at, keeping: Conversation.maximumRatings)
    let contact = conversations[slot].contact
    if contact >= 0 {
      contacts[contact].ratings.insert(rating, by: \.at, keeping: Conversation.maximumRatings)
    }
    touched.add(.conversation, slot, .ratings)
    guard value <= model.lowRating else { return }
    addEvidence(.lowRating, 1, to: slot, event: event.id, quote: "", at: instant)
  }
}
