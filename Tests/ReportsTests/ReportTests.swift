// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Reports
import Rules
import TestKit
import Testing
import Wire

/// Shift reports over what an engine kept.
@Suite struct ReportTests {
  typealias E = Build

  /// What a store would hold after these events: every record in order, and what is still open.
  static func records(_ events: [Event]) throws -> [ConversationRecord] {
    var engine = try Build.engine([])
    var records: [ConversationRecord] = []
    for event in events {
      for case .record(let record) in engine.apply(
        .event(ScoredEvent(event, score: nil)), at: max(engine.now, event.at))
      {
        records.append(record)
      }
    }
    return records
      + engine.world.conversations.indices.filter { engine.world.conversations[$0].isOpen }.map {
        engine.world.record(ofConversation: $0)
      }
  }

  static let always = (since: Instant.distantPast, until: Instant.distantFuture)

  static func report(
    _ records: [ConversationRecord], by dimension: Report.Dimension? = nil,
    alerts: [Report.AlertRecord] = []
  ) -> Report {
    Report(
      since: always.since, until: always.until, by: dimension, conversations: records, alerts: alerts)
  }

  /// A day of a made-up centre: whatever it is parted by, the parts make up the whole.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func everyViewAddsUp(_ seed: UInt64) throws {
    let records = try Self.records(Generator.events(4000, seed: seed))
    var random = Seeded(seed)
    let alerts = records.prefix(200).map { record in
      Report.AlertRecord(
        rule: "r\(Int.random(in: 0..<3, using: &random))",
        status: [.firing, .resolved, .expired].randomElement(using: &random) ?? .firing,
        conversation: record.name, contact: record.contact, agent: record.agent, queue: record.queue,
        channel: record.channel)
    }
    let whole = Self.report(records, alerts: alerts).total
    #expect(whole.conversations > 50 && whole.transfers > 10 && whole.ratings > 10 && whole.abandoned > 3)
    #expect(whole.conversations == whole.resolved + whole.abandoned + whole.open)
    for dimension in Report.Dimension.allCases {
      let report = Self.report(records, by: dimension, alerts: alerts)
      #expect(report.rows.count > 2)
      #expect(report.total == whole)
      let sum = report.rows.reduce(Figures()) { $0 + $1.figures }
      // Sums of fractions depend on their order in the last digit.
      #expect(abs(sum.ratingSum - whole.ratingSum) < 1e-9)
      var same = sum
      same.ratingSum = whole.ratingSum
      #expect(same == whole)
    }
  }

  @Test func figuresOfOneShift() throws {
    let text = Event.Kind.message(from: .contact, text: "Hello", language: nil)
    let reply = Event.Kind.message(from: .agent, text: "Hi", language: nil)
    func event(
      _ kind: Event.Kind, _ seconds: Double, _ conversation: String, _ contact: String, agent: String? = nil
    ) -> Event {
      Event(
        id: "\(seconds)", at: E.at(seconds), kind: kind, conversation: conversation, contact: contact,
        agent: agent, queue: "billing", channel: "chat")
    }
    let records = try Self.records([
      // Resolved at the first contact, answered after a minute, rated.
      event(text, 0, "a", "ann"), event(reply, 60, "a", "ann", agent: "jay"),
      event(.resolved, 100, "a", "ann"), event(.rated(score: 5, scale: 5), 110, "a", "ann"),
      // Comes back.
      event(text, 200, "b", "bob"), event(reply, 320, "b", "bob", agent: "jay"),
      event(.held, 330, "b", "bob"), event(.unheld, 350, "b", "bob"), event(.resolved, 400, "b", "bob"),
      event(text, 500, "c", "bob"), event(.transferred, 510, "c", "bob", agent: "li"),
      event(.escalated, 520, "c", "bob"),
      // Gives up after five minutes.
      event(text, 600, "d", "cem"), event(.abandoned, 900, "d", "cem"),
    ])
    let alerts = [
      Report.AlertRecord(
        rule: "late", status: .resolved, conversation: "c", contact: "bob", agent: "li", queue: "billing",
        channel: "chat")
    ]
    let report = Self.report(records, by: .agent, alerts: alerts)
    let total = report.total
    #expect(total.conversations == 4 && total.contacts == 3 && total.repeats == 1)
    #expect(total.resolved == 2 && total.firstContacts == 2 && total.firstContactResolved == 1)
    #expect(total.open == 1 && total.abandoned == 1 && total.escalated == 1)
    #expect(total.abandonedWaiting.mean == .seconds(300))
    #expect(total.firstAnswers.mean == .seconds(90) && total.firstAnswers.longest == .seconds(120))
    #expect(total.transfers == 1 && total.holds == 1 && total.holdTime == .seconds(20))
    #expect(total.meanRating == 5)
    #expect(report.rows.map(\.key) == ["jay", "li", nil])
    #expect(report.rows[1].figures.alerts["late"]?.escalated == 1)
  }

  /// Who takes a conversation is no answer to somebody who writes; a call is answered once, by the first who takes it.
  @Test func firstAnswers() throws {
    func event(_ kind: Event.Kind, _ seconds: Double, _ name: String, agent: String? = nil) -> Event {
      Event(
        id: "\(seconds)\(name)", at: E.at(seconds), kind: kind, conversation: name, contact: "u" + name,
        agent: agent, queue: "q", channel: name)
    }
    let text = Event.Kind.message(from: .contact, text: "Hello", language: nil)
    let total = Self.report(
      try Self.records([
        event(.opened, 0, "chat"), event(.assigned, 1, "chat", agent: "jay"),
        event(text, 5, "chat", agent: "jay"),
        event(.opened, 0, "phone"), event(.assigned, 10, "phone", agent: "jay"),
        event(.transferred, 300, "phone", agent: "li"), event(.resolved, 400, "phone"),
        event(.rated(score: 5, scale: 5), 500, "phone", agent: "jay"),
      ])
    ).total
    #expect(total.firstAnswers.count == 1 && total.firstAnswers.total == .seconds(10))
  }

  @Test func manyRowsBecomeOthers() throws {
    let report = Self.report(try Self.records(Generator.events(2000, seed: 5)), by: .contact)
    let short = report.shortened(to: 5)
    #expect(report.rows.count > 20 && short.rows.count == 5 && short.rows.last?.key == "(others)")
    #expect(short.rows.reduce(0) { $0 + $1.figures.conversations } == report.total.conversations)
  }

  @Test func onlyWhatBeganInTheShiftCounts() throws {
    let records = try Self.records(Generator.events(2000, seed: 5))
    let middle = records.map(\.openedAt).sorted()[records.count / 2]
    let (first, second) = (
      Report(since: .distantPast, until: middle, by: nil, conversations: records, alerts: []),
      Report(since: middle, until: .distantFuture, by: nil, conversations: records, alerts: [])
    )
    #expect(
      first.total.conversations + second.total.conversations
        == Self.report(records).total.conversations)
  }

  @Test func valuesForASpreadsheet() {
    let alert = Report.AlertRecord(
      rule: "a,b", status: .firing, conversation: nil, contact: "=HYPERLINK(\"x\")", agent: nil, queue: nil,
      channel: nil)
    let lines = Self.report([], by: .contact, alerts: [alert]).csv.split(separator: "\r\n")
    #expect(lines[0].hasPrefix("contact,conversations,contacts,") && lines[0].hasSuffix(",\"alerts a,b\""))
    #expect(lines[1].hasPrefix("\"'=HYPERLINK(\"\"x\"\")\",0,"))
    #expect(lines[2].hasPrefix("total,0,"))
    let broken = Report.AlertRecord(
      rule: "r", status: .firing, conversation: nil, contact: "a\nb", agent: nil, queue: nil, channel: nil)
    #expect(Self.report([], by: .contact, alerts: [broken]).csv.contains("\"a\nb\""))
    #expect(Set(lines.map { $0.count { $0 == "," } }).count == 2, "the head has one comma in quotes")
  }
}
