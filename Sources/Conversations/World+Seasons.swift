// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Language
import RealModule
import ServiceLevels

/// Many conversations together: shares, surges against what is usual, and what they are about.
extension World {
  /// A contact's message is heard in its queue and in the whole centre.
  mutating func hearTogether(
    _ slot: Int32, _ score: MessageScore, _ words: [String], at instant: Instant, _ touched: inout Touched
  ) {
    let isNegative = score.sentiment <= -0.05
    let queue = conversations[slot].queue
    if let window = horizon.centre {
      centre.hear(at: instant, isNegative: isNegative, keeping: window, Crowd.maximumMessages.centre)
      touched.add(.all, 0, .centreHeard)
    }
    if let window = horizon.queues, queue >= 0 {
      queues[queue].crowd.hear(
        at: instant, isNegative: isNegative, keeping: window, Crowd.maximumMessages.queue)
      touched.add(.queue, queue, .queueHeard)
    }
    guard let window = (horizon.seasons.centre + horizon.seasons.queues).map(\.window).max() else { return }
    let said = Topics.Said(
      at: instant, conversation: conversations[slot].serial, queue: queue, words: words)
    topics.hear(said, keeping: window)
  }

  // MARK: - What is usual

  /// When `learn` must be called next; `nil` when no rule asks what is usual.
  public func nextLook(after now: Instant) -> Instant? {
    // Before the first conversation there is nothing to learn from.
    guard lastSerial > 0, !horizon.seasons.centre.isEmpty || !horizon.seasons.queues.isEmpty else {
      return nil
    }
    return Seasonal.nextLook(after: now)
  }

  /// Learns from the windows that end now.
  public mutating func learn(at now: Instant) -> Touched {
    var touched = Touched()
    for season in horizon.seasons.centre {
      let measured = measure(season, .all, 0, now)
      centre.learn(season, measured, at: now, horizon.zone)
      touched.add(.all, 0, .usual)
    }
    for slot in queues.indices {
      for season in horizon.seasons.queues {
        let measured = measure(season, .queue, slot, now)
        queues[slot].crowd.learn(season, measured, at: now, horizon.zone)
        touched.add(.queue, slot, .usual)
      }
    }
    touched.sort()
    return touched
  }

  /// What a metric says now: its value, of how many, and until when.
  private func measure(_ season: Season, _ scope: Scope, _ slot: Int32, _ now: Instant) -> Crowd.Measured {
    switch (season.metric, scope) {
    case (.arrivals, .queue):
      let count = Reading.count(of: queues[slot].arrivals, season.window, now)
      return Crowd.Measured(value: count.number, count: count.number, of: 0, changesAt: count.changesAt)
    case (_, .queue): return queues[slot].crowd.measure(season, now)
    default: return centre.measure(season, now)
    }
  }

  func read(
    _ metric: Metric, _ part: Signal.SurgePart, _ window: Interval, _ scope: Scope, _ slot: Int32,
    at now: Instant
  ) -> Reading {
    let season = Season(metric, window)
    let measured = measure(season, scope, slot, now)
    switch part {
    case .now:
      return Reading(value: measured.value.map { .number($0) } ?? .none, changesAt: measured.changesAt)
    case .baseline, .surge:
      // What is usual changes when it is looked at, and then everybody who asks is asked again.
      let changesAt = measured.changesAt
      let seasonal = scope == .queue ? queues[slot].crowd.seasons[season] : centre.seasons[season]
      guard let usual = seasonal?.usual(at: now, horizon.zone) else {
        return Reading(value: .none, changesAt: changesAt)
      }
      let value = part == .baseline ? usual.mean : Crowd.surge(measured, season, usual)
      return Reading(value: value.map { .number($0) } ?? .none, changesAt: changesAt)
    }
  }

  /// What a surge is about: up to three words, of a queue or of the whole centre.
  public func topics(of subject: Subject, within window: Interval, at now: Instant) -> [Topic] {
    guard subject.scope == .queue || subject.scope == .all else { return [] }
    return topics.overrepresented(
      after: now - window, queue: subject.scope == .queue ? subject.slot : nil, atMost: 3)
  }
}

extension Crowd {
  struct Measured {
    /// `nil` when there is none.
    var value: Double?
    /// How many it tells about: conversations at risk, negative messages, arrivals.
    var count: Double
    /// Of how many, for a share.
    var of: Double
    var changesAt: Instant
  }

  func measure(_ season: Season, _ now: Instant) -> Measured {
    switch season.metric {
    case .negativeShare:
      let heard = heard(after: now - season.window, through: now)
      return Measured(
        value: heard.count == 0 ? nil : Double(heard.negative) / Double(heard.count),
        count: Double(heard.negative), of: Double(heard.count),
        changesAt: heard.first.map { $0 + season.window } ?? .distantFuture)
    case .atRisk, .arrivals:
      let ended = ended(after: now - season.window)
      let count = Double(atRisk + ended.count)
      return Measured(
        value: count, count: count, of: 0,
        changesAt: ended.first.map { $0 + season.window } ?? .distantFuture)
    }
  }

  mutating func learn(_ season: Season, _ measured: Measured, at now: Instant, _ zone: Zone) {
    guard let value = measured.value else { return }
    seasons[season, default: Seasonal()].learn(value, at: now, zone) {
      Self.chance(season, $0, of: measured.of)
    }
  }

  /// Fewer than this are no surge, however unusual.
  static let leastCount = 5.0

  /// By how many usual deviations it lies above what is usual.
  static func surge(_ measured: Measured, _ season: Season, _ usual: Seasonal.Hour) -> Double? {
    guard let value = measured.value else { return nil }
    guard measured.count >= leastCount else { return 0 }
    let deviation = usual.deviation(atLeast: chance(season, usual.mean, of: measured.of))
    return (value - usual.mean) / deviation
  }

  /// The deviation that chance alone gives: of a count its root, of a share that of so many draws.
  private static func chance(_ season: Season, _ mean: Double, of total: Double) -> Double {
    guard season.metric == .negativeShare else { return max(mean, 1).squareRoot() }
    let share = min(max(mean, 0.02), 0.98)
    return (share * (1 - share) / max(total, 1)).squareRoot()
  }
}
