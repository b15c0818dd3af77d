// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Yams

/// Reads the ways out of this machine: webhooks, and whom they may reach.
struct WebhookReader {
  let secrets: SecretReader
  let styles: StyleReader

  func read(_ section: YAMLSection) -> Webhook? {
    section.allow(Shape.webhook)
    if let node = section["secret"] {
      section.error(
        node,
        "a secret does not stand in the configuration; put it into a file and name that in 'secret_file'")
    }
    let format =
      section.choice("format", Webhook.Format.allCases.map(\.rawValue))
      .flatMap(Webhook.Format.init(rawValue:)) ?? .standard
    checkSecret(section, format)
    let secret = section["secret_file"].flatMap { secrets.read(section, $0, "secret_file") }
    if let text = secret?.text, text.hasPrefix("whsk_"), let node = section["secret_file"],
      ![32, 64].contains(Data(base64Encoded: String(text.dropFirst(5)))?.count ?? 0)
    {
      section.error(node, "a key 'whsk_…' is the 32 bytes of an Ed25519 seed in Base64")
    }
    let usual = format == .pagerduty ? "https://events.pagerduty.com/v2/enqueue" : nil
    guard let url = secrets.url(section, else: usual, what: "a webhook") else { return nil }
    var webhook = Webhook(url: url, format: format, secret: secret)
    webhook.timeout = section.interval("timeout", atLeast: .milliseconds(100)) ?? webhook.timeout
    webhook.style = styles.read(section)
    webhook.addresses = addresses(section, url.text)
    webhook.tls = tls(section)
    if format == .template { webhook.template = template(section) }
    return webhook
  }

  private func checkSecret(_ section: YAMLSection, _ format: Webhook.Format) {
    switch (format, section["secret_file"]) {
    case (.standard, nil):
      section.warn(section.node, "this webhook is not signed; name a key in 'secret_file'")
    case (.pagerduty, nil) where section["url"] == nil && section["url_file"] == nil:
      section.error(section.node, "pagerduty needs the routing key of an integration in 'secret_file'")
    case (.pagerduty, nil):
      section.warn(
        section.node,
        "events will carry no routing key; name it in 'secret_file', unless this address adds it")
    case (.chatwoot, nil), (.zammad, nil):
      section.error(section.node, "\(format) needs an access token in 'secret_file'")
    case (.slack, let node?), (.teams, let node?), (.alertmanager, let node?), (.template, let node?):
      section.error(
        node, "format '\(format)' is not signed; leave 'secret_file' out, the address is the secret")
    default: break
    }
  }

  private func template(_ section: YAMLSection) -> NotificationTemplate? {
    guard let node = section["template"] ?? section["template_file"] else {
      section.error(section.node, "format 'template' needs 'template' or 'template_file': the text to send")
      return nil
    }
    if section["template"] != nil, let node = section["template_file"] {
      section.error(node, "a webhook has 'template' or 'template_file', not both")
    }
    var text = section.string("template") ?? ""
    if section["template"] == nil, let path = secrets.path(section, node, "template_file") {
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

  // MARK: - Where it may go

  /// Which addresses may be connected to: those of `allow`, or what stands in the URL itself, or public ones.
  func addresses(_ section: YAMLSection, _ url: String) -> AddressPolicy {
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

  func tls(_ section: YAMLSection) -> TLSFiles {
    var files = TLSFiles()
    guard let tls = section.section("tls", "'tls'") else { return files }
    tls.allow(Shape.tls)
    files.authorities = file(tls, "ca_file")
    files.certificate = file(tls, "certificate_file")
    files.key = file(tls, "key_file")
    if (tls["certificate_file"] == nil) != (tls["key_file"] == nil) {
      tls.error(tls.node, "a client's certificate needs both 'certificate_file' and 'key_file'")
    }
    return files
  }

  /// The path of a file that can be read, now at least.
  private func file(_ section: YAMLSection, _ key: String) -> String? {
    guard let node = section[key], let path = secrets.path(section, node, key) else { return nil }
    if case .failure(let failure) = Files.read(path) {
      section.error(node, "'\(path)' cannot be read: \(failure.reason)")
    }
    return path
  }
}
