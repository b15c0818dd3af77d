// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules

extension World {
  /// The conversation that says most about a subject: itself, or the contact's open one with the highest risk.
  private func foremost(_ subject: Subject, _ now: Instant) -> Int32? {
    switch subject.scope {
    case .conversation: subject.slot
    case .contact:
      contacts[subject.slot].open.max {
        conversations[$0].risk.risk(at: now, model) < conversations[$1].risk.risk(at: now, model)
      }
    default: nil
    }
  }

  /// Who and where, for an alert about a subject.
  func circumstances(_ subject: Subject, _ now: Instant) -> Alert.Circumstances {
    var about = Alert.Circumstances()
    switch subject.scope {
    case .contact: about.contact = contacts[subject.slot].name
    case .agent: about.agent = agents[subject.slot].name
    case .queue: about.queue = queues[subject.slot].name
    case .conversation, .all: break
    }
    guard let slot = foremost(subject, now) else { return about }
    let conversation = conversations[slot]
    about.conversation = conversation.name
    about.channel = conversation.channel
    if conversation.contact >= 0 { about.contact = contacts[conversation.contact].name }
    if conversation.agent >= 0 { about.agent = agents[conversation.agent].name }
    if conversation.queue >= 0 { about.queue = queues[conversation.queue].name }
    about.risk = (conversation.risk.risk(at: now, model) * 10).rounded() / 10
    return about
  }

  /// Whether a conversation belongs to an agent or a queue.
  func isOpen(_ subject: Subject, with other: Subject) -> Bool {
    guard subject.scope == .conversation, contains(subject) else { return false }
    let conversation = conversations[subject.slot]
    return other.scope == .agent ? conversation.agent == other.slot : conversation.queue == other.slot
  }

  /// What a surge is about, where the rule asks for one.
  func topics(of rule: Rule, _ subject: Subject, _ now: Instant) -> [Alert.Reason] {
    let windows = rule.when.references.compactMap { reference in
      if case .crowd(_, .surge) = reference.signal { reference.window } else { nil }
    }
    guard let window = windows.max() else { return [] }
    return topics(of: subject, within: window, at: now).map { topic in
      let usual = (topic.usualShare * 1000).rounded() / 10
      return Alert.Reason(
        signal: "topic", value: "in \(topic.conversations) of \(topic.all) conversations",
        threshold: "usually in \(usual)% of the messages", quote: topic.word)
    }
  }

  /// How many pieces of evidence an alert names.
  static let maximumEvidence = 6

  /// The evidence that raises the risk most, each with the points of risk it makes up. The points of all pieces
  /// together are the risk less what it is without any evidence.
  func evidence(_ subject: Subject, _ now: Instant) -> [Alert.Reason] {
    guard let slot = foremost(subject, now) else { return [] }
    let risk = conversations[slot].risk
    guard abs(risk.sum) > 0.01 else { return [] }
    let share = (risk.risk(at: now, model) - model.risk(ofSum: 0)) / risk.sum
    let strongest = risk.pieces.enumerated().filter { $0.element.points > 0 }.sorted {
      ($1.element.points, $0.offset) < ($0.element.points, $1.offset)
    }
    return strongest.prefix(Self.maximumEvidence).compactMap { _, piece in
      let points = (piece.points * share * 10).rounded() / 10
      guard points >= 0.5 else { return nil }
      return Alert.Reason(
        signal: "evidence.\(piece.kind.name)", value: "+\(points)", threshold: "", points: points,
        quote: piece.quote.isEmpty ? nil : piece.quote, event: piece.event.isEmpty ? nil : piece.event)
    }
  }
}
