// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Language
import Settings

/// Any text as a configuration and as a lexicon: diagnostics come out, each with a place in the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  for diagnostic in SettingsLoader.check(text) { precondition(!diagnostic.text.isEmpty) }
  let lexicon = LexiconReader.read(text)
  let scorer = Scorer(lexicons: ["en": lexicon.entries])
  var workspace = Scorer.Workspace()
  _ = scorer.score(text, in: &workspace)
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func drive(
  _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutableRawPointer,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The package manager links executables with this name for main.
@_cdecl("FuzzSettings_main")
public func start(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  var (count, arguments) = (count, arguments)
  return withUnsafeMutableBytes(of: &arguments) { pointer in
    pointer.baseAddress.map { drive(&count, $0, fuzz) } ?? 1
  }
}
