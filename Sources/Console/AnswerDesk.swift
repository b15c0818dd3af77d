// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What the console asks of the daemon, in plain words.
public struct AnswerDesk: Sendable {
  /// What somebody says to an alert.
  public struct Answer: Sendable {
    /// The alert's id.
    public var alert: String
    /// `ack`, `snooze`, `resolve`, `wrong` or `assign`.
    public var verb: String
    /// Who says so.
    public var by: String
    /// A word about it.
    public var comment: String?
    /// Until when it is snoozed, or to whom it is assigned.
    public var argument: String
  }

  /// What a link of a notification says.
  public struct Claim: Sendable {
    /// The alert's id.
    public var alert: String
    /// The receiver that was given the link.
    public var receiver: String

    /// Names alert and receiver.
    public init(alert: String, receiver: String) {
      self.alert = alert
      self.receiver = receiver
    }
  }

  /// What is shown of an alert on a page.
  public struct Summary: Sendable {
    /// One sentence.
    public var summary: String
    /// `firing`, `acknowledged`, …
    public var status: String
    /// What to do.
    public var playbook: String?

    /// Describes an alert.
    public init(summary: String, status: String, playbook: String?) {
      self.summary = summary
      self.status = status
      self.playbook = playbook
    }
  }

  /// Something that cannot be done, and why.
  public struct Refusal: Error, Sendable {
    /// Why.
    public var reason: String
    /// Whether it is for want of the right to do it.
    public var isForbidden: Bool

    /// Says why.
    public init(_ reason: String, isForbidden: Bool = false) {
      self.reason = reason
      self.isForbidden = isForbidden
    }
  }

  /// Reads the last part of a link's path.
  public var claim: @Sendable (String) -> Result<Claim, Refusal>
  /// What is known of an alert; `nil` for an id that nobody has.
  public var summary: @Sendable (String) async -> Summary?
  /// The latest state of alerts as JSON, one in a line.
  public var alerts: @Sendable () async -> String
  /// The daemon's health as Prometheus reads it.
  public var metrics: @Sendable () async -> String
  /// Takes an answer; says what came of it.
  public var answer: @Sendable (Answer) async -> Result<String, Refusal>
  /// Whether a program has shown the right token.
  public var admits: @Sendable (_ token: String) -> Bool

  /// Says whom to ask.
  public init(
    claim: @escaping @Sendable (String) -> Result<Claim, Refusal>,
    summary: @escaping @Sendable (String) async -> Summary?, alerts: @escaping @Sendable () async -> String,
    metrics: @escaping @Sendable () async -> String,
    answer: @escaping @Sendable (Answer) async -> Result<String, Refusal>,
    admits: @escaping @Sendable (String) -> Bool
  ) {
    self.claim = claim
    self.summary = summary
    self.alerts = alerts
    self.metrics = metrics
    self.answer = answer
    self.admits = admits
  }
}
