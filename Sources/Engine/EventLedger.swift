// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// Which events have been seen: the same id twice is one event.
///
/// Remembers at least the last `generation` ids, at most twice as many, by 64 bits of each. Two different ids among
/// them are taken for one with a chance of 1 in 10^13 for each event.
struct EventLedger: Sendable {
  /// Ids to a generation; when it is full the one before is forgotten.
  static let generation = 500_000

  private var current = IdentitySet()
  private var previous = IdentitySet()
  /// The number of the current generation.
  private(set) var number = 0
  /// Ids since they were last saved.
  private var unsaved: [UInt64] = []
  private var chunk = 0
  /// Parts of generations that ended before they were saved.
  private var ended: [(name: String, bytes: [UInt8])] = []
  /// Whether a generation ended since the last time parts were taken.
  private var hasRotated = false

  private mutating func rotate() {
    if let part = packUnsaved() { ended.append(part) }
    // Only the last two generations are ever read again.
    if ended.count > 2 { ended.removeFirst() }
    previous = current
    current = IdentitySet()
    number += 1
    chunk = 0
    hasRotated = true
  }

  private mutating func packUnsaved() -> (name: String, bytes: [UInt8])? {
    guard !unsaved.isEmpty else { return nil }
    var packer = Packer()
    packer.write(each: unsaved) { packer, hash in
      withUnsafeBytes(of: hash.littleEndian) { for byte in $0 { packer.write(byte) } }
    }
    defer { chunk += 1 }
    unsaved.removeAll(keepingCapacity: true)
    return (Self.name(number, chunk), packer.bytes)
  }

  /// Remembers an id; false when it was known already.
  mutating func insert(_ id: String) -> Bool {
    let hash = StableHash.quick(id)
    if current.count >= Self.generation { rotate() }
    guard !previous.contains(hash), current.insert(hash) else { return false }
    unsaved.append(hash)
    return true
  }

  /// The parts to save since the last time, and the end of the names of those to delete: all before it.
  mutating func takeUnsaved() -> (parts: [(name: String, bytes: [UInt8])], forgottenBefore: String?) {
    let parts = ended + [packUnsaved()].compactMap { $0 }
    let forgotten = hasRotated && number >= 2 ? Self.name(number - 1, 0) : nil
    ended = []
    hasRotated = false
    return (parts, forgotten)
  }

  /// Puts a saved part back; parts come in the order of their names.
  mutating func restore(_ name: Substring, from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let numbers = name.split(separator: "/").compactMap { Int($0) }
    guard numbers.count == 2 else { throw unpacker.damaged }
    if numbers[0] != number {
      previous = numbers[0] == number + 1 ? current : IdentitySet()
      current = IdentitySet()
      number = numbers[0]
    }
    chunk = numbers[1] + 1
    let hashes = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      var hash: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 8) { hash |= UInt64(try unpacker.byte()) << shift }
      return hash
    }
    for hash in hashes { _ = current.insert(hash) }
  }

  private static func name(_ number: Int, _ chunk: Int) -> String { "ids/\(padded(number))/\(padded(chunk))" }

  // Zeros in front, so that the order of names is the order of numbers.
  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
  }
}

/// A set of 64-bit hashes, none of them 0: open addressing with linear probing, at most half full.
private struct IdentitySet: Sendable {
  private var slots: [UInt64] = Array(repeating: 0, count: 1024)
  private(set) var count = 0

  func contains(_ hash: UInt64) -> Bool {
    slots[place(of: hash)] == hash
  }

  mutating func insert(_ hash: UInt64) -> Bool {
    let place = place(of: hash)
    guard slots[place] != hash else { return false }
    slots[place] = hash
    count += 1
    if count * 2 > slots.count {
      let old = slots
      slots = Array(repeating: 0, count: old.count * 2)
      for hash in old where hash != 0 { slots[self.place(of: hash)] = hash }
    }
    return true
  }

  private func place(of hash: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] != 0, slots[place] != hash { place = (place + 1) & mask }
    return place
  }
}
