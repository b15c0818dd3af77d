// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// What an attempt to deliver means for what follows.
enum Verdict: Equatable {
  case delivered
  /// The moment was wrong: it is tried again, not before some time has passed.
  case later(String, atLeast: Interval)
  /// The destination is not for this kind of thing.
  case nothingToSay
  /// It will never be taken.
  case never(String)

  /// In a word, for metrics.
  var name: String {
    switch self {
    case .delivered: "delivered"
    case .later: "later"
    case .nothingToSay: "nothing_to_say"
    case .never: "refused"
    }
  }

  static func later(_ reason: String) -> Verdict { .later(reason, atLeast: .zero) }

  /// Client errors that mean the moment and not the request (RFC 9110, RFC 8470, RFC 6585).
  private static let passing = [408, 421, 423, 425, 429]

  /// However long a receiver asks to be left alone, it is asked again after a day.
  private static let longestRetryAfter: Int64 = 86_400

  init(_ outcome: HTTPOutcome) {
    switch outcome {
    case .failed(let reason): self = .later(reason)
    case .refused(let reason): self = .never(reason)
    case .status(200..<300, _): self = .delivered
    case .status(let status, let seconds) where status >= 500 || Self.passing.contains(status):
      self = .later(
        "the receiver answered \(status)",
        atLeast: .seconds(min(Int64(seconds), Self.longestRetryAfter)))
    case .status(let status, _) where (300..<400).contains(status):
      self = .never(
        "the receiver answered \(status), a redirect, which is not followed; write its new address")
    case .status(410, _): self = .never("the receiver answered 410: it is gone for good")
    case .status(let status, _): self = .never("the receiver refuses it with \(status)")
    }
  }
}
