// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What libFuzzer calls with each input.
public typealias FuzzTest = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

@_silgen_name("LLVMFuzzerRunDriver")
private func drive(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer, _ test: FuzzTest
) -> CInt

/// Hands over to libFuzzer with the arguments of the command.
public func startFuzzing(_ count: CInt, _ arguments: UnsafeMutableRawPointer, _ test: FuzzTest) -> CInt {
  var (count, arguments) = (count, arguments)
  return withUnsafeMutableBytes(of: &arguments) { pointer in
    pointer.baseAddress.map { drive(&count, $0, test) } ?? 1
  }
}
