// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
public import Reactor
public import Settings

/// Tells a watcher elsewhere that all is well.
public final class HeartbeatSender: Sendable {
  private let client: HTTPClient

  /// Sends from a lane.
  public init(on lane: Lane) {
    client = HTTPClient(on: lane)
  }

  /// Sends one; `heard` runs on the lane, with what went wrong.
  public func beat(_ webhook: Webhook, _ heard: @escaping @Sendable (String?) -> Void) {
    let request = HTTPRequest(
      url: webhook.url.text, headers: ["Content-Type: text/plain", "Expect:"], body: Array("ok\n".utf8),
      timeout: webhook.timeout, addresses: webhook.addresses, tls: webhook.tls)
    client.post(request) { outcome in
      switch Verdict(outcome) {
      case .delivered, .nothingToSay: heard(nil)
      case .later(let reason, _), .never(let reason): heard(reason)
      }
    }
  }
}
