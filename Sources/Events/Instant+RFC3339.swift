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
      let date = CivilDate(year: Int(year), month: Int(month), day: Int(day)),
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
    let seconds = Int64(date.day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Instant(microseconds: seconds * 1_000_000 + fraction)
  }

  /// The instant in UTC as RFC 3339, with three digits of fraction, or six where they matter.
  public var description: String {
    let day = microseconds.floorDivided(by: 86_400_000_000)
    var rest = microseconds - day * 86_400_000_000
    let (year, month, dayOfMonth) = CivilDate(day: Int(day)).components

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
    put(Int64(year), 4)
    out.append(0x2D)
    put(Int64(month), 2)
    out.append(0x2D)
    put(Int64(dayOfMonth), 2)
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
