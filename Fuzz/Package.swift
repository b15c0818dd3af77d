// swift-tools-version: 6.2
// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

// Built by Fuzz/run with -sanitize=fuzzer,address; libFuzzer brings main.
func target(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: [
      "FuzzDriver",
      .product(name: "ForeshockCore", package: "foreshock"),
      .product(name: "ForeshockEdges", package: "foreshock"),
    ],
    swiftSettings: [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "foreshock", path: "..")],
  targets: [.target(name: "FuzzDriver"), target("FuzzEvents"), target("FuzzRules"), target("FuzzSettings")],
  swiftLanguageModes: [.v6]
)
