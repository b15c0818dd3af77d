// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Delivery
import Engine
import Events
import Reactor
import Reports
import Rules
import Settings
import Store

/// What the pipeline is asked, each on the lane that knows.
extension Pipeline {
  /// Calls back when both lanes have come to it: the proof of progress for the watchdog.
  func prove(_ done: @escaping @Sendable () -> Void) {
    engineLane.async { [self] in storeLane.async(done) }
  }

  /// The engine's next deadline; `nil` while it catches up with what it missed.
  func askDeadline(_ answer: @escaping @Sendable (Instant?) -> Void) {
    engineLane.async { [self] in answer(catchingUp == nil ? engine.nextDeadline : nil) }
  }

  /// Asks the engine something.
  func ask<T: Sendable>(
    _ question: @escaping @Sendable (borrowing Engine) -> T, _ answer: @escaping @Sendable (T) -> Void
  ) {
    engineLane.async { [self] in answer(question(engine)) }
  }

  /// Explains a conversation as of now.
  func explain(_ conversation: String, _ answer: @escaping @Sendable (Explanation?, Instant) -> Void) {
    engineLane.async { [self] in answer(engine.explain(conversation), engine.now) }
  }

  /// Asks the engine something once it has come to the present.
  func askAtPresent<T: Sendable>(
    _ question: @escaping @Sendable (borrowing Engine) -> T, _ answer: @escaping @Sendable (T) -> Void
  ) {
    engineLane.async { [self] in
      if case .wall = mode { look(at: wallNow) }
      let body: @Sendable () -> Void = { [self] in
        comeTo(max(engine.now, wallNow))
        answer(question(engine))
      }
      if catchingUp == nil { body() } else { whenThrough.append(body) }
      arm()
    }
  }

  /// Remembers durably since when reports are to be sent.
  func remember(_ reported: [String: Instant]) {
    engineLane.async { [self] in
      gathered.commit.reported.merge(reported) { $1 }
      commitIfIdle()
    }
  }

  /// Asks the store something.
  func askStore<T: Sendable>(
    _ question: @escaping @Sendable (any StateStore) throws -> T,
    _ answer: @escaping @Sendable (Result<T, any Error>) -> Void
  ) {
    storeLane.async { [self] in
      do {
        answer(.success(try question(store)))
      } catch {
        answer(.failure(error))
      }
    }
  }

  // MARK: - Looking on

  /// Taps are about people who wait, whatever time the events have.
  var realNow: Instant { Instant(microseconds: WallClock.system.microseconds) }

  func openTap(_ filter: Condition?, showsText: Bool, _ done: @escaping @Sendable (Int?) -> Void) {
    engineLane.async { [self] in done(taps.open(filter, showsText: showsText, at: realNow)) }
  }

  func closeTap(_ number: Int) { engineLane.async { [self] in taps.close(number) } }

  func takeTap(_ number: Int, _ done: @escaping @Sendable ((lines: [String], leftOut: Int)?) -> Void) {
    engineLane.async { [self] in done(taps.take(number, at: realNow)) }
  }
}
