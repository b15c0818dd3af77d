// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Rules
import Settings

/// What a file of rule tests holds.
public struct RuleTestFile: Sendable {
  /// The file.
  public var path: String
  /// The configuration that it names, beside it; `nil` for the one the command is given.
  public var config: String?
  /// Its tests, in order.
  public var tests: [RuleTest]
}

/// Events on a virtual clock, and what is expected of the rules, silence included.
public struct RuleTest: Sendable {
  /// What it is called.
  public var name: String
  /// `file:line`.
  public var place: String
  /// When the clock begins.
  public var start: Instant
  /// When it ends; `nil` for the last thing that is given or expected.
  public var end: Interval?
  /// The rules it is about; empty for all. No other alert of these may come.
  public var rules: [String]
  /// What happens, in the order of time.
  public var steps: [Step]
  /// What is to come of it.
  public var expectations: [Expectation]

  /// Something that happens.
  public struct Step: Sendable {
    /// After so long.
    public var at: Interval
    /// What.
    public var action: Action
  }

  /// What may happen.
  public enum Action: Sendable {
    case event(Event)
    /// The daemon is killed, and comes back at once.
    case restart
    /// It does not run for so long.
    case down(Interval)
    /// Somebody says something to the alert of a rule.
    case answer(RuleTest.Answer)
  }

  /// What somebody says.
  public struct Answer: Sendable {
    /// ack, resolve, wrong or snooze.
    public var verb: String
    /// The alert's rule.
    public var rule: String
    /// Its key, where several fire.
    public var key: String?
    /// Who says so.
    public var by: String
    /// How long a snooze lasts.
    public var lasting: Interval
  }

  /// Something that is to come.
  public struct Expectation: Sendable {
    /// `file:line`.
    public var place: String
    /// Between when and when; `nil` for whenever.
    public var during: ClosedRange<Interval>?
    /// What.
    public var matter: Matter
    /// The key it is for; `nil` for any.
    public var key: String?
  }

  /// What may be expected.
  public enum Matter: Sendable {
    case fires(rule: String, severity: Severity?, reasons: [String])
    case resolves(rule: String)
    /// Receivers are told; of the alerts of a rule, or of any.
    case tells(receivers: [String], rule: String?)
    /// An expression about a conversation is true.
    case holds(Condition)
  }
}

/// What came of a test.
public struct RuleTestResult: Sendable {
  /// The test.
  public var test: RuleTest
  /// What was expected and did not come, and what came unexpected, in the order of time; empty when it passed.
  public var differences: [Difference]

  /// Whether all came as expected.
  public var isPassed: Bool { differences.isEmpty }

  /// One line of what differs.
  public struct Difference: Equatable, Sendable {
    /// What kind.
    public enum Kind: String, Sendable {
      case missing = "-"
      case unexpected = "+"
      case other = "!"
    }

    /// What kind.
    public var kind: Kind
    /// When, from the start.
    public var at: Interval?
    /// What.
    public var text: String
    /// Why, or what kept it.
    public var details: [String]
    /// `file:line` of the expectation.
    public var place: String?
  }
}
