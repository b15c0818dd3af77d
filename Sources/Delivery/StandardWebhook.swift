// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import CCrypto
import Events
import Settings
import Wire

/// A notification in the form of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0).
enum StandardWebhook {
  /// The request that tells `notification` to `webhook` under the message id `id`, signed at `now`.
  static func request(_ notification: Notification, id: String, to webhook: Webhook, at now: Instant)
    -> HTTPRequest
  {
    var writer = JSONWriter()
    writer.object { json in
      json.field("type", notification.type)
      json.field("timestamp", notification.at.description)
      json.key("data")
      notification.write(to: &json)
    }
    let seconds = now.microseconds / 1_000_000
    var headers = [
      "Content-Type: application/json", "webhook-id: \(id)", "webhook-timestamp: \(seconds)", "Expect:",
    ]
    if let secret = webhook.secret {
      let signature = sign("\(id).\(seconds).", writer.bytes, key: key(secret))
      headers.append("webhook-signature: v1,\(signature)")
    }
    return HTTPRequest(url: webhook.url.text, headers: headers, body: writer.bytes, timeout: webhook.timeout)
  }

  /// The bytes of a key: `whsec_` and Base64, or the text as it stands.
  static func key(_ secret: Secret) -> [UInt8] {
    let text = secret.text.hasPrefix("whsec_") ? String(secret.text.dropFirst(6)) : secret.text
    let input = Array(text.utf8)
    guard !input.isEmpty, input.count % 4 == 0 else { return input }
    var output = [UInt8](repeating: 0, count: input.count / 4 * 3)
    let count = EVP_DecodeBlock(&output, input, Int32(input.count))
    guard count >= 0 else { return input }
    let padding = input.reversed().prefix { $0 == 0x3D }.count
    return Array(output.prefix(Int(count) - padding))
  }

  /// HMAC-SHA256 of head and body, in Base64.
  static func sign(_ head: String, _ body: [UInt8], key: [UInt8]) -> String {
    let message = Array(head.utf8) + body
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
    var text = [UInt8](repeating: 0, count: 48)
    let count = EVP_EncodeBlock(&text, digest, Int32(digest.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }
}
