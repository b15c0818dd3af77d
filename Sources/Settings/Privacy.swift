// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// How much of a contact leaves the machine in a notification.
public struct Privacy: Equatable, Sendable {
  /// Which of a contact's words.
  public enum Words: String, CaseIterable, Sendable {
    /// The terms that show a reason, in quotes.
    case terms
    case none
  }

  /// How a contact is named.
  public enum Contacts: String, CaseIterable, Sendable {
    /// As the helpdesk does.
    case plain
    /// By a name that is always the same and says nothing, made with a key.
    case hashed
  }

  /// Which of a contact's words.
  public var words = Words.terms
  /// Whether card numbers, mail addresses, telephone numbers and bank accounts are taken out of them.
  public var scrubs = true
  /// How a contact is named.
  public var contacts = Contacts.plain
  /// The key that makes names; `nil` where none is needed.
  public var key: Secret?

  /// What nobody decided otherwise.
  public init() {}
}

/// The languages that texts of alerts are written in (BCP 47).
public enum AlertLanguage: String, CaseIterable, Sendable {
  case english = "en"
  case arabic = "ar"
  case persian = "fa"
  case simplifiedChinese = "zh-Hans"
  case traditionalChinese = "zh-Hant"

  /// Whether it is written from right to left.
  public var isRightToLeft: Bool { self == .arabic || self == .persian }
}

/// In which words, on whose clocks and with how much of a contact somebody is told.
public struct Style: Equatable, Sendable {
  /// The language.
  public var language = AlertLanguage.english
  /// The time zone, by its name in the system's zone data; `nil` for UTC in the form of RFC 3339.
  public var timeZone: String?
  /// How much of a contact is told.
  public var privacy = Privacy()

  /// English, in UTC.
  public init() {}
}
