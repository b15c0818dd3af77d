// swift-tools-version: 6.2
// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// One line of the map in ARCHITECTURE.md: a room and what it may import.
func room(_ name: String, _ imports: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: imports)
}

func tests(of name: String, _ imports: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + imports, exclude: exclude)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let numerics: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency =
  .product(name: "ArgumentParser", package: "swift-argument-parser")

let core: [Target.Dependency] = [
  "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine",
]

let package = Package(
  name: "foreshock",
  products: [
    .executable(name: "foreshock", targets: ["foreshock"]),
    .library(
      name: "ForeshockCore",
      targets: [
        "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts", "Reports", "Engine",
      ]),
    .library(name: "ForeshockEdges", targets: ["Wire", "Settings"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The core: value types and pure functions.
    room("Events", [heap]),
    room("Language", ["Events", numerics]),
    room("ServiceLevels", ["Events"]),
    room("Conversations", ["Events", "Language", "ServiceLevels", deque, heap, numerics]),
    room("Rules", ["Events", "Conversations"]),
    room("Alerts", ["Events", "ServiceLevels", "Conversations", "Rules"]),
    room("Reports", ["Events", "ServiceLevels", "Conversations", "Alerts"]),
    room("Engine", ["Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts"]),

    // The edges: each knows one part of the outside world.
    room("Wire", ["Events", "Language", "Alerts", "Reports", "CSimdJSON"]),
    room("Settings", core + ["Wire", .product(name: "Yams", package: "Yams"), mustache]),
    room("RuleTesting", core + ["Wire", "Settings", .product(name: "Yams", package: "Yams")]),
    room("Reactor", ["CSystemd"]),
    room("Telemetry", ["CSystemd", log]),
    room("Intake", ["Events", "Language", "Wire", "Reactor", "Telemetry"]),
    room("Store", ["Events", "Conversations", "Reports", "Engine", "Alerts", "Wire", grdb]),
    room(
      "Delivery",
      [
        "Events", "Alerts", "Reports", "Wire", "Settings", "Store", "Reactor", "Telemetry", "CCurl",
        "CCrypto", deque,
        log,
      ]),
    room("Console", ["Wire", "Reactor", hummingbird, mustache, log]),
    room(
      "Daemon",
      core + [
        "Wire", "Settings", "Reactor", "Telemetry", "Intake", "Store", "Delivery", "Console", "CSystemd", log,
      ]),
    .executableTarget(
      name: "foreshock",
      dependencies: core + [
        "Wire", "Settings", "RuleTesting", "Reactor", "Delivery", "Console", "Daemon", "Telemetry",
        argumentParser, log,
      ]),

    // Tests mirror the sources.
    .target(
      name: "TestKit", dependencies: ["Events", "Language", "Conversations", "Rules", "Engine", "Settings"],
      path: "Tests/TestKit"),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestKit"]),
    .testTarget(name: "ServiceTests", dependencies: ["TestKit", "Telemetry"]),
    tests(of: "Events"),
    tests(of: "Language", ["TestKit"], exclude: ["Sentences"]),
    tests(of: "ServiceLevels", ["TestKit", "Events", "Settings"]),
    tests(of: "Conversations", ["TestKit", "Events", "Language", "Rules", "Engine", "Settings"]),
    tests(of: "Rules", ["TestKit", "Events", "Conversations", "Settings"]),
    tests(
      of: "Engine",
      ["TestKit", "Settings", "Events", "Language", "ServiceLevels", "Conversations", "Rules", "Alerts"]),
    tests(
      of: "Reports", ["Events", "Language", "Alerts", "Rules", "Conversations", "Engine", "TestKit", "Wire"]),
    tests(of: "Wire", ["TestKit", "Events"]),
    tests(of: "RuleTesting", ["TestKit", "Settings"]),
    tests(of: "Settings", ["TestKit", "Events", "Conversations", "Language", "ServiceLevels", "Rules"]),
    tests(
      of: "Store",
      ["TestKit", "Events", "Language", "Conversations", "Rules", "Alerts", "Engine", "Settings"]),
    tests(of: "Delivery", core + ["TestKit", "Settings", "Wire"], exclude: ["Golden"]),
    tests(of: "Daemon", core + ["TestKit", "Wire", "Reactor", "foreshock"]),

    // C libraries, behind module maps and the few shims their variadics need.
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CSystemd", linkerSettings: [.linkedLibrary("systemd")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto")]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// One place sets the language for every Swift target.
for target in package.targets
where !target.name.hasPrefix("C") || target.name == "Conversations" || target.name == "Console" {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
  ]
}
