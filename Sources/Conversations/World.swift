// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Language
public import ServiceLevels

/// For how long what is known must be kept.
public struct Horizon: Equatable, Sendable {
  /// The longest window a rule asks of the whole centre; `nil` when none does.
  public var centre: Interval?
  /// The longest window of `risk.rise`; `nil` when no rule asks.
  public var riskRise: Interval?
  /// A closed conversation is forgotten so long after its last event.
  public var closedConversations = Interval.days(1)
  /// An open one that nothing happens in is forgotten after this.
  public var openConversations = Interval.days(14)
  /// A contact without an open conversation is forgotten after this.
  public var contacts = Interval.days(30)

  /// Keeps what the shipped rules need.
  public init() {}
}

/// What is known of every conversation, contact, agent and queue.
public struct World: Sendable, ~Copyable {
  /// The weights of the risk.
  public var model: RiskModel
  /// For how long what is known is kept.
  public var horizon: Horizon
  /// Every conversation that is remembered.
  public internal(set) var conversations = Table(
    blank: Conversation(name: "", openedAt: .distantPast, serial: 0))
  /// Every contact that is remembered.
  public internal(set) var contacts = Table(blank: Contact(name: "", at: .distantPast))
  /// Every agent ever heard of.
  public internal(set) var agents = Table(blank: Agent(name: ""))
  /// Every queue ever heard of.
  public internal(set) var queues = Table(blank: QueueState(name: ""))
  /// What is promised, in the order in which it is tried; each conversation names one by its place.
  public var serviceLevels: [ServiceLevel] = []
  var centre = Centre()

  /// Makes a world in which nothing has happened.
  public init(model: RiskModel, horizon: Horizon = Horizon()) {
    self.model = model
    self.horizon = horizon
  }

  /// What an event changed: for each subject the groups of signals, in a fixed order.
  public struct Touched: Sendable {
    /// Nothing yet.
    public init() {}

    /// Subjects with their changed signals.
    public private(set) var subjects: [(subject: Subject, changes: Changes)] = []

    mutating func add(_ scope: Scope, _ slot: Int32, _ changes: Changes) {
      guard slot >= 0 else { return }
      let subject = Subject(scope, slot)
      if let index = subjects.firstIndex(where: { $0.subject == subject }) {
        subjects[index].changes.formUnion(changes)
      } else {
        subjects.append((subject, changes))
      }
    }

    /// The agent the conversation had before this event, where the event brings another.
    var agentBefore: Int32?

    func changes(of subject: Subject) -> Changes {
      subjects.first { $0.subject == subject }?.changes ?? []
    }

    /// Subjects in the order in which rules are evaluated.
    public mutating func sort() {
      if subjects.count > 1 { subjects.sort { $0.subject < $1.subject } }
    }
  }

  /// Applies what happened. `now` is not before any earlier `now`; the event's own instant may be.
  public mutating func apply(_ scored: ScoredEvent, at now: Instant) -> Touched {
    var touched = Touched()
    let event = scored.event
    let instant = min(event.at, now)
    switch event.kind {
    case .agentStatus(let status):
      guard let agent = event.agent else { break }
      setStatus(status, of: agent, queue: event.queue, at: instant, &touched)
    case .contactMerged(let into):
      guard let contact = event.contact else { break }
      merge(contact, into: into, at: instant, &touched)
    default:
      guard let name = event.conversation else { break }
      let slot = open(name, at: instant, now, &touched)
      adopt(event, slot, at: instant, now, &touched)
      happen(scored, slot, at: instant, now, &touched)
      refresh(slot, now, &touched)
    }
    touched.sort()
    return touched
  }

  /// Does what is due to a conversation or contact by time alone: overdue answers, risk that fades, forgetting.
  public mutating func wake(_ subject: Subject, at now: Instant) -> Touched {
    var touched = Touched()
    switch subject.scope {
    case .conversation where conversations.contains(subject.slot):
      addOverdue(subject.slot, at: now, &touched)
      noteBreaches(subject.slot, at: now, &touched)
      refresh(subject.slot, now, &touched)
    default: break
    }
    touched.sort()
    return touched
  }

  // MARK: - Conversations come and go

  private mutating func open(_ name: String, at instant: Instant, _ now: Instant, _ touched: inout Touched)
    -> Int32
  {
    if let known = conversations.place(of: name) { return known }
    centre.lastSerial += 1
    let conversation = Conversation(name: name, openedAt: instant, serial: centre.lastSerial)
    let slot = conversations.add(conversation, named: name)
    touched.add(.conversation, slot, .everything)
    return slot
  }

  /// Takes over who, where and what the event tells of its conversation.
  private mutating func adopt(
    _ event: Event, _ slot: Int32, at instant: Instant, _ now: Instant, _ touched: inout Touched
  ) {
    conversations[slot].lastEventAt = max(conversations[slot].lastEventAt, now)
    if let channel = event.channel, channel != conversations[slot].channel {
      conversations[slot].channel = channel
      touched.add(.conversation, slot, .channel)
    }
    // In order, since which of too many are kept must not depend on chance.
    for (key, value) in event.attributes.sorted(by: { $0.key < $1.key })
    where conversations[slot].attributes[key] != value {
      guard
        conversations[slot].attributes[key] != nil
          || conversations[slot].attributes.count < Conversation.maximumAttributes
      else { continue }
      conversations[slot].attributes[key] = value
      touched.add(.conversation, slot, .attributes)
    }
    if let name = event.contact { setContact(name, of: slot, at: instant, &touched) }
    if let name = event.queue { setQueue(name, of: slot, at: instant, &touched) }
    if let name = event.agent { setAgent(name, of: slot, at: instant, &touched) }
  }

  private mutating func setContact(
    _ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
    let contact = contacts.place(of: name) ?? contacts.add(Contact(name: name, at: instant), named: name)
    let before = conversations[slot].contact
    contacts[contact].lastEventAt = max(contacts[contact].lastEventAt, conversations[slot].lastEventAt)
    guard contact != before else { return }
    conversations[slot].contact = contact
    contacts[contact].conversations += 1
    if before >= 0 {
      contacts[before].conversations -= 1
      contacts[before].open.removeAll { $0 == slot }
      touched.add(.contact, before, .everything)
    }
    if conversations[slot].isOpen { contacts[contact].open.append(slot) }
    touched.add(.contact, contact, .everything)
    touched.add(.conversation, slot, .life)
    // A conversation in which several people speak is opened by the first of them only.
    guard before < 0 else { return }
    contacts[contact].recordOpening(at: conversations[slot].openedAt)
    for other in contacts[contact].open { touched.add(.conversation, other, .life) }
    let recent = contacts[contact].openings.count { $0 > instant - model.returnsWithin }
    if recent >= model.returnsFrom {
      let times = Double(recent - model.returnsFrom + 1)
      addEvidence(.returns, times.squareRoot(), to: slot, event: "", quote: "", at: instant)
    }
  }

  private mutating func setQueue(
    _ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
    let queue = queues.place(of: name) ?? queues.add(QueueState(name: name), named: name)
    let before = conversations[slot].queue
    guard queue != before else { return }
    leaveQueue(slot, &touched)
    conversations[slot].queue = queue
    QueueState.append(instant, to: &queues[queue].arrivals)
    enterQueue(slot)
    touched.add(.queue, queue, .queue)
    touched.add(.conversation, slot, .hands)
  }

  private mutating func setAgent(
    _ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched
  ) {
    let agent = agents.place(of: name) ?? agents.add(Agent(name: name), named: name)
    let before = conversations[slot].agent
    guard agent != before else { return }
    touched.agentBefore = before
    if before >= 0 {
      agents[before].open.remove(slot)
      touched.add(.agent, before, .agent)
    }
    conversations[slot].agent = agent
    if conversations[slot].isOpen { agents[agent].open.insert(slot) }
    if agents[agent].queue < 0, conversations[slot].queue >= 0 {
      moveAgent(agent, to: conversations[slot].queue, &touched)
    }
    touched.add(.agent, agent, .agent)
    touched.add(.conversation, slot, .hands)
  }

  // MARK: - Sums over conversations

  mutating func leaveQueue(_ slot: Int32, _ touched: inout Touched) {
    let queue = conversations[slot].queue
    guard queue >= 0, queues[queue].open.remove(slot) != nil else { return }
    queues[queue].waiting.set(slot, nil)
    if conversations[slot].isAtRisk { queues[queue].atRisk -= 1 }
    touched.add(.queue, queue, .queue)
  }

  mutating func enterQueue(_ slot: Int32) {
    let queue = conversations[slot].queue
    guard queue >= 0, conversations[slot].isOpen else { return }
    queues[queue].open.insert(slot)
    queues[queue].waiting.set(slot, conversations[slot].waitingSince)
    if conversations[slot].isAtRisk { queues[queue].atRisk += 1 }
  }

  /// Brings what depends on a conversation's state up to date: its queue's sums and whether it is at risk.
  private mutating func refresh(_ slot: Int32, _ now: Instant, _ touched: inout Touched) {
    let queue = conversations[slot].queue
    if queue >= 0, conversations[slot].isOpen {
      let before = (queues[queue].waiting.count, queues[queue].waiting.longest)
      queues[queue].waiting.set(slot, conversations[slot].waitingSince)
      if before != (queues[queue].waiting.count, queues[queue].waiting.longest) {
        touched.add(.queue, queue, .queue)
      }
    }
    let isAtRisk = conversations[slot].isOpen && conversations[slot].risk.risk(at: now, model) >= model.atRisk
    guard isAtRisk != conversations[slot].isAtRisk else { return }
    conversations[slot].isAtRisk = isAtRisk
    // No signal, but it must be saved.
    touched.add(.conversation, slot, [])
    if queue >= 0, queues[queue].open.contains(slot) {
      queues[queue].atRisk += isAtRisk ? 1 : -1
      touched.add(.queue, queue, .queue)
    }
    centre.atRisk += isAtRisk ? 1 : -1
    if isAtRisk {
      centre.begin(conversations[slot].serial)
    } else {
      centre.end(conversations[slot].serial, at: now, keeping: horizon.centre ?? .zero)
    }
    touched.add(.all, 0, .all)
  }

  /// The open conversations of an agent or queue, in order.
  public func openConversations(of subject: Subject) -> [Int32] {
    switch subject.scope {
    case .agent: agents[subject.slot].open.sorted()
    case .queue: queues[subject.slot].open.sorted()
    default: []
    }
  }

  // MARK: - Time

  /// The instant at which `wake` must be called for a conversation if nothing happens before.
  public func nextWake(ofConversation slot: Int32, after now: Instant) -> Instant? {
    let conversation = conversations[slot]
    var next = overdueInstant(conversation)
    if let breach = nextBreach(slot) { next = min(next ?? breach, breach) }
    if conversation.isAtRisk, let falls = conversation.risk.fallsBelow(model.atRisk, after: now, model) {
      next = min(next ?? falls, falls)
    }
    return next
  }

  /// When a conversation is forgotten if nothing happens before.
  public func forgetInstant(ofConversation slot: Int32) -> Instant {
    let conversation = conversations[slot]
    return conversation.lastEventAt
      + (conversation.isOpen ? horizon.openConversations : horizon.closedConversations)
  }

  /// When a contact is forgotten if nothing happens before; never while a conversation names it.
  public func forgetInstant(ofContact slot: Int32) -> Instant {
    contacts[slot].conversations == 0 ? contacts[slot].lastEventAt + horizon.contacts : .distantFuture
  }

  /// Forgets a conversation whose time has come.
  public mutating func forgetConversation(_ slot: Int32, at now: Instant) -> Touched {
    var touched = Touched()
    leaveQueue(slot, &touched)
    let conversation = conversations[slot]
    if conversation.agent >= 0, agents[conversation.agent].open.remove(slot) != nil {
      touched.add(.agent, conversation.agent, .agent)
    }
    if conversation.contact >= 0 {
      contacts[conversation.contact].open.removeAll { $0 == slot }
      contacts[conversation.contact].conversations -= 1
      touched.add(.contact, conversation.contact, .everything)
    }
    if conversation.isAtRisk {
      centre.atRisk -= 1
      centre.end(conversation.serial, at: now, keeping: horizon.centre ?? .zero)
      touched.add(.all, 0, .all)
    }
    conversations.remove(slot, names: [conversation.name])
    touched.sort()
    return touched
  }

  /// Forgets a contact whose time has come.
  public mutating func forgetContact(_ slot: Int32) {
    contacts.remove(slot, names: contacts[slot].names)
  }
}
