// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules
import Yams

/// Reads the section `receivers`.
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

  /// Notes reports that are to go to nobody, or to machines which take alerts only.
  func check(_ reports: [(ScheduledReport, YAMLSection)], _ receivers: [Receiver]) {
    for (report, section) in reports {
      section.checkReceivers(receivers.map(\.name))
      guard let node = section["notify"] else { continue }
      for receiver in receivers where report.notify.contains(receiver.name) {
        for case .webhook(let webhook) in receiver.channels
        where webhook.format.takesAlertsOnly {
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
    section.allow([
      "url", "url_file", "format", "secret_file", "timeout", "template", "template_file", "content_type",
      "tls",
      "allow",
    ])
    if let node = section["secret"] {
      section.error(
        node,
        "a secret does not stand in the configuration; put it into a file and name that in 'secret_file'")
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
    case .chatwoot where section["secret_file"] == nil, .zammad where section["secret_file"] == nil:
      section.error(section.node, "\(format) needs an access token in 'secret_file'")
    case .slack, .teams, .alertmanager, .template:
      if let node = section["secret_file"] {
        section.error(
          node, "format '\(format)' is not signed; leave 'secret_file' out, the address is the secret")
      }
    case .standard, .pagerduty, .chatwoot, .zammad: break
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
    var webhook = Webhook(
      url: url, format: format, secret: secret,
      timeout: section.interval("timeout", atLeast: .milliseconds(100)) ?? .seconds(10))
    webhook.addresses = addresses(section, url.text)
    webhook.tls = tls(section)
    if format == .template { webhook.template = readTemplate(section) }
    return webhook
  }

  /// Which addresses may be connected to: those of `allow`, or what stands in the URL itself, or public ones.
  private func addresses(_ section: YAMLSection, _ url: String) -> AddressPolicy {
    var policy = AddressPolicy()
    if case .sequence(let list)? = section["allow"] {
      for element in list {
        if let block = element.scalar.flatMap({ AddressBlock($0.string) }) {
          policy.allowed.append(block)
        } else {
          section.error(element, "'allow' is a list of addresses or blocks, such as 10.1.0.0/16")
        }
      }
    } else if let node = section["allow"] {
      section.error(node, "'allow' is a list of addresses or blocks, such as [10.1.0.0/16]")
    }
    let host = Self.host(of: url)
    policy.written = IPAddress(host)
    policy.isLocalhost = host.lowercased() == "localhost"
    return policy
  }

  private static func host(of url: String) -> String {
    let rest = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let place = rest.lastIndex(of: "@").map { rest.index(after: $0) } ?? rest.startIndex
    let host = rest[place...]
    return host.hasPrefix("[")
      ? String(host.dropFirst().prefix { $0 != "]" }) : String(host.prefix { $0 != ":" })
  }

  private func tls(_ section: YAMLSection) -> TLSFiles {
    var files = TLSFiles()
    guard let tls = section.section("tls", "'tls'") else { return files }
    tls.allow(["ca_file", "certificate_file", "key_file"])
    files.authorities = file(tls, "ca_file")
    files.certificate = file(tls, "certificate_file")
    files.key = file(tls, "key_file")
    if (files.certificate == nil) != (files.key == nil),
      tls["certificate_file"] == nil || tls["key_file"] == nil
    {
      tls.error(tls.node, "a client's certificate needs both 'certificate_file' and 'key_file'")
    }
    return files
  }

  /// The path of a file that can be read, now at least.
  private func file(_ section: YAMLSection, _ key: String) -> String? {
    guard let node = section[key], let path = path(section, node, key) else { return nil }
    if case .failure(let failure) = Files.read(path) {
      section.error(node, "'\(path)' cannot be read: \(failure.reason)")
    }
    return path
  }

  private func readTemplate(_ section: YAMLSection) -> NotificationTemplate? {
    guard let node = section["template"] ?? section["template_file"] else {
      section.error(section.node, "format 'template' needs 'template' or 'template_file': the text to send")
      return nil
    }
    var text = section.string("template") ?? ""
    if section["template"] == nil, let path = path(section, node, "template_file") {
      switch Files.read(path) {
      case .success(let content): text = content
      case .failure(let failure): section.error(node, "'\(path)' cannot be read: \(failure.reason)")
      }
    }
    do {
      return try NotificationTemplate(text, contentType: section.string("content_type") ?? "application/json")
    } catch {
      section.error(node, "line \(error.line) of the text: \(error.message)")
      return nil
    }
  }

  /// Reads a secret from `credential:NAME` or a file.
  private func readSecret(_ section: YAMLSection, _ node: Node, _ key: String) -> Secret? {
    guard let path = path(section, node, key) else { return nil }
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

  /// The path that a file or `credential:NAME` means.
  private func path(_ section: YAMLSection, _ node: Node, _ key: String) -> String? {
    guard let name = node.scalar?.string else {
      section.error(node, "'\(key)' is the path of a file, or credential:NAME")
      return nil
    }
    guard name.hasPrefix("credential:") else { return name }
    guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
      section.error(
        node,
        "'\(name)' needs a credential of systemd (LoadCredential=); outside of a service name a file instead"
      )
      return nil
    }
    return folder + "/" + name.dropFirst("credential:".count)
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    String(
      decoding: utf8.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.reversed(), as: UTF8.self)
  }
}
