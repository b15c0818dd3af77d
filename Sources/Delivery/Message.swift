// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules
import Settings

/// A notification as one reads it: the same parts for every tool, each of which writes them in its own way.
struct Message: Equatable {
  /// A name with its value.
  struct Fact: Equatable {
    var name: String
    var value: String
  }

  /// A heading, a word or two: "CRITICAL", "resolved".
  var mark: String
  /// What happened, in one sentence.
  var summary: String
  /// Where and by whom.
  var facts: [Fact] = []
  /// Why: one line each, the words of a contact among them.
  var reasons: [String] = []
  /// What to do.
  var playbook: String?
  /// When, and which alert.
  var footer: String
  /// Where somebody can answer; with the words for it.
  var link: (words: String, address: String)?
  /// Whether it is read from right to left.
  var isRightToLeft: Bool

  static func == (a: Message, b: Message) -> Bool {
    a.mark == b.mark && a.summary == b.summary && a.facts == b.facts && a.reasons == b.reasons
      && a.playbook == b.playbook && a.footer == b.footer && a.link?.address == b.link?.address
  }

  init(_ notification: Notification, _ style: Style = Style(), link: String? = nil) {
    let book = Phrasebook(style)
    isRightToLeft = style.language.isRightToLeft
    self.link = link.map { (book[.answer], $0) }
    switch notification {
    case .alert(let transition):
      let alert = transition.alert
      mark = Self.mark(alert, book)
      summary = book.foreign(alert.summary)
      facts = Self.facts(alert, book)
      reasons = alert.status == .firing ? alert.reasons.map { Self.line($0, book) } : []
      playbook = alert.status == .firing ? alert.playbook.map { book.foreign($0) } : nil
      footer = "\(book.instant(transition.at)) · \(book.foreign(alert.id))"
    case .group(let group, _):
      mark = book[Phrase(group.kind)]
      summary = Self.summary(group, book)
      facts = [Fact(name: book[.severity], value: book[Phrase(group.severity)].lowercased())]
      if let rule = group.rule { facts.insert(Fact(name: book[.rule], value: book.foreign(rule)), at: 0) }
      if group.over > 0 { facts.append(Fact(name: book[.overBefore], value: book.number(group.over))) }
      reasons = Self.lines(group, book)
      playbook = group.rule == nil ? nil : group.transitions[0].alert.playbook.map { book.foreign($0) }
      footer = book.instant(group.at)
    case .report(let notice):
      mark = book[.report]
      summary = notice.summary
      // Twenty lines say what a glance takes in; the whole is in the daemon.
      reasons = notice.text.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().map(
        String.init)
      footer = book.instant(notice.due)
    }
  }

  private static func facts(_ alert: Alert, _ book: Phrasebook) -> [Fact] {
    let about = alert.circumstances
    var facts: [Fact] = []
    func add(_ name: Phrase, _ value: String?) {
      if let value { facts.append(Fact(name: book[name], value: book.foreign(value))) }
    }
    add(.rule, alert.rule)
    add(.conversation, about.conversation)
    add(.contact, about.contact)
    add(.channel, about.channel)
    add(.queue, about.queue)
    add(.agent, about.agent)
    add(.risk, about.risk.map { book.number(Int($0.rounded())) })
    add(.overdueBy, alert.overdueBy.map { book.length($0) })
    add(.by, alert.answer?.by)
    add(.comment, alert.answer?.comment)
    switch alert.answer?.action {
    case .assign(let to): add(.assignedTo, to)
    case .snooze(let until): add(.until, book.instant(until))
    default: break
    }
    if !isPlain(alert.cause) { facts.append(Fact(name: book[.why], value: book[Phrase(alert.cause)])) }
    return facts
  }

  /// What the mark says already.
  private static func isPlain(_ cause: Alert.Cause) -> Bool {
    cause == .first || cause == .overdue || cause == .acknowledged || cause == .snoozed
  }

  private static func mark(_ alert: Alert, _ book: Phrasebook) -> String {
    switch alert.status {
    case .firing: book[Phrase(alert.severity)]
    case .acknowledged: book[.acknowledged]
    case .snoozed: book[.snoozed]
    case .resolved: book[.resolved]
    case .expired: book[.expired]
    }
  }

  // MARK: - Groups

  private static func summary(_ group: AlertGroup, _ book: Phrasebook) -> String {
    let count = book.number(group.count)
    let alerts =
      group.rule.map { book.text(.alertsOf, count, book.foreign($0)) } ?? book.text(.alerts, count)
    return switch group.kind {
    case .overdue: book.text(.fellDue, alerts, book.length(group.overdueBy))
    case .group: book.text(.together, alerts)
    case .storm: book.text(.atOnce, alerts)
    case .digest: book.text(.waited, alerts)
    }
  }

  /// One line for each alert that a group names, then how many of which rules there are.
  private static func lines(_ group: AlertGroup, _ book: Phrasebook) -> [String] {
    let named = group.named.map { transition in
      let alert = transition.alert
      let risk =
        alert.circumstances.risk.map { " · \(book[.risk]) \(book.number(Int($0.rounded())))" } ?? ""
      let mark = group.kind == .overdue ? "" : Self.mark(alert, book) + " "
      return book.line("\(mark)\(book.foreign(alert.key)): \(book.foreign(alert.summary))\(risk)")
    }
    guard group.count > group.named.count else { return named }
    let rules = group.rules.map { "\(book.foreign($0.rule)) \(book.number($0.count))" }
    let more = book.number(group.count - group.named.count)
    return named + [book.line(book.text(.andMore, more, rules.joined(separator: ", ")))]
  }

  // MARK: - Reasons

  private static func line(_ reason: Alert.Reason, _ book: Phrasebook) -> String {
    if let points = reason.points {
      let kind = reason.signal.split(separator: ".").last.map { EvidenceWords.of(String($0), book.language) }
      let quote = reason.quote.map { " “\(book.foreign($0))”" } ?? ""
      return book.line("+\(book.number(points)) \(kind ?? "")\(quote)")
    }
    if let word = reason.quote {
      return book.line("“\(book.foreign(word))” \(book.foreign("\(reason.value) (\(reason.threshold))"))")
    }
    return book.line(
      book.text(
        .isValue, book.foreign(reason.signal), book.foreign(reason.value), book.foreign(reason.threshold)))
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
