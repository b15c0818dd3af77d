// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules
import Yams

/// Reads the sections `receivers` and `routes`.
struct ReceiverReader {
  let environment: [String: String]

  func readReceivers(_ section: YAMLSection) -> [Receiver] {
    section.keys.map { name, _, value in
      var receiver = Receiver(name: name, channels: [])
      guard case .sequence(let list) = value else {
        section.error(value, "receiver '\(name)' is a list, such as '- webhook: {url: …}'")
        return receiver
      }
      for element in list {
        guard
          let channel = YAMLSection(
            element, in: section.file, what: "receiver '\(name)'", section.diagnostics)
        else { continue }
        channel.allow(["webhook", "journal", "stdout"])
        if let webhook = channel.section("webhook", "'webhook'").flatMap({ readWebhook($0) }) {
          receiver.channels.append(.webhook(webhook))
        }
        if channel["journal"] != nil { receiver.channels.append(.journal) }
        if channel["stdout"] != nil { receiver.channels.append(.standardOutput) }
      }
      return receiver
    }
  }

  func readRoutes(_ node: Node, in file: SourceFile, _ diagnostics: Diagnostics) -> [(Route, YAMLSection)] {
    guard case .sequence(let list) = node else {
      let mark = node.mark
      diagnostics.list.append(
        file.diagnostic(
          mark?.line ?? 1, mark?.column ?? 1, "'routes' is a list: begin each with '- notify: [NAME]'"))
      return []
    }
    let found = list.compactMap { element -> (Route, YAMLSection)? in
      guard let section = YAMLSection(element, in: file, what: "a route", diagnostics) else { return nil }
      return (read(section), section)
    }
    if let (route, section) = found.last, route.match != nil {
      section.error(
        section["match"] ?? section.node,
        "the last route takes the rest of the alerts; add one without 'match' behind it")
    }
    for (route, section) in found.dropLast() where route.match == nil && !route.continues {
      section.warn(section.node, "this route takes every alert; those behind it are never asked")
    }
    return found
  }

  private func read(_ section: YAMLSection) -> Route {
    section.allow(
      ["match", "notify", "continue"],
      later: ["group_by", "group_wait", "repeat_every", "ladder", "hold_while", "active", "muted"])
    if section["notify"] == nil {
      section.error(section.node, "a route needs 'notify': a list of receivers")
    }
    let match = section.string("match")
    if let match, let node = section["match"] {
      do {
        _ = try Condition(ofAlert: match)
      } catch {
        for mistake in error.list { section.error(in: node, at: mistake.range.lowerBound, mistake.message) }
      }
    }
    return Route(
      match: match, notify: section.strings("notify") ?? [], continues: section.bool("continue") ?? false)
  }

  /// Notes receivers that routes name and nobody defined.
  func check(_ sections: [YAMLSection], _ receivers: [Receiver]) {
    let names = receivers.map(\.name)
    for section in sections {
      guard case .sequence(let list) = section["notify"] else { continue }
      for element in list {
        guard let name = element.scalar?.string, !names.contains(name) else { continue }
        section.error(element, "there is no receiver '\(name)'" + Suggestion.phrase(for: name, among: names))
      }
    }
  }

  /// Notes reports that are to go to machines which take alerts only.
  func check(_ reports: [(ScheduledReport, YAMLSection)], _ receivers: [Receiver]) {
    for (report, section) in reports {
      guard let node = section["notify"] else { continue }
      for receiver in receivers where report.notify.contains(receiver.name) {
        for case .webhook(let webhook) in receiver.channels
        where webhook.format == .pagerduty || webhook.format == .alertmanager {
          section.error(
            node,
            "'\(receiver.name)' takes alerts only (format \(webhook.format)); name a receiver that people read"
          )
        }
      }
    }
  }

  // MARK: - Webhooks

  private func readWebhook(_ section: YAMLSection) -> Webhook? {
    section.allow(
      ["url", "url_file", "format", "secret_file", "timeout"], later: ["template", "headers", "tls", "allow"])
    if let node = section["secret"] {
      section.error(
        node,
        "a secret does not stand in the configuration; put it into a file and name that in 'secret_file'")
    }
    if section["format"]?.scalar?.string == "template", let node = section["format"] {
      section.error(node, "format 'template' is not available in this version")
      return nil
    }
    let format =
      section.choice("format", Webhook.Format.allCases.map(\.rawValue))
      .flatMap(Webhook.Format.init(rawValue:)) ?? .standard
    let secret = section["secret_file"].flatMap { readSecret(section, $0, "secret_file") }
    switch format {
    case .standard where section["secret_file"] == nil:
      section.warn(section.node, "this webhook is not signed; name a key in 'secret_file'")
    case .pagerduty where section["secret_file"] == nil:
      section.error(section.node, "pagerduty needs the routing key of an integration in 'secret_file'")
    case .slack, .teams, .alertmanager:
      if let node = section["secret_file"] {
        section.error(
          node, "format '\(format)' is not signed; leave 'secret_file' out, the address is the secret")
      }
    case .standard, .pagerduty: break
    }
    var url: Secret?
    if let text = section.string("url") {
      url = Secret(text)
    } else if let node = section["url_file"] {
      url = readSecret(section, node, "url_file")
    } else if format == .pagerduty {
      url = Secret("https://events.pagerduty.com/v2/enqueue")
    } else {
      section.error(section.node, "a webhook needs 'url' or 'url_file'")
    }
    guard let url else { return nil }
    guard url.text.hasPrefix("http://") || url.text.hasPrefix("https://") else {
      section.error(
        section["url"] ?? section["url_file"] ?? section.node,
        "a webhook's address begins with https:// or http://")
      return nil
    }
    return Webhook(
      url: url, format: format, secret: secret,
      timeout: section.interval("timeout", atLeast: .milliseconds(100)) ?? .seconds(10))
  }

  /// Reads a secret from `credential:NAME` or a file.
  private func readSecret(_ section: YAMLSection, _ node: Node, _ key: String) -> Secret? {
    guard let name = node.scalar?.string else {
      section.error(node, "'\(key)' is the path of a file, or credential:NAME")
      return nil
    }
    var path = name
    if name.hasPrefix("credential:") {
      guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
        section.error(
          node,
          "'\(name)' needs a credential of systemd (LoadCredential=); outside of a service name a file instead"
        )
        return nil
      }
      path = folder + "/" + name.dropFirst("credential:".count)
    }
    switch Files.read(path) {
    case .success(let text):
      let trimmed = text.trimmingLineEnds
      if trimmed.isEmpty { section.error(node, "'\(path)' is empty") }
      return Secret(trimmed)
    case .failure(let failure):
      section.error(node, "'\(path)' cannot be read: \(failure.reason)")
      return nil
    }
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    String(
      decoding: utf8.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.reversed(), as: UTF8.self)
  }
}
