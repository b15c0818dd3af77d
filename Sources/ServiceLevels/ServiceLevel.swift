// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// What is promised to some conversations, in open time.
public struct ServiceLevel: Equatable, Sendable {
  /// The promises there are.
  public enum Promise: UInt8, CaseIterable, Sendable {
    /// From the contact's first message to the first public message of a human agent.
    case firstResponse
    /// From the oldest unanswered contact message to the next public message of a human agent.
    case nextResponse
    /// Since the last public message of a human agent, while the conversation is open.
    case update
    /// From opening to `resolved`; stands still while pending, goes on when reopened.
    case resolution

    /// The name in a configuration and in a signal.
    public var name: String {
      switch self {
      case .firstResponse: "first_response"
      case .nextResponse: "next_response"
      case .update: "update"
      case .resolution: "resolution"
      }
    }
  }

  /// Its name.
  public var name: String
  /// The expression of the conversations it is for; `nil` for all.
  public var match: String?
  /// In whose open time it counts.
  public var hours: OpeningHours
  /// How long each promise may take; `nil` for none given.
  public var targets: [Interval?]

  /// Makes a service level; `targets` are in the order of `Promise`.
  public init(name: String, match: String?, hours: OpeningHours, targets: [Interval?]) {
    self.name = name
    self.match = match
    self.hours = hours
    self.targets = Promise.allCases.map { Int($0.rawValue) < targets.count ? targets[Int($0.rawValue)] : nil }
  }

  /// How long a promise may take.
  public subscript(promise: Promise) -> Interval? { targets[Int(promise.rawValue)] }
}

/// One running promise of one conversation: 40 bytes.
public struct Clock: Equatable, Sendable {
  /// What it runs from: another start is another promise.
  public var start: Instant
  /// Open time gathered before `since`.
  public var gathered: Interval
  /// Since when it runs; `nil` while it stands still.
  public var since: Instant?
  /// Whether it was noticed that the target has passed.
  public var isBreached = false

  /// A clock that starts to run.
  public init(start: Instant) {
    self.start = start
    gathered = .zero
    since = start
  }

  /// A clock as it was saved.
  public init(start: Instant, gathered: Interval, since: Instant?, isBreached: Bool) {
    self.start = start
    self.gathered = gathered
    self.since = since
    self.isBreached = isBreached
  }

  /// Open time so far.
  public func elapsed(at now: Instant, _ hours: OpeningHours) -> Interval {
    since.map { gathered + hours.openTime(from: $0, to: now) } ?? gathered
  }

  /// Stops counting.
  public mutating func stop(at instant: Instant, _ hours: OpeningHours) {
    gathered = elapsed(at: instant, hours)
    since = nil
  }

  /// Goes on counting.
  public mutating func resume(at instant: Instant) {
    if since == nil { since = instant }
  }

  /// Counts in other opening hours from an instant on; what has been gathered stays.
  public mutating func change(from old: OpeningHours, at instant: Instant) {
    guard since != nil else { return }
    stop(at: instant, old)
    since = instant
  }

  /// When so much time will have been gathered if nothing happens; `nil` for never.
  public func instant(of target: Interval, _ hours: OpeningHours) -> Instant? {
    guard let since else { return nil }
    return hours.instant(after: target - gathered, of: since)
  }
}
