// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A call to the system that failed: what was tried, on what, why, and what would help.
public struct SystemError: Error, CustomStringConvertible, Sendable {
  /// What was tried, on what.
  public var operation: String
  /// The system's number for the reason.
  public var code: Int32
  /// What would help; empty when nobody knows.
  public var cure: String

  /// Describes a failed call; the reason is `errno` unless given.
  public init(_ operation: String, code: Int32? = nil, cure: String = "") {
    self.operation = operation
    self.code = code ?? errno
    self.cure = cure
  }

  /// All of it in one sentence.
  public var description: String {
    "\(operation): \(String(cString: strerror(code)))\(cure.isEmpty ? "" : "; \(cure)")"
  }
}
