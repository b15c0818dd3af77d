// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Engine

/// What `top` draws: a pure function of the list, the size and what is chosen.
struct TopScreen {
  let columns: Int
  let isColoured: Bool

  /// Lines below the list: reasons of the chosen one, and the keys.
  private static let footer = 6
  private static let header = 3

  /// The whole screen.
  func frame(_ list: TopList, _ order: Sight.Order, chosen: Int, rows: Int, isHeld: Bool) -> [String] {
    let space = max(rows - Self.header - Self.footer, 1)
    let first = max(0, min(chosen - space / 2, list.conversations.count - space))
    var lines = [head(list, order, isHeld), trouble(list), coloured(fit(heading), "7")]
    for place in first..<first + space {
      guard list.conversations.indices.contains(place) else {
        lines.append("")
        continue
      }
      let entry = list.conversations[place]
      let text = fit((place == chosen ? "▸" : " ") + row(entry))
      lines.append(place == chosen ? coloured(text, "1") : coloured(text, colour(entry)))
    }
    let entry = list.conversations.indices.contains(chosen) ? list.conversations[chosen] : nil
    lines += details(entry)
    lines.append(coloured(fit(" ↑↓ choose   r risk   w waiting   a age   space hold   q quit"), "2"))
    return Array(lines.prefix(rows))
  }

  /// The list alone, for where there is no terminal.
  func table(_ list: TopList, _ order: Sight.Order) -> [String] {
    [head(list, order, false)] + (list.problem == nil ? [] : [trouble(list)]) + [fit(heading)]
      + list.conversations.map { coloured(fit(" " + row($0)), colour($0)) }
  }

  // MARK: - Parts

  private func head(_ list: TopList, _ order: Sight.Order, _ isHeld: Bool) -> String {
    let clock = list.now.map { String($0.dropFirst(11).prefix(8)) } ?? ""
    let held = isHeld ? "   HELD" : ""
    return fit(
      " foreshock   \(list.open) open   \(list.alertsFiring) alerts firing   \(list.events) events   by \(order.rawValue)   \(clock)\(held)"
    )
  }

  private func trouble(_ list: TopList) -> String {
    list.problem.map { coloured(fit(" ! \($0)"), "31") } ?? ""
  }

  /// Columns of the same width everywhere; the reasons get what is left.
  private var widths: [Int] { columns >= 120 ? [5, 16, 16, 10, 12, 12, 7] : [5, 10, 10, 8, 8, 0, 6] }

  private var heading: String {
    " " + cells(["RISK", "CONVERSATION", "CONTACT", "CHANNEL", "QUEUE", "AGENT", "WAITS"]) + "WHY"
  }

  private func cells(_ texts: [String]) -> String {
    zip(texts, widths).map { $1 == 0 ? "" : Column.fitted($0, $1) + " " }.joined()
  }

  private func row(_ entry: TopList.Entry) -> String {
    let why = entry.reasons.reduce(into: [String]()) { words, reason in
      let word = reason.quote.map { "“\($0)”" } ?? reason.kind.replacing("_", with: " ")
      if !words.contains(word) { words.append(word) }
    }
    let mark = entry.alerts.isEmpty ? "" : "▲ "
    return cells([
      "\(entry.risk)", entry.conversation, entry.contact ?? "", entry.channel ?? "", entry.queue ?? "",
      entry.agent ?? "",
      entry.waitingSeconds.map(Self.short) ?? "",
    ]) + mark + why.joined(separator: " ")
  }

  private func details(_ entry: TopList.Entry?) -> [String] {
    guard let entry else { return Array(repeating: "", count: Self.footer - 1) }
    let who = [entry.contact, entry.channel, entry.queue, entry.agent].compactMap(\.self).joined(
      separator: " · ")
    let waits = entry.waitingSeconds.map { ", waits \(Self.short($0)) (\(entry.unanswered) messages)" } ?? ""
    var lines = [
      coloured(fit(" \(entry.conversation)   \(who)   open \(Self.short(entry.ageSeconds))\(waits)"), "7"),
      fit(entry.alerts.isEmpty ? "   no alert fires" : " ▲ " + entry.alerts.joined(separator: ", ")),
    ]
    for reason in entry.reasons {
      let points = (reason.points >= 0 ? "+" : "") + "\(reason.points)"
      let quote = reason.quote.map { "  “\($0)”" } ?? ""
      lines.append(fit("   \(points)  \(reason.kind.replacing("_", with: " "))\(quote)"))
    }
    return lines + Array(repeating: "", count: max(Self.footer - 1 - lines.count, 0))
  }

  private func colour(_ entry: TopList.Entry) -> String {
    entry.risk >= 80 ? "31" : entry.risk >= 60 ? "33" : "0"
  }

  private func fit(_ text: String) -> String { Column.fitted(text, columns) }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured && code != "0" ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// "45s", "6m10s", "3h05m", "2d4h".
  static func short(_ seconds: Int) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    switch seconds {
    case ..<60: return "\(max(seconds, 0))s"
    case ..<3600: return "\(seconds / 60)m\(two(seconds % 60))s"
    case ..<86_400: return "\(seconds / 3600)h\(two(seconds % 3600 / 60))m"
    default: return "\(seconds / 86_400)d\(seconds % 86_400 / 3600)h"
    }
  }
}
