// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

extension Array {
  /// Remembers something in its place by time, behind what happened at the same instant; of more than `limit` entries
  /// the oldest is forgotten.
  mutating func insert(_ element: Element, by time: (Element) -> Instant, keeping limit: Int) {
    var at = endIndex
    while at > 0, time(self[at - 1]) > time(element) { at -= 1 }
    insert(element, at: at)
    if count > limit { removeFirst() }
  }
}

extension [Instant] {
  /// Remembers an instant in its place.
  mutating func insert(_ instant: Instant, keeping limit: Int) { insert(instant, by: \.self, keeping: limit) }
}

extension RandomAccessCollection where Index == Int {
  /// How many of the elements, which are in order, are not after `instant`: by bisection.
  func place(after instant: Instant, _ time: (Element) -> Instant) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if time(self[startIndex + middle]) > instant { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
