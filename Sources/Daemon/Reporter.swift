// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Engine
import Events
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
  private let working = Lane("report")
  private let pipeline: Pipeline
  private let clock: WallClock
  private let logger: Logger
  private var schedule: [ScheduledReport] = []
  /// When each was due last.
  private var reported: [String: Instant] = [:]
  private var hasSchedule = false
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

  /// A report cannot begin later than now.
  private struct InFuture: Error, CustomStringConvertible {
    var start, now: Instant
    var description: String { "--since \(start) lies in the future; it is \(now)" }
  }

  /// Adds up from `since` on, an instant or a length of time before now.
  func report(
    since: String, by dimension: Report.Dimension?,
    _ done: @escaping @Sendable (Result<Report, any Error>) -> Void
  ) {
    pipeline.askAtPresent({ engine in (Self.remembered(engine.world), engine.now) }) {
      [self] remembered, now in
      let start = Instant(rfc3339: since) ?? Interval(since).map { now - $0 } ?? now
      guard start <= now else { return done(.failure(InFuture(start: start, now: now))) }
      report(from: start, until: now + Interval(microseconds: 1), by: dimension, remembered, done)
    }
  }

  /// Reads what the store keeps a page at a time, so that commits come in between, and adds up on a lane of its own.
  private func report(
    from start: Instant, until end: Instant, by dimension: Report.Dimension?,
    _ remembered: [ConversationRecord], _ done: @escaping @Sendable (Result<Report, any Error>) -> Void
  ) {
    readAll([], after: 0, { try $0.records(since: start, after: $1, limit: Self.page) }, \.serial) {
      [self] records in
      readAll(
        [], after: "", { try $0.alerts(since: start, after: $1, limit: Self.page) }, \.id
      ) { alerts in
        done(
          Result {
            Report(
              since: start, until: end, by: dimension, conversations: try records.get() + remembered,
              alerts: try alerts.get().filter { $0.firedAt >= start && $0.firedAt < end }.map(\.record))
          })
      }
    }
  }

  private static let page = 5000

  private func readAll<T: Sendable, Key: Sendable>(
    _ found: [T], after key: Key, _ read: @escaping @Sendable (any StateStore, Key) throws -> [T],
    _ keyOf: @escaping @Sendable (T) -> Key, _ done: @escaping @Sendable (Result<[T], any Error>) -> Void
  ) {
    pipeline.askStore({ try read($0, key) }) { [self] result in
      working.async { [self] in
        switch result {
        case .failure(let error): done(.failure(error))
        case .success(let page):
          guard page.count == Self.page, let last = page.last else { return done(.success(found + page)) }
          readAll(found + page, after: keyOf(last), read, keyOf, done)
        }
      }
    }
  }

  /// What the engine knows is newer than what the store does: a conversation that has just ended may not be written yet.
  private static func remembered(_ world: borrowing World) -> [ConversationRecord] {
    world.conversations.indices.map { world.record(ofConversation: $0) }
  }

  // MARK: - When it is time

  /// Takes over another schedule. A report that is new or has changed is due for the first time after now. On the events'
  /// own time nothing is sent by the clock.
  func configure(_ reports: [ScheduledReport]) {
    guard !pipeline.isOnEventTime else { return }
    lane.async { [self] in
      let now = Instant(microseconds: clock.microseconds)
      var fresh: [String: Instant] = [:]
      for report in reports {
        let before = schedule.first { $0.name == report.name }
        let hasChanged = hasSchedule && before != report
        if hasChanged || reported[report.name] == nil { fresh[report.name] = now }
      }
      schedule = reports
      hasSchedule = true
      reported.merge(fresh) { $1 }
      if !fresh.isEmpty { pipeline.remember(fresh) }
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
    pipeline.askAtPresent({ Self.remembered($0.world) }) { [self] remembered in
      report(from: due - scheduled.covers, until: due, by: scheduled.dimension, remembered) { [self] result in
        switch result {
        case .success(let report): pipeline.tell(report, scheduled, due: due)
        case .failure(let error):
          logger.error("report '\(scheduled.name)' cannot be made: \(error)")
        }
      }
    }
  }
}
