// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Language

/// Agents: who has which conversation, what it costs them, and how they fare.
extension World {
  // MARK: - Who has what

  mutating func setAgent(_ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let agent = agents.place(of: name) ?? agents.add(Agent(name: name), named: name)
    let before = conversations[slot].agent
    guard agent != before else { return }
    touched.agentBefore = before
    leaveAgent(slot, at: instant, &touched)
    conversations[slot].agent = agent
    joinAgent(slot, at: instant, &touched)
    // Where nothing is written, as on the phone, being taken over is the first answer.
    let conversation = conversations[slot]
    if conversation.firstContactAt == nil, conversation.firstWait == nil, conversation.isOpen {
      answerFirst(slot, after: max(instant - conversation.openedAt, .zero), &touched)
    }
    if agents[agent].queue < 0, conversations[slot].queue >= 0 {
      moveAgent(agent, to: conversations[slot].queue, &touched)
    }
    touched.add(.agent, agent, .agent)
    touched.add(.conversation, slot, .hands)
  }

  /// The conversation's agent has it open from now on.
  mutating func joinAgent(_ slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let agent = conversations[slot].agent
    guard agent >= 0, conversations[slot].isOpen else { return }
    agents[agent].advanceShare(to: instant)
    agents[agent].open.insert(slot)
    agents[agent].waiting.set(slot, conversations[slot].waitingSince)
    conversations[slot].shareBefore = agents[agent].share
    touched.add(.agent, agent, [.agentState, .agentWaiting])
  }

  /// The conversation's agent does not have it open any more.
  mutating func leaveAgent(_ slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let agent = conversations[slot].agent
    guard agent >= 0 else { return }
    agents[agent].advanceShare(to: instant)
    agents[agent].open.remove(slot)
    agents[agent].waiting.set(slot, nil)
    if let before = conversations[slot].shareBefore {
      conversations[slot].handling = conversations[slot].handling + (agents[agent].share - before)
    }
    conversations[slot].shareBefore = nil
    touched.add(.agent, agent, [.agentState, .agentWaiting])
  }

  // MARK: - What it costs

  /// The contact has been answered for the first time.
  mutating func answerFirst(_ slot: Int32, after wait: Interval, _ touched: inout Touched) {
    conversations[slot].firstWait = wait
    let queue = conversations[slot].queue
    guard queue >= 0, conversations[slot].firstContactAt != nil else { return }
    QueueState.remember(QueueState.Wait(length: wait, gaveUp: false), in: &queues[queue].waits)
    touched.add(.queue, queue, .queueStaff)
  }

  /// Of a conversation in which nobody wrote it is known at its end only that it was a call, answered when it was taken.
  mutating func notePhoneWait(_ slot: Int32, _ touched: inout Touched) {
    let conversation = conversations[slot]
    guard conversation.firstContactAt == nil, let wait = conversation.firstWait, conversation.queue >= 0
    else { return }
    QueueState.remember(QueueState.Wait(length: wait, gaveUp: false), in: &queues[conversation.queue].waits)
    touched.add(.queue, conversation.queue, .queueStaff)
  }

  /// The contact has left without an answer; must come before the conversation is closed.
  mutating func giveUp(_ slot: Int32, at instant: Instant) {
    let conversation = conversations[slot]
    guard conversation.isOpen else { return }
    let since =
      conversation.firstWait == nil
      ? conversation.firstContactAt ?? conversation.openedAt : conversation.waitingSince
    guard let since else { return }
    let wait = QueueState.Wait(length: max(instant - since, .zero), gaveUp: true)
    conversations[slot].gaveUpAfter = wait.length
    guard conversation.queue >= 0 else { return }
    QueueState.remember(wait, in: &queues[conversation.queue].waits)
  }

  /// A resolved conversation tells what one takes of agents' time.
  mutating func noteHandling(_ slot: Int32, _ touched: inout Touched) {
    let (queue, handling) = (conversations[slot].queue, conversations[slot].handling)
    conversations[slot].handling = .zero
    guard queue >= 0, handling > .zero else { return }
    QueueState.remember(handling, in: &queues[queue].handled)
    touched.add(.queue, queue, .queueStaff)
  }

  // MARK: - How they fare

  /// What a contact's message says of the agent's shift.
  mutating func hearForAgent(_ record: MessageRecord, _ slot: Int32, _ touched: inout Touched) {
    let agent = conversations[slot].agent
    guard agent >= 0 else { return }
    let heard = Agent.Heard(at: record.at, sentiment: record.sentiment)
    agents[agent].heard.insert(heard, by: \.at, keeping: Agent.maximumEntries)
    let isAngry =
      record.tones[.anger] >= 0.5 || record.tones[.profanity] >= 0.5 || record.sentimentValue <= -0.5
    agents[agent].hear(conversations[slot].serial, isAngry: isAngry)
    touched.add(.agent, agent, .agentHeard)
  }

  /// Adds an instant to a log of the conversation's agent.
  mutating func note(
    _ log: WritableKeyPath<Agent, [Instant]>, ofAgentOf slot: Int32, _ instant: Instant,
    _ touched: inout Touched
  ) {
    let agent = conversations[slot].agent
    guard agent >= 0 else { return }
    agents[agent][keyPath: log].insert(instant, keeping: Agent.maximumEntries)
    touched.add(.agent, agent, .agentLog)
  }

  /// A transfer counts for the agent who had the conversation before it.
  mutating func chargeTransfer(
    _ slot: Int32, _ event: Event, at instant: Instant, _ touched: inout Touched
  ) {
    let from = touched.agentBefore ?? conversations[slot].agent
    guard from >= 0 else { return }
    agents[from].transfers.insert(instant, keeping: Agent.maximumEntries)
    touched.add(.agent, from, .agentLog)
  }

  // MARK: - What they do

  mutating func setStatus(
    _ status: AgentStatus, of name: String, queue: String?, at instant: Instant, _ touched: inout Touched
  ) {
    let agent = agents.place(of: name) ?? agents.add(Agent(name: name), named: name)
    let before = agents[agent].status
    let since = agents[agent].statusSince
    count(agent, -1, &touched)
    // A status that comes late is no news.
    if before != status, instant >= since ?? instant {
      agents[agent].advanceShare(to: instant)
      if before == .afterCallWork, let since, instant > since {
        endAfterCallWork(of: agent, Agent.Spell(start: since, end: instant))
      }
      agents[agent].status = status
      agents[agent].statusSince = instant
      if !agents[agent].isWorking { agents[agent].tempers = [] }
    }
    count(agent, 1, &touched)
    if let queue {
      let place = queues.place(of: queue) ?? queues.add(QueueState(name: queue), named: queue)
      touched.add(.queue, place, .queueStaff)
      moveAgent(agent, to: place, &touched)
    }
    // One who goes or comes reads the queue no more, or again.
    let isOtherwise = (before == .offline) != (agents[agent].status == .offline)
    touched.add(
      .agent, agent, isOtherwise ? [.agentState, .agentHeard, .queue] : [.agentState, .agentHeard])
  }

  private mutating func endAfterCallWork(of agent: Int32, _ spell: Agent.Spell) {
    agents[agent].afterCallWork.insert(spell, by: \.start, keeping: Agent.maximumEntries)
    // It belongs to what was resolved last.
    let queue = agents[agent].queue
    guard queue >= 0, agents[agent].open.isEmpty, let last = queues[queue].handled.indices.last else {
      return
    }
    queues[queue].handled[last] = queues[queue].handled[last] + (spell.end - spell.start)
  }

  mutating func moveAgent(_ agent: Int32, to queue: Int32, _ touched: inout Touched) {
    count(agent, -1, &touched)
    agents[agent].queue = queue
    count(agent, 1, &touched)
    touched.add(.agent, agent, .queue)
  }

  /// Counts an agent in or out of its queue.
  private mutating func count(_ agent: Int32, _ change: Int, _ touched: inout Touched) {
    let queue = agents[agent].queue
    guard queue >= 0 else { return }
    count(agent, change)
    touched.add(.queue, queue, .queueStaff)
  }

  mutating func count(_ agent: Int32, _ change: Int) {
    let queue = agents[agent].queue
    guard queue >= 0 else { return }
    if agents[agent].status == .offline || change < 0 {
      queues[queue].members.remove(agent)
    } else {
      queues[queue].members.insert(agent)
    }
    // Of one who never told a status nobody knows whether it is at work.
    guard let status = agents[agent].status else { return }
    if status == .online { queues[queue].agents += change }
    if agents[agent].isWorking { queues[queue].working += change }
  }
}
