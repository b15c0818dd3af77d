// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where this checkout is.
public enum Repository {
  /// Its folder.
  public static let folder = String(#filePath.dropLast("/Tests/TestKit/Repository.swift".count))

  /// The built program, beside the tests.
  public static var program: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(decoding: buffer[..<max(count, 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // The tests run in a bundle of the same build folder, or under a helper elsewhere.
    for folder in [
      String(path.split(separator: "/").dropLast().joined(separator: "/")),
      Self.folder.dropFirst() + "/.build/debug",
    ] {
      if access("/\(folder)/foreshock", X_OK) == 0 { return "/\(folder)/foreshock" }
    }
    return Self.folder + "/.build/debug/foreshock"
  }

  /// Shipped files with a small lexicon: a program that is started hundreds of times need not read all of them.
  public static let smallShare: String = {
    let share = temporaryFolder()
    system(
      """
      mkdir \(share)/lexicons && cp \(folder)/config/risk.yaml \(share)/ && \
      cp \(folder)/config/lexicons/en.[25]0-*.tsv \(share)/lexicons/
      """)
    return share
  }()

  /// A new folder that is short enough for a socket's path.
  public static func temporaryFolder() -> String {
    var template = Array("/tmp/fs-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary folder") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
