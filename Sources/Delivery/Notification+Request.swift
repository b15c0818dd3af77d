// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Settings

extension Notification {
  /// The request that tells it to `webhook` under the message id `id`, in the way the endpoint understands.
  func request(id: String, to webhook: Webhook, at now: Instant) -> HTTPRequest {
    let body: [UInt8]
    switch webhook.format {
    case .standard: return StandardWebhook.request(self, id: id, to: webhook, at: now)
    case .slack: body = SlackFormat.body(self)
    case .teams: body = TeamsFormat.body(self)
    case .pagerduty: body = PagerDutyFormat.body(self, routingKey: webhook.secret)
    case .alertmanager: body = AlertmanagerFormat.body(self)
    }
    let address =
      webhook.format == .alertmanager && !webhook.url.text.hasSuffix("/api/v2/alerts")
      ? webhook.url.text + (webhook.url.text.hasSuffix("/") ? "" : "/") + "api/v2/alerts" : webhook.url.text
    return HTTPRequest(
      url: address, headers: ["Content-Type: application/json", "Expect:"], body: body,
      timeout: webhook.timeout)
  }
}
