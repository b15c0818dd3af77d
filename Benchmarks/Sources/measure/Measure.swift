// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Engine
import Events
import Glibc
import Language
import Settings
import Wire

/// Measures on one core, and makes the events that the rest of `make bench` is fed with.
///
///     measure generate COUNT      events of a made-up centre, as NDJSON
///     measure score  FILE         messages scored a second, every tone
///     measure decode FILE         lines decoded a second
///     measure engine FILE         events applied a second under the shipped rules, decoded and scored before
///     measure latency SOCKET PORT RATE SECONDS    from a daemon's socket to a webhook's receiver
///     measure clocks COUNT        running promises: arming, moving and firing them, their memory, a restart with them
@main
struct Measure {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    switch (words.first, words.dropFirst().first) {
    case ("generate", let count?): generate(Int(count) ?? 0)
    case ("score", let file?): score(lines(of: file))
    case ("decode", let file?): decode(text(of: file))
    case ("engine", let file?): engine(text(of: file))
    case ("clocks", let count?): Clocks(count: Int(count) ?? 0).run()
    case ("latency", let path?) where words.count == 5:
      let numbers = words.dropFirst(2).compactMap { Int($0) }
      guard numbers.count == 3 else { fallthrough }
      Latency.run(socket: path, port: UInt16(numbers[0]), rate: numbers[1], seconds: numbers[2])
    default:
      print(
        "usage: measure generate COUNT | score FILE | decode FILE | engine FILE | clocks COUNT | latency SOCKET PORT RATE SECONDS"
      )
      exit(2)
    }
  }

  // MARK: - Events

  static let messages = [
    "Hello, where is my order 5518? It should have been here on Monday.", "Thank you, that works now.",
    "This is ridiculous, I have been waiting for three days and nobody answers!",
    "Third time I ask. Let me speak to your manager, please.",
    "I will cancel my contract and switch to another provider.",
    "ok", "Could you please help me with the invoice of last month? The amount looks wrong to me.",
    "You never answer. Useless. I want my money back NOW!!",
    "I am not angry, just curious when the update comes.",
    "The app crashes again and again 😡 fix it", "Perfect, thanks :)", "My card was charged twice, why?",
    "Is there any news about the refund? I was told it takes two weeks.", "No, that is not what I asked.",
  ]
  static let calm = [
    "Hello, where is my order 5518?", "Thank you, that works now.", "ok", "Perfect, thanks :)",
    "It is the blue one, size M.",
    "Could you please help me with the invoice of last month?", "My customer number is 4711-0815.",
    "Yes, on Tuesday morning.",
    "I wonder whether the new model fits the old holder.", "Great, see you then.",
  ]
  static let replies = [
    "Sorry about that, let me check.", "Unfortunately I can't see the order yet.",
    "Happy to help! It ships today.",
    "I understand, one moment please.",
  ]

  static func generate(_ count: Int) {
    var state: UInt64 = 88_172_645_463_325_252
    func random(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    var out = ""
    var now = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? .distantPast
    for number in 0..<count {
      now = now + .milliseconds(Int64(random(400)))
      // Two hundred conversations at a time, a dozen events each, some forty seconds apart.
      let person = number / 12 + random(200)
      let head = "{\"id\":\"e\(number)\",\"at\":\"\(now)\",\"conversation\":\"c\(person)\""
      switch random(20) {
      case 0..<11:
        // One contact in eight is upset; the others say what most people say.
        let text = person % 8 == 0 ? messages[random(messages.count)] : calm[random(calm.count)]
        out +=
          "\(head),\"type\":\"message\",\"contact\":\"u\(person)\",\"channel\":\"chat\",\"queue\":\"q\(person % 8)\",\"from\":\"contact\",\"text\":\"\(text)\"}\n"
      case 11..<17:
        let text = replies[random(replies.count)]
        out +=
          "\(head),\"type\":\"message\",\"agent\":\"a\(person % 50)\",\"from\":\"agent\",\"text\":\"\(text)\"}\n"
      case 17 where random(3) == 0: out += "\(head),\"type\":\"conversation.resolved\"}\n"
      case 18: out += "\(head),\"type\":\"conversation.rated\",\"score\":\(1 + random(5)),\"scale\":5}\n"
      default: out += "\(head),\"type\":\"conversation.assigned\",\"agent\":\"a\(random(50))\"}\n"
      }
      if out.utf8.count > 1 << 20 {
        print(out, terminator: "")
        out = ""
      }
    }
    print(out, terminator: "")
  }

  // MARK: - Figures

  static func report(_ what: String, _ count: Int, since start: UInt64) {
    let seconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    print("\(what)\t\(Int(Double(count) / seconds))")
  }

  static let settings: Settings = {
    let outcome = SettingsLoader(environment: [:]).load(nil)
    guard let settings = outcome.settings else {
      print(outcome.diagnostics.map(\.text).joined(separator: "\n"))
      exit(2)
    }
    return settings
  }()

  static func score(_ lines: [String]) {
    let scorer = Scorer(lexicons: settings.lexicons)
    var workspace = Scorer.Workspace()
    let rounds = max(1, 400_000 / max(lines.count, 1))
    var sum = 0.0
    let start = DispatchTime.now().uptimeNanoseconds
    for _ in 0..<rounds { for line in lines { sum += scorer.score(line, in: &workspace).sentiment } }
    report("messages scored/s", rounds * lines.count, since: start)
    if sum == .infinity { print("") }
  }

  static func batches(_ text: [UInt8]) -> [LineBatch] {
    var lines = LineBuffer()
    var batches: [LineBatch] = []
    text.withUnsafeBytes { bytes in
      for start in stride(from: 0, to: bytes.count, by: 1 << 18) {
        if let batch = lines.add(
          UnsafeRawBufferPointer(rebasing: bytes[start..<min(bytes.count, start + 1 << 18)]))
        {
          batches.append(batch)
        }
      }
    }
    if let last = lines.finish() { batches.append(last) }
    return batches
  }

  static func decode(_ text: [UInt8]) {
    let batches = batches(text)
    let decoder = EventDecoder()
    var count = 0
    let start = DispatchTime.now().uptimeNanoseconds
    for batch in batches { count += decoder.decode(batch).count }
    report("lines decoded/s", count, since: start)
  }

  static func engine(_ text: [UInt8]) {
    let scorer = Scorer(lexicons: settings.lexicons)
    var workspace = Scorer.Workspace()
    let decoder = EventDecoder()
    let events = batches(text).flatMap { decoder.decode($0) }.compactMap { line -> ScoredEvent? in
      (try? line.result.get()).map { scorer.score($0, &workspace) }
    }
    guard var engine = try? Engine(settings.engine) else { exit(2) }
    var alerts = 0
    let start = DispatchTime.now().uptimeNanoseconds
    for event in events { alerts += engine.apply(.event(event), at: max(engine.now, event.event.at)).count }
    report("events applied/s", events.count, since: start)
    print("transitions\t\(alerts)")
  }

  // MARK: - Files

  static func text(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else {
      print("\(path) cannot be read")
      exit(2)
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }

  static func lines(of path: String) -> [String] {
    text(of: path).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
  }
}
