// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Yams

/// Reads the sections `console` and `heartbeat`.
enum ConsoleReader {
  static func read(_ section: YAMLSection, _ secrets: SecretReader) -> ConsoleSettings? {
    section.allow(Shape.console)
    guard let listen = section.string("listen"), let node = section["listen"] else {
      section.error(section.node, "'console' needs 'listen': an address and a port, such as 127.0.0.1:8075")
      return nil
    }
    guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
      (0...65_535).contains(port)
    else {
      section.error(node, "'\(listen)' is not an address and a port, such as 127.0.0.1:8075")
      return nil
    }
    var console = ConsoleSettings(port: port)
    let host = listen[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
    if !host.isEmpty { console.host = String(host) }
    if let address = IPAddress(console.host), AddressPolicy().isPublicOrWide(address),
      section["token_file"] != nil
    {
      section.warn(
        node,
        "programs show their token without TLS here; let a reverse proxy stand in front, or listen on 127.0.0.1"
      )
    }
    console.url = section.string("url").map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
    if let url = console.url, !url.hasPrefix("https://"), !url.hasPrefix("http://") {
      section.error(section["url"] ?? section.node, "'url' begins with https:// or http://")
    }
    console.token = section["token_file"].flatMap { secrets.read(section, $0, "token_file") }
    if let token = console.token, token.text.utf8.count < 16, let node = section["token_file"] {
      section.error(node, "a token has at least 16 characters; make one with 'openssl rand -hex 32'")
    }
    console.linkLifetime = section.interval("link_lifetime", atLeast: .minutes(5)) ?? console.linkLifetime
    return console
  }

  static func read(heartbeat section: YAMLSection, _ webhooks: WebhookReader) -> Heartbeat? {
    section.allow(Shape.heartbeat)
    guard let url = webhooks.secrets.url(section, what: "a heartbeat") else { return nil }
    var webhook = Webhook(url: url)
    webhook.timeout = section.interval("timeout", atLeast: .milliseconds(100)) ?? webhook.timeout
    webhook.addresses = webhooks.addresses(section, url.text)
    webhook.tls = webhooks.tls(section)
    return Heartbeat(webhook: webhook, every: section.interval("every", atLeast: .seconds(1)) ?? .minutes(1))
  }
}

extension AddressPolicy {
  /// Whether others than this machine reach it.
  fileprivate func isPublicOrWide(_ address: IPAddress) -> Bool {
    !["127.0.0.0/8", "::1"].compactMap { AddressBlock($0) }.contains { $0.contains(address) }
  }
}
