// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import FuzzDriver
import Wire

nonisolated(unsafe) private let decoder = EventDecoder()

/// Any bytes, in two pieces: lines come out, or refusals, and nothing else.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var lines = LineBuffer()
  let input = UnsafeRawBufferPointer(start: bytes, count: count)
  for piece in [input.prefix(count / 2), input.dropFirst(count / 2)] {
    if let batch = lines.add(UnsafeRawBufferPointer(rebasing: piece)) { _ = decoder.decode(batch) }
  }
  if let batch = lines.finish() { _ = decoder.decode(batch) }
  return 0
}

/// The package manager links executables with this name for main.
@_cdecl("FuzzEvents_main")
public func start(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  startFuzzing(count, arguments, fuzz)
}
