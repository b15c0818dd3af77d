// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What rules watch one of.
extension World {
  /// Whether the subject is remembered.
  public func contains(_ subject: Subject) -> Bool {
    switch subject.scope {
    case .conversation: conversations.contains(subject.slot)
    case .contact: contacts.contains(subject.slot)
    case .agent: agents.contains(subject.slot)
    case .queue: queues.contains(subject.slot)
    case .all: true
    }
  }

  /// Whether it is a closed conversation, or a contact with none open.
  public func isClosed(_ subject: Subject) -> Bool {
    switch subject.scope {
    case .conversation: !conversations[subject.slot].isOpen
    case .contact: contacts[subject.slot].open.isEmpty
    case .agent, .queue, .all: false
    }
  }

  /// Every subject there is, in order.
  public var subjects: [Subject] {
    conversations.indices.map { Subject(.conversation, $0) } + contacts.indices.map { Subject(.contact, $0) }
      + agents.indices.map { Subject(.agent, $0) } + queues.indices.map { Subject(.queue, $0) } + [
        Subject(.all, 0)
      ]
  }

  /// The key of alerts about a subject.
  public func name(of subject: Subject) -> String {
    switch subject.scope {
    case .conversation: conversations[subject.slot].name
    case .contact: contacts[subject.slot].name
    case .agent: agents[subject.slot].name
    case .queue: queues[subject.slot].name
    case .all: "all"
    }
  }

  /// The open conversations of an agent or queue, in order.
  public func openConversations(of subject: Subject) -> [Int32] {
    switch subject.scope {
    case .agent: agents[subject.slot].open.sorted()
    case .queue: queues[subject.slot].open.sorted()
    default: []
    }
  }

  /// The agents who serve a queue, in order.
  public func agents(ofQueue slot: Int32) -> [Int32] { queues[slot].members.sorted() }
}
