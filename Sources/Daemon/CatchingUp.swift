// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Intake
import Language

/// The first moments after the daemon was down, or the machine slept, over something that fell due.
///
/// Senders bring what happened meanwhile: it is applied on its own time, so that what was answered in time does not fire.
/// What happens now waits until they are through.
struct CatchingUp {
  /// Quiet for so long, and everything from meanwhile is taken to be here.
  static let quiet = Interval.seconds(1)
  /// However long it takes them, people must hear.
  static let longest = Interval.seconds(60)

  /// What happened up to this is from meanwhile.
  let since: Instant
  /// When it ends if nothing more comes.
  private(set) var until: Instant
  /// What happened later.
  private(set) var held: [IntakeBatch] = []

  private let quiet: Interval
  private let longest: Interval

  init(since: Instant, quiet: Interval, longest: Interval) {
    self.since = since
    self.quiet = quiet
    self.longest = longest
    until = since + quiet
  }

  /// How many events of a batch, from its first, are from meanwhile; the rest of it is held, and its answer too. Of a
  /// sender that has something held no later batch is answered before.
  mutating func take(_ batch: IntakeBatch, at now: Instant) -> (count: Int, isHeld: Bool) {
    let count = batch.events.prefix { $0.event.event.at <= since }.count
    if count > 0 { until = max(until, min(now + quiet, since + longest)) }
    let isHeld = count < batch.events.count || held.contains { $0.sender === batch.sender }
    if isHeld {
      var later = batch
      later.events.removeFirst(count)
      held.append(later)
    }
    return (count, isHeld)
  }
}
