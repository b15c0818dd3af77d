// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A hash that is the same on every machine and in every run: FNV-1a with 128 bits.
///
/// It names alerts and rule sets; it is no defence against somebody who looks for collisions.
/// Source: Fowler, Noll, Vo, Eastlake, "The FNV Non-Cryptographic Hash Algorithm" (RFC 9923).
public struct StableHash: Sendable {
  private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

  /// Starts an empty hash.
  public init() {}

  /// Adds text; the length goes in too, so that ("ab", "c") and ("a", "bc") differ.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
    add(UInt64(text.utf8.count))
  }

  /// Adds eight bytes.
  public mutating func add(_ number: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      add(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Adds bytes, and their number.
  public mutating func add(_ bytes: [UInt8]) {
    for byte in bytes { add(byte) }
    add(UInt64(bytes.count))
  }

  private mutating func add(_ byte: UInt8) {
    state = (state ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b
  }

  /// The first `digits` hexadecimal digits (at most 32), lower case.
  public func hex(_ digits: Int = 16) -> String {
    let text = String(state, radix: 16)
    return String((String(repeating: "0", count: 32 - text.count) + text).prefix(digits))
  }

  /// 64 bits of a text, never 0, quick enough for every event. Source: the 64-bit finaliser of
  /// MurmurHash3 (Appleby, public domain) over 8-byte words.
  public static func quick(_ text: String) -> UInt64 {
    var copy = text
    return copy.withUTF8 { bytes in
      var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
      var at = 0
      while at < bytes.count {
        var word: UInt64 = 0
        for shift in 0..<min(8, bytes.count - at) { word |= UInt64(bytes[at + shift]) << (UInt64(shift) * 8) }
        hash = mix(hash ^ word) &+ 0x9E37_79B9_7F4A_7C15
        at += 8
      }
      hash = mix(hash)
      return hash == 0 ? 1 : hash
    }
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    z = (z ^ (z >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return z ^ (z >> 33)
  }
}
