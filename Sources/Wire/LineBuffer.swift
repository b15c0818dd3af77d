// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CSimdJSON

/// Complete lines of NDJSON, with their numbers.
public struct LineBatch: Sendable {
  /// The bytes of all lines, and the padding the parser may read into.
  public let bytes: [UInt8]
  /// Each line's number, from 1, and where it stands in `bytes`, without its end.
  public let lines: [(number: Int, range: Range<Int>)]
  /// Numbers of lines over the limit, which were passed over.
  public let tooLong: [Int]
  /// How many lines there have been up to the end of this batch.
  public let lastNumber: Int
}

/// Collects bytes as they arrive and hands them on in complete lines.
public struct LineBuffer: Sendable {
  /// The longest line taken, its end not counted.
  public static let maximumLine = 1 << 20

  private var pending: [UInt8] = []
  /// How far `pending` has been searched for a line end.
  private var scanned = 0
  private var number = 0
  private var tooLong: [Int] = []
  /// In the middle of a line that is over the limit.
  private var isSkipping = false

  /// Starts at line 1.
  public init() {}

  /// Adds bytes; returns the lines they complete, if any.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) -> LineBatch? {
    pending.append(contentsOf: bytes)
    return cut(atEnd: false)
  }

  /// The last line, when the sender has ended without a line end.
  public mutating func finish() -> LineBatch? {
    cut(atEnd: true)
  }

  private mutating func cut(atEnd: Bool) -> LineBatch? {
    var lines: [(number: Int, range: Range<Int>)] = []
    var start = 0
    var at = scanned
    while let end = pending.withUnsafeBufferPointer({ $0[at...].firstIndex(of: 0x0A) }) {
      close(start..<end, &lines)
      start = end + 1
      at = start
    }
    if atEnd, start < pending.count || isSkipping {
      close(start..<pending.count, &lines)
      start = pending.count
    }
    // A line that is over the limit keeps nothing more.
    if isSkipping || pending.count - start > Self.maximumLine {
      isSkipping = pending.count > start || isSkipping
      start = pending.count
    }
    defer {
      tooLong = []
      scanned = pending.count
    }
    guard !lines.isEmpty || !tooLong.isEmpty else {
      if start > 0 { pending.removeFirst(start) }
      return nil
    }
    let rest = Array(pending[start...])
    pending.removeSubrange(start...)
    pending.append(contentsOf: repeatElement(0, count: Int(FS_PADDING)))
    let batch = LineBatch(bytes: pending, lines: lines, tooLong: tooLong, lastNumber: number)
    pending = rest
    return batch
  }

  private mutating func close(_ range: Range<Int>, _ lines: inout [(number: Int, range: Range<Int>)]) {
    number += 1
    if isSkipping || range.count > Self.maximumLine {
      isSkipping = false
      tooLong.append(number)
    } else {
      lines.append((number, range))
    }
  }
}
