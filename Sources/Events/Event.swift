// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// One thing that happened in a support centre, as the integrator reported it.
public struct Event: Equatable, Sendable {
  /// Identity, 1–256 bytes: the same id twice is one event.
  public var id: String
  /// When it happened, by the sender's clock.
  public var at: Instant
  /// The conversation it belongs to; every type but `agent.status` and `contact.merged` has one.
  public var conversation: String?
  /// The person who contacted the centre.
  public var contact: String?
  /// The agent concerned; for a transfer, the new one.
  public var agent: String?
  /// The queue concerned; for a transfer, the new one.
  public var queue: String?
  /// The channel, such as `chat` or `email`.
  public var channel: String?
  /// Whatever else rules may ask for.
  public var attributes: [String: AttributeValue]
  /// What happened.
  public var kind: Kind

  /// Makes an event from its parts.
  public init(
    id: String, at: Instant, kind: Kind, conversation: String? = nil, contact: String? = nil,
    agent: String? = nil, queue: String? = nil, channel: String? = nil,
    attributes: [String: AttributeValue] = [:]
  ) {
    self.id = id
    self.at = at
    self.kind = kind
    self.conversation = conversation
    self.contact = contact
    self.agent = agent
    self.queue = queue
    self.channel = channel
    self.attributes = attributes
  }

  /// What happened, with what only this kind of event carries.
  public enum Kind: Equatable, Sendable {
    case opened, assigned, transferred, held, unheld, pending, resumed, resolved, reopened, abandoned
    /// The ground truth: somebody escalated this conversation.
    case escalated
    /// The contact rated: `score` points out of `scale`.
    case rated(score: Double, scale: Double)
    /// A public message.
    case message(from: Author, text: String, language: String?)
    /// An internal note; it never answers a clock.
    case note(text: String)
    case agentStatus(AgentStatus)
    /// The contact of the event is the same person as `into`.
    case contactMerged(into: String)
  }

  /// Who wrote a message.
  public enum Author: String, CaseIterable, Sendable {
    case contact, agent, bot, system
  }
}

/// What an agent is doing.
public enum AgentStatus: String, CaseIterable, Sendable {
  case online, offline
  case onCall = "on_call"
  case onBreak = "break"
  case afterCallWork = "after_call_work"
}

/// A value of an attribute: text, number or truth.
public enum AttributeValue: Equatable, Sendable {
  case string(String)
  case number(Double)
  case bool(Bool)
}
