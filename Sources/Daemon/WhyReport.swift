// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Engine
import Events
import Rules
import Wire

/// Why somebody was told of a conversation, or was not: `foreshock why`.
struct WhyReport {
  /// An alert as it stands, and what became of it on its way to people.
  struct AlertHistory: Sendable {
    /// The alert, as JSON.
    var alert: [UInt8]
    var summary: (id: String, rule: String, status: String, firedAt: String)
    var notes: [Note]
  }

  var conversation: String
  var now: Instant
  /// `nil` for a conversation that is over and forgotten.
  var explanation: Explanation?
  var alerts: [AlertHistory]

  // MARK: - For people

  var text: String {
    var lines: [String] = []
    if let explanation {
      lines.append(
        "conversation \(conversation)  \(explanation.status)  risk \(Self.round(explanation.risk))  (without evidence \(Self.round(explanation.baseline)))"
      )
      for piece in explanation.pieces { lines.append(Self.line(piece, now)) }
      if explanation.pieces.isEmpty { lines.append("  there is no evidence") }
      lines += ["", "rules"]
      for standing in explanation.rules { lines += Self.lines(standing) }
    } else {
      lines.append("conversation \(conversation) is not known any more; its alerts are")
    }
    lines += ["", "alerts"]
    if alerts.isEmpty { lines.append("  none: no rule has fired") }
    for history in alerts {
      let (id, rule, status, firedAt) = history.summary
      lines.append("  \(rule)  \(status)  fired \(firedAt)  (\(id))")
      if history.notes.isEmpty { lines.append("    nobody was to be told: there is no route to a receiver") }
      for note in history.notes { lines.append("    \(note.at)  \(Self.word(note.kind))  \(note.text)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func round(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

  private static func word(_ kind: Note.Kind) -> String { kind.rawValue.replacing("_", with: " ") }

  private static func line(_ piece: Explanation.Piece, _ now: Instant) -> String {
    let sign = piece.points >= 0 ? "+" : ""
    let quote = piece.quote.map { "  “\($0)”" } ?? ""
    let event = piece.event.map { "  (event \($0))" } ?? ""
    return
      "  \(sign)\(piece.points)  \(piece.kind.replacing("_", with: " "))\(quote)  \((now - piece.at).inSeconds) ago\(event)"
  }

  private static func lines(_ standing: Explanation.Standing) -> [String] {
    let state =
      switch standing.state {
      case .fires(let since): "fires since \(since)"
      case .pending(let until): "holds, fires at \(until) if it still does ('for')"
      case .quiet(let until): "holds, but is in its cooldown until \(until)"
      case .idle: "does not hold"
      }
    let findings = standing.findings.map { finding in
      "      \(finding.signal) is \(finding.value) (\(finding.threshold))"
    }
    return ["  \(standing.rule)  \(state)"] + findings
  }

  // MARK: - For programs

  var json: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("conversation", conversation)
      if let explanation {
        json.field("status", explanation.status)
        json.field("risk", (explanation.risk * 10).rounded() / 10)
        json.field("baseline", (explanation.baseline * 10).rounded() / 10)
        json.key("evidence")
        json.array { json in for piece in explanation.pieces { Self.write(piece, &json) } }
        json.key("rules")
        json.array { json in for standing in explanation.rules { Self.write(standing, &json) } }
      }
      json.key("alerts")
      json.array { json in
        for history in alerts {
          json.object { json in
            json.key("alert")
            json.raw(history.alert)
            json.key("notes")
            json.array { json in for note in history.notes { Self.write(note, &json) } }
          }
        }
      }
    }
    writer.endLine()
    return writer.text
  }

  private static func write(_ piece: Explanation.Piece, _ json: inout JSONWriter) {
    json.object { json in
      json.field("kind", piece.kind)
      json.field("points", piece.points)
      json.field("at", piece.at.description)
      json.field("quote", piece.quote)
      json.field("event", piece.event)
    }
  }

  private static func write(_ standing: Explanation.Standing, _ json: inout JSONWriter) {
    json.object { json in
      json.field("rule", standing.rule)
      switch standing.state {
      case .fires(let since):
        json.field("state", "fires")
        json.field("since", since.description)
      case .pending(let until):
        json.field("state", "pending")
        json.field("until", until.description)
      case .quiet(let until):
        json.field("state", "cooldown")
        json.field("until", until.description)
      case .idle: json.field("state", "idle")
      }
      json.key("findings")
      json.array { json in
        for finding in standing.findings {
          json.object { json in
            json.field("signal", finding.signal)
            json.field("value", finding.value)
            json.field("threshold", finding.threshold)
          }
        }
      }
    }
  }

  private static func write(_ note: Note, _ json: inout JSONWriter) {
    json.object { json in
      json.field("at", note.at.description)
      json.field("kind", note.kind.rawValue)
      json.field("text", note.text)
    }
  }
}
