// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where the shipped defaults and lexicons are.
public enum ShippedFiles {
  /// The folder with `risk.yaml`, `rules.d` and `lexicons`: what `FORESHOCK_SHARE` names, else beside the program's
  /// prefix when it is installed, in the checkout when it was built there. `nil` when there is none.
  public static func folder() -> String? {
    if let named = getenv("FORESHOCK_SHARE") {
      return isIt(String(cString: named)) ? String(cString: named) : nil
    }
    guard let program = programPath() else { return nil }
    var parts = program.split(separator: "/").dropLast()
    let installed = "/" + parts.dropLast().joined(separator: "/") + "/share/foreshock"
    if isIt(installed) { return installed }
    while !parts.isEmpty {
      let candidate = "/" + parts.joined(separator: "/") + "/config"
      if isIt(candidate) { return candidate }
      parts = parts.dropLast()
    }
    return isIt("/usr/share/foreshock") ? "/usr/share/foreshock" : nil
  }

  private static func isIt(_ folder: String) -> Bool { Files.exists(folder + "/risk.yaml") }

  private static func programPath() -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
