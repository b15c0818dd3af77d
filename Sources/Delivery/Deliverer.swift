// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
public import Events
import Glibc
public import Logging
import Reactor
import Settings
public import Store
public import Telemetry
import Wire

/// Takes notifications out of the outbox to people, each destination by itself: a dead one delays no other.
///
/// `@unchecked Sendable`: everything mutable is touched on the lane only.
public final class Deliverer: @unchecked Sendable {
  /// How transitions are written to standard output.
  public enum OutputFormat: Sendable {
    case json
    case text(inColour: Bool)
  }

  /// What becomes of entries; called on the deliverer's lane.
  public struct Outcomes: Sendable {
    /// They may leave the outbox.
    var delivered: @Sendable ([Int64]) -> Void
    /// They cannot be delivered, and why.
    var undeliverable: @Sendable (OutboxEntry, String) -> Void

    /// Says whom to tell.
    public init(
      delivered: @escaping @Sendable ([Int64]) -> Void,
      undeliverable: @escaping @Sendable (OutboxEntry, String) -> Void
    ) {
      self.delivered = delivered
      self.undeliverable = undeliverable
    }
  }

  /// How an entry on its way stands.
  public struct Standing: Sendable {
    /// Its place in the outbox.
    public var sequence: Int64
    /// How often it was tried.
    public var attempts: Int
    /// When it is tried next; `nil` while it is under way.
    public var next: Instant?
    /// Why the last attempt failed.
    public var lastError: String?
  }

  /// How many notifications are under way to one webhook at once.
  static let width = 8

  private let lane = Lane("delivery")
  private let outputLane = Lane("output")
  private let client: HTTPClient
  private let format: OutputFormat
  private let counters: Counters
  private let logger: Logger
  private let outcomes: Outcomes
  private var channels: [String: Receiver.Channel] = [:]
  private var links: AnswerLinks?
  private var lines: [String: DeliveryLine] = [:]
  private var timer: LaneTimer?
  private var isStopped = false
  /// Who wants to hear of the first attempt at an entry, by destination and id.
  private var watchers: [String: @Sendable (String?) -> Void] = [:]

  /// Makes a deliverer.
  public init(
    _ destinations: Destinations, format: OutputFormat, counters: Counters, logger: Logger,
    outcomes: Outcomes
  ) {
    client = HTTPClient(on: lane)
    self.format = format
    self.counters = counters
    self.logger = logger
    self.outcomes = outcomes
    timer = LaneTimer(on: lane) { [weak self] in self?.workAll() }
    configure(destinations)
  }

  private var now: Instant { Instant(microseconds: WallClock.system.microseconds) }

  // MARK: - From outside

  /// Uses other destinations from now on; what waits for one that is gone cannot be delivered.
  public func configure(_ destinations: Destinations) {
    lane.async { [self] in
      channels = [:]
      links = destinations.links
      for (name, channel) in destinations.channels { channels[name] = channel }
      for name in lines.keys { _ = lines[name]?.hurry(nil) }
      workAll()
    }
  }

  /// Takes destinations in that will be told of what is to come; those there are stay.
  public func prepare(_ destinations: Destinations) {
    lane.async { [self] in
      for (name, channel) in destinations.channels { channels[name] = channel }
    }
  }

  /// Takes entries that are durable.
  public func enqueue(_ entries: [OutboxEntry]) {
    guard !entries.isEmpty else { return }
    lane.async { [self] in
      let now = now
      for entry in entries {
        let width = if case .webhook = channels[entry.destination] { Self.width } else { 1 }
        lines[entry.destination, default: DeliveryLine(width: width)].append(entry, at: now)
      }
      for name in Set(entries.map(\.destination)).sorted() { work(name) }
      arm()
    }
  }

  /// Calls back after the first attempt at an entry: with `nil` when it was delivered, else with what went wrong.
  public func watch(_ destination: String, _ id: String, _ heard: @escaping @Sendable (String?) -> Void) {
    lane.async { [self] in
      if lines[destination]?.probeAt != nil {
        let count = lines[destination]?.items.count ?? 0
        return heard("the receiver is down, \(count) notifications wait for it; see the log")
      }
      watchers[destination + " " + id] = heard
    }
  }

  /// Tries an entry, or all of them, as soon as may be; answers whether there is one.
  public func hurry(_ sequence: Int64?, _ done: @escaping @Sendable (Bool) -> Void) {
    lane.async { [self] in
      var isFound = false
      for name in lines.keys { if lines[name]?.hurry(sequence) == true { isFound = true } }
      workAll()
      done(isFound)
    }
  }

  /// Forgets an entry that was dropped, and those of which it said it all; one under way may still arrive.
  public func forget(_ sequence: Int64) {
    lane.async { [self] in
      let forgotten = lines.keys.flatMap { lines[$0]?.remove(sequence) ?? [] }.filter { $0 != sequence }
      if !forgotten.isEmpty { outcomes.delivered(forgotten) }
      workAll()
    }
  }

  /// Tells how everything on its way stands.
  public func standings(_ done: @escaping @Sendable ([Int64: Standing]) -> Void) {
    lane.async { [self] in
      var found: [Int64: Standing] = [:]
      for line in lines.values {
        for item in line.items {
          found[item.entry.sequence] = Standing(
            sequence: item.entry.sequence, attempts: item.attempts,
            next: line.next(item, at: now), lastError: item.lastError)
        }
      }
      done(found)
    }
  }

  /// Starts nothing new, and calls back when nothing is under way or the time is over. What is left stays durable.
  public func stop(withinMilliseconds limit: Int, _ done: @escaping @Sendable () -> Void) {
    lane.async { [self] in waitUntilIdle(limit, done) }
  }

  private func waitUntilIdle(_ limit: Int, _ done: @escaping @Sendable () -> Void) {
    guard lines.values.contains(where: { !$0.isIdle }), limit > 0 else {
      isStopped = true
      return done()
    }
    lane.after(milliseconds: 20) { [self] in waitUntilIdle(limit - 20, done) }
  }

  // MARK: - One destination

  private func workAll() {
    for name in lines.keys.sorted() { work(name) }
    arm()
  }

  private func arm() {
    guard !isStopped, let next = lines.values.compactMap(\.wakeAt).min() else { return }
    timer?.arm(at: next.microseconds, of: .system)
  }

  private func work(_ name: String) {
    while !isStopped, let items = lines[name]?.start(at: now), !items.isEmpty {
      for item in items { send(item, name) }
    }
    if lines[name]?.items.isEmpty == true, lines[name]?.failures == 0 { lines[name] = nil }
  }

  private func send(_ item: DeliveryLine.Item, _ name: String) {
    guard let channel = channels[name] else {
      return giveUp(item.entry, name, "there is no such destination any more")
    }
    var unpacker = Unpacker(item.entry.body)
    guard let notification = try? unpacker.value(Notification.self) else {
      return giveUp(item.entry, name, "the entry is damaged")
    }
    switch channel {
    case .standardOutput:
      // Whoever does not read it must not hold up the others.
      outputLane.async { [self] in
        let isWritten = write(notification)
        lane.async { [self] in
          heard(isWritten ? .delivered : .later("standard output did not take it"), item.entry, name)
        }
      }
    case .journal:
      let isTaken = Journal.send(JournalNotice.fields(notification))
      heard(isTaken ? .delivered : .later("the journal did not take it"), item.entry, name, works: false)
    case .sendmail(let mail):
      let scrubbed = Scrubber(privacy: mail.style.privacy).scrub(notification)
      let link = links?.address(for: notification, receiver: item.entry.receiver)
      let message = Message(scrubbed, mail.style, link: link)
      MailProgram.send(Letter.body(scrubbed, message, id: item.entry.id, mail), mail, on: lane) {
        [weak self] verdict in self?.heard(verdict, item.entry, name)
      }
    case .webhook(let webhook):
      let link = links?.address(for: notification, receiver: item.entry.receiver)
      guard
        let request = notification.request(
          id: item.entry.id, supersedes: item.supersedes.map(\.id), link: link, to: webhook, at: now)
      else { return heard(.nothingToSay, item.entry, name, works: false) }
      let (start, counters) = (ContinuousClock.now, counters)
      client.post(request) { [weak self] outcome in
        counters.timings.record(.delivery, .now - start)
        self?.heard(Verdict(outcome), item.entry, name)
      }
    }
  }

  private func heard(_ verdict: Verdict, _ entry: OutboxEntry, _ name: String, works: Bool = true) {
    let now = now
    counters.add("delivery_by.\(verdict.name).\(name)")
    switch verdict {
    case .delivered:
      tell(entry, name, nil)
      counters.add("delivery.delivered")
      let done = lines[name]?.succeeded(entry.sequence) ?? []
      if done.count > 1 { counters.add("delivery.superseded", done.count - 1) }
      if !done.isEmpty { outcomes.delivered(done) }
    case .nothingToSay:
      tell(
        entry, name,
        "there is nothing to say there: a note in a conversation is about one, and about what fires")
      let done = lines[name]?.remove(entry.sequence) ?? []
      if !done.isEmpty { outcomes.delivered(done) }
    case .never(let reason): giveUp(entry, name, reason)
    case .later(let reason, let least):
      counters.add("delivery.failed_attempts")
      tell(entry, name, reason)
      let wasDown = lines[name]?.probeAt != nil
      let isHopeless =
        lines[name]?.failed(
          entry.sequence, reason, atLeast: least, at: now, random: Double.random(in: 0..<1)) ?? false
      if isHopeless { giveUp(entry, name, "\(reason), for \(DeliveryLine.patience)") }
      if lines[name]?.failures == 1 {
        logger.warning("a notification is not delivered yet: \(reason)", metadata: ["destination": "\(name)"])
      } else if !wasDown, lines[name]?.probeAt != nil {
        logger.error("a receiver is down: \(reason)", metadata: ["destination": "\(name)"])
      }
    }
    guard works else { return }
    work(name)
    arm()
  }

  private func giveUp(_ entry: OutboxEntry, _ name: String, _ reason: String) {
    counters.add("delivery.undeliverable")
    tell(entry, name, reason)
    logger.error(
      "a notification cannot be delivered: \(reason)",
      metadata: ["destination": "\(name)", "id": "\(entry.id)", "outbox": "\(entry.sequence)"])
    let superseded = (lines[name]?.remove(entry.sequence) ?? []).filter { $0 != entry.sequence }
    if !superseded.isEmpty { outcomes.delivered(superseded) }
    outcomes.undeliverable(entry, reason)
  }

  private func tell(_ entry: OutboxEntry, _ name: String, _ reason: String?) {
    watchers.removeValue(forKey: name + " " + entry.id)?(reason)
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
