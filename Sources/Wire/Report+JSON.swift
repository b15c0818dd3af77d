// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
public import Reports

extension Report {
  /// The report as one JSON object; durations are in seconds.
  public func write(to writer: inout JSONWriter, name: String? = nil) {
    writer.object { json in
      if let name { json.field("report", name) }
      json.field("since", since.description)
      json.field("until", until.description)
      json.field("by", dimension?.rawValue)
      json.key("total")
      json.object { total.write(to: &$0) }
      json.key("rows")
      json.array { json in
        for row in rows {
          json.object { json in
            json.field("key", row.key)
            row.figures.write(to: &json)
          }
        }
      }
    }
  }

  /// The report as comma-separated values with a head line: a line for each row, the last for the total.
  ///
  /// Source: RFC 4180. What a spreadsheet would take for a formula stands behind an apostrophe.
  public var csv: String {
    let rules = total.alerts.keys.sorted()
    let head = [dimension?.rawValue ?? "all"] + total.columns.map(\.name) + rules.map { "alerts \($0)" }
    let lines =
      [head]
      + (rows.map { ($0.key ?? "", $0.figures) } + [("total", total)]).map { key, figures in
        [key] + figures.columns.map { $0.value.map(Self.number) ?? "" }
          + rules.map { String(figures.alerts[$0]?.fired ?? 0) }
      }
    return lines.map { $0.map(Self.quoted).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
  }

  private static func quoted(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { ["=", "+", "-", "@", "\t", "\r"].contains($0) } ?? false
    let safe = isFormula && Double(text) == nil ? "'" + text : text
    guard safe.unicodeScalars.contains(where: { [",", "\"", "\r", "\n"].contains($0) }) else { return safe }
    return "\"" + safe.escaping { $0 == "\"" ? "\"\"" : nil } + "\""
  }
}

extension Figures {
  fileprivate func write(to json: inout JSONWriter) {
    for column in columns {
      json.key(column.name)
      if let value = column.value { json.value(value) } else { json.null() }
    }
    json.key("alerts_by_rule")
    json.object { json in
      for (rule, outcomes) in alerts.sorted(by: { $0.key < $1.key }) {
        json.key(rule)
        json.object { json in
          for (name, count) in outcomes.columns { json.field(name, count) }
        }
      }
    }
  }
}
