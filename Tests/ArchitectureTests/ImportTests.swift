// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

/// The map of ARCHITECTURE.md, held as a test: a room that imports what it may not fails here.
@Suite struct ImportTests {
  static let core: [String: Set<String>] = [
    "Events": ["HeapModule"],
    "Language": ["Events", "RealModule"],
    "ServiceLevels": ["Events"],
    "Conversations": ["Events", "Language", "ServiceLevels", "DequeModule", "HeapModule", "RealModule"],
    "Rules": ["Events", "Conversations"],
    "Alerts": ["Events", "ServiceLevels", "Conversations", "Rules"],
    "Reports": ["Events", "ServiceLevels", "Conversations", "Alerts"],
    "Engine": ["Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts"],
  ]
  static let edges: [String: Set<String>] = [
    "Wire": ["Events", "Language", "Conversations", "Rules", "Alerts", "Reports", "CSimdJSON"],
    "Settings": [
      "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine", "Wire",
      "Yams",
      "Mustache", "Foundation", "Glibc",
    ],
    "RuleTesting": [
      "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine", "Wire",
      "Settings", "Yams",
    ],
    "Reactor": ["Dispatch", "Glibc", "CSystemd", "Synchronization"],
    "Telemetry": ["CSystemd", "Glibc", "Logging", "Synchronization"],
    "Intake": ["Events", "Language", "Wire", "Reactor", "Telemetry", "Glibc"],
    "Store": ["Events", "Conversations", "Reports", "Alerts", "Engine", "Wire", "GRDB", "Foundation"],
    "Delivery": [
      "Events", "Conversations", "Rules", "Alerts", "Reports", "Wire", "Settings", "Store", "Reactor",
      "Telemetry", "Logging",
      "CCurl", "CCrypto", "DequeModule", "Foundation", "Glibc",
    ],
    "Console": ["Wire", "Reactor", "Hummingbird", "Mustache", "Logging", "Synchronization", "Glibc"],
    "Daemon": [
      "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine", "Wire",
      "Settings", "Reactor", "Telemetry",
      "Intake", "Store", "Delivery", "Console", "Logging", "Dispatch", "Foundation", "Glibc",
      "Synchronization",
    ],
    "foreshock": [
      "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine", "Wire",
      "Settings", "RuleTesting", "Reactor", "Delivery",
      "Telemetry", "Console", "Daemon", "ArgumentParser", "Logging", "Dispatch", "Foundation", "Glibc",
    ],
  ]

  @Test(arguments: Array(core.merging(edges) { $1 }.keys).sorted())
  func imports(of room: String) throws {
    let allowed = try #require(Self.core[room] ?? Self.edges[room])
    for file in try Self.sources(of: room) {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for line in text.split(separator: "\n") where line.contains("import ") {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"),
          words[..<place].allSatisfy({ ["public", "@testable"].contains($0) }),
          let name = words.last
        else { continue }
        #expect(allowed.contains(String(name)), "\(file) imports \(name), which \(room) may not")
      }
    }
  }

  @Test func everyRoomIsOnTheMap() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.folder + "/Sources")
    let rooms = Set(folders.filter { !$0.hasPrefix("CS") && !$0.hasPrefix("CC") })
    #expect(rooms == Set(Self.core.keys).union(Self.edges.keys))
  }

  @Test func everyFileHasItsHeaderAndIsShortEnough() throws {
    for room in Self.core.merging(Self.edges, uniquingKeysWith: { $1 }).keys {
      for file in try Self.sources(of: room) {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(
          text.hasPrefix("// Copyright 2026 the Foreshock authors\n// SPDX-License-Identifier: Apache-2.0\n"),
          "\(file)")
        #expect(
          text.split(separator: "\n", omittingEmptySubsequences: false).count <= 480, "\(file) is too long")
      }
    }
  }

  static func sources(of room: String) throws -> [String] {
    let folder = Repository.folder + "/Sources/" + room
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }.map {
      folder + "/" + $0
    }
  }
}
