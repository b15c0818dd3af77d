// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules
import ServiceLevels

/// The sections of the configuration, with every key of each.
extension Shape {
  /// The whole configuration.
  public static let configuration: [Key] = [
    Key("intake", .object(intake), "How events come in"),
    Key("state", .object(state), "Where state is kept"),
    Key("privacy", .object(privacy), "How much of a contact leaves the machine, for all receivers"),
    Key("risk", .object(risk), "The weights of the risk; what is not named keeps its shipped weight"),
    Key("calendars", .names(.object(calendar)), "Opening hours, by name"),
    Key(
      "service_levels", .list(.object(serviceLevel)),
      "What is promised to whom; the first that matches applies, and a list of your own replaces the shipped one"
    ),
    Key("rules", .list(.object(rule)), "Rules; the same name replaces a shipped rule"),
    Key("receivers", .names(.list(.object(channel))), "Who is told, by name: each with one or several ways"),
    Key("routes", .list(.object(route)), "Which alerts go to whom; the last route takes the rest"),
    Key("inhibit", .list(.object(inhibition)), "Alerts that keep others quiet while they fire"),
    Key(
      "budget", .either([.object(limits), .choice(["off", "none"])]),
      "How many alerts a receiver hears in a while; what is over it waits in a digest"),
    Key(
      "storm", .either([.object(limits), .choice(["off", "none"])]),
      "How many alerts in a while are told as one"),
    Key(
      "administrator", .object(administrator), "Who hears when something is overdue or cannot be delivered"),
    Key("console", .object(console), "Where answers are taken over HTTP"),
    Key("heartbeat", .object(heartbeat), "Who hears again and again that all is well"),
    Key("reports", .list(.object(report)), "Reports that are sent by themselves"),
  ]

  static let intake: [Key] = [
    Key(
      "socket", .text, "The path of the unix socket, where systemd gives none",
      usual: "intake.sock in the runtime folder"),
    Key("mode", .text, "Its access mode, in octal digits", usual: "\"0660\""),
    Key(
      "stdin", .choice(IntakeSettings.StandardInput.allCases.map(\.rawValue)),
      "Whether standard input is read; auto: when it is a pipe or a file", usual: "auto"),
    Key("max_ahead", .duration, "How far ahead of the clock an event may claim to be", usual: "5m"),
    Key(
      "expect_every", .duration,
      "Within which time an event is expected; later the self-audit finds the source silent"),
  ]

  static let state: [Key] = [
    Key("directory", .text, "The folder of the state", usual: "$STATE_DIRECTORY")
  ]

  static let privacy: [Key] = [
    Key(
      "words", .choice(Privacy.Words.allCases.map(\.rawValue)),
      "Which of a contact's words are told: the quoted terms, or none", usual: "terms"),
    Key(
      "scrub", .truth,
      "Whether card numbers, mail addresses, telephone numbers and bank accounts are taken out of them",
      usual: "true"),
    Key(
      "contacts", .choice(Privacy.Contacts.allCases.map(\.rawValue)),
      "How a contact is named; hashed needs key_file", usual: "plain"),
    Key("key_file", .text, "A file or credential:NAME with the key that makes hashed names"),
  ]

  // MARK: - Risk

  static let risk: [Key] = [
    Key("at_risk", .number(1...99), "From this risk on a conversation counts as at risk", usual: "60"),
    Key("midpoint", .number(0.01...100), "The sum of evidence at which the risk is 50", usual: "1.5"),
    Key("spread", .number(0.01...100), "How slowly the risk rises around it", usual: "0.6"),
    Key("fade", .duration, "Half of all evidence is gone after so much time", usual: "12h"),
    Key("low_rating", .number(0...5), "A rating from here down, on a scale to 5, is evidence", usual: "2"),
    Key("returns", .object(riskReturns), "Which conversation counts as coming back"),
    Key("overdue", .object(riskOverdue), "When waiting is evidence"),
    Key("evidence", .object(evidence), "What each kind of evidence counts"),
    Key("heat", .object(heat), "How the sentences of a contact are weighed"),
  ]

  static let riskReturns: [Key] = [
    Key("within", .duration, "Conversations of one contact within this time", usual: "7d"),
    Key("from", .integer(2...32), "Which of them is the first that counts", usual: "3"),
  ]

  static let riskOverdue: [Key] = [
    Key("after", .duration, "How long a contact has waited", usual: "10m"),
    Key(
      "except_channels", .list(.text), "Where nobody expects an answer by the minute",
      usual: "[email, forum, social]"),
  ]

  static let evidence = EvidenceKind.allCases.map { kind in
    Key(kind.name, .object(weight), "The weight of '\(kind.name)'")
  }

  static let weight: [Key] = [
    Key("points", .number(-10...10), "What a full piece adds; below 0 it calms"),
    Key("half_life", .number(0.1...1000), "After so many messages of its side half is left"),
  ]

  static let heat: [Key] = [
    Key("floor", .number(0...1), "Below this a sentence adds nothing"),
    Key("with_agent", .number(0...10), "How much it counts while an agent has the conversation"),
    Key("without_agent", .number(0...10), "How much it counts while none has"),
    Key("weights", .object(heatWeights), "The weight of each feature of a sentence"),
  ]

  static let heatWeights = RiskModel.HeatFeature.allCases.map { feature in
    Key(feature.rawValue, .number(-20...20), "The weight of '\(feature.rawValue)'")
  }

  // MARK: - Time

  static let calendar: [Key] = [
    Key("timezone", .text, "A name of the system's zone data, such as Asia/Tehran", isRequired: true),
    Key(
      "hours", .names(.either([.text, .list(.text), .mark])),
      "Periods by weekday or range of them: {mon-fri: [\"09:00-17:00\"]}", isRequired: true),
    Key("holidays", .list(.text), "Dates on which it is closed"),
    Key("holiday_files", .list(.text), "iCalendar files of such dates, beside the configuration"),
    Key("half_days", .names(.either([.text, .list(.text), .mark])), "Dates with other periods"),
  ]

  static let serviceLevel: [Key] =
    [
      Key("name", .text, "What it is called in signals, alerts and reports", isRequired: true),
      Key("match", .expression, "Which conversations it is for", usual: "all"),
      Key("calendar", .text, "In whose hours its times count", usual: "always"),
    ]
    + ServiceLevel.Promise.allCases.map { Key($0.name, .duration, promise($0)) }

  private static func promise(_ promise: ServiceLevel.Promise) -> String {
    switch promise {
    case .firstResponse: "From the contact's first message to the first public message of a human agent"
    case .nextResponse:
      "From the oldest unanswered message of the contact to the next public message of an agent"
    case .update: "From the last public message of an agent, while the conversation is open"
    case .resolution: "From opening to resolving; stands still while pending"
    }
  }

  static let report: [Key] = [
    Key("name", .text, "What it is called", isRequired: true),
    Key("at", .text, "A time of day, such as \"18:00\"", isRequired: true),
    Key("days", .text, "A weekday or a range, such as mon-fri", usual: "every day"),
    Key("timezone", .text, "Whose time of day it is", usual: "UTC"),
    Key("covers", .duration, "How far it looks back", usual: "1d"),
    Key(
      "by", .choice(["agent", "queue", "contact", "channel"]), "What it is divided by", usual: "all of them"),
    Key("notify", .list(.text), "Receivers that get it", isRequired: true),
  ]

  // MARK: - Rules

  static let rule: [Key] = [
    Key("name", .text, "What it is called; the same name replaces a shipped rule", isRequired: true),
    Key("when", .expression, "The condition that makes it fire, foreshock-rules(5)"),
    Key("for", .duration, "How long that must hold before it fires", usual: "0s"),
    Key("clear", .expression, "What ends the alert", usual: "not `when`"),
    Key("clear_for", .duration, "How long that must hold before it ends", usual: "0s"),
    Key("cooldown", .duration, "After it ended it does not fire again before this", usual: "0s"),
    Key("scope", .choice(Scope.allCases.map { "\($0)" }), "What it is evaluated for", usual: "conversation"),
    Key("severity", .choice(Severity.allCases.map { "\($0)" }), "How bad it is", usual: "warning"),
    Key(
      "summary", .text,
      "One sentence for people; {{contact}}, {{queue}}, {{risk}} and other signals stand for their values"),
    Key("playbook", .text, "What to do"),
    Key("labels", .names(.text), "What routes may ask for"),
    Key("disabled", .truth, "Whether a rule of this name that is shipped is left out", usual: "false"),
  ]

  // MARK: - Receivers

  static let channel: [Key] = [
    Key("webhook", .object(webhook), "An HTTP POST"),
    Key("sendmail", .object(mail), "A mail, through the machine's sendmail"),
    Key("journal", .mark, "An entry of the systemd journal"),
    Key("stdout", .mark, "A line on standard output"),
  ]

  static let style: [Key] = [
    Key("language", .choice(AlertLanguage.allCases.map(\.rawValue)), "The language of texts", usual: "en"),
    Key("timezone", .text, "Whose clocks are told", usual: "UTC"),
    Key(
      "privacy", .object(privacy),
      "How much of a contact this receiver gets; what is not named is as in the section privacy"),
  ]

  static let webhook: [Key] =
    [
      Key("url", .text, "The address, where it is no secret"),
      Key("url_file", .text, "A file or credential:NAME with the address"),
      Key(
        "format", .choice(Webhook.Format.allCases.map(\.rawValue)), "The form that the receiver takes",
        usual: "standard"),
      Key(
        "secret_file", .text, "A file or credential:NAME with the key that signs, or the token that admits"),
      Key("timeout", .duration, "How long an answer may take", usual: "10s"),
      Key("template", .text, "The text of format 'template', in Mustache"),
      Key("template_file", .text, "A file with it"),
      Key("content_type", .text, "What that text is", usual: "application/json"),
    ] + way + style

  static let way: [Key] = [
    Key("tls", .object(tls), "Certificates other than the system's"),
    Key(
      "allow", .list(.text),
      "Addresses or blocks inside your network that it may connect to, such as 10.1.0.0/16"),
  ]

  static let tls: [Key] = [
    Key("ca_file", .text, "The authority that the receiver's certificate is from"),
    Key("certificate_file", .text, "Our own certificate"),
    Key("key_file", .text, "Its key"),
  ]

  static let mail: [Key] =
    [
      Key("to", .list(.text), "Addresses", isRequired: true),
      Key("from", .text, "The sender", usual: "foreshock"),
      Key("program", .text, "The program that takes the mail", usual: "/usr/sbin/sendmail"),
    ] + style

  // MARK: - Routes

  static let route: [Key] = [
    Key(
      "match", .expression, "Which alerts: severity, rule, scope, key, queue, channel, agent, labels.NAME",
      usual: "all"),
    Key("notify", .list(.text), "Receivers; instead of a ladder"),
    Key("ladder", .list(.object(step)), "Steps that go on until somebody acknowledges"),
    Key("group_by", .list(.text), "Fields that alerts share which are told together"),
    Key("group_wait", .duration, "How long a group gathers", usual: "10s where there is group_by"),
    Key(
      "repeat_every", .duration, "When an unacknowledged alert is told again; the pause doubles, up to a day",
      usual: "1h where there is a ladder"),
    Key("hold_while", .expression, "While this holds for the conversation, nobody is told"),
    Key("active", .text, "The calendar in which it tells"),
    Key("muted", .text, "The calendar in which it does not"),
    Key("continue", .truth, "Whether later routes are tried too", usual: "false"),
  ]

  static let step: [Key] = [
    Key("after", .duration, "How long nobody has acknowledged the alert, from the first step on"),
    Key("notify", .list(.text), "Receivers", isRequired: true),
    Key("if_firing", .integer(1...1_000_000), "Only where more than so many alerts fire"),
    Key("during", .text, "Only in this calendar"),
  ]

  static let inhibition: [Key] = [
    Key("when", .expression, "Which alerts keep others quiet", isRequired: true),
    Key("mute", .expression, "Which are kept quiet", isRequired: true),
    Key("equal", .list(.text), "Fields in which both agree; one without such a field agrees with none"),
  ]

  static let allowance: [Key] = [
    Key("per", .duration, "The while"),
    Key("alerts", .integer(1...10_000), "How many in it"),
  ]

  static let limits: [Key] =
    allowance + [
      Key(
        "receivers", .names(.either([.object(allowance), .choice(["off", "none"])])),
        "Other numbers for one receiver, or off")
    ]

  static let administrator: [Key] = [Key("notify", .list(.text), "Receivers", isRequired: true)]

  static let console: [Key] = [
    Key("listen", .text, "An address and a port, such as 127.0.0.1:8075", isRequired: true),
    Key("url", .text, "How people reach it; with it each notification has a link to answer"),
    Key("token_file", .text, "A file or credential:NAME with the token that programs show"),
    Key("link_lifetime", .duration, "How long a link is good", usual: "3d"),
  ]

  static let heartbeat: [Key] =
    [
      Key("url", .text, "The address, where it is no secret"),
      Key("url_file", .text, "A file or credential:NAME with the address"),
      Key("every", .duration, "How often", usual: "1m"),
      Key("timeout", .duration, "How long an answer may take", usual: "10s"),
    ] + way
}
