// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
public import Events

extension World {
  /// Writes one subject; `all` is what is known of the centre. Nothing is written for a place that is free.
  public func pack(_ subject: Subject, into packer: inout Packer) {
    switch subject.scope {
    case .conversation where conversations.contains(subject.slot): packer.write(conversations[subject.slot])
    case .contact where contacts.contains(subject.slot): packer.write(contacts[subject.slot])
    case .agent where agents.contains(subject.slot): packer.write(agents[subject.slot])
    case .queue where queues.contains(subject.slot): packer.write(queues[subject.slot])
    case .all:
      packer.write(each: [conversations.capacity, contacts.capacity, agents.capacity, queues.capacity]) {
        $0.write($1)
      }
      packer.write(lastSerial)
      packer.write(centre)
      packer.write(topics)
    default: break
    }
  }

  /// Puts one saved subject back; `finishRestoring` must follow when all are.
  public mutating func restore(_ subject: Subject, from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    switch subject.scope {
    case .conversation:
      let conversation = try unpacker.value(Conversation.self)
      conversations.restore(conversation, at: subject.slot, names: [conversation.name])
    case .contact:
      let contact = try unpacker.value(Contact.self)
      contacts.restore(contact, at: subject.slot, names: contact.names)
    case .agent:
      let agent = try unpacker.value(Agent.self)
      agents.restore(agent, at: subject.slot, names: [agent.name])
    case .queue:
      let queue = try unpacker.value(QueueState.self)
      queues.restore(queue, at: subject.slot, names: [queue.name])
    case .all:
      let places = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.int() }
      guard places.count == 4 else { throw unpacker.damaged }
      conversations.finishRestoring(places: places[0])
      contacts.finishRestoring(places: places[1])
      agents.finishRestoring(places: places[2])
      queues.finishRestoring(places: places[3])
      lastSerial = try unpacker.signed()
      centre = try unpacker.value()
      topics = try unpacker.value()
    }
  }

  /// Finds again what is not saved: every sum over conversations and agents. Throws when a saved place leads nowhere.
  public mutating func finishRestoring() throws(Unpacker.Damaged) {
    for agent in agents.indices where agents[agent].queue >= 0 {
      guard queues.contains(agents[agent].queue) else { throw Unpacker.Damaged(offset: 0) }
      count(agent, 1)
    }
    for slot in conversations.indices {
      let conversation = conversations[slot]
      guard conversation.contact < 0 || contacts.contains(conversation.contact),
        conversation.agent < 0 || agents.contains(conversation.agent),
        conversation.queue < 0 || queues.contains(conversation.queue)
      else { throw Unpacker.Damaged(offset: 0) }
      if conversation.contact >= 0 { contacts[conversation.contact].conversations.insert(slot) }
      if conversation.isAtRisk { centre.atRisk += 1 }
      if conversation.agent >= 0, conversation.isOpen {
        agents[conversation.agent].open.insert(slot)
        agents[conversation.agent].waiting.set(slot, conversation.waitingSince)
      }
      enterQueue(slot)
    }
  }
}
