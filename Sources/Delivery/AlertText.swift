// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
import Conversations
import Events
import Rules

/// An alert transition for people who read a terminal.
public enum AlertText {
  /// A notification as one who reads a terminal wants it.
  static func describe(_ notification: Notification, inColour: Bool) -> String {
    switch notification {
    case .alert(let transition): describe(transition, inColour: inColour)
    case .report(let notice): notice.text
    case .group(let group, _):
      "\(group.at)  \(paint("▲ \(group.kind.rawValue.uppercased())", "33", inColour))  \(group.summary)"
    }
  }

  /// Several lines without an end: what happened, where, why, and what to do. Colours are those of a terminal.
  public static func describe(_ transition: AlertTransition, inColour: Bool) -> String {
    let alert = transition.alert
    let colour =
      alert.status != .firing
      ? "32" : alert.severity == .critical ? "1;31" : alert.severity == .warning ? "33" : "36"
    let mark = alert.status.isLive ? "▲" : "▽"
    let word = alert.status == .firing ? "\(alert.severity)".uppercased() : alert.status.rawValue
    var lines = ["\(transition.at)  \(paint("\(mark) \(word)", colour, inColour))  \(alert.summary)"]
    guard alert.status == .firing else { return "\(lines[0])  [\(alert.cause.rawValue)]" }
    if let late = alert.overdueBy {
      lines.append("    overdue  it fell due \(late.inSeconds) before Foreshock could look")
    }
    lines.append("    rule \(alert.rule), \(alert.scope) \(alert.key)\(place(alert))")
    for reason in alert.reasons where reason.points == nil {
      if let word = reason.quote {
        lines.append("    about    “\(word)” \(reason.value)  (\(reason.threshold))")
        continue
      }
      // Of what is true or false the value says it all.
      let threshold = reason.threshold.hasPrefix("is ") ? "" : "  (\(reason.threshold))"
      lines.append("    because  \(reason.signal) is \(reason.value)\(threshold)")
    }
    for reason in alert.reasons {
      guard let points = reason.points else { continue }
      let name =
        reason.signal.split(separator: ".").last.map { $0.split(separator: "_").joined(separator: " ") } ?? ""
      lines.append("    \(pad("+\(points)"))  \(name)\(reason.quote.map { "  “\($0)”" } ?? "")")
    }
    if let playbook = alert.playbook { lines.append("    do       \(playbook)") }
    return lines.joined(separator: "\n")
  }

  private static func paint(_ text: String, _ code: String, _ inColour: Bool) -> String {
    inColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  private static func place(_ alert: Alert) -> String {
    let about = alert.circumstances
    var parts: [String] = []
    if let queue = about.queue { parts.append("queue \(queue)") }
    if let agent = about.agent { parts.append("agent \(agent)") }
    return parts.isEmpty ? "" : ", " + parts.joined(separator: ", ")
  }

  private static func pad(_ text: String) -> String {
    String(repeating: " ", count: max(0, 7 - text.count)) + text
  }
}
