// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Foundation
import Logging
import Reactor
import Reports
import Settings
import Store

/// Adds up what happened in a shift, when asked and when it is time.
///
/// `@unchecked Sendable`: everything mutable is touched on the lane only.
final class Reporter: @unchecked Sendable {
  private let lane: Lane
  private let pipeline: Pipeline
  private let clock: WallClock
  private let logger: Logger
  private var schedule: [ScheduledReport] = []
  /// When each was due last.
  private var reported: [String: Instant] = [:]
  private var timer: LaneTimer?

  /// Reports that were due longer ago than this are not sent any more.
  private static let stale = Interval.days(1)

  init(_ pipeline: Pipeline, on lane: Lane, clock: WallClock, reported: [String: Instant], logger: Logger) {
    self.pipeline = pipeline
    self.lane = lane
    self.clock = clock
    self.reported = reported
    self.logger = logger
  }

  // MARK: - When asked

  /// Adds up from `since` on, an instant or a length of time before now.
  func report(
    since: String, by dimension: Report.Dimension?,
    _ done: @escaping @Sendable (Result<Report, any Error>) -> Void
  ) {
    pipeline.ask({ engine in (Self.open(engine.world), engine.now) }) { [self] open, time in
      let now = pipeline.isOnEventTime ? time : Instant(microseconds: clock.microseconds)
      let start = Instant(rfc3339: since) ?? Interval(since).map { now - $0 } ?? now
      report(from: start, until: now + Interval(microseconds: 1), by: dimension, open: open, done)
    }
  }

  private func report(
    from start: Instant, until end: Instant, by dimension: Report.Dimension?, open: [ConversationRecord],
    _ done: @escaping @Sendable (Result<Report, any Error>) -> Void
  ) {
    pipeline.askStore(
      { store in
        let alerts = try store.alerts(since: start).compactMap(AlertLine.init).filter {
          $0.firedAt >= start && $0.firedAt < end
        }
        return Report(
          since: start, until: end, by: dimension, conversations: try store.records(since: start) + open,
          alerts: alerts.map(\.record))
      }, done)
  }

  private static func open(_ world: borrowing World) -> [ConversationRecord] {
    world.conversations.indices.filter { world.conversations[$0].isOpen }.map {
      world.record(ofConversation: $0)
    }
  }

  // MARK: - When it is time

  /// Takes over another schedule. A report that is new is due for the first time after now.
  func configure(_ reports: [ScheduledReport]) {
    lane.async { [self] in
      schedule = reports
      let now = Instant(microseconds: clock.microseconds)
      for report in reports where reported[report.name] == nil { reported[report.name] = now }
      if timer == nil { timer = LaneTimer(on: lane) { [weak self] in self?.timeHasCome() } }
      timeHasCome()
    }
  }

  private func timeHasCome() {
    let now = Instant(microseconds: clock.microseconds)
    for report in schedule {
      var due: Instant?
      // Of several that were missed the latest tells the most.
      while case let next = report.next(after: due ?? reported[report.name] ?? now), next <= now {
        due = next
      }
      guard let due else { continue }
      reported[report.name] = due
      if due > now - Self.stale { send(report, due) }
    }
    let next = schedule.map { $0.next(after: reported[$0.name] ?? now) }.min() ?? .distantFuture
    if next < .distantFuture { timer?.arm(at: next.microseconds, of: clock) } else { timer?.disarm() }
  }

  private func send(_ scheduled: ScheduledReport, _ due: Instant) {
    let logger = logger
    pipeline.ask({ Self.open($0.world) }) { [self] open in
      report(from: due - scheduled.covers, until: due, by: scheduled.dimension, open: open) { [self] result in
        switch result {
        case .success(let report): pipeline.tell(report, scheduled, due: due)
        case .failure(let error):
          logger.error("report '\(scheduled.name)' cannot be made: \(error)")
        }
      }
    }
  }
}

/// What a report needs of an alert as the store keeps it.
private struct AlertLine: Decodable {
  var rule: String
  var status: String
  var fired_at: String
  var conversation: String?
  var contact: String?
  var agent: String?
  var queue: String?
  var channel: String?

  init?(_ body: [UInt8]) {
    guard let line = try? JSONDecoder().decode(AlertLine.self, from: Data(body)) else { return nil }
    self = line
  }

  var firedAt: Instant { Instant(rfc3339: fired_at) ?? .distantPast }

  var record: Report.AlertRecord {
    Report.AlertRecord(
      rule: rule, status: Alert.Status(rawValue: status) ?? .firing, conversation: conversation,
      contact: contact, agent: agent, queue: queue, channel: channel)
  }
}
