// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// Values by name, each in a numbered place that stays the same while it lives. Free places are used again, the
/// lowest first, so that equal histories give equal numbers.
public struct Table<Element: Sendable>: Sendable {
  @usableFromInline var places: [String: Int32] = [:]
  // Not optionals: those would be copied out and in for every change, and their arrays with them.
  @usableFromInline var slots: ContiguousArray<Element> = []
  @usableFromInline var isUsed: [Bool] = []
  private var free: [Int32] = []
  /// What stands in a free place.
  private let blank: Element

  init(blank: Element) {
    self.blank = blank
  }

  /// How many values there are.
  public var count: Int { slots.count - free.count }

  /// The places in use, in order.
  public var indices: [Int32] { (0..<Int32(slots.count)).filter { isUsed[Int($0)] } }

  /// The place of a name.
  @inlinable public func place(of name: String) -> Int32? { places[name] }

  /// Whether something lives at this place.
  @inlinable public func contains(_ place: Int32) -> Bool { Int(place) < slots.count && isUsed[Int(place)] }

  /// The value at a place that is in use.
  @inlinable public subscript(place: Int32) -> Element {
    _read { yield slots[Int(place)] }
    _modify { yield &slots[Int(place)] }
  }

  mutating func add(_ element: Element, named name: String) -> Int32 {
    let place: Int32
    if let last = free.popLast() {
      place = last
      slots[Int(place)] = element
      isUsed[Int(place)] = true
    } else {
      place = Int32(slots.count)
      slots.append(element)
      isUsed.append(true)
    }
    places[name] = place
    return place
  }

  /// Makes another name lead to the same place.
  mutating func alias(_ name: String, to place: Int32) { places[name] = place }

  mutating func remove(_ place: Int32, names: [String]) {
    for name in names where places[name] == place { places[name] = nil }
    slots[Int(place)] = blank
    isUsed[Int(place)] = false
    // Highest first in the list, so that the lowest is taken first.
    var (low, high) = (0, free.count)
    while low < high {
      let middle = (low + high) / 2
      if free[middle] < place { high = middle } else { low = middle + 1 }
    }
    free.insert(place, at: low)
  }

  /// Puts a saved value back into its place; `finishRestoring` must follow.
  mutating func restore(_ element: Element, at place: Int32, names: [String]) {
    extend(to: Int(place) + 1)
    slots[Int(place)] = element
    isUsed[Int(place)] = true
    for name in names { places[name] = place }
  }

  /// Makes the free list of the places that were not restored; `count` places existed.
  mutating func finishRestoring(places count: Int) {
    extend(to: count)
    free = (0..<Int32(slots.count)).reversed().filter { !isUsed[Int($0)] }
  }

  private mutating func extend(to count: Int) {
    while slots.count < count {
      slots.append(blank)
      isUsed.append(false)
    }
  }

  /// How many places exist, free ones included.
  var capacity: Int { slots.count }
}
