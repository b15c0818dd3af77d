// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules

/// A notification as one reads it in a chat: the same parts for every tool, each of which writes them in its own way.
struct Message: Equatable {
  /// A heading, a word or two: "CRITICAL", "resolved".
  var mark: String
  /// What happened, in one sentence.
  var summary: String
  /// Where: names with values.
  var facts: [(name: String, value: String)] = []
  /// Why: one line each, the words of a contact among them.
  var reasons: [String] = []
  /// What to do.
  var playbook: String?
  /// When, and by which rules.
  var footer: String

  static func == (a: Message, b: Message) -> Bool {
    a.mark == b.mark && a.summary == b.summary && a.reasons == b.reasons && a.playbook == b.playbook
      && a.footer == b.footer && a.facts.elementsEqual(b.facts) { $0 == $1 }
  }

  init(_ notification: Notification) {
    switch notification {
    case .alert(let transition):
      let alert = transition.alert
      mark = Self.mark(alert)
      summary = alert.summary
      facts = Self.facts(alert)
      reasons = alert.status == .firing ? alert.reasons.map(Self.line) : []
      playbook = alert.status == .firing ? alert.playbook : nil
      footer = "\(transition.at) · \(alert.id)"
    case .group(let group, _):
      mark = group.kind.rawValue.uppercased()
      summary = group.summary
      facts = [("severity", "\(group.severity)")]
      if let rule = group.rule { facts.insert(("rule", rule), at: 0) }
      if group.over > 0 { facts.append(("over before they were told", "\(group.over)")) }
      reasons = Self.lines(group)
      playbook = group.rule == nil ? nil : group.transitions[0].alert.playbook
      footer = "\(group.at)"
    case .report(let notice):
      mark = "report"
      summary = notice.summary
      // Twenty lines say what a glance takes in; the whole is in the daemon.
      reasons = notice.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(
        String.init)
      footer = "\(notice.due)"
    }
  }

  private static func facts(_ alert: Alert) -> [(name: String, value: String)] {
    let about = alert.circumstances
    let known = [
      ("rule", alert.rule), ("conversation", about.conversation), ("contact", about.contact),
      ("channel", about.channel), ("queue", about.queue), ("agent", about.agent),
      ("risk", about.risk.map { "\(Int($0.rounded()))" }),
      ("overdue by", alert.overdueBy.map { "\($0.inSeconds)" }),
    ]
    let answer: [(String, String?)]
    switch alert.answer?.action {
    case .assign(let to): answer = [("assigned to", to)]
    case .snooze(let until): answer = [("until", "\(until)")]
    default: answer = []
    }
    let said = [("by", alert.answer?.by), ("comment", alert.answer?.comment)] + answer
    let why = Self.isPlain(alert.cause) ? [] : [("why", alert.cause.rawValue.replacing("_", with: " "))]
    return (known + said).compactMap { name, value in value.map { (name, $0) } } + why
  }

  /// What the mark says already.
  private static func isPlain(_ cause: Alert.Cause) -> Bool {
    cause == .first || cause == .overdue || cause == .acknowledged || cause == .snoozed
  }

  private static func mark(_ alert: Alert) -> String {
    alert.status == .firing ? "\(alert.severity)".uppercased() : alert.status.rawValue
  }

  /// One line for each alert that a group names, then how many of which rules there are.
  private static func lines(_ group: AlertGroup) -> [String] {
    let named = group.transitions.map { transition in
      let alert = transition.alert
      let risk = alert.circumstances.risk.map { " · risk \(Int($0.rounded()))" } ?? ""
      let mark = group.kind == .overdue ? "" : Self.mark(alert) + " "
      return "\(mark)\(alert.key): \(alert.summary)\(risk)"
    }
    guard group.count > group.transitions.count else { return named }
    let rules = group.rules.map { "\($0.rule) \($0.count)" }.joined(separator: ", ")
    return named + ["and \(group.count - group.transitions.count) more; in all \(rules)"]
  }

  private static func line(_ reason: Alert.Reason) -> String {
    if let points = reason.points {
      let kind = reason.signal.split(separator: ".").last.map { $0.replacing("_", with: " ") } ?? ""
      return "+\(points) \(kind)\(reason.quote.map { " “\($0)”" } ?? "")"
    }
    if let word = reason.quote { return "“\(word)” \(reason.value) (\(reason.threshold))" }
    return "\(reason.signal) is \(reason.value) (\(reason.threshold))"
  }
}

extension String {
  /// At most so many UTF-16 units, as the tools count, with a sign where something is left out.
  func shortened(to limit: Int) -> String {
    guard utf16.count > limit else { return self }
    var text = ""
    var count = 1
    for character in self {
      count += character.utf16.count
      guard count <= limit else { break }
      text.append(character)
    }
    return text + "…"
  }
}
