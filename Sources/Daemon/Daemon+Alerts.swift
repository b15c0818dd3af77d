// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Console
import Delivery
import Engine
import Events
import Rules
import Store
import Wire

/// Commands that work with alerts and silences.
extension Daemon {
  // MARK: - Alerts

  /// `list`, `show ID`, or what a person says: `ack|snooze|resolve|wrong|assign ID BY COMMENT [UNTIL|TO]`.
  func alerts(_ words: [String], _ reply: @escaping Reply) {
    let verb = words.first ?? "list"
    let alert = words.count > 1 ? words[1] : ""
    switch verb {
    case "list", "show":
      pipeline.askStore({ try verb == "list" ? $0.alerts(limit: 1000) : $0.transitions(of: alert) }) {
        result in
        switch result {
        case .success(let bodies) where bodies.isEmpty && verb == "show":
          reply(.failed("there is no alert '\(alert)'\n"))
        case .success(let bodies):
          reply(.done(bodies.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    case "verdicts":
      pipeline.askStore({ try $0.verdicts() }) { result in
        switch result {
        case .success(let verdicts): reply(.done(verdicts.map { Self.line($0) + "\n" }.joined()))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    default:
      guard words.count >= 4 else {
        return reply(.failed("'alerts \(verb)' needs an alert, a name and a word\n"))
      }
      let comment = words[3].isEmpty ? nil : words[3]
      take(verb, alert, by: words[2], comment, words.count > 4 ? words[4] : "") { result in
        switch result {
        case .success(let text): reply(.done(text + "\n"))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    }
  }

  /// Takes a person's answer to an alert; says who is told of it.
  func take(
    _ verb: String, _ alert: String, by person: String, _ comment: String?, _ argument: String,
    _ done: @escaping @Sendable (Result<String, Pipeline.CommandError>) -> Void
  ) {
    guard !person.isEmpty else { return done(.failure(.init(description: "say who you are"))) }
    let action: @Sendable (Instant) -> Answer.Action?
    switch verb {
    case "ack": action = { _ in .acknowledge }
    case "resolve": action = { _ in .resolve }
    case "wrong": action = { _ in .wrong }
    case "assign": action = { _ in argument.isEmpty ? nil : .assign(to: argument) }
    case "snooze": action = { now in Self.instant(argument, from: now).map { .snooze(until: $0) } }
    default: return done(.failure(.init(description: "unknown command 'alerts \(verb)'")))
    }
    guard action(wallNow) != nil else {
      let what =
        verb == "snooze"
        ? "'\(argument)' is neither a length of time (30m) nor an instant (2026-11-21T10:00:00Z)"
        : "say to whom it is assigned"
      return done(.failure(.init(description: what)))
    }
    pipeline.command({ now in
      .answer(Answer(alert: alert, action: action(now) ?? .acknowledge, by: person, comment: comment))
    }) { [self] result in
      switch result {
      case .success(let effects): done(.success(Self.outcome(of: effects, alert)))
      case .failure(let error) where verb == "wrong": judge(alert, by: person, comment, error, done)
      case .failure(let error): done(.failure(error))
      }
    }
  }

  /// An alert that is over can still be called wrong.
  private func judge(
    _ alert: String, by person: String, _ reason: String?, _ error: Pipeline.CommandError,
    _ done: @escaping @Sendable (Result<String, Pipeline.CommandError>) -> Void
  ) {
    let verdict = AlertVerdict(alert: alert, at: wallNow, author: person, reason: reason ?? "")
    pipeline.askStore({ try $0.judge(verdict) }) { result in
      switch result {
      case .success(true): done(.success("\(alert) is over; that it was wrong is kept"))
      case .success(false): done(.failure(error))
      case .failure(let error): done(.failure(.init(description: "\(error)")))
      }
    }
  }

  private static func line(_ verdict: AlertVerdict) -> String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("alert", verdict.alert)
      json.field("at", verdict.at.description)
      json.field("by", verdict.author)
      json.field("reason", verdict.reason)
    }
    return writer.text
  }

  /// A length of time from now, or an instant.
  static func instant(_ text: String, from now: Instant) -> Instant? {
    Interval(text).map { now + $0 } ?? Instant(rfc3339: text)
  }

  private static func outcome(of effects: [Effect], _ alert: String) -> String {
    var receivers: [String] = []
    var status = "answered"
    for effect in effects {
      switch effect {
      case .alert(let transition) where transition.alert.id == alert:
        status = transition.alert.status.rawValue
      case .notify(let notice): receivers += notice.receivers.filter { !receivers.contains($0) }
      default: break
      }
    }
    let told = receivers.isEmpty ? "nobody had been told of it" : "\(receivers.joined(separator: ", ")) told"
    return "\(alert) is \(status); \(told)"
  }

  // MARK: - Silences

  /// `list`, `add MATCH FOR|UNTIL AUTHOR COMMENT`, `expire ID`, `preview MATCH`.
  func silences(_ words: [String], _ reply: @escaping Reply) {
    switch words.first ?? "list" {
    case "list":
      pipeline.ask({ ($0.escalations.silencesByAge, $0.now) }) { [self] silences, now in
        let now = max(now, pipeline.isOnEventTime ? now : wallNow)
        reply(.done(silences.map { Self.line($0, now) + "\n" }.joined()))
      }
    case "preview": preview(words.dropFirst().joined(separator: " "), reply)
    case "add" where words.count == 5: add(words[1], words[2], words[3], words[4], reply)
    case "expire" where words.count == 2:
      let id = words[1]
      pipeline.command({ _ in .expire(id) }) { result in
        switch result {
        case .success:
          reply(.done("silence \(id) has ended; what it kept quiet and fires still is told now\n"))
        case .failure(let error): reply(.failed("\(error)\n"))
        }
      }
    default: reply(.failed("unknown command 'silences \(words.joined(separator: " "))'\n"))
    }
  }

  private func add(
    _ match: String, _ until: String, _ author: String, _ comment: String, _ reply: @escaping Reply
  ) {
    if let mistake = Self.mistake(in: match) { return reply(.failed(mistake)) }
    guard Self.instant(until, from: wallNow) != nil else {
      return reply(
        .failed("'\(until)' is neither a length of time (2h) nor an instant (2026-11-21T10:00:00Z)\n"))
    }
    pipeline.command({ now in
      .silence(
        Silence(
          match: match, since: now, until: Self.instant(until, from: now) ?? now, author: author,
          comment: comment))
    }) { [self] result in
      guard case .success = result else {
        if case .failure(let error) = result { reply(.failed("\(error)\n")) }
        return
      }
      pipeline.ask({ $0.escalations.silencesByAge.first { $0.match == match && $0.author == author } }) {
        reply(.done("silence \($0?.id ?? "") until \($0.map { "\($0.until)" } ?? "")\n"))
      }
    }
  }

  /// What a silence would keep quiet: what fires now.
  private func preview(_ match: String, _ reply: @escaping Reply) {
    guard let matches = try? Silence.matcher(match) else {
      return reply(.failed(Self.mistake(in: match) ?? "'\(match)' is no expression about alerts\n"))
    }
    pipeline.ask({ $0.escalations.all }) { alerts in
      let hidden = alerts.filter(matches)
      let lines = hidden.map { "  \($0.severity)  \($0.rule)  \($0.key)  \($0.summary)  (\($0.id))\n" }
      reply(.done("\(hidden.count) of \(alerts.count) alerts that fire now\n" + lines.joined()))
    }
  }

  private static func mistake(in match: String) -> String? {
    do {
      _ = try Condition(ofAlert: match)
      return nil
    } catch {
      return error.list.map { mistake in
        let column = match.utf8.index(match.startIndex, offsetBy: mistake.range.lowerBound)
        let space = String(repeating: " ", count: match[..<column].count)
        return "\(mistake.message)\n  \(match)\n  \(space)^\n"
      }.joined()
    }
  }

  private static func line(_ silence: Silence, _ now: Instant) -> String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("id", silence.id)
      json.field("status", silence.isActive(at: now) ? "active" : silence.since > now ? "pending" : "expired")
      json.field("match", silence.match)
      json.field("since", silence.since.description)
      json.field("until", silence.until.description)
      json.field("author", silence.author)
      json.field("comment", silence.comment)
    }
    return writer.text
  }
}
