// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// The same pseudo-random numbers in every run: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
public struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from a seed.
  public init(_ seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Makes a plausible stream of events of a support centre.
public enum Generator {
  private static let words = [
    "Hello, where is my order?", "Thank you, that works now.", "This is ridiculous, I am still waiting!",
    "Third time I ask. Let me speak to your manager!",
    "I will cancel my contract and switch to another provider.",
    "My lawyer will contact you.", "ok", "Could you help me please?", "You never answer. Useless.", "",
    "I am not angry, just curious.", "The app crashes again and again 😡", "Perfect, thanks :)",
  ]
  private static let replies = [
    "Sorry, unfortunately I can't.", "Happy to help!", "Let me check.", "It is fixed now.",
  ]

  /// So many events, in the order of their time but for a few that come late, some ids twice.
  public static func events(_ count: Int, seed: UInt64) -> [Event] {
    var random = Seeded(seed)
    var now = Instant(rfc3339: "2026-11-21T08:00:00Z") ?? .distantPast
    var events: [Event] = []
    for number in 0..<count {
      now = now + .milliseconds(Int64.random(in: 0...20_000, using: &random))
      if !events.isEmpty, Int.random(in: 0..<50, using: &random) == 0 {
        events.append(events[Int.random(in: max(0, events.count - 100)..<events.count, using: &random)])
        continue
      }
      let late = Int.random(in: 0..<20, using: &random) == 0
      let at = late ? now - .seconds(Int64.random(in: 1...600, using: &random)) : now
      let agent = "a\(Int.random(in: 0..<4, using: &random))"
      let queue = "q\(Int.random(in: 0..<3, using: &random))"
      let person = Int.random(in: 0..<40, using: &random)
      let conversation = "c\(person)-\(Int.random(in: 0..<2, using: &random))"
      let kind: Event.Kind
      switch Int.random(in: 0..<40, using: &random) {
      case 0..<22:
        kind = .message(from: .contact, text: words.randomElement(using: &random) ?? "", language: nil)
      case 22..<30:
        kind = .message(from: .agent, text: replies.randomElement(using: &random) ?? "", language: nil)
      case 30: kind = .opened
      case 31: kind = .assigned
      case 32: kind = .transferred
      case 33: kind = .held
      case 34: kind = .unheld
      case 35: kind = .resolved
      case 36: kind = .reopened
      case 37: kind = .rated(score: Double(Int.random(in: 1...5, using: &random)), scale: 5)
      case 38: kind = Bool.random(using: &random) ? .escalated : .abandoned
      default: kind = .agentStatus(AgentStatus.allCases.randomElement(using: &random) ?? .online)
      }
      var event = Event(id: "e\(number)", at: at, kind: kind)
      switch kind {
      case .agentStatus:
        event.agent = agent
        event.queue = queue
      case .assigned, .transferred:
        event.conversation = conversation
        event.agent = agent
      default:
        event.conversation = conversation
        event.contact = "u\(person)"
        event.channel = ["chat", "email", "whatsapp"].randomElement(using: &random)
        if Int.random(in: 0..<3, using: &random) == 0 { event.queue = queue }
        if case .message(from: .agent, _, _) = kind { event.agent = agent }
      }
      events.append(event)
    }
    return events
  }
}
