// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Dispatch
import Engine
import Events
import Glibc
import Language
import Rules
import ServiceLevels
import Settings

/// Many promises that run in the opening hours of a calendar, three to a conversation: first and next response and resolution.
struct Clocks {
  let count: Int
  private let start = Instant(rfc3339: "2026-11-20T08:00:00Z") ?? .distantPast
  private let due = 10_000

  init(count: Int) {
    self.count = count
  }

  private func seconds(_ body: () -> Void) -> Double {
    let start = DispatchTime.now().uptimeNanoseconds
    body()
    return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
  }

  private var resident: Int {
    var pages = [0, 0]
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    fgets(&line, 128, file)
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    pages = text.split(separator: " ").prefix(2).compactMap { Int($0) }
    return pages.count == 2 ? pages[1] * 4096 : 0
  }

  private func report(_ what: String, _ seconds: Double, each: Int? = nil) {
    let share = each.map { "\t(\(Int(seconds * 1e9) / max($0, 1)) ns each)" } ?? ""
    print("\(what)\t\(Double(Int(seconds * 1000)) / 1000) s\(share)")
  }

  private func message(_ number: Int, at: Instant, from: Event.Author = .contact, _ mark: String) -> Input {
    .event(
      ScoredEvent(
        Event(
          id: "\(mark)\(number)", at: at, kind: .message(from: from, text: "", language: nil),
          conversation: "c\(number)", contact: "u\(number)", agent: from == .agent ? "a\(number % 50)" : nil,
          channel: "chat"), score: MessageScore()))
  }

  func run() {
    let conversations = (count + 2) / 3
    let hours = OpeningHours(
      name: "office", zone: Zone.named("Europe/Berlin") ?? .utc,
      week: (0..<7).map { day in
        day < 5
          ? [.init(start: .hours(8), end: .hours(12)), .init(start: .hours(13), end: .hours(18))] : []
      })
    let level = ServiceLevel(
      name: "all", match: nil, hours: hours, targets: [.hours(4), .hours(6), nil, .hours(40)])
    let rules = [
      RuleDefinition(name: "broken", when: "sla.next_response.breached or sla.first_response.breached")
    ]
    guard
      var engine = try? Engine(
        EngineConfiguration(rules: rules, model: Measure.settings.model, serviceLevels: [level]))
    else { exit(2) }
    let before = resident
    // Ten thousand begin at one instant and fall due at one instant; the others a millisecond apart.
    let inputs = (0..<conversations).map { number -> (Instant, Input) in
      let at = start + (number < due ? .zero : .milliseconds(Int64(number)))
      return (at, message(number, at: at, "m"))
    }
    let arming = seconds { for (at, input) in inputs { _ = engine.apply(input, at: at) } }
    report("\(count) clocks begun, with their conversations", arming, each: count)
    print(
      "  memory\t\((resident - before) / 1_000_000) MB\t(\((resident - before) / max(count, 1)) bytes a clock)"
    )
    print("    of them the clock itself\t\(MemoryLayout<Clock?>.stride) bytes")

    // A reply stops two clocks, the contact's next message begins one.
    let last = inputs[conversations - 1].0
    let moved = (conversations - due..<conversations)
    let moving = seconds {
      for number in moved {
        _ = engine.apply(message(number, at: last + .seconds(1), from: .agent, "r"), at: last + .seconds(1))
        _ = engine.apply(message(number, at: last + .seconds(2), "n"), at: last + .seconds(2))
      }
    }
    report("\(due) answered and begun again", moving, each: 2 * due)

    // Four hours of open time after nine in Berlin, over the lunch hour.
    let instant = hours.instant(after: .hours(4), of: start) ?? start
    // What waiting does to the risk of all of them on the way there.
    let waiting = seconds { _ = engine.apply(.time, at: instant - Interval(microseconds: 1)) }
    report("four hours in which nobody answers, overdue evidence for each", waiting, each: 3 * conversations)
    var fired = 0
    let firing = seconds { fired = engine.apply(.time, at: instant).count }
    report("\(fired) due at once, fired", firing, each: fired)

    let clock = Clock(start: start)
    var late = 0
    let scanning = seconds {
      for number in 0..<count
      where clock.elapsed(at: instant - .milliseconds(Int64(number % 1000)), hours) >= .hours(4) {
        late += 1
      }
    }
    report("  beside a scan of all clocks, which finds as many", scanning, each: count)
    if late < 0 { print("") }

    var parts: [(name: String, bytes: [UInt8])] = []
    let saving = seconds {
      parts = engine.takeChanged().parts.compactMap { part in part.bytes.map { (part.name, $0) } }
    }
    report("state handed over, \(parts.reduce(0) { $0 + $1.bytes.count } / 1_000_000) MB", saving)
    let restoring = seconds { if (try? Engine.restore(parts)) == nil { print("not restored") } }
    report("restored, every deadline found again", restoring)
  }
}
