// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Settings
import TestKit
import Testing

/// foreshock.yaml(5) and docs/configuration.md are made of what the readers read: `WRITE_GOLDEN=1 swift test --filter
/// ManualTests` makes them again.
@Suite struct ManualTests {
  /// One key with all that stands below it, by its path.
  struct Entry {
    var path: String
    var key: Shape.Key
  }

  static func entries(_ keys: [Shape.Key], under path: String) -> [Entry] {
    keys.flatMap { key in
      // Weights are described once, in risk.yaml.
      let isRepeated = ["evidence", "weights"].contains(key.name)
      let name = path.isEmpty ? key.name : "\(path).\(key.name)"
      return [Entry(path: name, key: key)] + (isRepeated ? [] : below(key.shape, name))
    }
  }

  static func below(_ shape: Shape, _ path: String) -> [Entry] {
    switch shape {
    case .object(let keys): entries(keys, under: path)
    case .list(let element): below(element, path + "[]")
    case .names(let value): below(value, path + ".NAME")
    default: []
    }
  }

  static func kind(_ shape: Shape) -> String {
    switch shape {
    case .text: "text"
    case .duration: "duration"
    case .number(let range): "number, \(short(range.lowerBound)) to \(short(range.upperBound))"
    case .integer(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
    case .truth: "true or false"
    case .choice(let words): words.joined(separator: ", ")
    case .list(let element): "list of \(plural(element))"
    case .object: "keys"
    case .names(let value): "\(kind(value)) by name"
    case .expression: "expression"
    case .mark: "nothing"
    case .either(let shapes): shapes.map(kind).joined(separator: ", or ")
    }
  }

  static func plural(_ shape: Shape) -> String {
    switch shape {
    case .object, .names: "sections"
    default: "\(kind(shape))s"
    }
  }

  static func short(_ number: Double) -> String {
    number == number.rounded() ? "\(Int(number))" : "\(number)"
  }

  // MARK: - The two forms

  static var markdown: String {
    var text = """
      # Configuration

      <!-- made from Sources/Settings/Shape+Sections.swift by ManualTests -->
      Every key that may stand in `/etc/foreshock/foreshock.yaml`, in the files of `rules.d`, or in a file given by `--config`.
      `foreshock check` finds every mistake, `foreshock config show` says what is in force and where it came from, and
      `foreshock config schema` writes a JSON Schema for editors (installed as `/usr/share/foreshock/foreshock.schema.json`).


      """
    for section in Shape.configuration {
      text += "## `\(section.name)`\n\n\(section.summary).\n\n| key | value | says |\n|---|---|---|\n"
      for entry in below(section.shape, section.name) {
        let usual = entry.key.usual.isEmpty ? "" : " Usual: \(entry.key.usual)."
        let need = entry.key.isRequired ? " Required." : ""
        let line = "| `\(entry.path)` | \(kind(entry.key.shape)) | \(entry.key.summary).\(usual)\(need) |"
        text += line + "\n"
      }
      text += "\n"
    }
    return String(text.dropLast())
  }

  static func roff(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("`", with: "")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  static var manual: String {
    var text = """
      .\\" Made from Sources/Settings/Shape+Sections.swift by ManualTests.
      .TH FORESHOCK.YAML 5 2026-11-22 "foreshock 0.1.0" "File Formats"
      .SH NAME
      foreshock.yaml \\- configuration of foreshock
      .SH SYNOPSIS
      .I /usr/share/foreshock/foreshock.yaml, risk.yaml, rules.d/*.yaml, lexicons/*.tsv
      .br
      .I /etc/foreshock/foreshock.yaml, rules.d/*.yaml, lexicons/*.tsv
      .SH DESCRIPTION
      What is shipped is read first, then the administrator's files, in order of their names. A later file adds to the sections
      .BR intake ,
      .BR risk " and " privacy ,
      replaces a calendar, a receiver or a rule of the same name, and replaces all other sections as a whole. A single file given
      by \\fB\\-\\-config\\fR stands alone over the shipped lexicons and weights.
      .PP
      A reload takes everything or nothing. At the start a rule with a mistake is set aside, and the rest is in force.
      .B foreshock check
      names every mistake,
      .B foreshock config show
      tells where each value came from.
      .PP
      Durations have a unit: 90s, 5m, 1h30m, 2d. Expressions are described in
      .BR foreshock\\-rules (5).
      Where a file may be named, credential:NAME is a credential of the service:
      .I /etc/foreshock/credentials/NAME
      as the service was started.

      """
    for section in Shape.configuration {
      text += ".SH \(roff(section.name.uppercased()))\n\(roff(section.summary)).\n"
      for entry in below(section.shape, section.name) {
        let usual = entry.key.usual.isEmpty ? "" : " Usual: \(roff(entry.key.usual))."
        let need = entry.key.isRequired ? " Required." : ""
        text +=
          ".TP\n.BR \(roff(entry.path)) \" (\(roff(kind(entry.key.shape)).replacing("\"", with: "\\(dq")))\"\n"
        text += "\(roff(entry.key.summary)).\(usual)\(need)\n"
      }
    }
    text += """
      .SH SEE ALSO
      .BR foreshock (1),
      .BR foreshock\\-rules (5),
      .BR foreshock.service (8)

      """
    return text
  }

  @Test(arguments: ["docs/configuration.md", "docs/man/foreshock.yaml.5"])
  func theManualSaysWhatIsRead(_ path: String) throws {
    let text = path.hasSuffix(".md") ? Self.markdown : Self.manual
    let file = Repository.folder + "/" + path
    if getenv("WRITE_GOLDEN") != nil { try text.write(toFile: file, atomically: true, encoding: .utf8) }
    #expect(
      try String(contentsOfFile: file, encoding: .utf8) == text,
      "WRITE_GOLDEN=1 swift test --filter ManualTests")
  }
}
