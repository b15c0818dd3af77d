// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Events
public import Rules

/// Which alerts go to whom. The first route that matches takes an alert, and with `continues` those behind it may too.
public struct Route: Equatable, Sendable {
  /// The expression of the alerts it is for; `nil` for all.
  public var match: String?
  /// Names of receivers.
  public var notify: [String]
  /// Whether the routes behind it are tried as well.
  public var continues: Bool

  /// Makes a route.
  public init(match: String? = nil, notify: [String], continues: Bool = false) {
    self.match = match
    self.notify = notify
    self.continues = continues
  }
}

extension Route: Packable {
  /// Writes the route.
  public func pack(into packer: inout Packer) {
    packer.write(match)
    packer.write(each: notify) { $0.write($1) }
    packer.write(continues)
  }

  /// Reads a route.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    match = try unpacker.optionalString()
    notify = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.string() }
    continues = try unpacker.bool()
  }
}

/// The routes, compiled.
public struct Router: Sendable {
  /// The routes in the order in which they are tried.
  public let routes: [Route]
  private let conditions: [Condition?]

  /// Compiles routes; throws what is wrong with the first expression that has mistakes.
  public init(_ routes: [Route]) throws(Condition.Mistakes) {
    self.routes = routes
    var conditions: [Condition?] = []
    for route in routes {
      guard let match = route.match else {
        conditions.append(nil)
        continue
      }
      conditions.append(try Condition(ofAlert: match))
    }
    self.conditions = conditions
  }

  /// The places of the routes an alert takes.
  public func places(for alert: Alert) -> [Int] {
    var places: [Int] = []
    for (place, condition) in conditions.enumerated() {
      guard condition?.evaluate(AlertFields(alert: alert), at: alert.firedAt).holds ?? true else { continue }
      places.append(place)
      if !routes[place].continues { break }
    }
    return places
  }

  /// The names of the receivers an alert goes to, each once; `nil` where there are no routes.
  public func receivers(for alert: Alert) -> [String]? {
    guard !routes.isEmpty else { return nil }
    var receivers: [String] = []
    for name in places(for: alert).flatMap({ routes[$0].notify }) where !receivers.contains(name) {
      receivers.append(name)
    }
    return receivers
  }

  /// The comparisons that decide on a route, for people; empty for one without `match`.
  public func findings(_ place: Int, for alert: Alert) -> [Finding] {
    conditions[place]?.findings(AlertFields(alert: alert), at: alert.firedAt) ?? []
  }
}

/// An alert as expressions of routes read it.
private struct AlertFields: SignalSource {
  let alert: Alert

  func read(_ reference: SignalReference, at instant: Instant) -> Reading {
    guard case .attribute(let name) = reference.signal else { return .none }
    let about = alert.circumstances
    let text: String? =
      switch name {
      case "rule": alert.rule
      case "severity": "\(alert.severity)"
      case "scope": "\(alert.scope)"
      case "key": alert.key
      case "conversation": about.conversation
      case "contact": about.contact
      case "agent": about.agent
      case "queue": about.queue
      case "channel": about.channel
      default: name.hasPrefix("labels.") ? alert.labels[String(name.dropFirst(7))] : nil
      }
    if name == "risk" { return about.risk.map { Reading(value: .number($0)) } ?? .none }
    return text.map { Reading(value: .text($0)) } ?? .none
  }
}
