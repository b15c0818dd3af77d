// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import TestKit
import Testing

/// What the documentation tells people to copy can be used.
@Suite struct CookbookTests {
  static let examples: [String] = ["cookbook.md", "configuration.md", "service-levels.md", "shifts.md"]
    .flatMap { name in
      Program.read(Repository.folder + "/docs/" + name).components(separatedBy: "```yaml\n").dropFirst()
        .compactMap {
          $0.components(separatedBy: "\n```").first
        }
    }

  @Test func thereAreTwentySituations() {
    let text = Program.read(Repository.folder + "/docs/cookbook.md")
    #expect((1...20).allSatisfy { text.contains("\n**\($0). ") })
  }

  @Test(arguments: examples) func examplesAreGood(_ example: String) {
    // Files and credentials of the examples are not here.
    let errors = SettingsLoader.check(example).filter {
      $0.level == .error && !$0.message.contains("credential:") && !$0.message.contains("cannot be read")
        && !$0.message.contains("there is no receiver")
    }
    #expect(errors.isEmpty, "\(errors.map(\.text))")
  }
}
