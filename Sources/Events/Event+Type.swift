// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension Event.Kind {
  /// The `type` by which an event of this kind comes.
  public var type: String {
    switch self {
    case .opened: "conversation.opened"
    case .assigned: "conversation.assigned"
    case .transferred: "conversation.transferred"
    case .held: "conversation.held"
    case .unheld: "conversation.unheld"
    case .pending: "conversation.pending"
    case .resumed: "conversation.resumed"
    case .resolved: "conversation.resolved"
    case .reopened: "conversation.reopened"
    case .abandoned: "conversation.abandoned"
    case .escalated: "conversation.escalated"
    case .rated: "conversation.rated"
    case .message: "message"
    case .note: "note"
    case .agentStatus: "agent.status"
    case .contactMerged: "contact.merged"
    }
  }
}
