// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
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

/// A conversation in a list of those most at risk.
public struct Sight: Sendable {
  /// Its name.
  public var conversation: String
  /// Its contact; `nil`, as all below, where nobody has said.
  public var contact: String?
  /// Its agent.
  public var agent: String?
  /// Its queue.
  public var queue: String?
  /// Where the contact wrote last.
  public var channel: String?
  /// The risk now, 0–100.
  public var risk: Double
  /// Contact messages that nobody has answered.
  public var unanswered: Int
  /// How long the oldest of them waits; `nil` when none does.
  public var waiting: Interval?
  /// How long it has been open.
  public var age: Interval
  /// What makes the risk, the strongest first, at most three.
  public var pieces: [Explanation.Piece]
  /// The rules that fire for it.
  public var alerts: [String]

  /// How a list is ordered.
  public enum Order: String, CaseIterable, Sendable {
    case risk, waiting, age
  }
}

extension Engine {
  /// The open conversations that come first in an order at an instant, and how many are open at all.
  public func sights(by order: Sight.Order, limit: Int, at now: Instant) -> (list: [Sight], open: Int) {
    let open = world.conversations.indices.filter { world.conversations[$0].isOpen }
    func key(_ slot: Int32) -> Double {
      let known = world.conversations[slot]
      return switch order {
      case .risk: known.risk.risk(at: now, world.model)
      case .waiting: known.waitingSince.map { Double((now - $0).microseconds) } ?? -1
      case .age: Double((now - known.openedAt).microseconds)
      }
    }
    let first = open.map { (slot: $0, key: key($0)) }.sorted { ($1.key, $0.slot) < ($0.key, $1.slot) }.prefix(
      limit)
    let firing = Dictionary(grouping: escalations.all.filter { $0.circumstances.conversation != nil }) {
      $0.circumstances.conversation ?? ""
    }
    return (first.map { sight($0.slot, firing, now) }, open.count)
  }

  private func sight(_ slot: Int32, _ firing: [String: [Alert]], _ now: Instant) -> Sight {
    let known = world.conversations[slot]
    let about = world.circumstances(Subject(.conversation, slot), now)
    return Sight(
      conversation: known.name, contact: about.contact, agent: about.agent, queue: about.queue,
      channel: known.channel, risk: known.risk.risk(at: now, world.model), unanswered: Int(known.unanswered),
      waiting: known.waitingSince.map { now - $0 }, age: now - known.openedAt,
      pieces: Array(pieces(of: known, now).prefix(3)), alerts: (firing[known.name] ?? []).map(\.rule).sorted()
    )
  }

  /// What makes the risk of a conversation, the strongest first.
  private func pieces(of known: Conversation, _ now: Instant) -> [Explanation.Piece] {
    let baseline = world.model.risk(ofSum: 0)
    let share =
      abs(known.risk.sum) > 0.01 ? (known.risk.risk(at: now, world.model) - baseline) / known.risk.sum : 0
    return known.risk.pieces.map { piece in
      Explanation.Piece(
        kind: piece.kind.name, points: (piece.points * share * 10).rounded() / 10, at: piece.at,
        quote: piece.quote.isEmpty ? nil : piece.quote, event: piece.event.isEmpty ? nil : piece.event)
    }.sorted { abs($0.points) > abs($1.points) }
  }

  /// Explains a conversation; `nil` when none of this name is known.
  public mutating func explain(_ conversation: String) -> Explanation? {
    guard let slot = world.conversations.place(of: conversation) else { return nil }
    let known = world.conversations[slot]
    let baseline = world.model.risk(ofSum: 0)
    let risk = known.risk.risk(at: now, world.model)
    var subjects = [Subject(.conversation, slot)]
    if known.contact >= 0 { subjects.append(Subject(.contact, known.contact)) }
    var standings: [Explanation.Standing] = []
    for subject in subjects {
      for (place, rule) in rules.enumerated() where rule.definition.scope == subject.scope {
        standings.append(standing(of: rule, Int32(place), subject))
      }
    }
    return Explanation(
      status: known.status.rawValue, risk: risk, baseline: baseline, pieces: pieces(of: known, now),
      rules: standings)
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
