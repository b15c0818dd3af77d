// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Language
public import ServiceLevels

/// For how long what is known must be kept.
public struct Horizon: Sendable {
  /// The longest window a rule asks of the whole centre; `nil` when none does.
  public var centre: Interval?
  /// The longest window a rule asks of a queue's messages and risks; `nil` when none does.
  public var queues: Interval?
  /// What must be known to be usual, for the whole centre and for each queue, in order.
  public var seasons: (centre: [Season], queues: [Season]) = ([], [])
  /// The longest window of `risk.rise`; `nil` when no rule asks.
  public var riskRise: Interval?
  /// On whose clocks the hours of the week are.
  public var zone = Zone.utc
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
  var centre = Crowd()
  var topics = Topics()
  var lastSerial: Int64 = 0

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
    lastSerial += 1
    let conversation = Conversation(name: name, openedAt: instant, serial: lastSerial)
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

  // MARK: - Sums over conversations

  /// Brings what depends on a conversation's state up to date: its queue's sums and whether it is at risk.
  private mutating func refresh(_ slot: Int32, _ now: Instant, _ touched: inout Touched) {
    refreshWaiting(slot, &touched)
    let isAtRisk = conversations[slot].isOpen && conversations[slot].risk.risk(at: now, model) >= model.atRisk
    guard isAtRisk != conversations[slot].isAtRisk else { return }
    conversations[slot].isAtRisk = isAtRisk
    // No signal, but it must be saved.
    touched.add(.conversation, slot, [])
    let (queue, serial) = (conversations[slot].queue, conversations[slot].serial)
    if queue >= 0, queues[queue].open.contains(slot) {
      queues[queue].crowd.set(serial, isAtRisk: isAtRisk, at: now, keeping: horizon.queues)
      touched.add(.queue, queue, .queueRisk)
    }
    centre.set(serial, isAtRisk: isAtRisk, at: now, keeping: horizon.centre)
    touched.add(.all, 0, .centreRisk)
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
    contacts[slot].conversations.isEmpty ? contacts[slot].lastEventAt + horizon.contacts : .distantFuture
  }

  /// Forgets a conversation whose time has come.
  public mutating func forgetConversation(_ slot: Int32, at now: Instant) -> Touched {
    var touched = Touched()
    leaveQueue(slot, at: now, &touched)
    if conversations[slot].isOpen { leaveAgent(slot, at: now, &touched) }
    let conversation = conversations[slot]
    if conversation.contact >= 0 {
      contacts[conversation.contact].open.removeAll { $0 == slot }
      contacts[conversation.contact].conversations.remove(slot)
      touched.add(.contact, conversation.contact, .everything)
    }
    if conversation.isAtRisk {
      centre.set(conversation.serial, isAtRisk: false, at: now, keeping: horizon.centre)
      touched.add(.all, 0, .centreRisk)
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
