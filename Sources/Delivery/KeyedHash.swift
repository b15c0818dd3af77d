// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CCrypto

/// HMAC with SHA-256 (RFC 2104): what signs webhooks and links, and names contacts.
public enum KeyedHash {
  /// The 32 bytes for a message.
  static func of(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 32
    HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &digest, &length)
    return digest
  }

  /// Whether two are the same, taking as long for a wrong one as for a right one of its length.
  public static func isSame(_ given: [UInt8], _ right: [UInt8]) -> Bool {
    given.count == right.count && CRYPTO_memcmp(given, right, right.count) == 0
  }
}
