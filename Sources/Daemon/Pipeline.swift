// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Delivery
import Dispatch
import Engine
import Events
import Glibc
import Intake
import Language
import Logging
import Reactor
import Reports
import Settings
import Store
import Synchronization
import Telemetry
import Wire

/// Events in, durable effects out: the engine on its lane, the store on another.
///
/// What arrives while one commit is being written is applied and gathered; when the commit is durable its senders are
/// told, its notifications go out, and what was gathered is the next commit. A commit that fails, on a full disk say,
/// is tried again until it succeeds: nothing is acknowledged meanwhile, and senders are made to wait.
///
/// `@unchecked Sendable`: mutable state is marked with the lane it is touched on.
final class Pipeline: @unchecked Sendable {
  /// After so many events the engine's state is saved and the journal begins anew.
  static let checkpointAfter = 50_000

  /// What falls due so long before somebody looks is overdue: the daemon was down, or the machine slept.
  private static let tolerance = Interval.seconds(2)

  enum Clock: Sendable {
    case wall(WallClock)
    case events
  }

  let engineLane = Lane("engine")
  let storeLane = Lane("store")

  // On the engine lane.
  var engine: Engine
  var taps = Taps()
  private var clock: EventClock
  var gathered = Gathered()
  private var isCommitting = false
  private var sinceCheckpoint = 0
  var destinations: Destinations
  private var timer: LaneTimer?
  private var idle: [@Sendable () -> Void] = []
  private var maximumAhead: Interval
  var catchingUp: CatchingUp?
  var whenThrough: [@Sendable () -> Void] = []
  private var hasStarted = false
  private var isClockBehind = false

  /// Why the state cannot be written now.
  private let failure = Mutex<String?>(nil)
  var failingCommit: String? { failure.withLock { $0 } }

  // On the store lane.
  let store: any StateStore
  private var deliveredEntries: [Int64] = []

  let mode: Clock
  private let counters: Counters
  private let logger: Logger
  private let onDurable: @Sendable ([OutboxEntry]) -> Void
  private let onWriting: @Sendable (_ error: String?) -> Void

  struct Gathered {
    var commit = Commit()
    var answers: [(sender: any BatchSender, line: Int, refusals: [(line: Int, refusal: Refusal)])] = []
    var completions: [@Sendable () -> Void] = []

    var isEmpty: Bool { commit.isEmpty && answers.isEmpty && completions.isEmpty }
  }

  init(
    engine: consuming Engine, isNew: Bool, recovered: Int, store: any StateStore, settings: Settings,
    destinations: Destinations, clock: Clock,
    counters: Counters, logger: Logger, onDurable: @escaping @Sendable ([OutboxEntry]) -> Void,
    onWriting: @escaping @Sendable (_ error: String?) -> Void
  ) {
    self.clock = EventClock(now: engine.now)
    self.engine = engine
    self.store = store
    self.destinations = destinations
    self.counters = counters
    self.logger = logger
    self.onDurable = onDurable
    self.onWriting = onWriting
    mode = clock
    // The journal of a new store is worth nothing without the configuration it was written under: save that first.
    sinceCheckpoint = isNew ? Self.checkpointAfter : recovered
    maximumAhead = settings.intake.maximumAhead
  }

  /// Begins to keep time.
  func start() {
    engineLane.async { [self] in
      hasStarted = true
      if case .wall = mode {
        timer = LaneTimer(on: engineLane) { [weak self] in self?.timeHasCome() }
        look(at: wallNow)
      }
      arm()
    }
  }

  // MARK: - Inputs

  /// Applies a batch; its sender is told when it is durable.
  func submit(_ batch: IntakeBatch) {
    engineLane.async { [self] in
      if case .wall = mode { look(at: wallNow) }
      if let (count, isHeld) = catchingUp?.take(batch, at: wallNow) {
        for (_, scored) in batch.events.prefix(count) {
          apply(.event(scored), at: max(engine.now, scored.event.at))
        }
        if !isHeld { answer(batch, []) }
      } else {
        take(batch)
      }
      commitIfIdle()
      arm()
    }
  }

  private func take(_ batch: IntakeBatch) {
    var refusals: [(line: Int, refusal: Refusal)] = []
    for (line, scored) in batch.events {
      switch time(of: scored.event) {
      case .success(let instant): apply(.event(scored), at: instant)
      case .failure(let refusal): refusals.append((line, refusal))
      }
    }
    answer(batch, refusals)
  }

  private func answer(_ batch: IntakeBatch, _ more: [(line: Int, refusal: Refusal)]) {
    let refusals = (batch.refusals + more).sorted { $0.line < $1.line }
    for (_, refusal) in refusals { counters.add("intake.refused.\(refusal.kind.rawValue)") }
    gathered.answers.append((batch.sender, batch.lastLine, refusals))
  }

  /// Puts other settings in force; `done` runs when that is durable.
  func configure(_ settings: Settings, _ destinations: Destinations, _ done: @escaping @Sendable () -> Void) {
    engineLane.async { [self] in
      self.destinations = destinations
      maximumAhead = settings.intake.maximumAhead
      if case .wall = mode, hasStarted { look(at: wallNow) }
      if engine.configuration != settings.engine {
        // Before the start time stands where it stood: what has fallen due since is for the new rules to tell.
        let now = if case .wall = mode, hasStarted, catchingUp == nil { wallNow } else { engine.now }
        apply(.configure(settings.engine), at: max(engine.now, now))
      }
      gathered.completions.append(done)
      commitIfIdle()
      arm()
    }
  }

  private func time(of event: Event) -> Result<Instant, Refusal> {
    guard case .wall = mode else { return clock.time(of: event) }
    let arrival = wallNow
    guard event.at <= arrival + maximumAhead else {
      return .failure(
        Refusal(
          .inFuture,
          "field 'at': \(event.at) lies more than \(maximumAhead) in the future; is the sender's clock right?"
        ))
    }
    return .success(max(arrival, engine.now))
  }

  /// Whether time is that of the events.
  var isOnEventTime: Bool { if case .events = mode { true } else { false } }

  // MARK: - Time

  var wallNow: Instant {
    guard case .wall(let clock) = mode else { return engine.now }
    return Instant(microseconds: clock.microseconds)
  }

  /// How far the clock comes in so much real time.
  private func onTheClock(_ real: Interval) -> Interval {
    guard case .wall(let clock) = mode else { return real }
    return Interval(microseconds: Int64(Double(real.microseconds) * clock.pace))
  }

  private func timeHasCome() {
    let now = wallNow
    if case .wall = mode, let due = engine.nextDeadline, due <= now {
      counters.timings.record(.lag, .microseconds((now - due).microseconds))
    }
    look(at: now)
    guard let phase = catchingUp else { return comeTo(now) }
    if now >= phase.until { endCatchingUp(at: now) }
    arm()
  }

  /// Notices that nobody has looked for a while, and that the clock has been set back.
  func look(at now: Instant) {
    if catchingUp == nil, let due = engine.nextDeadline, now > due + onTheClock(Self.tolerance) {
      logger.notice(
        "something fell due while nobody looked; events from meanwhile go first",
        metadata: ["since": "\(due)"])
      apply(.away(until: now), at: engine.now)
      catchingUp = CatchingUp(
        since: now, quiet: onTheClock(CatchingUp.quiet), longest: onTheClock(CatchingUp.longest))
    }
    let isBehind = now < engine.now - onTheClock(Self.tolerance)
    if isBehind, !isClockBehind {
      logger.error(
        "the clock was set back by \((engine.now - now).inSeconds); time stands still until it has caught up",
        metadata: ["until": "\(engine.now)"])
    }
    isClockBehind = isBehind
  }

  private func endCatchingUp(at now: Instant) {
    let held = catchingUp?.held ?? []
    catchingUp = nil
    comeTo(now)
    for batch in held { take(batch) }
    let waiting = whenThrough
    whenThrough = []
    for body in waiting { body() }
    commitIfIdle()
  }

  func comeTo(_ now: Instant) {
    let effects = engine.apply(.time, at: now)
    // Time that did nothing but move on is not worth a write: a restart comes to the same.
    if !effects.isEmpty {
      gathered.commit.inputs.append((now, .time))
      take(effects)
      commitIfIdle()
    }
    arm()
  }

  @discardableResult
  func apply(_ input: Input, at instant: Instant) -> [Effect] {
    let start = ContinuousClock.now
    let effects = engine.apply(input, at: instant)
    if case .event = input { counters.timings.record(.engine, .now - start) }
    sinceCheckpoint += 1
    switch effects.last {
    case .duplicate:
      // What time did before it still counts; the event itself leaves no trace but this.
      counters.add("intake.duplicates")
      if effects.count > 1 { gathered.commit.inputs.append((instant, .time)) }
    case .refused:
      if effects.count > 1 { gathered.commit.inputs.append((instant, .time)) }
    default:
      gathered.commit.inputs.append((instant, input))
      if case .event(let scored) = input {
        counters.add("intake.accepted")
        if !taps.isEmpty { taps.note(scored, &engine, at: realNow) }
      }
    }
    take(effects)
    return effects
  }

  private func take(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .alert(let transition):
        record(transition)
        gathered.commit.outbox += destinations.entries(for: transition)
      case .past(let transition): record(transition)
      case .overdue(let transitions):
        for transition in transitions { gathered.commit.outbox += destinations.entries(for: transition) }
      case .notify(let notice): gathered.commit.outbox += destinations.entries(for: notice, at: engine.now)
      case .note(let note): gathered.commit.notes.append(note)
      case .record(let record): gathered.commit.records.append(record)
      case .duplicate, .refused: break
      }
    }
  }

  private func record(_ transition: AlertTransition) {
    counters.add("alerts.\(transition.alert.status.rawValue)")
    gathered.commit.transitions.append(transition)
  }

  func arm() {
    guard let timer, case .wall(let clock) = mode else { return }
    if let next = catchingUp?.until ?? engine.nextDeadline {
      timer.arm(at: next.microseconds, of: clock)
    } else {
      timer.disarm()
    }
  }

  // MARK: - Commits

  func commitIfIdle() {
    guard !isCommitting else { return }
    guard !gathered.isEmpty else {
      let waiting = idle
      idle = []
      for body in waiting { body() }
      return
    }
    if sinceCheckpoint >= Self.checkpointAfter { checkpoint() }
    isCommitting = true
    let batch = gathered
    gathered = Gathered()
    storeLane.async { [self] in write(batch, attempt: 0) }
  }

  private func checkpoint() {
    sinceCheckpoint = 0
    gathered.commit.checkpoint = engine.takeChanged()
  }

  private func write(_ batch: Gathered, attempt: Int) {
    let start = ContinuousClock.now
    do {
      if !deliveredEntries.isEmpty {
        try store.delivered(deliveredEntries)
        deliveredEntries = []
      }
      let outbox = batch.commit.isEmpty && batch.commit.outbox.isEmpty ? [] : try store.commit(batch.commit)
      if attempt > 0 {
        failure.withLock { $0 = nil }
        logger.notice("writing works again")
        onWriting(nil)
      }
      counters.add("store.commits")
      counters.timings.record(.commit, .now - start)
      for (sender, line, refusals) in batch.answers { sender.committed(through: line, refusals: refusals) }
      // A reload has new destinations ready before anything is for them.
      for body in batch.completions { body() }
      onDurable(outbox)
      engineLane.async { [self] in
        isCommitting = false
        commitIfIdle()
      }
    } catch StoreError.superseded {
      // Another owner goes on from here; what was not written was not acknowledged.
      logger.critical("\(StoreError.superseded)")
      exit(1)
    } catch {
      counters.add("store.failed_commits")
      failure.withLock { $0 = "\(error)" }
      if attempt % 30 == 0 {
        logger.error(
          "the state cannot be written, senders wait: \(error)", metadata: .about(.stateNotWritten))
        onWriting("\(error)")
      }
      storeLane.after(milliseconds: 1000) { [self] in write(batch, attempt: attempt + 1) }
    }
  }

  /// Takes delivered entries out of the outbox, with the next commit or soon.
  func delivered(_ sequences: [Int64]) {
    storeLane.async { [self] in
      let isFirst = deliveredEntries.isEmpty
      deliveredEntries += sequences
      guard isFirst else { return }
      // Many deliveries at once are one transaction.
      storeLane.after(milliseconds: 50) { [self] in flushDelivered() }
    }
  }

  private func flushDelivered() {
    guard !deliveredEntries.isEmpty else { return }
    do {
      try store.delivered(deliveredEntries)
      deliveredEntries = []
    } catch {
      logger.error("delivered notifications cannot be taken out of the outbox: \(error)")
      storeLane.after(milliseconds: 1000) { [self] in flushDelivered() }
    }
  }

  // MARK: - The end

  /// Saves the engine's state when all that was submitted is durable, then calls back.
  func drain(_ done: @escaping @Sendable () -> Void) {
    engineLane.async { [self] in
      if catchingUp != nil { endCatchingUp(at: wallNow) }
      timer?.cancel()
      timer = nil
      idle.append { [self] in
        checkpoint()
        gathered.completions.append(done)
        commitIfIdle()
      }
      commitIfIdle()
    }
  }

  /// Writes what was delivered last, then calls back.
  func finish(_ done: @escaping @Sendable () -> Void) {
    storeLane.async { [self] in
      flushDelivered()
      done()
    }
  }
}
