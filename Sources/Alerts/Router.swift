// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
public import Rules

/// The routes, compiled. An alert keeps those under which it fired.
public struct Router: Sendable {
  /// The routes in the order in which they are tried.
  public let routes: [Route]
  /// The same for the same routes.
  let identity: String
  private let matches: [Condition?]
  private let holds: [Condition?]

  /// No routes.
  init() {
    (routes, matches, holds) = ([], [], [])
    identity = Self.ofNone
  }

  private static let ofNone = StableHash().hex(24)

  /// Compiles routes; throws what is wrong with the first expression that has mistakes.
  public init(_ routes: [Route]) throws(Condition.Mistakes) {
    self.routes = routes
    var (matches, holds): ([Condition?], [Condition?]) = ([], [])
    var packer = Packer()
    for route in routes {
      packer.write(route)
      if let match = route.match {
        matches.append(try Condition(ofAlert: match))
      } else {
        matches.append(nil)
      }
      if let hold = route.holdWhile {
        holds.append(try Condition(hold, scope: .conversation))
      } else {
        holds.append(nil)
      }
    }
    self.matches = matches
    self.holds = holds
    var hash = StableHash()
    hash.add(packer.bytes)
    identity = routes.isEmpty ? Self.ofNone : hash.hex(24)
  }

  /// The places of the routes an alert takes.
  public func places(for alert: Alert) -> [Int] {
    var places: [Int] = []
    for (place, condition) in matches.enumerated() {
      guard condition?.holds(for: alert) ?? true else { continue }
      places.append(place)
      if !routes[place].continues { break }
    }
    return places
  }

  /// The comparisons that decide on a route, for people; empty for one without `match`.
  public func findings(_ place: Int, for alert: Alert) -> [Finding] {
    matches[place]?.findings(AlertFields(alert: alert), at: alert.firedAt) ?? []
  }

  /// What keeps a route from telling about a subject of this scope, as long as it holds.
  func hold(_ place: Int, _ scope: Scope) -> Condition? {
    scope == .conversation || scope == .contact ? holds[place] : nil
  }
}
