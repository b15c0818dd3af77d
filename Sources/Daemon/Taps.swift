// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Engine
import Events
import Language
import Rules
import Wire

/// Those who look on as events come: `foreshock tap`. Each has a few seconds of events waiting; who does not ask for them
/// any more is forgotten. Lives on the engine's lane.
struct Taps {
  /// What waits for somebody has a bound; what comes beyond it is left out, and counted.
  private static let maximumWaiting = 2000
  private static let maximumBytes = 1 << 20
  private static let maximumText = 500
  /// At a time.
  private static let maximumTaps = 8
  /// Who has not asked for so long has gone.
  private static let patience = Interval.seconds(15)

  private struct Tap {
    let number: Int
    let filter: Condition?
    let showsText: Bool
    var lines: [String] = []
    var bytes = 0
    var leftOut = 0
    var askedAt: Instant
  }

  private var taps: [Tap] = []
  private var last = 0
  private var lookedAt = Instant.distantPast

  var isEmpty: Bool { taps.isEmpty }

  /// Begins to look on; `nil` when too many do.
  mutating func open(_ filter: Condition?, showsText: Bool, at now: Instant) -> Int? {
    forget(before: now)
    guard taps.count < Self.maximumTaps else { return nil }
    last += 1
    taps.append(Tap(number: last, filter: filter, showsText: showsText, askedAt: now))
    return last
  }

  mutating func close(_ number: Int) { taps.removeAll { $0.number == number } }

  /// What has come since the last time; `nil` when nobody of this number looks on.
  mutating func take(_ number: Int, at now: Instant) -> (lines: [String], leftOut: Int)? {
    guard let place = taps.firstIndex(where: { $0.number == number }) else { return nil }
    let found = (taps[place].lines, taps[place].leftOut)
    (taps[place].lines, taps[place].bytes, taps[place].leftOut) = ([], 0, 0)
    taps[place].askedAt = now
    return found
  }

  private mutating func forget(before now: Instant) {
    lookedAt = now
    taps.removeAll { now - $0.askedAt >= Self.patience }
  }

  /// An event has been applied.
  mutating func note(_ scored: ScoredEvent, _ engine: inout Engine, at now: Instant) {
    if now - lookedAt >= .seconds(1) { forget(before: now) }
    for place in taps.indices {
      if let filter = taps[place].filter {
        guard let name = scored.event.conversation, engine.holds(filter, for: name) else { continue }
      }
      guard taps[place].lines.count < Self.maximumWaiting, taps[place].bytes < Self.maximumBytes else {
        taps[place].leftOut += 1
        continue
      }
      let line = Self.line(scored, engine, showsText: taps[place].showsText)
      taps[place].bytes += line.utf8.count
      taps[place].lines.append(line)
    }
  }

  private static func line(_ scored: ScoredEvent, _ engine: borrowing Engine, showsText: Bool) -> String {
    let event = scored.event
    var risk: Double?
    if let slot = event.conversation.flatMap({ engine.world.conversations.place(of: $0) }) {
      risk = engine.world.conversations[slot].risk.risk(at: engine.now, engine.world.model)
    }
    var writer = JSONWriter()
    writer.object { json in
      json.field("at", event.at.description)
      json.field("id", event.id)
      json.field("type", event.kind.type)
      for (name, value) in [
        ("conversation", event.conversation), ("contact", event.contact), ("agent", event.agent),
        ("queue", event.queue),
        ("channel", event.channel),
      ] { if let value { json.field(name, value) } }
      if case .message(let from, let text, _) = event.kind {
        json.field("from", from.rawValue)
        if showsText { json.field("text", String(text.prefix(maximumText))) }
      }
      if let score = scored.score {
        json.field("lang", score.language)
        json.field("sentiment", score.sentiment)
        json.key("tone")
        json.object { json in
          for tone in Tone.allCases where score.tones[tone] > 0 { json.field("\(tone)", score.tones[tone]) }
        }
        if score.asksForSupervisor { json.field("asks_for_supervisor", true) }
        json.key("terms")
        json.array { json in for term in score.terms.prefix(50) { json.value(term.text) } }
      }
      if let risk { json.field("risk", (risk * 10).rounded() / 10) }
    }
    return writer.text
  }
}
