// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Settings

/// Takes out of a notification what is not to leave the machine.
struct Scrubber {
  let privacy: Privacy

  func scrub(_ notification: Notification) -> Notification {
    guard privacy != Privacy() || privacy.scrubs else { return notification }
    switch notification {
    case .alert(let transition): return .alert(scrub(transition))
    case .group(let group, let receivers): return .group(group.mapAlerts { scrub($0) }, receivers)
    case .report: return notification
    }
  }

  private func scrub(_ transition: AlertTransition) -> AlertTransition {
    let alert = transition.alert
    let contact = alert.circumstances.contact
    let name = privacy.contacts == .hashed ? contact.map(hashed) : contact
    let reasons = alert.reasons.map { reason in
      var reason = reason
      reason.quote =
        privacy.words == .none ? nil : reason.quote.map { privacy.scrubs ? Self.scrubbed($0) : $0 }
      return reason
    }
    let redacted = alert.redacted(reasons: reasons) { text in
      guard let contact, let name, name != contact, !contact.isEmpty else { return text }
      return text.replacing(contact, with: name)
    }
    return AlertTransition(at: transition.at, alert: redacted)
  }

  private func hashed(_ contact: String) -> String {
    let digest = KeyedHash.of(Array(contact.utf8), key: Array((privacy.key?.text ?? "").utf8))
    let digits = Array("0123456789abcdef")
    return "contact-" + String(digest.prefix(6).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  // MARK: - What looks like a number of somebody

  private nonisolated(unsafe) static let mail = /[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+/
  private nonisolated(unsafe) static let account = /[A-Za-z]{2}\p{Nd}{2}(?: ?[A-Za-z0-9]){11,30}/
  private nonisolated(unsafe) static let number = /\+?\p{Nd}(?:[ .()\/\-]{0,2}\p{Nd}){6,}/

  /// A text without mail addresses, bank accounts (IBAN), card and telephone numbers, in whatever digits.
  static func scrubbed(_ text: String) -> String {
    var text = text.replacing(mail) { _ in "[e-mail]" }
    text = text.replacing(account) { match in
      // What follows an account looks like more of it.
      var found = match.output
      while found.utf8.count >= 15 {
        if isAccount(found) { return "[iban]" + match.output[found.endIndex...] }
        found = found[..<(found.lastIndex(of: " ") ?? found.startIndex)]
      }
      return String(match.output)
    }
    return text.replacing(number) { match in
      let digits = digits(of: match.output)
      if (13...19).contains(digits.count), isCard(digits) { return "[card]" }
      return digits.count <= 15 ? "[phone]" : "[number]"
    }
  }

  private static func digits(of text: Substring) -> [Int] {
    text.unicodeScalars.compactMap { scalar in
      scalar.properties.generalCategory == .decimalNumber
        ? scalar.properties.numericValue.map { Int($0) } : nil
    }
  }

  /// The check digit of cards. Source: ISO/IEC 7812-1, annex B.
  private static func isCard(_ digits: [Int]) -> Bool {
    let sum = digits.reversed().enumerated().reduce(0) { sum, entry in
      let doubled = entry.offset % 2 == 1 ? entry.element * 2 : entry.element
      return sum + (doubled > 9 ? doubled - 9 : doubled)
    }
    return sum % 10 == 0
  }

  /// The check digits of bank accounts. Source: ISO 13616, ISO/IEC 7064 MOD 97-10.
  private static func isAccount(_ text: Substring) -> Bool {
    let letters = text.uppercased().unicodeScalars.filter { $0 != " " }
    let rearranged = letters.dropFirst(4) + letters.prefix(4)
    var rest = 0
    for scalar in rearranged {
      if let digit = scalar.properties.numericValue {
        rest = (rest * 10 + Int(digit)) % 97
      } else {
        rest = (rest * 100 + Int(scalar.value) - 55) % 97
      }
    }
    return rest == 1
  }
}
