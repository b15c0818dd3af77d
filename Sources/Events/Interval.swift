// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A length of time in microseconds. Rules and settings write it as `90s`, `5m`, `1h30m`, `2d`.
public struct Interval: Hashable, Comparable, Sendable {
  /// The length; negative lengths only arise from subtracting instants.
  public var microseconds: Int64

  /// Makes a length of so many microseconds.
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// No time at all.
  public static let zero = Interval(microseconds: 0)

  /// So many milliseconds.
  public static func milliseconds(_ n: Int64) -> Interval { Interval(microseconds: n * 1000) }

  /// So many seconds.
  public static func seconds(_ n: Int64) -> Interval { Interval(microseconds: n * 1_000_000) }

  /// So many minutes.
  public static func minutes(_ n: Int64) -> Interval { .seconds(n * 60) }

  /// So many hours.
  public static func hours(_ n: Int64) -> Interval { .seconds(n * 3600) }

  /// So many days of 24 hours.
  public static func days(_ n: Int64) -> Interval { .seconds(n * 86_400) }

  /// The length in seconds.
  public var seconds: Double { Double(microseconds) / 1_000_000 }

  /// The same without the part of a second.
  public var inSeconds: Interval { Interval(microseconds: microseconds / 1_000_000 * 1_000_000) }

  /// Whether `a` is shorter than `b`.
  public static func < (a: Interval, b: Interval) -> Bool { a.microseconds < b.microseconds }

  /// What is left of `a` without `b`.
  public static func - (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds &- b.microseconds)
  }

  /// Both lengths together.
  public static func + (a: Interval, b: Interval) -> Interval {
    Interval(microseconds: a.microseconds &+ b.microseconds)
  }
}

extension Interval: CustomStringConvertible {
  private static let units: [(suffix: String, microseconds: Int64)] = [
    ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000),
  ]

  /// Reads `90s`, `5m`, `1h30m`, `2d`, `250ms`; `nil` for anything else, a bare number included.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    var at = 0
    var total: Int64 = 0
    guard !bytes.isEmpty else { return nil }
    while at < bytes.count {
      var number: Int64 = 0
      let digits = at
      while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 {
        number = number * 10 + Int64(bytes[at] - 0x30)
        guard number < 1_000_000_000 else { return nil }
        at += 1
      }
      guard at > digits else { return nil }
      let letters = at
      while at < bytes.count, bytes[at] >= 0x61, bytes[at] <= 0x7A { at += 1 }
      let suffix = String(decoding: bytes[letters..<at], as: UTF8.self)
      guard let unit = Self.units.first(where: { $0.suffix == suffix }) else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit.microseconds)
      guard !overflow, product < Int64.max / 16, total < Int64.max / 16 else { return nil }
      total += product
    }
    self.init(microseconds: total)
  }

  /// The shortest text that reads back as this length, such as `1h30m`.
  public var description: String {
    if microseconds == 0 { return "0s" }
    var rest = abs(microseconds)
    var text = microseconds < 0 ? "-" : ""
    for unit in Self.units where rest >= unit.microseconds {
      text += "\(rest / unit.microseconds)\(unit.suffix)"
      rest %= unit.microseconds
    }
    return text.isEmpty || text == "-" ? "\(microseconds)us" : text
  }
}
