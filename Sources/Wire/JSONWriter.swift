// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Writes JSON straight into bytes, fields in the order they are given: the same values, the same bytes.
public struct JSONWriter: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Starts empty.
  public init() {
    bytes.reserveCapacity(256)
  }

  /// The text of what has been written.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes `{…}`.
  public mutating func object(_ body: (inout JSONWriter) -> Void) { enclose(0x7B, 0x7D, body) }

  /// Writes `[…]`.
  public mutating func array(_ body: (inout JSONWriter) -> Void) { enclose(0x5B, 0x5D, body) }

  /// Writes the name of the field that follows.
  public mutating func key(_ name: String) {
    value(name)
    bytes.append(0x3A)
    needsComma = false
  }

  /// Writes a field with text.
  public mutating func field(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  /// Writes a field with text, or with `null`.
  public mutating func field(_ name: String, _ text: String?) {
    key(name)
    if let text { value(text) } else { null() }
  }

  /// Writes a field with a number.
  public mutating func field(_ name: String, _ number: Double) {
    key(name)
    value(number)
  }

  /// Writes a field with a whole number.
  public mutating func field(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  /// Writes a field with a truth value.
  public mutating func field(_ name: String, _ truth: Bool) {
    key(name)
    value(truth)
  }

  /// Writes `null`.
  public mutating func null() { literal("null") }

  /// Writes a truth value.
  public mutating func value(_ truth: Bool) { literal(truth ? "true" : "false") }

  /// Writes a whole number.
  public mutating func value(_ number: Int) { literal(String(number)) }

  /// Writes a number; whole ones without a fraction, what is no number as `null`.
  public mutating func value(_ number: Double) {
    if !number.isFinite {
      null()
    } else if number == number.rounded(), abs(number) < 1e15 {
      literal(String(Int(number)))
    } else {
      literal(String(number))
    }
  }

  /// Writes text with what JSON must escape (RFC 8259, section 7).
  public mutating func value(_ text: String) {
    comma()
    bytes.append(0x22)
    var copy = text
    copy.withUTF8 { source in
      var before: UInt8 = 0
      for byte in source {
        defer { before = byte }
        switch byte {
        // Terminals take U+007F to U+009F for commands, and people look at JSON on terminals.
        case 0x80..<0xA0 where before == 0xC2:
          bytes.removeLast()
          bytes += Self.escape(byte)
        case 0x7F: bytes += Self.escape(byte)
        case 0x22, 0x5C: bytes += [0x5C, byte]
        case 0x0A: bytes += [0x5C, 0x6E]
        case 0x0D: bytes += [0x5C, 0x72]
        case 0x09: bytes += [0x5C, 0x74]
        case 0..<0x20:
          bytes += Self.escape(byte)
        default: bytes.append(byte)
        }
      }
    }
    bytes.append(0x22)
    needsComma = true
  }

  /// `\u00XX`.
  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return [0x5C, 0x75, 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  /// Writes JSON that is already text.
  public mutating func raw(_ json: [UInt8]) {
    comma()
    bytes += json
    needsComma = true
  }

  /// Ends a line of NDJSON.
  public mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func literal(_ text: String) {
    comma()
    bytes += text.utf8
    needsComma = true
  }

  private mutating func enclose(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
    comma()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func comma() {
    if needsComma { bytes.append(0x2C) }
    needsComma = false
  }
}
