// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import FuzzDriver
import Rules

private struct Nothing: SignalSource {
  func read(_: SignalReference, at instant: Instant) -> Reading {
    Reading(value: .number(Double(instant.microseconds % 1000)), slope: 1)
  }
}

/// Any text as an expression and a summary: it compiles and evaluates, or its mistakes lie inside of it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  do {
    let condition = try Condition(text, scope: .conversation)
    let now = Instant(microseconds: 1_000_000)
    let outcome = condition.evaluate(Nothing(), at: now)
    precondition(outcome.changesAt > now)
    _ = condition.findings(Nothing(), at: now)
  } catch {
    precondition(!error.list.isEmpty)
    for mistake in error.list { precondition(mistake.range.upperBound <= text.utf8.count) }
  }
  _ = Summary(text).mistakes
  return 0
}

/// The package manager links executables with this name for main.
@_cdecl("FuzzRules_main")
public func start(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  startFuzzing(count, arguments, fuzz)
}
