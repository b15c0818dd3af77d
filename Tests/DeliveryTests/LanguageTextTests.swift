// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Foundation
import Settings
import TestKit
import Testing

@testable import Delivery

/// Texts of alerts in the languages of the first users.
@Suite struct LanguageTextTests {
  static func style(_ language: AlertLanguage, _ zone: String? = nil) -> Style {
    var style = Style()
    style.language = language
    style.timeZone = zone
    return style
  }

  @Test func everyLanguageHasEveryPhrase() {
    for language in AlertLanguage.allCases where language != .english {
      let table = Phrasebook.tables[language] ?? [:]
      for phrase in Phrase.allCases {
        let text = table[phrase] ?? ""
        #expect(!text.isEmpty, "\(language) has no words for '\(phrase.rawValue)'")
        let count = text.ranges(of: "{}").count
        #expect(count == phrase.rawValue.ranges(of: "{}").count, "\(language): \(text)")
      }
    }
    let known = Set(Phrase.allCases.map(\.rawValue))
    #expect(known.count == Phrase.allCases.count)
  }

  @Test(arguments: AlertLanguage.allCases)
  func isAsWrittenDown(_ language: AlertLanguage) {
    let zone = language == .english ? nil : "Asia/Tehran"
    let notifications = [
      FormatTests.notification(), FormatTests.acknowledged(), FormatTests.group(), FormatTests.digest(),
    ]
    let text = notifications.map { Letter.text(Message($0, Self.style(language, zone))) }.joined(
      separator: "\n")
    let golden = Repository.folder + "/Tests/DeliveryTests/Golden/text-\(language.rawValue).txt"
    if ProcessInfo.processInfo.environment["WRITE_GOLDEN"] != nil { Program.write(text, to: golden) }
    #expect(text == Program.read(golden))
  }

  @Test func numbersAndDatesAreThoseOfTheLanguage() {
    let persian = Phrasebook(Self.style(.persian, "Asia/Tehran"))
    #expect(persian.instant(Build.start) == "۳۰ آبان ۱۴۰۵، ۱۳:۳۰")
    #expect(persian.number(1989) == "۱٬۹۸۹" && persian.number(86.6) == "۸۶٫۶")
    #expect(persian.length(.seconds(5430)) == "۱ ساعت ۳۰ دقیقه")
    let arabic = Phrasebook(Self.style(.arabic, "Africa/Cairo"))
    #expect(arabic.instant(Build.start).hasPrefix("٢١") && arabic.number(12) == "١٢")
    #expect(Phrasebook(Self.style(.simplifiedChinese)).instant(Build.start) == "2026年11月21日 10:00 UTC")
    #expect(Phrasebook(Self.style(.traditionalChinese)).length(.seconds(59)) == "59秒")
    #expect(Phrasebook(Self.style(.english, "Europe/Berlin")).instant(Build.start) == "21 Nov 2026 at 11:00")
    #expect(Phrasebook(Style()).instant(Build.start) == "2026-11-21T10:00:00.000Z")
  }

  /// Foreign words turn no sentence around.
  @Test func directionsAreIsolated() {
    let message = Message(FormatTests.notification(), Self.style(.arabic))
    #expect(message.isRightToLeft)
    #expect(message.summary.hasPrefix("\u{2068}") && message.summary.hasSuffix("\u{2069}"))
    for line in message.reasons {
      let opened = line.unicodeScalars.count { ["\u{2066}", "\u{2067}", "\u{2068}"].contains($0) }
      #expect(opened == line.unicodeScalars.count { $0 == "\u{2069}" } && opened > 0)
    }
    let card = String(decoding: TeamsFormat.body(message), as: UTF8.self)
    #expect(card.contains("\"rtl\":true"))
  }

  @Test func aLetterCanBeRead() throws {
    var mail = Mail(to: ["lead@example.org", "boss@example.org"])
    mail.style = Self.style(.simplifiedChinese)
    let notification = FormatTests.notification(.resolved)
    let bytes = Letter.body(notification, Message(notification, mail.style), id: "fa-1.resolved.2", mail)
    let text = String(decoding: bytes, as: UTF8.self)
    let head = text.prefix(while: { _ in true }).split(separator: "\n\n", maxSplits: 1)[0]
    #expect(head.utf8.allSatisfy { $0 < 0x80 })
    #expect(head.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
    #expect(head.contains("To: lead@example.org, boss@example.org"))
    #expect(head.contains("In-Reply-To: <fa-") && head.contains("Auto-Submitted: auto-generated"))
    #expect(head.contains("Date: Sat, 21 Nov 2026 10:01:30 +0000"))
    let body = text.split(separator: "\n\n", maxSplits: 1)[1].replacing("\n", with: "")
    let decoded = try #require(Data(base64Encoded: String(body)).map { String(decoding: $0, as: UTF8.self) })
    #expect(decoded.hasPrefix("已解除: ") && decoded.contains("原因: 条件已消除"))
  }
}
