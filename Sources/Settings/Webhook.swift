// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// An HTTP endpoint.
public struct Webhook: Equatable, Sendable {
  /// What the endpoint understands.
  public enum Format: String, CaseIterable, Sendable {
    /// Standard Webhooks 1.0, signed.
    case standard
    /// Block Kit, for an incoming webhook of Slack.
    case slack
    /// An Adaptive Card, for a workflow of Teams.
    case teams
    /// PagerDuty's Events API v2.
    case pagerduty
    /// Alertmanager's API v2.
    case alertmanager
    /// A private note in a conversation of Chatwoot, for the agent who has it.
    case chatwoot
    /// An internal article of a ticket in Zammad, for the agent who has it.
    case zammad
    /// A text of the administrator's own.
    case template

    /// Whether it goes into the conversation itself, to the agent who has it.
    public var isWhisper: Bool { self == .chatwoot || self == .zammad }
    /// Whether a machine takes it, which knows nothing but alerts.
    public var takesAlertsOnly: Bool { self == .pagerduty || self == .alertmanager || isWhisper }
  }

  /// Where to POST. May itself be a secret.
  public var url: Secret
  /// What the endpoint understands.
  public var format = Format.standard
  /// The key that signs, or PagerDuty's routing key; `nil` for none.
  public var secret: Secret?
  /// How long one attempt may take.
  public var timeout = Interval.seconds(10)
  /// In which words.
  public var style = Style()
  /// Which addresses it may really go to.
  public var addresses = AddressPolicy()
  /// Whom to trust, and who one is.
  public var tls = TLSFiles()
  /// The text of format `template`.
  public var template: NotificationTemplate?
}

/// Files of a TLS connection, in PEM; `nil` for what the system has.
public struct TLSFiles: Equatable, Sendable {
  /// Authorities that may vouch for the receiver.
  public var authorities: String?
  /// The certificate that shows who one is.
  public var certificate: String?
  /// Its key.
  public var key: String?

  /// What the system has.
  public init() {}
}

/// Mail that the machine's own mail transfer agent takes.
public struct Mail: Equatable, Sendable {
  /// The addresses it goes to.
  public var to: [String]
  /// The address it comes from.
  public var from = "foreshock"
  /// The program that takes a message.
  public var program = "/usr/sbin/sendmail"
  /// In which words.
  public var style = Style()

  /// Mail to some addresses.
  public init(to: [String]) {
    self.to = to
  }
}

/// Where answers come in over HTTP.
public struct ConsoleSettings: Equatable, Sendable {
  /// The address it listens on.
  public var host = "127.0.0.1"
  /// The port it listens on.
  public var port: Int
  /// What people's browsers call it, in links of notifications; `nil` for no links.
  public var url: String?
  /// What programs show that they may answer; `nil` where none may.
  public var token: Secret?
  /// How long a link can be used.
  public var linkLifetime = Interval.days(3)
}

/// A watcher elsewhere that hears from this daemon as long as all is well, and alarms when it does not.
public struct Heartbeat: Equatable, Sendable {
  /// Where to POST.
  public var webhook: Webhook
  /// How often.
  public var every = Interval.minutes(1)
}
