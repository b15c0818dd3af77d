// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import CCrypto
import Events
import Foundation
import Settings
import Wire

/// A notification in the form of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0).
enum StandardWebhook {
  /// What is sent. `supersedes` names earlier messages that never arrived: this one says all there is to say.
  static func body(_ notification: Notification, supersedes: [String] = [], link: String? = nil) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.field("type", notification.type)
      json.field("timestamp", notification.at.description)
      json.key("data")
      notification.write(to: &json)
      if let link {
        json.key("links")
        json.object { $0.field("answer", link) }
      }
      if !supersedes.isEmpty {
        json.key("supersedes")
        json.array { json in for id in supersedes { json.value(id) } }
      }
    }
    return writer.bytes
  }

  /// The header fields of a body under the message id `id`, signed at `now`.
  static func headers(id: String, _ body: [UInt8], _ secret: Secret?, at now: Instant) -> [String] {
    let seconds = now.microseconds / 1_000_000
    let headers = ["webhook-id: \(id)", "webhook-timestamp: \(seconds)"]
    guard let secret else { return headers }
    let head = "\(id).\(seconds)."
    // An Ed25519 key signs so that the receiver needs no secret (version 1a of the scheme).
    if secret.text.hasPrefix(privateKeyPrefix) {
      return headers + (signature1a(head, body, secret).map { ["webhook-signature: v1a,\($0)"] } ?? [])
    }
    return headers + ["webhook-signature: v1,\(sign(head, body, key: key(secret)))"]
  }

  private static let privateKeyPrefix = "whsk_"

  /// The bytes of a key: `whsec_` or `whsk_` and Base64, or the text as it stands.
  static func key(_ secret: Secret) -> [UInt8] {
    var text = secret.text
    for prefix in ["whsec_", privateKeyPrefix] where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    let input = Array(text.utf8)
    guard !input.isEmpty, input.count % 4 == 0 else { return input }
    var output = [UInt8](repeating: 0, count: input.count / 4 * 3)
    let count = EVP_DecodeBlock(&output, input, Int32(input.count))
    guard count >= 0 else { return input }
    let padding = input.reversed().prefix { $0 == 0x3D }.count
    return Array(output.prefix(Int(count) - padding))
  }

  /// The Ed25519 signature of head and body, in Base64; `nil` when the key is none. The key is the 32 bytes of its seed,
  /// which may be followed by the public key.
  static func signature1a(_ head: String, _ body: [UInt8], _ secret: Secret) -> String? {
    let seed = key(secret)
    guard seed.count == 32 || seed.count == 64,
      let pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, 32)
    else { return nil }
    defer { EVP_PKEY_free(pair) }
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    let message = Array(head.utf8) + body
    var signature = [UInt8](repeating: 0, count: 64)
    var length = signature.count
    guard EVP_DigestSignInit(context, nil, nil, nil, pair) == 1,
      EVP_DigestSign(context, &signature, &length, message, message.count) == 1
    else { return nil }
    return Data(signature).base64EncodedString()
  }

  /// HMAC-SHA256 of head and body, in Base64.
  static func sign(_ head: String, _ body: [UInt8], key: [UInt8]) -> String {
    Data(KeyedHash.of(Array(head.utf8) + body, key: key)).base64EncodedString()
  }
}
