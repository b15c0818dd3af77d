// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Events
public import Rules

/// Everything that is known of one conversation, to answer why somebody is told, or is not.
public struct Explanation: Sendable {
  /// A piece of the risk.
  public struct Piece: Sendable {
    /// The kind of evidence.
    public var kind: String
    /// The points of risk it makes up now, below zero for what calms.
    public var points: Double
    /// When it came.
    public var at: Instant
    /// The words that show it.
    public var quote: String?
    /// The event it came from.
    public var event: String?
  }

  /// Where a rule stands with the conversation or its contact.
  public struct Standing: Sendable {
    /// In a word, and since or until when.
    public enum State: Sendable {
      case fires(since: Instant)
      /// Its condition holds, but not for long enough yet.
      case pending(until: Instant)
      /// Its cooldown lasts, though the condition holds.
      case quiet(until: Instant)
      /// Its condition does not hold.
      case idle
    }

    /// The rule's name.
    public var rule: String
    /// Where it stands.
    public var state: State
    /// The comparisons that hold, or those that keep it from holding.
    public var findings: [Finding]
  }

  /// The status of the conversation.
  public var status: String
  /// The risk now, 0–100.
  public var risk: Double
  /// What the risk is without any evidence.
  public var baseline: Double
  /// What makes the risk, the strongest first.
  public var pieces: [Piece]
  /// The rules about conversations and contacts.
  public var rules: [Standing]
}

extension Engine {
  /// Explains a conversation; `nil` when none of this name is known.
  public mutating func explain(_ conversation: String) -> Explanation? {
    guard let slot = world.conversations.place(of: conversation) else { return nil }
    let known = world.conversations[slot]
    let now = now
    let baseline = world.model.risk(ofSum: 0)
    let risk = known.risk.risk(at: now, world.model)
    let share = abs(known.risk.sum) > 0.01 ? (risk - baseline) / known.risk.sum : 0
    let pieces = known.risk.pieces.map { piece in
      Explanation.Piece(
        kind: piece.kind.name, points: (piece.points * share * 10).rounded() / 10, at: piece.at,
        quote: piece.quote.isEmpty ? nil : piece.quote, event: piece.event.isEmpty ? nil : piece.event)
    }.sorted { abs($0.points) > abs($1.points) }
    var subjects = [Subject(.conversation, slot)]
    if known.contact >= 0 { subjects.append(Subject(.contact, known.contact)) }
    var standings: [Explanation.Standing] = []
    for subject in subjects {
      for (place, rule) in rules.enumerated() where rule.definition.scope == subject.scope {
        standings.append(standing(of: rule, Int32(place), subject))
      }
    }
    return Explanation(
      status: known.status.rawValue, risk: risk, baseline: baseline, pieces: pieces, rules: standings)
  }

  private mutating func standing(of rule: Rule, _ place: Int32, _ subject: Subject) -> Explanation.Standing {
    let watch = watches[WatchKey(subject: subject, rule: place)]?.watch ?? Watch()
    let now = now
    let holds = withSource(subject) { rule.when.evaluate($0, at: now).holds }
    let findings = withSource(subject) {
      holds ? rule.when.findings($0, at: now) : rule.when.objections($0, at: now)
    }
    let state: Explanation.Standing.State
    if let since = watch.firingSince {
      state = .fires(since: since)
    } else if holds, watch.quietUntil > now {
      state = .quiet(until: watch.quietUntil)
    } else if let since = watch.pendingSince {
      state = .pending(until: since + rule.definition.hold)
    } else {
      state = .idle
    }
    return Explanation.Standing(rule: rule.definition.name, state: state, findings: findings)
  }
}
