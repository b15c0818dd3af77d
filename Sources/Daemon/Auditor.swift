// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Delivery
import Engine
import Events
import Logging
import Reactor
import Rules
import Settings
import Store
import Telemetry

/// Proves again and again that nothing is overdue: no deadline of the engine, no notification, no source of events.
/// What it finds is in the status and the log, and the administrators are told; only when it finds nothing a watcher
/// elsewhere hears that all is well.
///
/// `@unchecked Sendable`: everything mutable is touched on its lane only.
final class Auditor: @unchecked Sendable {
  /// Something that is overdue.
  struct Finding: Equatable, Sendable {
    /// What kind it is; the administrators are told when another kind comes or goes.
    var kind: String
    /// How many there are, where more of them are news.
    var count = 0
    var text: String
    /// Whether the watcher elsewhere is to alarm.
    var stopsHeartbeat = true
  }

  /// A deadline that is so late has been missed.
  private static let deadlineTolerance = Interval.seconds(10)
  /// A notification that has waited so long is overdue.
  private static let outboxTolerance = Interval.minutes(15)
  /// Engine and store answer within this, or they hang.
  private static let patience = 20_000
  static let every = Interval.minutes(1)

  private let lane: Lane
  private let pipeline: Pipeline
  private let deliverer: Deliverer
  private let counters: Counters
  private let logger: Logger
  private let clock: WallClock
  private let client: HeartbeatSender
  private let onFindings: @Sendable ([Finding]) -> Void
  private var settings: Settings
  private var timer: LaneTimer?
  private var round = 0
  private var answered = 0
  private var lastEvent: (count: Int, at: Instant)?
  private var startedAt: Instant
  private(set) var findings: [Finding] = []
  private(set) var auditedAt: Instant?
  private var alert: Alert?
  private var heartbeatAt = Instant.distantPast

  init(
    _ pipeline: Pipeline, _ deliverer: Deliverer, on lane: Lane, settings: Settings, clock: WallClock,
    counters: Counters, logger: Logger, onFindings: @escaping @Sendable ([Finding]) -> Void
  ) {
    self.pipeline = pipeline
    self.deliverer = deliverer
    self.lane = lane
    self.settings = settings
    self.clock = clock
    self.counters = counters
    self.logger = logger
    self.onFindings = onFindings
    client = HeartbeatSender(on: lane)
    startedAt = Instant(microseconds: clock.microseconds)
  }

  private var now: Instant { Instant(microseconds: clock.microseconds) }

  /// Begins, or goes on under other settings; on its lane.
  func configure(_ settings: Settings) {
    self.settings = settings
    // As often as a heartbeat is due, or a part of that where it is seldom.
    let beats = settings.heartbeat?.every ?? Self.every
    let parts = (beats.microseconds + Self.every.microseconds - 1) / Self.every.microseconds
    let every = Interval(microseconds: beats.microseconds / parts)
    if timer == nil { timer = LaneTimer(on: lane) { [weak self] in self?.audit() } }
    timer?.arm(afterMilliseconds: Int(every.microseconds / 1000), repeating: true)
  }

  func cancel() { timer?.cancel() }

  // MARK: - A look at everything

  private func audit() {
    // Whoever has not answered since the last time hangs.
    let isHanging = answered < round
    round += 1
    let number = round
    if isHanging {
      conclude([Finding(kind: "hang", text: "engine or store have not answered since the last look")])
    }
    pipeline.askDeadline { [self] deadline in
      pipeline.askStore({ (try $0.statistics(), try $0.outbox(limit: 1).first) }) { [self] result in
        deliverer.standings { [self] standings in
          lane.async { [self] in
            answered = max(answered, number)
            conclude(findings(deadline, result, standings))
          }
        }
      }
    }
  }

  private func findings(
    _ deadline: Instant?, _ store: Result<(StoreStatistics, OutboxEntry?), any Error>,
    _ standings: [Int64: Deliverer.Standing]
  ) -> [Finding] {
    var found: [Finding] = []
    let now = now
    if !pipeline.isOnEventTime, let deadline, deadline < now - Self.deadlineTolerance {
      found.append(Finding(kind: "deadline", text: "a deadline of \(deadline) has been missed"))
    }
    switch store {
    case .failure(let error): found.append(Finding(kind: "store", text: "the state cannot be read: \(error)"))
    case .success(let (statistics, oldest)):
      if let oldest, !pipeline.isOnEventTime, oldest.at < now - Self.outboxTolerance {
        let error = standings[oldest.sequence]?.lastError.map { ": \($0)" } ?? ""
        found.append(
          Finding(
            kind: "outbox",
            text: "a notification to \(oldest.destination) has been waiting since \(oldest.at)\(error)"))
      }
      if statistics.deadLetters > 0 {
        found.append(
          Finding(
            kind: "dead letters", count: statistics.deadLetters,
            text:
              "\(statistics.deadLetters) notifications could not be delivered; see 'foreshock outbox list'",
            stopsHeartbeat: false))
      }
    }
    if let reason = pipeline.failingCommit {
      found.append(Finding(kind: "commit", text: "the state cannot be written: \(reason)"))
    }
    if let silent = silentSource(now) { found.append(silent) }
    return found
  }

  private func silentSource(_ now: Instant) -> Finding? {
    guard let within = settings.intake.expectEvery else { return nil }
    let count = counters["intake.accepted"] + counters["intake.duplicates"]
    if lastEvent?.count != count { lastEvent = (count, count == 0 ? startedAt : now) }
    guard let last = lastEvent?.at, now - last > within else { return nil }
    return Finding(
      kind: "source", text: "no event has come since \(last), though one is expected every \(within)")
  }

  private func conclude(_ found: [Finding]) {
    auditedAt = now
    counters.add("audit.rounds")
    let isNews = found.contains { finding in
      findings.first { $0.kind == finding.kind }.map { $0.count < finding.count } ?? true
    }
    if isNews || found.count < findings.count {
      for finding in found where !findings.contains(where: { $0.kind == finding.kind }) {
        logger.error("self-audit: \(finding.text)", metadata: .about(.overdue))
      }
      if found.isEmpty { logger.notice("self-audit: nothing is overdue any more") }
      tellAdministrators(found)
    }
    if found != findings { onFindings(found) }
    findings = found
    if !found.contains(where: \.stopsHeartbeat) { beat() }
  }

  // MARK: - Who is told

  private func tellAdministrators(_ found: [Finding]) {
    let administrators = settings.alerts.administrators
    let now = now
    if var over = alert {
      over.status = .resolved
      over.cause = .cleared
      tell(AlertTransition(at: now, alert: over), administrators)
      alert = nil
    }
    guard !found.isEmpty else { return }
    var rule = RuleDefinition(name: Alert.ownRules + "audit", when: "true")
    rule.scope = .all
    rule.severity = found.contains(where: \.stopsHeartbeat) ? .critical : .warning
    rule.summary = "Foreshock: \(found[0].text)"
    rule.playbook = "See 'foreshock status' and 'journalctl -u foreshock'."
    let fresh = Alert(
      rule: rule, key: "foreshock", firedAt: now, circumstances: Alert.Circumstances(),
      reasons: found.map { Alert.Reason(signal: "audit", value: $0.text, threshold: "") }, ruleset: "audit")
    alert = fresh
    tell(AlertTransition(at: now, alert: fresh), administrators)
  }

  private func tell(_ transition: AlertTransition, _ administrators: [String]) {
    guard !administrators.isEmpty else { return }
    pipeline.put({ $0.entries(for: Notice(.alert(transition), to: administrators), at: transition.at) }) {
      _ in
    }
  }

  private func beat() {
    guard let heartbeat = settings.heartbeat, now >= heartbeatAt + heartbeat.every - .milliseconds(500) else {
      return
    }
    heartbeatAt = now
    let logger = logger
    client.beat(heartbeat.webhook) { reason in
      if let reason { logger.warning("the heartbeat did not arrive: \(reason)") }
    }
  }
}
