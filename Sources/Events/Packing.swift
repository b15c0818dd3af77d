// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// A value that the journal and the saved state can hold.
public protocol Packable {
  /// Appends the value to `packer`.
  func pack(into packer: inout Packer)
  /// Reads the value back; throws `Unpacker.Damaged` when the bytes are not of this shape.
  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged)
}

/// Writes values one after the other: integers as little-endian base-128, text with its length.
public struct Packer: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty.
  public init() {}

  /// Writes a whole number in 1–10 bytes.
  public mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes a signed number; small magnitudes stay short (zigzag).
  public mutating func write(_ value: Int64) {
    write(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  /// Writes a signed number.
  public mutating func write(_ value: Int) { write(Int64(value)) }

  /// Writes one byte.
  public mutating func write(_ value: UInt8) { bytes.append(value) }

  /// Writes a truth value.
  public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Writes a floating-point number exactly, in 8 bytes.
  public mutating func write(_ value: Double) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes text.
  public mutating func write(_ value: String) {
    write(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  /// Writes an instant.
  public mutating func write(_ value: Instant) { write(value.microseconds) }

  /// Writes a length of time.
  public mutating func write(_ value: Interval) { write(value.microseconds) }

  /// Writes a value that may be missing.
  public mutating func write<T>(_ value: T?, _ body: (inout Packer, T) -> Void) {
    write(value != nil)
    if let value { body(&self, value) }
  }

  /// Writes text that may be missing.
  public mutating func write(_ value: String?) { write(value) { $0.write($1) } }

  /// Writes an instant that may be missing.
  public mutating func write(_ value: Instant?) { write(value) { $0.write($1) } }

  /// Writes a count and then each element.
  public mutating func write<C: Collection>(each values: C, _ body: (inout Packer, C.Element) -> Void) {
    write(UInt64(values.count))
    for value in values { body(&self, value) }
  }

  /// Writes a packable value.
  public mutating func write(_ value: some Packable) { value.pack(into: &self) }
}

/// Reads back what `Packer` wrote.
public struct Unpacker: Sendable {
  /// The bytes end early, or hold what no version of this program wrote.
  public struct Damaged: Error, Equatable {
    /// Where, in bytes from the start.
    public var offset: Int
    /// Names the place.
    public init(offset: Int) { self.offset = offset }
  }

  private let bytes: [UInt8]
  private var at = 0

  /// Reads `bytes` from the start.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything has been read.
  public var isAtEnd: Bool { at == bytes.count }

  /// The error to throw when a value read makes no sense.
  public var damaged: Damaged { Damaged(offset: at) }

  /// Reads one byte.
  public mutating func byte() throws(Damaged) -> UInt8 {
    guard at < bytes.count else { throw damaged }
    defer { at += 1 }
    return bytes[at]
  }

  /// Reads a whole number.
  public mutating func unsigned() throws(Damaged) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 64 else { throw damaged }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  /// Reads a signed number.
  public mutating func signed() throws(Damaged) -> Int64 {
    let raw = try unsigned()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  /// Reads a signed number.
  public mutating func int() throws(Damaged) -> Int { Int(try signed()) }

  /// Reads a truth value.
  public mutating func bool() throws(Damaged) -> Bool { try byte() != 0 }

  /// Reads a floating-point number.
  public mutating func double() throws(Damaged) -> Double {
    var bits: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bits |= UInt64(try byte()) << shift }
    return Double(bitPattern: bits)
  }

  /// Reads text.
  public mutating func string() throws(Damaged) -> String {
    let count = try unsigned()
    guard count <= UInt64(bytes.count - at) else { throw damaged }
    let end = at + Int(count)
    defer { at = end }
    return String(decoding: bytes[at..<end], as: UTF8.self)
  }

  /// Reads an instant.
  public mutating func instant() throws(Damaged) -> Instant { Instant(microseconds: try signed()) }

  /// Reads a length of time.
  public mutating func interval() throws(Damaged) -> Interval { Interval(microseconds: try signed()) }

  /// Reads a value that may be missing.
  public mutating func optional<T>(_ body: (inout Unpacker) throws(Damaged) -> T) throws(Damaged) -> T? {
    try bool() ? try body(&self) : nil
  }

  /// Reads text that may be missing.
  public mutating func optionalString() throws(Damaged) -> String? {
    try bool() ? try string() : nil
  }

  /// Reads an instant that may be missing.
  public mutating func optionalInstant() throws(Damaged) -> Instant? {
    try bool() ? try instant() : nil
  }

  /// Reads a list of texts.
  public mutating func strings() throws(Damaged) -> [String] {
    try array { unpacker throws(Damaged) in try unpacker.string() }
  }

  /// Reads a count and then so many elements.
  public mutating func array<T>(_ body: (inout Unpacker) throws(Damaged) -> T) throws(Damaged) -> [T] {
    let count = try unsigned()
    guard count <= UInt64(bytes.count - at) else { throw damaged }
    var values: [T] = []
    values.reserveCapacity(Int(count))
    for _ in 0..<count { values.append(try body(&self)) }
    return values
  }

  /// Reads a packable value.
  public mutating func value<T: Packable>(_: T.Type = T.self) throws(Damaged) -> T {
    try T(from: &self)
  }
}
