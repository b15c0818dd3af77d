// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Open addressing from 64-bit hashes to small numbers: one probe, mostly.
struct HashIndex: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var used = 0

  init(capacity: Int) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    keys = Array(repeating: 0, count: size)
    values = Array(repeating: 0, count: size)
  }

  var isEmpty: Bool { used == 0 }

  static func mix(_ key: UInt64) -> UInt64 {
    var z = key &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z == 0 ? 1 : z
  }

  subscript(key: UInt64) -> Int32? {
    get {
      let mask = keys.count - 1
      var at = Int(truncatingIfNeeded: key) & mask
      while true {
        let found = keys[at]
        if found == key { return values[at] }
        if found == 0 { return nil }
        at = (at + 1) & mask
      }
    }
    set {
      guard let newValue else { return }
      if used * 2 >= keys.count { grow() }
      let mask = keys.count - 1
      var at = Int(truncatingIfNeeded: key) & mask
      while keys[at] != 0, keys[at] != key { at = (at + 1) & mask }
      if keys[at] == 0 { used += 1 }
      keys[at] = key
      values[at] = newValue
    }
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != 0 }
    self = HashIndex(capacity: keys.count)
    for (key, value) in old { self[key] = value }
  }
}
