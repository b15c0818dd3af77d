// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Foundation
import Rules
import Settings

/// The words of notifications in each language, numbers and dates as they are written there.
///
/// What an administrator wrote (summaries, playbooks, names of rules) stays as it is, and names of signals are what
/// rules call them. Foreign text inside of a sentence is isolated, so that neither side turns the other around.
struct Phrasebook {
  let language: AlertLanguage
  private let style: Style
  private let table: [Phrase: String]

  init(_ style: Style) {
    self.style = style
    language = style.language
    table = Self.tables[style.language] ?? [:]
  }

  /// A phrase.
  subscript(_ phrase: Phrase) -> String { table[phrase] ?? phrase.rawValue }

  /// A phrase with `{}` filled in, one after the other.
  func text(_ phrase: Phrase, _ values: String...) -> String {
    let parts = self[phrase].split(separator: "{}", omittingEmptySubsequences: false)
    return zip(parts, values + [""]).reduce(into: "") { $0 += $1.0 + $1.1 }
  }

  /// Text of somebody else inside of a sentence: it has a direction of its own (UAX #9, FSI and PDI).
  func foreign(_ text: String) -> String {
    // Its own signs of direction must not end ours.
    let plain = String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter {
          !(0x202A...0x202E).contains($0.value) && !(0x2066...0x2069).contains($0.value)
        }))
    return language.isRightToLeft ? "\u{2068}\(plain)\u{2069}" : plain
  }

  /// A line that begins on the right where the language does (UAX #9, RLI and PDI).
  func line(_ text: String) -> String {
    language.isRightToLeft ? "\u{2067}\(text)\u{2069}" : text
  }

  // MARK: - Numbers and dates

  private var locale: Locale {
    switch language {
    case .english: Locale(identifier: "en_GB")
    case .arabic: Locale(identifier: "ar_EG")
    case .persian: Locale(identifier: "fa_IR")
    case .simplifiedChinese: Locale(identifier: "zh_Hans_CN")
    case .traditionalChinese: Locale(identifier: "zh_Hant_TW")
    }
  }

  func number(_ value: Int) -> String {
    language.isRightToLeft ? value.formatted(.number.locale(locale)) : "\(value)"
  }

  func number(_ value: Double) -> String {
    language.isRightToLeft
      ? value.formatted(.number.precision(.fractionLength(0...1)).locale(locale)) : "\(value)"
  }

  /// An instant on the clocks of the style's zone, in the calendar of the language; in UTC where none is named, and in
  /// English as RFC 3339 has it.
  func instant(_ instant: Instant) -> String {
    guard style.timeZone != nil || language != .english else { return "\(instant)" }
    let formatter = DateFormatter()
    formatter.locale = locale
    formatter.timeZone = style.timeZone.flatMap(TimeZone.init(identifier:)) ?? .gmt
    formatter.dateStyle = .medium
    formatter.timeStyle = .short
    let date = Date(timeIntervalSince1970: Double(instant.microseconds) / 1e6)
    let zone = style.timeZone == nil ? " UTC" : ""
    return formatter.string(from: date) + zone
  }

  /// A length of time, in seconds at its finest.
  func length(_ interval: Interval) -> String {
    let whole = interval.inSeconds
    guard language != .english else { return "\(whole)" }
    let seconds = max(whole.microseconds / 1_000_000, 0)
    let parts = [
      (seconds / 86_400, Phrase.days), (seconds / 3600 % 24, .hours), (seconds / 60 % 60, .minutes),
      (seconds % 60, .seconds),
    ].filter { $0.0 > 0 }
    guard !parts.isEmpty else { return text(.seconds, number(0)) }
    return parts.prefix(2).map { text($0.1, number(Int($0.0))) }.joined(
      separator: language.isRightToLeft ? " " : "")
  }
}
