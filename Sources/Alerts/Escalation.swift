// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import ServiceLevels

/// Where one alert stands on its way to somebody who takes care of it.
///
/// The routes are those of the moment it fired: a reload disturbs no alert that is on its way.
struct Escalation: Sendable {
  /// Where it stands on one route.
  struct Path: Equatable, Sendable {
    /// The route's place.
    let route: Int
    /// The next step of the ladder.
    var step = 0
    /// How often it was repeated behind the last step.
    var repeats = 0
    /// When something is due.
    var next: Instant
    /// When the first step was taken.
    var toldAt: Instant?
    /// Whom the last step told.
    var lastTold: [String] = []
    /// Whether `hold_while` holds it.
    var isHeld = false
    /// Whether a calendar keeps it from telling.
    var isMuted = false
    /// Whether a receiver could not be told, so that the next step comes early.
    var isHurried = false

    init(route: Int, next: Instant) {
      self.route = route
      self.next = next
    }
  }

  /// What keeps it quiet.
  enum Quiet: Equatable, Sendable {
    case silence(String)
    case alert(String)
  }

  /// A receiver who knows of it, and the route by which.
  struct Told: Equatable, Sendable {
    var receiver: String
    var route: Int
  }

  var alert: Alert
  let subject: Subject
  var router: Router
  var paths: [Path]
  var told: [Told] = []
  var quiet: Quiet?
  /// Since when its ladders stand still: it is acknowledged or snoozed.
  var pausedAt: Instant?
  /// Whether a snooze has ended and those who know have not been told yet that it fires still.
  var owesReminder = false
  /// Receivers that could not be told.
  var unreachable: [String] = []
  /// Its receivers are not told before what fell due in an absence is told.
  var isAwaited = false

  init(_ alert: Alert, _ subject: Subject, _ router: Router, at now: Instant) {
    self.alert = alert
    self.subject = subject
    self.router = router
    paths = router.places(for: alert).map { Path(route: $0, next: now) }
  }

  /// When it must be looked at if nothing happens before.
  var nextInstant: Instant {
    switch alert.status {
    case .snoozed: if case .snooze(let until) = alert.answer?.action { until } else { .distantFuture }
    case .firing where quiet == nil && !isAwaited: paths.lazy.map(\.next).min() ?? .distantFuture
    default: .distantFuture
    }
  }

  /// Whether its ladders name a receiver that is not among these.
  func namesOthers(than receivers: [String]) -> Bool {
    paths.contains { path in router.routes[path.route].receivers.contains { !receivers.contains($0) } }
  }

  /// What a step of a ladder comes to.
  struct Step {
    var cause: Alert.Cause
    /// Whom it tells; nobody where its condition is not met.
    var receivers: [String]
    /// Why it is left out.
    var skipped: String?
  }

  /// Takes the next step of a path, on whose route so many alerts fire.
  mutating func climb(_ place: Int, at now: Instant, firing: Int) -> Step {
    let route = router.routes[paths[place].route]
    let number = paths[place].step
    guard number < route.ladder.count else {
      paths[place].repeats += 1
      schedule(place, from: now)
      return Step(cause: .repeated, receivers: route.receivers)
    }
    let step = route.ladder[number]
    paths[place].step += 1
    // What kept this step waiting puts the later ones off as well: whoever is told has the time that was meant.
    let due = (paths[place].toldAt ?? now) + step.after
    paths[place].toldAt = (paths[place].toldAt ?? now) + max(now - due, .zero)
    schedule(place, from: now)
    if let reason = objection(to: step, at: now, firing: firing) {
      // Somebody is to be told at once, so the step after it is looked at.
      if paths[place].isHurried, paths[place].step < route.ladder.count { paths[place].next = now }
      return Step(
        cause: .escalated, receivers: [], skipped: "step \(number + 1) is left out, since \(reason)")
    }
    let isHurried = paths[place].isHurried
    paths[place].isHurried = false
    paths[place].lastTold = step.notify
    unreachable.removeAll { step.notify.contains($0) }
    let first: Alert.Cause = alert.overdueBy != nil ? .overdue : .first
    return Step(
      cause: number == 0 ? first : isHurried ? .undelivered : .escalated, receivers: step.notify)
  }

  private func objection(to step: Route.Step, at now: Instant, firing: Int) -> String? {
    if let least = step.ifFiring, firing <= least { return "not more than \(least) alerts fire" }
    if let hours = step.during, !hours.isOpen(at: now) { return "'\(hours.name)' is closed" }
    return nil
  }

  private mutating func schedule(_ place: Int, from now: Instant) {
    let route = router.routes[paths[place].route]
    let isLadder = route.ladder.count > 1
    if paths[place].step < route.ladder.count {
      let due = (paths[place].toldAt ?? now) + route.ladder[paths[place].step].after
      paths[place].next = max(due, now + Interval(microseconds: 1))
    } else if let every = route.repeatEvery ?? (isLadder ? Route.usualRepeat : nil) {
      // 40 doublings are more than any cap.
      let factor = Int64(1) << Int64(min(paths[place].repeats, 40))
      let (length, isTooLong) = every.microseconds.multipliedReportingOverflow(by: factor)
      let longest = max(Route.longestRepeat, every)
      paths[place].next = now + (isTooLong ? longest : min(Interval(microseconds: length), longest))
    } else {
      paths[place].next = .distantFuture
    }
  }

  /// Goes on after a pause: what was to come comes as much later as the pause was long. What waits for a calendar or
  /// for `hold_while` is looked at anew.
  mutating func wake(at now: Instant) {
    guard let since = pausedAt else { return }
    pausedAt = nil
    for place in paths.indices where paths[place].next < .distantFuture || paths[place].isHeld {
      if paths[place].isHeld || paths[place].isMuted {
        paths[place].next = now
      } else {
        paths[place].next = paths[place].next + (now - since)
        paths[place].toldAt = paths[place].toldAt.map { $0 + (now - since) }
      }
    }
  }

  /// Takes other routes from now on. Those who know and are still there hear of its end by the first of them.
  mutating func reroute(_ router: Router, receivers: [String], at now: Instant) {
    self.router = router
    paths = router.places(for: alert).map { Path(route: $0, next: now) }
    if pausedAt != nil { pausedAt = now }
    unreachable = []
    let route = paths.first?.route
    told = told.filter { receivers.contains($0.receiver) }
      .compactMap { told in route.map { Told(receiver: told.receiver, route: $0) } }
  }
}

extension Escalation {
  /// Without its routes, which several share.
  func pack(into packer: inout Packer) {
    packer.write(router.identity)
    packer.write(alert)
    packer.write(subject.scope.rawValue)
    packer.write(Int(subject.slot))
    packer.write(each: paths) { packer, path in
      packer.write(path.route)
      packer.write(path.step)
      packer.write(path.repeats)
      packer.write(path.next)
      packer.write(path.toldAt)
      packer.write(each: path.lastTold) { $0.write($1) }
      packer.write(path.isHeld)
      packer.write(path.isMuted)
      packer.write(path.isHurried)
    }
    packer.write(each: told) {
      $0.write($1.receiver)
      $0.write($1.route)
    }
    packer.write(pausedAt)
    packer.write(owesReminder)
    packer.write(each: unreachable) { $0.write($1) }
    packer.write(isAwaited)
    switch quiet {
    case nil: packer.write(UInt8(0))
    case .silence(let id):
      packer.write(UInt8(1))
      packer.write(id)
    case .alert(let id):
      packer.write(UInt8(2))
      packer.write(id)
    }
  }

  init(from unpacker: inout Unpacker, _ routers: [String: Router]) throws(Unpacker.Damaged) {
    guard let router = routers[try unpacker.string()] else { throw unpacker.damaged }
    self.router = router
    alert = try unpacker.value()
    guard let scope = Scope(rawValue: try unpacker.byte()) else { throw unpacker.damaged }
    subject = Subject(scope, Int32(truncatingIfNeeded: try unpacker.int()))
    paths = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      let (route, step, repeats) = (try unpacker.int(), try unpacker.int(), try unpacker.int())
      guard router.routes.indices.contains(route) else { throw unpacker.damaged }
      var path = Path(route: route, next: try unpacker.instant())
      (path.step, path.repeats) = (step, repeats)
      path.toldAt = try unpacker.optionalInstant()
      path.lastTold = try unpacker.strings()
      path.isHeld = try unpacker.bool()
      path.isMuted = try unpacker.bool()
      path.isHurried = try unpacker.bool()
      return path
    }
    told = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      Told(receiver: try unpacker.string(), route: try unpacker.int())
    }
    guard told.allSatisfy({ router.routes.indices.contains($0.route) }) else { throw unpacker.damaged }
    pausedAt = try unpacker.optionalInstant()
    owesReminder = try unpacker.bool()
    unreachable = try unpacker.strings()
    isAwaited = try unpacker.bool()
    switch try unpacker.byte() {
    case 0: quiet = nil
    case 1: quiet = .silence(try unpacker.string())
    case 2: quiet = .alert(try unpacker.string())
    default: throw unpacker.damaged
    }
  }
}
