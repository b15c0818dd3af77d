// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import Testing

/// What the schema and the manual say is what is read: each key of it has a reader that looks at its value.
@Suite struct ShapeTests {
  /// A place of the configuration with a value that can be right nowhere there.
  struct Place: Sendable, CustomTestStringConvertible {
    var path: [String]
    var yaml: String
    var testDescription: String { path.joined(separator: ".") }
  }

  /// What else must be there for a key to be looked at: in the mapping of this name, or beside this key.
  static let company: [String: [String: String]] = [
    "service_levels": ["name": "x", "first_response": "5m"], "rules": ["name": "x", "when": "risk > 1"],
    "webhook": ["url": "'https://x.example'"], "sendmail": ["to": "[a@b.example]"],
    "inhibit": ["when": "rule == 'x'", "mute": "rule == 'x'"], "console": ["listen": "'127.0.0.1:1'"],
    "heartbeat": ["url": "'https://x.example'"],
    "reports": ["name": "x", "at": "'18:00'", "notify": "[mon]"],
    "calendars": ["timezone": "UTC", "hours": "{mon: ['09:00-17:00']}"], "ladder": ["notify": "[mon]"],
    "template": ["format": "template"], "template_file": ["format": "template"],
    "content_type": ["format": "template", "template": "'{}'"],
  ]

  static let places: [Place] = Shape.configuration.flatMap { places(of: $0.shape, [$0.name]) { "\($0)" } }

  static func places(of shape: Shape, _ path: [String], _ wrap: (String) -> String) -> [Place] {
    let name = path.last ?? ""
    switch shape {
    case .object(let keys):
      return keys.flatMap { key in
        places(of: key.shape, path + [key.name]) { inner in
          let inside = company[name] ?? [:]
          let beside = if case .object = key.shape { [String: String]() } else { company[key.name] ?? [:] }
          let others = inside.merging(beside) { $1 }.filter { !key.name.hasPrefix($0.key) }
          let rest = others.sorted { $0.key < $1.key }.map { ", \($0.key): \($0.value)" }.joined()
          return wrap("{\(key.name): \(inner)\(rest)}")
        }
      }
    case .list(.text) where name != "allow":
      return [Place(path: path, yaml: wrap("{zz: 1}"))]
    case .list(let element): return places(of: element, path) { wrap("[\($0)]") }
    case .names(let value): return places(of: value, path) { inner in wrap("{mon: \(inner)}") }
    case .either(let shapes): return Array(shapes.prefix(1)).flatMap { places(of: $0, path, wrap) }
    case .mark: return []
    default: return [Place(path: path, yaml: wrap("[{zz: 1}]"))]
    }
  }

  @Test(arguments: places) func everyKeyIsRead(_ place: Place) {
    let text =
      "\(place.path[0]): \(place.yaml)\n"
      + (place.path[0] == "receivers" ? "" : "receivers: {mon: [{journal: }]}\n")
    let found = SettingsLoader.check(text).filter { $0.level == .error }
    let column = text.range(of: place.yaml.contains("{zz: 1}") ? "{zz: 1}" : "zz").map {
      text.distance(from: text.startIndex, to: $0.lowerBound)
    }
    let isAboutIt = found.contains { error in
      error.message.contains(place.path.last ?? "?")
        || column.map { abs(error.column - 1 - $0) <= 1 } ?? false
    }
    #expect(isAboutIt, "\(text): \(found.map { "\($0.column) \($0.message)" })")
    #expect(!found.contains { $0.message.contains("unknown key '\(place.path.last ?? "")'") })
  }

  @Test func theSchemaNamesEveryKey() {
    let schema = Shape.schema
    for place in Self.places { #expect(schema.contains("\"\(place.path.last ?? "")\":{"), "\(place.path)") }
  }
}
