// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
public import ServiceLevels

extension Zone {
  /// The years whose changes of the clocks are known; before and after them the nearest offset holds.
  private static let years = (first: "2000-01-01T00:00:00Z", last: "2100-01-01T00:00:00Z")

  /// A zone of the time-zone database; `nil` when it has none of this name.
  public static func named(_ name: String) -> Zone? {
    guard let zone = TimeZone(identifier: name), let first = Instant(rfc3339: years.first),
      let last = Instant(rfc3339: years.last)
    else { return nil }
    func date(_ instant: Instant) -> Date { Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6) }
    var transitions = [
      Transition(at: .distantPast, offset: .seconds(Int64(zone.secondsFromGMT(for: date(first)))))
    ]
    var at = date(first)
    while let next = zone.nextDaylightSavingTimeTransition(after: at), next < date(last), next > at {
      let offset = Interval.seconds(Int64(zone.secondsFromGMT(for: next.addingTimeInterval(1))))
      if offset != transitions[transitions.count - 1].offset {
        transitions.append(
          Transition(at: Instant(microseconds: Int64(next.timeIntervalSince1970) * 1_000_000), offset: offset)
        )
      }
      at = next
    }
    return Zone(name: name, transitions: transitions)
  }

  /// The names there are.
  static var names: [String] { TimeZone.knownTimeZoneIdentifiers }
}
