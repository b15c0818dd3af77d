// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// Standard output for data, standard error for talk.
enum Output {
  /// Writes all bytes to standard output; ends the program quietly when nobody reads them any more.
  static func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { exit(errno == EPIPE ? 0 : 1) }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes a line to standard output.
  static func write(line: String) { write(Array((line + "\n").utf8)) }

  /// Writes a line to standard error.
  static func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }

  /// Whether standard output is a terminal that may be coloured.
  static let isColoured = isatty(1) == 1 && getenv("NO_COLOR") == nil

  /// Text in a colour of the terminal, where there is one.
  static func coloured(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

/// How data is written.
enum Format: String, ExpressibleByArgument, CaseIterable {
  case text, json
}

/// Data is gathered and written in large pieces.
struct BufferedOutput: ~Copyable {
  private var bytes: [UInt8] = []

  mutating func append(_ more: [UInt8]) {
    bytes += more
    if bytes.count >= 1 << 16 { flush() }
  }

  mutating func flush() {
    Output.write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  deinit {
    if !bytes.isEmpty { Output.write(bytes) }
  }
}
