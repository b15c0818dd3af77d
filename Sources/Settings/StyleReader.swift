// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Rules

/// Reads in which words and with how much of a contact somebody is told: `language`, `timezone` and `privacy`.
struct StyleReader {
  let secrets: SecretReader
  /// What the section `privacy` of the configuration says.
  var privacy = Privacy()

  func read(_ section: YAMLSection) -> Style {
    var style = Style()
    style.language = language(section) ?? .english
    if let name = section.string("timezone"), let node = section["timezone"] {
      style.timeZone = name
      if TimeZone(identifier: name) == nil {
        section.error(
          node,
          "there is no time zone '\(name)'"
            + Suggestion.phrase(for: name, among: TimeZone.knownTimeZoneIdentifiers))
      }
    }
    style.privacy = privacy
    if let own = section.section("privacy", "'privacy'") { style.privacy = read(privacy: own, over: privacy) }
    return style
  }

  private func language(_ section: YAMLSection) -> AlertLanguage? {
    guard let text = section.string("language"), let node = section["language"] else { return nil }
    let known = AlertLanguage.allCases.map(\.rawValue)
    if let language = AlertLanguage(rawValue: text) { return language }
    if let language = Self.others[text.lowercased()] { return language }
    section.error(
      node,
      "'language' is one of \(known.joined(separator: ", "))\(Suggestion.phrase(for: text, among: known))")
    return nil
  }

  /// Ways in which people write the same.
  private static let others: [String: AlertLanguage] = [
    "zh": .simplifiedChinese, "zh-cn": .simplifiedChinese, "zh-sg": .simplifiedChinese,
    "zh-hans": .simplifiedChinese, "zh-tw": .traditionalChinese, "zh-hk": .traditionalChinese,
    "zh-hant": .traditionalChinese,
  ]

  func read(privacy section: YAMLSection, over before: Privacy) -> Privacy {
    section.allow(Shape.privacy)
    var privacy = before
    if let words = section.choice("words", Privacy.Words.allCases.map(\.rawValue)) {
      privacy.words = Privacy.Words(rawValue: words) ?? privacy.words
    }
    privacy.scrubs = section.bool("scrub") ?? privacy.scrubs
    if let contacts = section.choice("contacts", Privacy.Contacts.allCases.map(\.rawValue)) {
      privacy.contacts = Privacy.Contacts(rawValue: contacts) ?? privacy.contacts
    }
    if let node = section["key_file"] { privacy.key = secrets.read(section, node, "key_file") }
    if privacy.contacts == .hashed, privacy.key == nil, section["key_file"] == nil {
      section.error(
        section["contacts"] ?? section.node,
        "names made without a key are easily undone; name one in 'key_file', such as credential:contact-key")
    }
    return privacy
  }
}
