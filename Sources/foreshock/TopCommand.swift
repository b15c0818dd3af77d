// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Engine
import Foundation

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Shows the conversations most at risk, live, and why.",
    discussion: """
      Keys: r, w and a order by risk, waiting and age; the arrows choose a conversation whose reasons are shown; space \
      holds the list still; q ends. Without a terminal the list is written once.
      """)

  @OptionGroup var control: ControlOption

  enum OrderOption: String, ExpressibleByArgument, CaseIterable {
    case risk, waiting, age
  }

  @Option(help: "Which come first.")
  var by = OrderOption.risk

  private var order: Sight.Order { Sight.Order(rawValue: by.rawValue) ?? .risk }

  @Option(help: ArgumentHelp("Seconds between looks.", valueName: "seconds"))
  var every = 2.0

  @Flag(help: "Write the list once.")
  var once = false

  @Option(help: "text or json; json is written once.")
  var format = Format.text

  func validate() throws {
    guard every >= 0.2, every <= 3600 else {
      throw ValidationError("--every is between 0.2 and 3600 seconds")
    }
  }

  func run() throws {
    if format == .json { return try control.tell(["top", order.rawValue]) }
    let first = try look(order)
    if !once, var terminal = Terminal() { return try watch(&terminal, first) }
    let screen = TopScreen(
      columns: isatty(1) == 1 ? Terminal.size.columns : 120, isColoured: Output.isColoured)
    for line in screen.table(first, order) { Output.write(line: line) }
  }

  private func look(_ order: Sight.Order, isSilent: Bool = false) throws -> TopList {
    let text = try control.ask(["top", order.rawValue], isSilent: isSilent)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(TopList.self, from: Data(text.utf8))
  }

  private func watch(_ terminal: inout Terminal, _ first: TopList) throws {
    var (list, order, chosen, isHeld) = (first, order, 0, false)
    var next = Date.now.addingTimeInterval(every)
    while true {
      let size = Terminal.size
      let screen = TopScreen(columns: size.columns, isColoured: Output.isColoured)
      chosen = min(max(chosen, 0), max(list.conversations.count - 1, 0))
      terminal.draw(screen.frame(list, order, chosen: chosen, rows: size.rows, isHeld: isHeld))
      let pause = max(next.timeIntervalSinceNow, 0)
      let before = order
      switch terminal.key(withinMilliseconds: Int32(pause * 1000)) {
      case .quit: return
      case .up: chosen -= 1
      case .down: chosen += 1
      case .pageUp: chosen -= max(size.rows - 10, 1)
      case .pageDown: chosen += max(size.rows - 10, 1)
      case .home: chosen = 0
      case .end: chosen = list.conversations.count - 1
      case .character("r"): order = .risk
      case .character("w"): order = .waiting
      case .character("a"): order = .age
      case .character(" "): isHeld.toggle()
      case .character, nil: break
      }
      guard order != before || !isHeld && next.timeIntervalSinceNow <= 0 else {
        if isHeld, next.timeIntervalSinceNow <= 0 { next = Date.now.addingTimeInterval(every) }
        continue
      }
      // Who was chosen stays chosen, wherever the list has taken them.
      let name = list.conversations.indices.contains(chosen) ? list.conversations[chosen].conversation : ""
      list = (try? look(order, isSilent: true)) ?? list.lost
      if order == before { chosen = list.conversations.firstIndex { $0.conversation == name } ?? chosen }
      next = Date.now.addingTimeInterval(every)
    }
  }
}

/// What the daemon says of the conversations most at risk.
struct TopList: Decodable {
  struct Entry: Decodable {
    struct Reason: Decodable {
      var kind: String
      var points: Double
      var quote: String?
    }

    var conversation: String
    var contact: String?
    var agent: String?
    var queue: String?
    var channel: String?
    var risk: Double
    var unanswered: Int
    var waitingSeconds: Int?
    var ageSeconds: Int
    var reasons: [Reason]
    var alerts: [String]
  }

  var now: String?
  var open: Int
  var alertsFiring: Int
  var events: Int
  var problem: String?
  var conversations: [Entry]

  /// The same, when the daemon does not answer any more.
  var lost: TopList {
    var list = self
    list.problem = "the daemon does not answer; this is what was last known"
    return list
  }
}
