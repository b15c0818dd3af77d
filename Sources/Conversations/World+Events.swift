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
      case .contact: hearContact(event, scored.score ?? MessageScore(), slot, at: instant, &touched)
      case .agent: hearAgent(event, scored.score ?? MessageScore(), slot, at: instant, &touched)
      case .bot, .system: break
      }
    case .opened, .note, .assigned:
      break
    case .transferred:
      conversations[slot].transfers += 1
      touched.add(.conversation, slot, .hands)
      addEvidence(.transferred, 1, to: slot, event: event.id, quote: "", at: instant)
      chargeTransfer(slot, event, at: instant, &touched)
    case .held:
      guard conversations[slot].heldSince == nil else { break }
      conversations[slot].heldSince = instant
      conversations[slot].holds += 1
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
        touched.add(.queue, queue, .queue)
      }
      close(slot, as: .abandoned, at: instant, &touched)
    case .reopened: reopen(slot, event, at: instant, &touched)
    case .escalated: note(\.escalations, ofAgentOf: slot, instant, &touched)
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
    _ event: Event, _ score: MessageScore, _ slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
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
    conversations[slot].remember(
      MessageRecord(at: instant, tones: score.tones, channel: channel, sentiment: sentiment))
    if conversations[slot].isOpen, instant >= conversations[slot].lastAgentMessageAt {
      conversations[slot].unanswered += 1
      conversations[slot].waitingSince = min(conversations[slot].waitingSince ?? instant, instant)
    }

    if horizon.centre != nil {
      centre.hear(at: instant, isNegative: score.sentiment <= -0.05, keeping: horizon.centre ?? .zero)
      touched.add(.all, 0, .all)
    }
    conversations[slot].firstContactAt = min(conversations[slot].firstContactAt ?? instant, instant)
    let agent = conversations[slot].agent
    if agent >= 0 {
      Agent.insert(Agent.Heard(at: instant, sentiment: sentiment), into: &agents[agent].heard, by: \.at)
      touched.add(.agent, agent, .agent)
    }
    weighContactMessage(event, score, slot, worsens: worsens, channel: channel, at: instant)
  }

  private mutating func hearAgent(
    _ event: Event, _ score: MessageScore, _ slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
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
    leaveQueue(slot, &touched)
    conversations[slot].closed = status
    conversations[slot].closedAt = instant
    conversations[slot].isPending = false
    conversations[slot].endHold(at: instant)
    conversations[slot].stopWaiting()
    conversations[slot].risk.settle()
    let (agent, contact) = (conversations[slot].agent, conversations[slot].contact)
    if agent >= 0 {
      agents[agent].open.remove(slot)
      touched.add(.agent, agent, .agent)
    }
    if contact >= 0 {
      contacts[contact].open.removeAll { $0 == slot }
      touched.add(.contact, contact, .everything)
    }
  }

  private mutating func reopen(_ slot: Int32, _ event: Event, at instant: Instant, _ touched: inout Touched) {
    guard !conversations[slot].isOpen else { return }
    conversations[slot].closed = nil
    conversations[slot].reopened += 1
    conversations[slot].waitAgain()
    enterQueue(slot)
    let (agent, contact, queue) = (
      conversations[slot].agent, conversations[slot].contact, conversations[slot].queue
    )
    if agent >= 0 {
      agents[agent].open.insert(slot)
      touched.add(.agent, agent, .agent)
    }
    if contact >= 0 { contacts[contact].open.append(slot) }
    touched.add(.queue, queue, .queue)
    touched.add(.conversation, slot, .everything)
    addEvidence(.reopened, 1, to: slot, event: event.id, quote: "", at: instant)
  }

  private mutating func rate(
    _ slot: Int32, _ value: Double, _ event: Event, at instant: Instant, _ touched: inout Touched
  ) {
    if conversations[slot].ratings.count == Conversation.maximumRatings {
      conversations[slot].ratings.removeFirst()
    }
    let place = conversations[slot].ratings.lastIndex { $0.at <= instant }.map { $0 + 1 } ?? 0
    conversations[slot].ratings.insert(Rating(at: instant, value: value), at: place)
    touched.add(.conversation, slot, .ratings)
    guard value <= model.lowRating else { return }
    addEvidence(.lowRating, 1, to: slot, event: event.id, quote: "", at: instant)
  }

  // MARK: - Agents and contacts

  /// Adds an instant to a log of the conversation's agent.
  private mutating func note(
    _ log: WritableKeyPath<Agent, [Instant]>, ofAgentOf slot: Int32, _ instant: Instant,
    _ touched: inout Touched
  ) {
    let agent = conversations[slot].agent
    guard agent >= 0 else { return }
    Agent.insert(instant, into: &agents[agent][keyPath: log], by: \.self)
    touched.add(.agent, agent, .agent)
  }

  /// A transfer counts for the agent who had the conversation before it.
  private mutating func chargeTransfer(
    _ slot: Int32, _ event: Event, at instant: Instant, _ touched: inout Touched
  ) {
    let from = touched.agentBefore ?? conversations[slot].agent
    guard from >= 0 else { return }
    Agent.insert(instant, into: &agents[from].transfers, by: \.self)
    touched.add(.agent, from, .agent)
  }

  mutating func setStatus(
    _ status: AgentStatus, of name: String, queue: String?, at instant: Instant, _ touched: inout Touched
  ) {
    let agent = agents.place(of: name) ?? agents.add(Agent(name: name), named: name)
    let before = agents[agent].status
    let since = agents[agent].statusSince
    countAvailable(agent, -1, &touched)
    // A status that comes late is no news.
    if before != status, instant >= since ?? instant {
      if before == .afterCallWork, let since, instant > since {
        Agent.append(Agent.Spell(start: since, end: instant), to: &agents[agent].afterCallWork)
      }
      agents[agent].status = status
      agents[agent].statusSince = instant
    }
    countAvailable(agent, 1, &touched)
    if let queue {
      let place = queues.place(of: queue) ?? queues.add(QueueState(name: queue), named: queue)
      touched.add(.queue, place, .queue)
      moveAgent(agent, to: place, &touched)
    }
    touched.add(.agent, agent, .agent)
  }

  mutating func moveAgent(_ agent: Int32, to queue: Int32, _ touched: inout Touched) {
    countAvailable(agent, -1, &touched)
    agents[agent].queue = queue
    countAvailable(agent, 1, &touched)
  }

  func isAvailable(_ agent: Int32) -> Bool { agents[agent].status == .online && agents[agent].queue >= 0 }

  private mutating func countAvailable(_ agent: Int32, _ change: Int, _ touched: inout Touched) {
    guard isAvailable(agent) else { return }
    queues[agents[agent].queue].agents += change
    touched.add(.queue, agents[agent].queue, .queue)
  }

  /// The contact `name` is the same person as `into`: what was known of both is known of one.
  mutating func merge(_ name: String, into other: String, at instant: Instant, _ touched: inout Touched) {
    let target = contacts.place(of: other) ?? contacts.add(Contact(name: other, at: instant), named: other)
    contacts[target].lastEventAt = max(contacts[target].lastEventAt, instant)
    touched.add(.contact, target, .everything)
    guard contacts[target].names.count < Contact.maximumNames else { return }
    guard let source = contacts.place(of: name) else {
      contacts[target].names.append(name)
      contacts.alias(name, to: target)
      return
    }
    guard source != target else { return }
    let old = contacts[source]
    for slot in conversations.indices where conversations[slot].contact == source {
      conversations[slot].contact = target
      touched.add(.conversation, slot, .life)
    }
    contacts[target].conversations += old.conversations
    contacts[target].open += old.open
    contacts[target].names += old.names
    for opening in old.openings { contacts[target].recordOpening(at: opening) }
    if old.lastMessageAt ?? .distantPast > contacts[target].lastMessageAt ?? .distantPast {
      contacts[target].lastMessageAt = old.lastMessageAt
      contacts[target].lastChannel = old.lastChannel
    }
    for slot in contacts[target].open { touched.add(.conversation, slot, .life) }
    contacts.remove(source, names: [])
    for alias in old.names { contacts.alias(alias, to: target) }
    touched.add(.contact, source, .everything)
  }
}
