// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

// RFC 3339, section 5.6: `date-time = full-date "T" full-time`, with a zone.
extension Instant: CustomStringConvertible {
  /// Reads an RFC 3339 date-time with its zone; digits after the sixth of a fraction are dropped.
  ///
  /// Returns `nil` for a missing zone, an impossible date, or trailing text. A leap second (`:60`)
  /// counts as the first instant of the next minute.
  public init?(rfc3339 text: some StringProtocol) {
    var copy = String(text)
    let parsed = copy.withUTF8 { Self.parse($0) }
    guard let parsed else { return nil }
    self = parsed
  }

  /// Reads an RFC 3339 date-time from UTF-8 bytes, as `init(rfc3339:)` does.
  public init?(rfc3339 bytes: UnsafeBufferPointer<UInt8>) {
    guard let parsed = Self.parse(bytes) else { return nil }
    self = parsed
  }

  private static func parse(_ b: UnsafeBufferPointer<UInt8>) -> Instant? {
    func digits(_ at: Int, _ count: Int) -> Int64? {
      guard at + count <= b.count else { return nil }
      var value: Int64 = 0
      for i in at..<(at + count) {
        guard b[i] >= 0x30, b[i] <= 0x39 else { return nil }
        value = value * 10 + Int64(b[i] - 0x30)
      }
      return value
    }
    guard b.count >= 20,
      let year = digits(0, 4), b[4] == 0x2D, let month = digits(5, 2), b[7] == 0x2D, let day = digits(8, 2),
      b[10] == 0x54 || b[10] == 0x74 || b[10] == 0x20,
      let hour = digits(11, 2), b[13] == 0x3A, let minute = digits(14, 2), b[16] == 0x3A,
      let second = digits(17, 2),
      (1...12).contains(month), day >= 1, day <= daysIn(month: month, of: year),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    var at = 19
    var fraction: Int64 = 0
    if b[at] == 0x2E {
      at += 1
      let start = at
      while at < b.count, b[at] >= 0x30, b[at] <= 0x39 {
        if at - start < 6 { fraction = fraction * 10 + Int64(b[at] - 0x30) }
        at += 1
      }
      guard at > start else { return nil }
      for _ in min(at - start, 6)..<6 { fraction *= 10 }
    }
    guard at < b.count else { return nil }
    var offset: Int64 = 0
    switch b[at] {
    case 0x5A, 0x7A:
      at += 1
    case 0x2B, 0x2D:
      guard let hours = digits(at + 1, 2), at + 3 < b.count, b[at + 3] == 0x3A,
        let minutes = digits(at + 4, 2), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (b[at] == 0x2D ? -60 : 60)
      at += 6
    default:
      return nil
    }
    guard at == b.count else { return nil }
    let days = daysFromEpoch(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Instant(microseconds: seconds * 1_000_000 + fraction)
  }

  private static func daysIn(month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // Days between 1970-01-01 and a date of the proleptic Gregorian calendar: years are counted from
  // March, so that the leap day is the last of its year.
  private static func daysFromEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// The instant in UTC as RFC 3339, with three digits of fraction, or six where they matter.
  public var description: String {
    let day = microseconds.floorDivided(by: 86_400_000_000)
    var rest = microseconds - day * 86_400_000_000
    let z = day + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1

    var out: [UInt8] = []
    out.reserveCapacity(27)
    func put(_ value: Int64, _ width: Int) {
      var divisor: Int64 = 1
      for _ in 1..<width { divisor *= 10 }
      while divisor > 0 {
        out.append(UInt8(0x30 + (value / divisor) % 10))
        divisor /= 10
      }
    }
    put(year, 4)
    out.append(0x2D)
    put(month, 2)
    out.append(0x2D)
    put(dayOfMonth, 2)
    out.append(0x54)
    put(rest / 3_600_000_000, 2)
    out.append(0x3A)
    put(rest / 60_000_000 % 60, 2)
    out.append(0x3A)
    put(rest / 1_000_000 % 60, 2)
    out.append(0x2E)
    rest %= 1_000_000
    if rest % 1000 == 0 { put(rest / 1000, 3) } else { put(rest, 6) }
    out.append(0x5A)
    return String(decoding: out, as: UTF8.self)
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
