// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Settings

extension Notification {
  /// The request that tells it to `webhook` under the message id `id`, in the way the endpoint understands; `nil` where
  /// it has nothing to tell there. `supersedes` names earlier messages that never arrived, `link` where to answer.
  func request(
    id: String, supersedes: [String] = [], link: String? = nil, to webhook: Webhook, at now: Instant
  ) -> HTTPRequest? {
    Scrubber(privacy: webhook.style.privacy).scrub(self).scrubbedRequest(id, supersedes, link, webhook, now)
  }

  private func scrubbedRequest(
    _ id: String, _ supersedes: [String], _ link: String?, _ webhook: Webhook, _ now: Instant
  ) -> HTTPRequest? {
    let message = Message(self, webhook.style, link: link)
    var headers = ["Content-Type: application/json"]
    var address = webhook.url.text
    let body: [UInt8]
    switch webhook.format {
    case .standard:
      body = StandardWebhook.body(self, supersedes: supersedes, link: link)
      headers += StandardWebhook.headers(id: id, body, webhook.secret, at: now)
    case .slack: body = SlackFormat.body(message)
    case .teams: body = TeamsFormat.body(message)
    case .pagerduty: body = PagerDutyFormat.body(self, message, routingKey: webhook.secret)
    case .alertmanager:
      body = AlertmanagerFormat.body(self)
      address = Self.joined(address, "api/v2/alerts")
    case .chatwoot, .zammad:
      guard let whisper = WhisperFormat(self, message, webhook) else { return nil }
      address = Self.joined(address, whisper.path)
      headers.append(whisper.authorization)
      body = whisper.body
    case .template:
      guard let template = webhook.template else { return nil }
      headers = ["Content-Type: \(template.contentType)"]
      body = Array(template.render(TemplateValues.of(self, link)).utf8)
    }
    return HTTPRequest(
      url: address, headers: headers + ["Expect:"], body: body, timeout: webhook.timeout,
      addresses: webhook.addresses, tls: webhook.tls)
  }

  private static func joined(_ address: String, _ path: String) -> String {
    if address.hasSuffix("/" + path) { return address }
    return address + (address.hasSuffix("/") ? "" : "/") + path
  }
}
