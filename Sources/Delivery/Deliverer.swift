// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events
import Glibc
public import Logging
import Reactor
import Settings
public import Store
public import Telemetry
import Wire

/// Takes notifications out of the outbox to people, each destination in order and by itself.
///
/// `@unchecked Sendable`: everything mutable is touched on the lane only.
public final class Deliverer: @unchecked Sendable {
  /// Seconds before each attempt; after the last one it is tried every hour.
  static let delays = [0, 1, 2, 4, 8, 15, 30, 60, 120, 300, 600, 1800, 3600]
  /// After so many attempts, about three days, a notification is given up and logged.
  static let maximumAttempts = 84

  /// Answers that mean the notification itself, not the moment.
  static let refusals = [400, 413, 415, 422]

  /// How transitions are written to standard output.
  public enum OutputFormat: Sendable {
    case json
    case text(inColour: Bool)
  }

  private struct Pending {
    var channel: Receiver.Channel?
    var entries: Deque<OutboxEntry> = []
    var attempts = 0
    var isBusy = false
  }

  private let lane = Lane("delivery")
  private let outputLane = Lane("output")
  private let client: HTTPClient
  private let format: OutputFormat
  private let counters: Counters
  private let logger: Logger
  private let onDelivered: @Sendable ([Int64]) -> Void
  private var pending: [String: Pending] = [:]
  private var isStopped = false
  /// Who wants to hear of the first attempt at an entry, by destination and id.
  private var watchers: [String: @Sendable (String?) -> Void] = [:]

  /// Makes a deliverer; `onDelivered` is told which entries may leave the outbox.
  public init(
    _ destinations: Destinations, format: OutputFormat, counters: Counters, logger: Logger,
    onDelivered: @escaping @Sendable ([Int64]) -> Void
  ) {
    client = HTTPClient(on: lane)
    self.format = format
    self.counters = counters
    self.logger = logger
    self.onDelivered = onDelivered
    configure(destinations)
  }

  /// Uses other destinations from now on; what waits for one that is gone is given up when its turn comes.
  public func configure(_ destinations: Destinations) {
    lane.async { [self] in
      for name in pending.keys { pending[name]?.channel = nil }
      for (name, channel) in destinations.channels { pending[name, default: Pending()].channel = channel }
      for name in pending.keys.sorted() { work(name) }
    }
  }

  /// Calls back after the first attempt at an entry: with `nil` when it was delivered, else with what went wrong.
  public func watch(_ destination: String, _ id: String, _ heard: @escaping @Sendable (String?) -> Void) {
    lane.async { [self] in
      guard let state = pending[destination], state.attempts == 0 else {
        let count = pending[destination]?.entries.count ?? 0
        return heard("\(count) notifications before it are not delivered yet; see the log")
      }
      watchers[destination + " " + id] = heard
    }
  }

  private func tell(_ entry: OutboxEntry, _ name: String, _ reason: String?) {
    watchers.removeValue(forKey: name + " " + entry.id)?(reason)
  }

  /// Takes destinations in that will be told of what is to come; those there are stay.
  public func prepare(_ destinations: Destinations) {
    lane.async { [self] in
      for (name, channel) in destinations.channels { pending[name, default: Pending()].channel = channel }
    }
  }

  /// Takes entries that are durable.
  public func enqueue(_ entries: [OutboxEntry]) {
    guard !entries.isEmpty else { return }
    lane.async { [self] in
      for entry in entries { pending[entry.destination, default: Pending()].entries.append(entry) }
      for name in Set(entries.map(\.destination)).sorted() { work(name) }
    }
  }

  /// Starts nothing new, and calls back when nothing is under way or the time is over. What is left stays durable.
  public func stop(withinMilliseconds limit: Int, _ done: @escaping @Sendable () -> Void) {
    lane.async { [self] in waitUntilIdle(limit, done) }
  }

  private func waitUntilIdle(_ limit: Int, _ done: @escaping @Sendable () -> Void) {
    let isIdle = !pending.values.contains { $0.isBusy || (!$0.entries.isEmpty && $0.attempts == 0) }
    guard !isIdle, limit > 0 else {
      isStopped = true
      return done()
    }
    lane.after(milliseconds: 20) { [self] in waitUntilIdle(limit - 20, done) }
  }

  // MARK: - One destination

  private func work(_ name: String) {
    while !isStopped, let state = pending[name], !state.isBusy, let entry = state.entries.first {
      guard let channel = state.channel else {
        give(up: entry, name, "there is no such destination any more")
        continue
      }
      var unpacker = Unpacker(entry.body)
      guard let notification = try? unpacker.value(Notification.self) else {
        give(up: entry, name, "the entry is damaged")
        continue
      }
      switch channel {
      case .standardOutput:
        // Whoever does not read it must not hold up the others.
        pending[name]?.isBusy = true
        outputLane.async { [self] in
          let isWritten = write(notification)
          lane.async { [self] in heardLocally(isWritten, "standard output did not take it", entry, name) }
        }
      case .journal:
        pending[name]?.isBusy = true
        heardLocally(
          Journal.send(JournalNotice.fields(notification)), "the journal did not take it", entry, name,
          works: false)
      case .webhook(let webhook):
        pending[name]?.isBusy = true
        let request = notification.request(
          id: entry.id, to: webhook, at: Instant(microseconds: WallClock.system.microseconds))
        client.post(request) { [weak self] outcome in self?.heard(outcome, entry, name) }
      }
    }
  }

  private func heardLocally(
    _ isTaken: Bool, _ reason: String, _ entry: OutboxEntry, _ name: String, works: Bool = true
  ) {
    pending[name]?.isBusy = false
    guard isTaken else { return retry(entry, name, reason, atLeast: 0) }
    finish(entry, name)
    if works { work(name) }
  }

  private func heard(_ outcome: HTTPOutcome, _ entry: OutboxEntry, _ name: String) {
    pending[name]?.isBusy = false
    switch outcome {
    case .status(200..<300, _):
      finish(entry, name)
      work(name)
    case .status(let status, _) where Self.refusals.contains(status) && (pending[name]?.attempts ?? 0) >= 2:
      // It is this one that the receiver does not want; the next may be welcome.
      give(up: entry, name, "the receiver refuses it with \(status)")
      work(name)
    case .status(let status, let seconds):
      retry(entry, name, "the receiver answered \(status)", atLeast: seconds)
    case .failed(let reason): retry(entry, name, reason, atLeast: 0)
    }
  }

  private func retry(_ entry: OutboxEntry, _ name: String, _ reason: String, atLeast seconds: Int) {
    counters.add("delivery.failed_attempts")
    tell(entry, name, reason)
    let attempts = (pending[name]?.attempts ?? 0) + 1
    pending[name]?.attempts = attempts
    guard attempts < Self.maximumAttempts else {
      give(up: entry, name, "\(reason), for the \(attempts)th time")
      return work(name)
    }
    if attempts == 1 || attempts == 5 {
      logger.warning("a notification is not delivered yet: \(reason)", metadata: ["destination": "\(name)"])
    }
    let delay = max(Self.delays[min(attempts, Self.delays.count - 1)], min(seconds, 3600)) * 1000
    // Many receivers that failed together must not be tried again together.
    let jittered = delay - Int.random(in: 0...max(delay / 4, 1))
    pending[name]?.isBusy = true
    lane.after(milliseconds: max(jittered, 0)) { [weak self] in
      self?.pending[name]?.isBusy = false
      self?.work(name)
    }
  }

  private func finish(_ entry: OutboxEntry, _ name: String) {
    tell(entry, name, nil)
    counters.add("delivery.delivered")
    remove(entry, name)
  }

  private func give(up entry: OutboxEntry, _ name: String, _ reason: String) {
    counters.add("delivery.given_up")
    tell(entry, name, reason)
    logger.error(
      "a notification is given up: \(reason)", metadata: ["destination": "\(name)", "id": "\(entry.id)"])
    remove(entry, name)
  }

  private func remove(_ entry: OutboxEntry, _ name: String) {
    pending[name]?.entries.removeFirst()
    pending[name]?.attempts = 0
    onDelivered([entry.sequence])
  }

  /// Writes to standard output, and waits for who reads it; on the output lane.
  private func write(_ notification: Notification) -> Bool {
    let bytes: [UInt8]
    switch format {
    case .json:
      var writer = JSONWriter()
      notification.write(to: &writer)
      writer.endLine()
      bytes = writer.bytes
    case .text(let inColour):
      bytes = Array((AlertText.describe(notification, inColour: inColour) + "\n").utf8)
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
