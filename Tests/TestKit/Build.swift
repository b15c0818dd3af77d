// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Conversations
public import Engine
public import Events
public import Language
public import Rules
public import Settings

/// Short ways to make what tests need.
public enum Build {
  /// The instant all tests begin at.
  public static let start = Instant(rfc3339: "2026-11-21T10:00:00Z")!

  /// `seconds` after the start.
  public static func at(_ seconds: Double) -> Instant {
    start + Interval(microseconds: Int64(seconds * 1_000_000))
  }

  /// The scorer with all shipped lexicons.
  public static let scorer = Scorer(lexicons: settings.lexicons)

  /// The shipped settings.
  public static let settings: Settings = {
    let outcome = SettingsLoader(environment: [:]).load(Repository.folder + "/config")
    guard let settings = outcome.settings else {
      fatalError(outcome.diagnostics.map(\.text).joined(separator: "\n"))
    }
    return settings
  }()

  /// The score of a text.
  public static func score(_ text: String, hint: String? = nil) -> MessageScore {
    var workspace = Scorer.Workspace()
    return scorer.score(text, hint: hint, in: &workspace)
  }

  /// A message with its score.
  public static func message(
    _ text: String, _ id: String, at seconds: Double, in conversation: String = "c",
    from: Event.Author = .contact,
    contact: String? = "u", channel: String? = "chat", agent: String? = nil, queue: String? = "q"
  ) -> ScoredEvent {
    ScoredEvent(
      Event(
        id: id, at: at(seconds), kind: .message(from: from, text: text, language: nil),
        conversation: conversation,
        contact: contact, agent: agent, queue: queue, channel: channel), score: score(text))
  }

  /// Any other event.
  public static func event(
    _ kind: Event.Kind, _ id: String, at seconds: Double, in conversation: String? = "c",
    contact: String? = nil,
    agent: String? = nil, queue: String? = nil, channel: String? = nil,
    attributes: [String: AttributeValue] = [:]
  ) -> ScoredEvent {
    ScoredEvent(
      Event(
        id: id, at: at(seconds), kind: kind, conversation: conversation, contact: contact, agent: agent,
        queue: queue,
        channel: channel, attributes: attributes), score: nil)
  }

  /// An engine with these rules and the shipped weights.
  public static func engine(_ rules: [RuleDefinition]) throws -> Engine {
    try Engine(EngineConfiguration(rules: rules, model: settings.model))
  }

  /// One rule.
  public static func rule(
    _ when: String, name: String = "r", scope: Scope = .conversation,
    _ change: (inout RuleDefinition) -> Void = { _ in }
  ) -> RuleDefinition {
    var rule = RuleDefinition(name: name, when: when)
    rule.scope = scope
    change(&rule)
    return rule
  }
}
