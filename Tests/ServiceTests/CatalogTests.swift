// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Telemetry
import TestKit
import Testing

@Suite struct CatalogTests {
  /// Every entry that goes to the journal with a number is explained, in every language.
  @Test(arguments: ["", ".ar", ".fa", ".zh_CN", ".zh_TW"])
  func everyMessageIsExplained(_ language: String) throws {
    let path = Repository.folder + "/systemd/catalog/foreshock\(language).catalog"
    let parts = try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "\n-- ").dropFirst()
    let explained = parts.map { String($0.prefix(32)) }
    #expect(explained == MessageID.allCases.map(\.rawValue).sorted())
    for part in parts {
      let lines = part.components(separatedBy: "\n")
      #expect(lines[1].hasPrefix("Subject: ") && lines[2] == "Defined-By: Foreshock" && lines[4].isEmpty)
    }
  }
}
