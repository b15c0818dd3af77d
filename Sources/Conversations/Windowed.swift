// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Language

/// The contact messages of a window (now − d, now].
struct Windowed {
  private let messages: ArraySlice<MessageRecord>
  private let changesAt: Instant

  init(_ all: [MessageRecord], _ window: Interval, _ now: Instant) {
    var first = all.endIndex
    while first > 0, all[first - 1].at > now - window { first -= 1 }
    var end = all.endIndex
    while end > first, all[end - 1].at > now { end -= 1 }
    messages = all[first..<end]
    changesAt = messages.first.map { $0.at + window } ?? .distantFuture
  }

  func read(_ signal: Signal) -> Reading {
    switch signal {
    case .messages: return count(messages.count)
    case .hops:
      let channels = messages.lazy.map(\.channel).filter { $0 != 0 }
      return count(zip(channels, channels.dropFirst()).count { $0 != $1 })
    case .channels: return count(Set(messages.lazy.map(\.channel).filter { $0 != 0 }).count)
    default: break
    }
    guard !messages.isEmpty else { return .none }
    switch signal {
    case .sentimentMean:
      // Ten-thousandths add up exactly.
      let sum = messages.reduce(0) { $0 + Int($1.sentiment) }
      return number(Double(sum) / Double(messages.count) / 10_000)
    case .sentimentMinimum: return number(messages.lazy.map(\.sentimentValue).min() ?? 0)
    case .toneMaximum(let tone): return number(messages.lazy.map { $0.tones[tone] }.max() ?? 0)
    case .sentimentSlope: return slope()
    default: return .none
    }
  }

  private func count(_ value: Int) -> Reading {
    var reading = number(Double(value))
    reading.onlyFalls = true
    return reading
  }

  private func number(_ value: Double) -> Reading { Reading(value: .number(value), changesAt: changesAt) }

  private func slope() -> Reading {
    guard let first = messages.first, let last = messages.last, last.at > first.at else { return .none }
    let count = Double(messages.count)
    let times = messages.map { ($0.at - first.at).seconds }
    let meanTime = times.reduce(0, +) / count
    let meanSentiment = messages.reduce(0) { $0 + $1.sentimentValue } / count
    var covariance = 0.0
    var variance = 0.0
    for (time, message) in zip(times, messages) {
      covariance += (time - meanTime) * (message.sentimentValue - meanSentiment)
      variance += (time - meanTime) * (time - meanTime)
    }
    return number(min(max(covariance / variance * (last.at - first.at).seconds, -1), 1))
  }
}

extension Reading {
  var number: Double { if case .number(let number) = value { number } else { 0 } }

  static func text(_ text: String?) -> Reading {
    text.map { Reading(value: .text($0)) } ?? .none
  }

  /// A time that runs.
  static func running(since: Instant?, at now: Instant) -> Reading {
    since.map { Reading(value: .number(Double(max((now - $0).microseconds, 0))), slope: 1) } ?? .none
  }

  /// How many of these instants, which are in order, lie in the window.
  static func count<C: RandomAccessCollection<Instant>>(
    of instants: C, _ window: Interval, _ now: Instant
  ) -> Reading where C.Index == Int {
    let (first, end) = (instants.place(after: now - window, \.self), instants.place(after: now, \.self))
    var reading = Reading(value: .number(Double(end - first)))
    if first < instants.count {
      reading.changesAt = instants[instants.startIndex + first] + window
    }
    reading.onlyFalls = true
    return reading
  }

  func adding(_ other: Reading) -> Reading {
    Reading(
      value: .number(number + other.number), slope: slope + other.slope, isCurved: isCurved || other.isCurved,
      changesAt: min(changesAt, other.changesAt))
  }
}
