// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Console
import Delivery
import Engine
import Events
import Foundation
import Store

/// Commands that tell what did not arrive, and why somebody was told or was not.
extension Daemon {
  // MARK: - Outbox

  /// `list`, `show NUMBER`, `retry NUMBER|all`, `drop NUMBER`.
  func outbox(_ words: [String], _ reply: @escaping Reply) {
    let word = words.count > 1 ? words[1] : ""
    let number = Int64(word)
    switch words.first ?? "list" {
    case "list": listOutbox(reply) { reply(.done($0.map { $0.json + "\n" }.joined())) }
    case "show":
      listOutbox(reply) { rows in
        guard let row = rows.first(where: { $0.entry.sequence == number }) else {
          return reply(.failed("there is no entry '\(word)' in the outbox\n"))
        }
        reply(.done(row.json + "\n" + row.content + "\n"))
      }
    case "retry" where number != nil || word == "all": retry(number, reply)
    case "drop":
      guard let number else { return reply(.failed("'\(word)' is no number of an entry\n")) }
      pipeline.askStore({ try $0.drop([number]) > 0 }) { [self] result in
        switch result {
        case .success(true):
          deliverer.forget(number)
          reply(.done("entry \(number) is dropped\n"))
        case .success(false): reply(.failed("there is no entry '\(number)' in the outbox\n"))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    default: reply(.failed("unknown command 'outbox \(words.joined(separator: " "))'\n"))
    }
  }

  /// Tries an entry, or all, now. Of what was given up, the beginning of an alert that is over meanwhile is dropped: its
  /// receiver would hear of an alert that nothing ends.
  private func retry(_ number: Int64?, _ reply: @escaping Reply) {
    pipeline.ask({ Set($0.escalations.all.map(\.id)) }) { [self] live in
      pipeline.askStore({ store in
        let letters = try store.deadLetters(limit: .max).filter {
          number == nil || $0.entry.sequence == number
        }
        let stale = Self.stale(letters.map(\.entry), live)
        _ = try store.drop(stale.sorted())
        let revived = try store.revive(letters.map(\.entry.sequence).filter { !stale.contains($0) })
        return (revived, stale.count)
      }) { [self] result in
        guard case .success(let (revived, dropped)) = result else {
          if case .failure(let error) = result { reply(.failed("\(error)\n")) }
          return
        }
        deliverer.enqueue(revived)
        deliverer.hurry(number) { isFound in
          guard isFound || !revived.isEmpty || dropped > 0 || number == nil else {
            return reply(.failed("there is no entry '\(number ?? 0)' in the outbox\n"))
          }
          let over = dropped > 0 ? "; \(dropped) told of alerts that are over, and are dropped" : ""
          reply(.done("tried again now; \(revived.count) of them had been given up\(over)\n"))
        }
      }
    }
  }

  /// Entries that tell of an alert which does not last any more, without one behind them that tells of its end.
  private static func stale(_ entries: [OutboxEntry], _ live: Set<String>) -> Set<Int64> {
    var ended: Set<String> = []
    var stale: Set<Int64> = []
    for entry in entries.reversed() {
      var unpacker = Unpacker(entry.body)
      guard case .alert(let transition)? = try? unpacker.value(Notification.self),
        !transition.alert.rule.hasPrefix(Alert.ownRules)
      else { continue }
      let key = entry.destination + " " + transition.alert.id
      if !transition.alert.status.isLive {
        ended.insert(key)
      } else if !live.contains(transition.alert.id), !ended.contains(key) {
        stale.insert(entry.sequence)
      }
    }
    return stale
  }

  private func listOutbox(_ reply: @escaping Reply, _ done: @escaping @Sendable ([OutboxRow]) -> Void) {
    deliverer.standings { [self] standings in
      pipeline.askStore({ (try $0.outbox(limit: 10_000), try $0.deadLetters(limit: 10_000)) }) { result in
        guard case .success(let (waiting, dead)) = result else {
          if case .failure(let error) = result { reply(.failed("\(error)\n")) }
          return
        }
        done(
          dead.map { OutboxRow(entry: $0.entry, dead: ($0.at, $0.reason), standing: nil) }
            + waiting.map { OutboxRow(entry: $0, dead: nil, standing: standings[$0.sequence]) })
      }
    }
  }

  // MARK: - Why

  /// `CONVERSATION text|json`
  func why(_ words: [String], _ reply: @escaping Reply) {
    guard let conversation = words.first else { return reply(.failed("which conversation?\n")) }
    pipeline.explain(conversation) { [self] explanation, now in
      pipeline.askStore({ store in
        try store.alerts(ofConversation: conversation).map { body in
          let summary = AlertSummary(body)
          return WhyReport.AlertHistory(
            alert: body, summary: (summary.alert, summary.rule, summary.status, summary.firedAt),
            notes: try store.notes(of: summary.alert))
        }
      }) { result in
        switch result {
        case .success(let alerts) where alerts.isEmpty && explanation == nil:
          reply(.failed("conversation '\(conversation)' is not known\n"))
        case .success(let alerts):
          let report = WhyReport(
            conversation: conversation, now: now, explanation: explanation, alerts: alerts)
          reply(.done(words.last == "json" ? report.json : report.text))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    }
  }

  /// What is read of an alert's JSON.
  private struct AlertSummary: Decodable {
    var alert: String
    var rule: String
    var status: String
    var firedAt: String

    enum CodingKeys: String, CodingKey {
      case alert, rule, status
      case firedAt = "fired_at"
    }

    init(_ bytes: [UInt8]) {
      self =
        (try? JSONDecoder().decode(Self.self, from: Data(bytes)))
        ?? AlertSummary(alert: "", rule: "unreadable", status: "", firedAt: "")
    }

    private init(alert: String, rule: String, status: String, firedAt: String) {
      (self.alert, self.rule, self.status, self.firedAt) = (alert, rule, status, firedAt)
    }
  }
}
