// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Open addressing from 64-bit hashes to small numbers: one probe, mostly. The hash 0 is not used.
struct HashIndex: Sendable {
  /// A key beside its value, so that a probe touches one cache line.
  struct Slot: BitwiseCopyable, Sendable {
    var key: UInt64 = 0
    var value: Int32 = 0
  }

  private(set) var slots: [Slot]
  private var used = 0

  init(capacity: Int) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: Slot(), count: size)
  }

  var isEmpty: Bool { used == 0 }

  static func mix(_ key: UInt64) -> UInt64 {
    var z = key &* 0x9E37_79B9_7F4A_7C15
    z ^= z >> 32
    return z == 0 ? 1 : z
  }

  subscript(key: UInt64) -> Int32? {
    get { slots.withUnsafeBufferPointer { Self.find(key, in: $0) } }
    set {
      guard let newValue else { return }
      if used * 2 >= slots.count { grow() }
      let mask = slots.count - 1
      var at = Int(truncatingIfNeeded: key) & mask
      while slots[at].key != 0, slots[at].key != key { at = (at + 1) & mask }
      if slots[at].key == 0 { used += 1 }
      slots[at] = Slot(key: key, value: newValue)
    }
  }

  static func find(_ key: UInt64, in slots: UnsafeBufferPointer<Slot>) -> Int32? {
    let mask = slots.count - 1
    var at = Int(truncatingIfNeeded: key) & mask
    while true {
      let slot = slots[at]
      if slot.key == key { return slot.value }
      if slot.key == 0 { return nil }
      at = (at + 1) & mask
    }
  }

  /// The same in as little room as lets most probes succeed at once: small tables stay in the processor's caches.
  var compacted: HashIndex {
    var size = 64
    while size * 2 < used * 3 { size *= 2 }
    guard size < slots.count else { return self }
    var result = self
    result.slots = Array(repeating: Slot(), count: size)
    for slot in slots where slot.key != 0 {
      var at = Int(truncatingIfNeeded: slot.key) & (size - 1)
      while result.slots[at].key != 0 { at = (at + 1) & (size - 1) }
      result.slots[at] = slot
    }
    return result
  }

  private mutating func grow() {
    let old = slots.filter { $0.key != 0 }
    self = HashIndex(capacity: slots.count)
    for slot in old { self[slot.key] = slot.value }
  }
}

/// A table that never changes again, read without counting references or checking for uniqueness.
///
/// Whoever makes one frees it.
// Unchecked, because it holds a pointer: what it points to is written once, in `init`, and only read after that.
struct FrozenTable<Element: BitwiseCopyable>: @unchecked Sendable {
  let elements: UnsafeBufferPointer<Element>

  init(_ source: [Element]) {
    let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: source.count)
    _ = copy.initialize(from: source)
    elements = UnsafeBufferPointer(copy)
  }

  subscript(index: Int32) -> Element { elements[Int(index)] }

  func free() { elements.deallocate() }
}

extension FrozenTable where Element == HashIndex.Slot {
  init(_ index: HashIndex) { self.init(index.compacted.slots) }

  subscript(key: UInt64) -> Int32? { HashIndex.find(key, in: elements) }
}
