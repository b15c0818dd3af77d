// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Wire

/// The configuration for editors: JSON Schema, draft 7, which the common language servers for YAML read.
///
/// Source: json-schema.org, "Draft 7".
extension Shape {
  /// The schema of a configuration file, as JSON.
  public static var schema: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("$schema", "http://json-schema.org/draft-07/schema#")
      json.field("title", "Configuration of Foreshock")
      Shape.object(configuration).fields(&json)
    }
    writer.endLine()
    return writer.text
  }

  private func write(_ json: inout JSONWriter, _ summary: String = "", _ usual: String = "") {
    json.object { json in
      if !summary.isEmpty {
        json.field("description", usual.isEmpty ? summary : "\(summary). Usual: \(usual)")
      }
      fields(&json)
    }
  }

  private func fields(_ json: inout JSONWriter) {
    switch self {
    case .text:
      json.key("type")
      json.array { json in for type in ["string", "number", "boolean"] { json.value(type) } }
    case .expression:
      json.key("type")
      json.array { json in for type in ["string", "boolean"] { json.value(type) } }
    case .duration:
      json.field("type", "string")
      json.field("pattern", "^([0-9]+(ms|s|m|h|d))+$")
    case .number(let range):
      json.field("type", "number")
      json.field("minimum", range.lowerBound)
      json.field("maximum", range.upperBound)
    case .integer(let range):
      json.field("type", "integer")
      json.field("minimum", range.lowerBound)
      json.field("maximum", range.upperBound)
    case .truth:
      json.key("enum")
      json.array { json in
        json.value(true)
        json.value(false)
        for word in ["yes", "no", "on", "off"] { json.value(word) }
      }
    case .choice(let words):
      json.key("enum")
      json.array { json in
        for word in words { json.value(word) }
        // YAML reads these as truth.
        if words.contains("off") { json.value(false) }
        if words.contains("zh-Hans") {
          for word in ["zh", "zh-CN", "zh-SG", "zh-TW", "zh-HK"] { json.value(word) }
        }
      }
    case .list(let element):
      json.key("type")
      json.array { json in for type in ["array", "null"] { json.value(type) } }
      json.key("items")
      element.write(&json)
    case .names(let value):
      json.key("type")
      json.array { json in for type in ["object", "null"] { json.value(type) } }
      json.key("additionalProperties")
      value.write(&json)
    // Whatever stands there, it is present.
    case .mark: break
    case .either(let shapes):
      json.key("anyOf")
      json.array { json in for shape in shapes { shape.write(&json) } }
    case .object(let keys):
      json.key("type")
      json.array { json in for type in ["object", "null"] { json.value(type) } }
      json.key("properties")
      json.object { json in
        for key in keys {
          json.key(key.name)
          key.shape.write(&json, key.summary, key.usual)
        }
      }
      let required = keys.filter(\.isRequired)
      if !required.isEmpty {
        json.key("required")
        json.array { json in for key in required { json.value(key.name) } }
      }
      json.field("additionalProperties", false)
    }
  }
}
