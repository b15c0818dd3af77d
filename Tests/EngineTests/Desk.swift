// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import TestKit
import Testing

/// An engine on a virtual clock, and what people are told: "300 escalated a → duty".
final class Desk {
  private var engine: Engine
  private(set) var told: [String] = []
  private(set) var notes: [String] = []
  private(set) var refused: [String] = []
  private var number = 0
  /// Whether it is saved and restored before everything that happens.
  var isRestarted = false

  /// Rules and routes as they stand in a file; each receiver of `names` is defined.
  init(_ yaml: String, receivers: [String] = ["leads", "duty", "boss", "ops"]) throws {
    engine = try Engine(Self.settings(yaml, receivers).engine)
  }

  static func settings(_ yaml: String, _ receivers: [String] = ["leads", "duty", "boss", "ops"]) throws
    -> Settings
  {
    let path = Repository.temporaryFolder() + "/c.yaml"
    let list = receivers.map { "\($0): [{stdout: {}}]" }.joined(separator: ", ")
    Program.write("receivers: {\(list)}\n" + yaml, to: path)
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(path)
    return try #require(outcome.settings, "\(outcome.diagnostics.map(\.text))")
  }

  /// A contact of this conversation writes.
  func writes(_ conversation: String, at seconds: Double, queue: String? = "q", _ text: String = "Hello")
    throws
  {
    number += 1
    let message = Build.message(
      text, "e\(number)", at: seconds, in: conversation, contact: "u-" + conversation, queue: queue)
    try apply(.event(message), seconds)
  }

  /// An agent answers.
  func answers(_ conversation: String, at seconds: Double) throws {
    number += 1
    try apply(
      .event(Build.message("Hi", "e\(number)", at: seconds, in: conversation, from: .agent, agent: "jay")),
      seconds)
  }

  func time(_ seconds: Double) throws { try apply(.time, seconds) }

  func configure(_ yaml: String, _ receivers: [String], at seconds: Double) throws {
    try apply(.configure(try Self.settings(yaml, receivers).engine), seconds)
  }

  func apply(_ input: Input, _ seconds: Double) throws {
    if isRestarted { try restart() }
    for effect in engine.apply(input, at: Build.at(seconds)) {
      switch effect {
      case .notify(let notice): told.append(Self.line(notice, engine.now))
      case .note(let note): notes.append("\(Self.seconds(note.at)) \(note.kind.rawValue) \(note.text)")
      case .refused(let reason): refused.append(reason)
      default: break
      }
    }
  }

  private var saved: [String: [UInt8]] = [:]

  func restart() throws {
    for part in engine.takeChanged().parts { saved[part.name] = part.bytes }
    engine = try Engine.restore(saved.map { (name: $0.key, bytes: $0.value) }) ?? Build.engine([])
  }

  /// The id of the alert that fires for a conversation.
  func alert(_ key: String) -> String { engine.escalations.all.first { $0.key == key }?.id ?? "none" }

  func says(
    _ action: Answer.Action, _ key: String, at seconds: Double, by: String = "mina", _ word: String? = nil
  )
    throws
  {
    try apply(.answer(Answer(alert: alert(key), action: action, by: by, comment: word)), seconds)
  }

  var silence: String { engine.escalations.silencesByAge.first?.id ?? "none" }

  func take() -> [String] {
    defer { told = [] }
    return told
  }

  private static func seconds(_ instant: Instant) -> Int { Int((instant - Build.start).seconds) }

  private static func line(_ notice: Notice, _ now: Instant) -> String {
    let receivers = notice.receivers.joined(separator: " ")
    switch notice.content {
    case .alert(let transition):
      return
        "\(seconds(transition.at)) \(transition.alert.cause.rawValue) \(transition.alert.key) → \(receivers)"
    case .group(let group):
      let over = group.over > 0 ? " (\(group.over) over)" : ""
      return "\(seconds(group.at)) \(group.kind.rawValue) of \(group.count)\(over) → \(receivers)"
    }
  }
}
