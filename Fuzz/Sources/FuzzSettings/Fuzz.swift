// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import FuzzDriver
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

/// The package manager links executables with this name for main.
@_cdecl("FuzzSettings_main")
public func start(_ count: CInt, _ arguments: UnsafeMutableRawPointer) -> CInt {
  startFuzzing(count, arguments, fuzz)
}
