// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// Writes entries with fields to the systemd journal.
public enum Journal {
  /// Whether there is a journal to write to.
  public static var isPresent: Bool { access("/run/systemd/journal/socket", F_OK) == 0 }

  /// Whether this process runs as a service whose output goes to the journal.
  public static var isServiceOutput: Bool { getenv("JOURNAL_STREAM") != nil && isPresent }

  /// Writes one entry; returns whether the journal took it.
  @discardableResult
  public static func send(_ fields: [(name: String, value: String)]) -> Bool {
    // One block holds all fields while the call reads them.
    var block: [UInt8] = []
    var ranges: [Range<Int>] = []
    for (name, value) in fields {
      let start = block.count
      block += "\(name)=\(value)".utf8
      ranges.append(start..<block.count)
    }
    return block.withUnsafeMutableBytes { bytes in
      let vectors = ranges.map { iovec(iov_base: bytes.baseAddress! + $0.lowerBound, iov_len: $0.count) }
      return sd_journal_sendv(vectors, Int32(vectors.count)) == 0
    }
  }
}
