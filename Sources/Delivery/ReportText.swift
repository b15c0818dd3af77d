// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
public import Reports

/// A report for people who read a terminal: a table, then what became of each rule's alerts.
public enum ReportText {
  /// Several lines, each with its end.
  public static func describe(_ report: Report) -> String {
    let total = report.total
    var lines = ["\(report.since) – \(report.until)", ""]
    let head = [
      report.dimension.map { "\($0)" } ?? "", "conv", "contacts", "repeat", "fcr", "wait", "longest",
      "transf",
      "holds", "breaches", "gave up", "open", "esc", "rating", "alerts",
    ]
    let rows = report.rows.map { [$0.key ?? "(none)"] + cells($0.figures) }
    let table = [head] + rows + [["total"] + cells(total)]
    let widths = head.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
    for (index, row) in table.enumerated() {
      if index == table.count - 1, index > 1 {
        lines.append(String(repeating: "─", count: widths.reduce(0) { $0 + $1 + 2 } - 2))
      }
      lines.append(
        zip(row, widths).enumerated().map { column, cell in
          let space = String(repeating: " ", count: cell.1 - cell.0.count)
          return column == 0 ? cell.0 + space : space + cell.0
        }.joined(separator: "  "))
    }
    if total.breaches.contains(where: { $0 > 0 }) {
      lines += ["", "breaches count first response / next response / update / resolution"]
    }
    if !total.alerts.isEmpty {
      lines += ["", "alerts"]
      let width = total.alerts.keys.map(\.count).max() ?? 0
      for (rule, outcomes) in total.alerts.sorted(by: { ($1.value.fired, $0.key) < ($0.value.fired, $1.key) })
      {
        let counts = outcomes.columns.filter { $0.count > 0 }.map { "\($0.count) \($0.name)" }
        let space = String(repeating: " ", count: width - rule.count)
        lines.append("  \(rule)\(space)  \(counts.joined(separator: ", "))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line for a log.
  static func summarize(_ report: Report) -> String {
    let total = report.total
    return
      "\(total.conversations) conversations of \(total.contacts) contacts, \(total.repeats) repeats, \(total.abandoned) gave up, \(total.alerts.values.reduce(0) { $0 + $1.fired }) alerts"
  }

  private static func cells(_ figures: Figures) -> [String] {
    let breaches =
      figures.breaches.contains { $0 > 0 } ? figures.breaches.map(String.init).joined(separator: "/") : "0"
    let gaveUp = figures.abandonedWaiting.mean.map { " after \($0.inSeconds)" } ?? ""
    return [
      "\(figures.conversations)", "\(figures.contacts)", "\(figures.repeats)",
      figures.firstContactResolution.map { "\(Int(($0 * 100).rounded()))%" } ?? "–",
      figures.firstAnswers.mean.map { "\($0.inSeconds)" } ?? "–",
      figures.firstAnswers.count > 0 ? "\(figures.firstAnswers.longest.inSeconds)" : "–",
      "\(figures.transfers)", "\(figures.holds)", breaches, "\(figures.abandoned)\(gaveUp)",
      "\(figures.open)",
      "\(figures.escalated)", figures.meanRating.map { String(($0 * 10).rounded() / 10) } ?? "–",
      "\(figures.alerts.values.reduce(0) { $0 + $1.fired })",
    ]
  }
}
