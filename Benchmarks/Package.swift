// swift-tools-version: 6.2
// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "foreshock", path: "..")],
  targets: [
    .executableTarget(
      name: "accuracy",
      dependencies: [
        .product(name: "ForeshockCore", package: "foreshock"),
        .product(name: "ForeshockEdges", package: "foreshock"),
      ]),
    .executableTarget(
      name: "measure",
      dependencies: [
        .product(name: "ForeshockCore", package: "foreshock"),
        .product(name: "ForeshockEdges", package: "foreshock"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
