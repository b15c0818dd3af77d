// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Conversations
public import Engine
public import Events
public import Language
public import Rules
public import ServiceLevels

/// A checked configuration.
public struct Settings: Sendable {
  /// How events come in.
  public var intake = IntakeSettings()
  /// Where state is kept; `nil` for the folder the system gives.
  public var stateDirectory: String?
  /// The weights of the risk.
  public var model: RiskModel
  /// The rules in force, in order.
  public var rules: [RuleDefinition] = []
  /// What is promised to whom, in the order in which it is tried.
  public var serviceLevels: [ServiceLevel] = []
  /// Who is told, by name.
  public var receivers: [Receiver] = []
  /// Which of them are told of which alerts, and how.
  public var alerts = AlertPolicy()
  /// Where answers come in over HTTP; `nil` for nowhere.
  public var console: ConsoleSettings?
  /// Who hears that all is well; `nil` for nobody.
  public var heartbeat: Heartbeat?
  /// Reports that are sent by themselves.
  public var reports: [ScheduledReport] = []
  /// The entries of all lexicon files, by language.
  public var lexicons: [String: [LexiconEntry]] = [:]

  /// Mistakes of what was left out, so that the rest may be used; empty where the configuration is as it was written.
  public var setAside: [Diagnostic] = []

  /// The files of YAML it was read from, in order.
  public var files: [SourceFile] = []
  /// `file:line` of each rule in force, in their order, and of those that are masked, with their names.
  var ruleOrigins: [String] = []
  var maskedRules: [(name: String, origin: String)] = []
  /// By path: whether a file, lexicons among them, is still what it was.
  var fingerprints: [String: SourceFile.Fingerprint] = [:]

  /// What the engine needs of it.
  public var engine: EngineConfiguration {
    EngineConfiguration(rules: rules, model: model, serviceLevels: serviceLevels, alerts: alerts)
  }
}

extension Settings {
  /// What others say otherwise, and only a start puts in force, by its name in the configuration.
  public func waitingForRestart(_ fresh: Settings) -> [String] {
    [
      ("'intake: socket'", intake.socket == fresh.intake.socket),
      ("'intake: mode'", intake.mode == fresh.intake.mode),
      ("'intake: stdin'", intake.standardInput == fresh.intake.standardInput),
      ("'state: directory'", stateDirectory == fresh.stateDirectory),
    ].filter { !$0.1 }.map(\.0)
  }
}

/// How events come in.
public struct IntakeSettings: Equatable, Sendable {
  /// Whether standard input is read.
  public enum StandardInput: String, CaseIterable, Sendable {
    /// When it is a pipe or a file.
    case auto
    case always, never
  }

  /// The path of the unix socket; `nil` for the runtime folder.
  public var socket: String?
  /// The access mode of the socket.
  public var mode: UInt32 = 0o660
  /// Whether standard input is read.
  public var standardInput = StandardInput.auto
  /// Within which time an event is expected; `nil` where silence says nothing.
  public var expectEvery: Interval?
  /// How far ahead of the clock an event may claim to be.
  public var maximumAhead = Interval.minutes(5)
}

/// Somebody who is told.
public struct Receiver: Equatable, Sendable {
  /// Its name in routes.
  public var name: String
  /// The ways it is told.
  public var channels: [Channel]

  /// One way of telling.
  public enum Channel: Equatable, Sendable {
    case webhook(Webhook)
    case sendmail(Mail)
    case journal
    case standardOutput
  }
}

/// Text that must not be seen: it does not print itself.
public struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  /// The text. Only who sends it reads it.
  public let text: String

  init(_ text: String) {
    self.text = text
  }

  /// Stands for the secret in every message.
  public var description: String { "<redacted>" }
  /// Stands for the secret in every message.
  public var debugDescription: String { "<redacted>" }
}
