// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Store
import TestKit
import Testing

@testable import Delivery

/// What waits for one destination, on a clock of its own.
@Suite struct DeliveryLineTests {
  static func entry(_ sequence: Int64, _ subject: String) -> OutboxEntry {
    OutboxEntry(
      sequence: sequence, destination: "d/0", id: "m\(sequence)", subject: subject, at: Build.start, body: [])
  }

  static func line(_ subjects: [String], width: Int = 3) -> DeliveryLine {
    var line = DeliveryLine(width: width)
    for (place, subject) in subjects.enumerated() {
      line.append(entry(Int64(place + 1), subject), at: Build.at(0))
    }
    return line
  }

  static func started(_ line: inout DeliveryLine, at seconds: Double) -> [Int64] {
    line.start(at: Build.at(seconds)).map(\.entry.sequence)
  }

  @Test func ofOneSubjectNothingOvertakes() {
    var line = Self.line(["a", "a", "b", "a", "c", "d"])
    #expect(Self.started(&line, at: 0) == [1, 3, 5])
    #expect(Self.started(&line, at: 0).isEmpty, "three at once")
    let third = line.succeeded(3)
    #expect(third == [3])
    #expect(Self.started(&line, at: 0) == [6])
    let first = line.succeeded(1)
    #expect(first == [1])
    #expect(Self.started(&line, at: 0) == [2])
  }

  @Test func oneThatIsRefusedDelaysNoOther() {
    var line = Self.line(["a", "b"])
    #expect(Self.started(&line, at: 0) == [1, 2])
    let isHopeless = line.failed(1, "500", atLeast: .zero, at: Build.at(0), random: 0.999)
    let second = line.succeeded(2)
    #expect(!isHopeless && second == [2])
    #expect(Self.started(&line, at: 0.5).isEmpty)
    #expect(line.wakeAt.map { $0 <= Build.at(1) } == true, "again within a second")
    #expect(Self.started(&line, at: 1) == [1])
  }

  /// What failed and has been followed by news is not said any more: the news say it.
  @Test func theLastWordSaysItAll() {
    var line = Self.line(["a", "a", "a", "b"], width: 1)
    #expect(Self.started(&line, at: 0) == [1])
    _ = line.failed(1, "down", atLeast: .zero, at: Build.at(0), random: 0.5)
    #expect(Self.started(&line, at: 0.1) == [4], "another subject need not wait")
    _ = line.succeeded(4)
    let items = line.start(at: Build.at(1))
    #expect(items.map(\.entry.sequence) == [3] && items[0].supersedes.map(\.sequence) == [1, 2])
    let done = line.succeeded(3)
    #expect(done == [1, 2, 3], "all of them may leave the outbox")
    #expect(line.items.isEmpty)
  }

  /// After an outage everything is due at once: order is kept, and nothing goes out twice.
  @Test func whatWasMergedPassesNobodyBy() {
    var line = Self.line(["a", "b", "a", "b"], width: 4)
    #expect(Self.started(&line, at: 0) == [1, 2])
    _ = line.failed(1, "down", atLeast: .zero, at: Build.at(0), random: 0.5)
    let second = line.succeeded(2)
    #expect(second == [2])
    #expect(Self.started(&line, at: 1) == [3, 4])
    #expect(Self.started(&line, at: 1).isEmpty)
    var untried = Self.line(["a", "b", "a", "b"], width: 4)
    #expect(untried.start(at: Build.at(0)).map(\.entry.sequence) == [1, 2])
    _ = untried.failed(1, "down", atLeast: .zero, at: Build.at(0), random: 0.5)
    #expect(Self.started(&untried, at: 1) == [3], "b's second waits for its first, which is under way")
  }

  /// Of a group's alerts nothing overtakes the group.
  @Test func aGroupIsAboutEachOfItsAlerts() {
    var line = Self.line(["a", "a b", "b", "c", "a"], width: 5)
    #expect(Self.started(&line, at: 0) == [1, 4])
    _ = line.failed(1, "down", atLeast: .zero, at: Build.at(0), random: 0.5)
    let fourth = line.succeeded(4)
    #expect(fourth == [4])
    #expect(Self.started(&line, at: 1) == [1], "it does not merge past the group")
    let first = line.succeeded(1)
    #expect(first == [1])
    #expect(Self.started(&line, at: 1) == [2])
    let group = line.succeeded(2)
    #expect(group == [2])
    #expect(Self.started(&line, at: 1) == [3, 5])
  }

  @Test func aGroupPassesNoAlertOfItsBy() {
    var line = Self.line(["a b", "a", "a b"], width: 5)
    #expect(Self.started(&line, at: 0) == [1])
    _ = line.failed(1, "down", atLeast: .zero, at: Build.at(0), random: 0.5)
    #expect(Self.started(&line, at: 1) == [1])
    #expect(Self.started(&line, at: 1).isEmpty)
  }

  /// Whatever cannot start asks for no waking.
  @Test func nothingWakesInVain() {
    var line = Self.line(["a"])
    #expect(Self.started(&line, at: 0) == [1])
    _ = line.failed(1, "429", atLeast: .seconds(3600), at: Build.at(0), random: 0.5)
    line.append(Self.entry(2, "a"), at: Build.at(1))
    #expect(line.wakeAt == Build.at(3600))
    var full = Self.line(["a", "b", "c", "d"])
    #expect(Self.started(&full, at: 0).count == 3)
    #expect(full.wakeAt == nil)
  }

  @Test func whatIsDownIsProbedByOne() {
    var line = Self.line((1...20).map { "s\($0)" }, width: 5)
    for sequence in Self.started(&line, at: 0) {
      _ = line.failed(sequence, "refused", atLeast: .zero, at: Build.at(0), random: 0.999)
    }
    #expect(line.probeAt != nil)
    #expect(Self.started(&line, at: 0.2).isEmpty, "nothing until it is probed")
    var pauses: [Double] = []
    var now = 0.0
    for _ in 0..<12 {
      let next = line.wakeAt.map { ($0 - Build.start).seconds } ?? 0
      pauses.append((next - now).rounded())
      now = next
      #expect(Self.started(&line, at: now) == [1], "one at a time")
      _ = line.failed(1, "refused", atLeast: .zero, at: Build.at(now), random: 0.999)
    }
    #expect(pauses == [8, 15, 30, 60, 120, 300, 599, 599, 599, 599, 599, 599])
    now += 600
    #expect(Self.started(&line, at: now) == [1])
    _ = line.succeeded(1)
    #expect(Self.started(&line, at: now).count == 5, "and all the others at once")
  }

  @Test func aReceiverIsLeftAloneAsLongAsItAsks() {
    var line = Self.line(["a"])
    #expect(Self.started(&line, at: 0) == [1])
    _ = line.failed(1, "429", atLeast: .seconds(120), at: Build.at(0), random: 0)
    #expect(line.wakeAt == Build.at(120))
  }

  @Test func patienceHasAnEnd() {
    var line = Self.line(["a"])
    var now = Build.at(0)
    var attempts = 0
    while line.start(at: now).count == 1 {
      attempts += 1
      if line.failed(1, "down", atLeast: .zero, at: now, random: 0.999) { break }
      now = line.wakeAt ?? now
    }
    let days = (now - Build.start).seconds / 86_400
    #expect((3...3.01).contains(days) && attempts > 400, "each ten minutes for three days")
  }

  @Test(arguments: [
    (200, Verdict.delivered), (204, .delivered),
    (410, .never("the receiver answered 410: it is gone for good")),
    (422, .never("the receiver refuses it with 422")), (401, .never("the receiver refuses it with 401")),
    (302, .never("the receiver answered 302, a redirect, which is not followed; write its new address")),
    (408, .later("the receiver answered 408", atLeast: .seconds(7))),
    (429, .later("the receiver answered 429", atLeast: .seconds(7))),
    (503, .later("the receiver answered 503", atLeast: .seconds(7))),
  ])
  func whatAnAnswerMeans(_ status: Int, _ verdict: Verdict) {
    #expect(Verdict(.status(status, retryAfterSeconds: 7)) == verdict)
  }
}
