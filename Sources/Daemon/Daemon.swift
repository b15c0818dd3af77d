// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Console
import Conversations
public import Delivery
import Engine
import Events
import Foundation
import Intake
import Language
public import Logging
public import Reactor
import Reports
import Rules
public import Settings
import Store
import Synchronization
import Telemetry
import Wire

/// The whole daemon, wired: start, reload, drain, stop. It knows no flags and no signals, so tests can hold one too.
///
/// `@unchecked Sendable`: mutable state is touched on the daemon's own lane, or behind a mutex.
public final class Daemon: @unchecked Sendable {
  /// What a daemon is started with.
  public struct Options: Sendable {
    /// The configuration file or folder; `nil` for the system's.
    public var config: String?
    /// Whether time is that of the events.
    public var usesEventClock = false
    /// The clock on the wall, where it is not.
    public var wallClock = WallClock.system
    /// How transitions are written to standard output, where they are.
    public var format = Deliverer.OutputFormat.json
    /// Where state and sockets are.
    public var paths: Paths
    /// The environment, for credentials.
    public var environment: [String: String]

    /// Makes options from an environment.
    public init(environment: [String: String]) {
      self.environment = environment
      paths = Paths(environment: environment)
    }
  }

  let options: Options
  let logger: Logger
  let counters = Counters()
  let lane = Lane("daemon")
  private let scorer: Mutex<Scorer>
  let pipeline: Pipeline
  let deliverer: Deliverer
  let startedAt = WallClock.system.microseconds

  // On the daemon's lane.
  var settings: Settings
  private var listeners: [Listener] = []
  private var control: ControlServer?
  var connections: [ObjectIdentifier: IntakeConnection] = [:]
  private var isStopping = false
  private var watchdog: LaneTimer?
  let reporter: Reporter
  let auditor: Auditor
  var webConsole: WebConsole?
  var openedConsole: ConsoleSettings?
  let linkKey: [UInt8]
  /// What the store held when it was opened, until it is on its way.
  private var undelivered: [OutboxEntry]
  var lastReload = "none since the start"
  private var reloads = 0
  /// What was in force at the start.
  private let started: Settings
  private(set) var health = Health()
  private(set) var rate = Rate()
  private var rateTimer: LaneTimer?
  var topLists = TopLists()

  /// Connections of senders at a time.
  static let maximumConnections = 512

  /// Reads the configuration's outcome, opens the store, rebuilds the engine, and listens. Throws what prevents it.
  public init(settings: Settings, options: Options, logger: Logger) throws {
    self.settings = settings
    started = settings
    self.options = options
    self.logger = logger
    scorer = Mutex(Scorer(lexicons: settings.lexicons))
    let folder = settings.stateDirectory ?? options.paths.state
    let store = try SQLiteStore(folder: folder)
    let loaded = try store.load()
    let engine = try Self.rebuild(loaded, settings, folder)
    linkKey = try Self.linkKey(in: folder)
    let destinations = Destinations(
      settings, isService: Journal.isServiceOutput, links: Self.links(settings, key: linkKey))
    let relay = Relay()
    deliverer = Deliverer(
      destinations, format: options.format, counters: counters, logger: logger,
      outcomes: Deliverer.Outcomes(
        delivered: { relay.pipeline?.delivered($0) },
        undeliverable: { relay.pipeline?.undeliverable($0, $1) }))
    let deliverer = deliverer
    pipeline = Pipeline(
      engine: engine, isNew: loaded.parts.isEmpty, recovered: loaded.inputs.count, store: store,
      settings: settings, destinations: destinations,
      clock: options.usesEventClock ? .events : .wall(options.wallClock), counters: counters, logger: logger,
      onDurable: { deliverer.enqueue($0) },
      onWriting: { error in relay.daemon?.note { $0.cannotWrite = error } })
    relay.pipeline = pipeline
    reporter = Reporter(
      pipeline, on: lane, clock: options.wallClock, reported: try store.reported(), logger: logger)
    auditor = Auditor(
      pipeline, deliverer, on: lane, settings: settings, clock: options.wallClock, counters: counters,
      logger: logger, onFindings: { found in relay.daemon?.note { $0.overdue = found.map(\.text) } })
    undelivered = loaded.outbox
    health.setAside = Health.setAside(settings)
    relay.daemon = self
    if !loaded.inputs.isEmpty || !loaded.outbox.isEmpty {
      logger.notice(
        "recovered",
        metadata: ["inputs": "\(loaded.inputs.count)", "undelivered": "\(loaded.outbox.count)"])
    }
  }

  /// Breaks the circles between the daemon and its parts. Set once, before anything runs.
  private final class Relay: @unchecked Sendable {
    weak var pipeline: Pipeline?
    weak var daemon: Daemon?
  }

  /// Takes down what changed about the daemon's health, and tells the service manager.
  private func note(_ change: @escaping @Sendable (inout Health) -> Void) {
    lane.async { [self] in
      let before = health
      change(&health)
      if health != before, !isStopping { Notifier.status(health.line) }
    }
  }

  private static func rebuild(_ loaded: Loaded, _ settings: Settings, _ folder: String) throws -> Engine {
    do {
      var engine = try Engine.restore(loaded.parts) ?? Engine(settings.engine)
      // Their effects were committed with them.
      for (at, input) in loaded.inputs { _ = engine.apply(input, at: at) }
      return engine
    } catch let error as Engine.RestoreError {
      let reason =
        switch error {
        case .newerFormat(let format): "it was written by a later version (format \(format))"
        case .olderFormat(let format):
          "it was written by a version before 0.1 (format \(format)); move the folder away to begin anew"
        case .damaged(let part): "part '\(part)' is damaged"
        }
      throw StoreError.unreadable(path: folder + "/foreshock.sqlite", reason: reason)
    }
  }

  // MARK: - Start

  /// Listens and begins to work; returns when it is ready. Throws when a socket cannot be had.
  public func start() throws {
    try FileManager.default.createDirectory(
      atPath: options.paths.runtime, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755]
    )
    let activated = UnixSocket.activated()
    let intakePath = settings.intake.socket ?? options.paths.intakeSocket
    var intakes = activated.filter { $0.name != "control" }.map { ($0.descriptor, nil as String?) }
    if intakes.isEmpty {
      intakes = [(try UnixSocket.listen(at: intakePath, mode: settings.intake.mode), intakePath)]
    }
    let controlPath = options.paths.controlSocket
    let command =
      try activated.first { $0.name == "control" }.map { ($0.descriptor, nil as String?) }
      ?? (UnixSocket.listen(at: controlPath, mode: 0o660), controlPath)

    // What the store holds is brought under the present configuration before anything comes in.
    let ready = DispatchSemaphore(value: 0)
    pipeline.configure(settings, destinations(settings)) { [self] in
      // What the store held goes before what this brings.
      deliverer.enqueue(undelivered)
      undelivered = []
      ready.signal()
    }
    ready.wait()
    pipeline.start()
    reporter.configure(settings.reports)

    lane.sync {
      for (descriptor, path) in intakes {
        listeners.append(
          Listener(descriptor, path: path, on: lane) { [weak self] connection in self?.accept(connection) })
      }
      control = ControlServer(command.0, path: command.1) { [weak self] words, reply in
        self?.answer(words, reply)
      }
      if readsStandardInput { openStandardInput() }
      openConsole(settings)
      auditor.configure(settings)
      startWatchdog()
      noteRate()
      rateTimer = LaneTimer(on: lane) { [weak self] in self?.noteRate() }
      rateTimer?.arm(afterMilliseconds: Rate.every, repeating: true)
    }
    for mistake in settings.setAside {
      logger.error("left out, the rest is in force: \(mistake.text)", metadata: .about(.ruleSetAside))
    }
    Notifier.ready(lane.sync { health.line })
    logger.notice(
      "watching",
      metadata: .about(
        .watching,
        [
          "intake": "\(intakes[0].1 ?? "socket of the service manager")", "rules": "\(settings.rules.count)",
        ]))
  }

  private func noteRate() { rate.note(counters["intake.accepted"], at: .now) }

  private var readsStandardInput: Bool {
    switch settings.intake.standardInput {
    case .always: return true
    case .never: return false
    case .auto:
      var status = stat()
      guard fstat(0, &status) == 0 else { return false }
      return status.st_mode & S_IFMT == S_IFIFO || status.st_mode & S_IFMT == S_IFREG
    }
  }

  private func openStandardInput() {
    var status = stat()
    let isFile = fstat(0, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    var descriptor: Int32 = 0
    if isFile {
      // A file is always readable, which an event queue cannot watch: let a pipe stand between.
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { return }
      descriptor = ends[0]
      let input = ends[1]
      Thread.detachNewThread {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(0, &chunk, chunk.count), count > 0 {
          var at = 0
          while at < count {
            let written = chunk[at..<count].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            at += written
          }
        }
        close(input)
      }
    }
    let logger = logger
    open(
      descriptor,
      .byLog { line, refusal in
        logger.warning(
          "a line of standard input was refused: \(refusal.message)", metadata: ["line": "\(line)"])
      })
  }

  private func accept(_ descriptor: Int32) {
    guard connections.count < Self.maximumConnections, !isStopping else {
      counters.add("intake.refused_connections")
      close(descriptor)
      return
    }
    open(descriptor, .onSocket)
  }

  private func open(_ descriptor: Int32, _ answers: IntakeConnection.Answers) {
    counters.add("intake.connections")
    let connection = IntakeConnection(
      descriptor, answers: answers, scorer: { [self] in scorer.withLock { $0 } }, counters: counters,
      submit: { [pipeline] in pipeline.submit($0) },
      onEnd: { [weak self, lane] ended in
        let identity = ObjectIdentifier(ended)
        lane.async { [weak self] in self?.connections[identity] = nil }
      })
    connections[ObjectIdentifier(connection)] = connection
    connection.start()
  }

  /// The service manager hears from the daemon only when engine and store have both made progress.
  private func startWatchdog() {
    guard let interval = Notifier.watchdogMilliseconds else { return }
    watchdog = LaneTimer(on: lane) { [pipeline] in pipeline.prove { Notifier.alive() } }
    watchdog?.arm(afterMilliseconds: max(interval / 3, 100), repeating: true)
  }

  // MARK: - Reload

  /// Reads the configuration again and takes it as a whole, or not at all; `done` hears what was wrong.
  public func reload(_ done: @escaping @Sendable (Result<String, ReloadError>) -> Void) {
    lane.async { [self] in
      Notifier.reloading()
      reloads += 1
      let number = reloads
      let outcome = SettingsLoader(environment: options.environment).load(options.config)
      guard let fresh = outcome.settings else {
        let errors = outcome.diagnostics.filter { $0.level == .error }
        for diagnostic in errors {
          logger.error("reload: \(diagnostic.text)", metadata: .about(.reloadRefused))
        }
        lastReload = "refused, \(errors.count) mistakes; the configuration before it is in force"
        health.refusedReload = errors.first.map { "\($0.file):\($0.line): \($0.message)" }
        Notifier.ready(health.line)
        return done(.failure(ReloadError(text: outcome.diagnostics.map(\.text).joined(separator: "\n"))))
      }
      settings = fresh
      let rescored = Scorer(lexicons: fresh.lexicons)
      scorer.withLock { $0 = rescored }
      let destinations = destinations(fresh)
      deliverer.prepare(destinations)
      pipeline.configure(fresh, destinations) { [self] in
        deliverer.configure(destinations)
        reporter.configure(fresh.reports)
        lane.async { [self] in
          openConsole(fresh)
          auditor.configure(fresh)
          health.setAside = []
          health.waitingForRestart = started.waitingForRestart(fresh)
          // A later one may have been refused while this was made durable.
          if number == reloads {
            lastReload = "done, \(fresh.rules.count) rules"
            health.refusedReload = nil
          }
          Notifier.ready(health.line)
          logger.notice("reloaded", metadata: .about(.reloaded, ["rules": "\(fresh.rules.count)"]))
          let later = health.waitingForRestart.map { "\($0) takes effect at the next restart\n" }.joined()
          done(.success("reloaded: \(fresh.rules.count) rules are in force\n\(later)"))
        }
      }
    }
  }

  /// What was wrong with a configuration that was not taken.
  public struct ReloadError: Error, Sendable {
    /// Every mistake with its place.
    public var text: String
  }

  /// The version of this program.
  public static let version = "0.1.0"

  // MARK: - Stop

  /// Takes nothing more in, makes durable what was read, lets deliveries under way end, and calls back.
  public func stop(_ done: @escaping @Sendable () -> Void) {
    lane.async { [self] in
      guard !isStopping else { return }
      isStopping = true
      Notifier.stopping()
      logger.notice("draining")
      watchdog?.cancel()
      rateTimer?.cancel()
      for listener in listeners { listener.cancel() }
      for connection in connections.values { connection.stopReading() }
      control?.cancel()
      webConsole?.stop()
      auditor.cancel()
      // A moment for what was read just now to reach the engine's lane.
      lane.after(milliseconds: 50) { [self] in
        pipeline.drain { [self] in
          deliverer.stop(withinMilliseconds: 3000) { [self] in
            pipeline.finish { [self] in
              logger.notice("stopped")
              done()
            }
          }
        }
      }
    }
  }
}
