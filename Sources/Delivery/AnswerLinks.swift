// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
public import Events
import Foundation

/// Links by which a receiver answers an alert: signed, so that nobody makes one up, and good for some time only.
///
/// A link leads to a page; only its buttons act, so that what previews links answers nothing.
public struct AnswerLinks: Sendable {
  /// What a link says.
  public struct Claim: Equatable, Sendable {
    /// The alert's id.
    public var alert: String
    /// The receiver that was given the link.
    public var receiver: String
    /// When it ends.
    public var until: Instant
  }

  /// Why a link is not good.
  public enum Objection: Error, Equatable, Sendable {
    case forged
    case expired(Instant)
  }

  private let url: String
  private let key: [UInt8]
  private let lifetime: Interval

  /// Makes links under `url`, signed with a secret key.
  public init(url: String, key: [UInt8], lifetime: Interval) {
    self.url = url
    self.key = key
    self.lifetime = lifetime
  }

  /// The link for what a notification tells a receiver; `nil` where there is nothing to answer, as of a test. It is the same over all
  /// attempts.
  func address(for notification: Notification, receiver: String) -> String? {
    guard case .alert(let transition) = notification, transition.alert.status.isLive,
      !transition.alert.rule.hasPrefix(Alert.ownRules)
    else { return nil }
    let until = transition.at + lifetime
    let claim = "\(transition.alert.id)\n\(receiver)\n\(until.microseconds)"
    return "\(url)/answer/\(Self.encode(Array(claim.utf8))).\(Self.encode(signature(claim)))"
  }

  /// Reads the last part of a link's path.
  public func read(_ token: String, at now: Instant) throws(Objection) -> Claim {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let claim = Self.decode(parts[0]), let given = Self.decode(parts[1]) else {
      throw .forged
    }
    let text = String(decoding: claim, as: UTF8.self)
    let right = signature(text)
    guard KeyedHash.isSame(given, right) else { throw .forged }
    let fields = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard fields.count == 3, let until = Int64(fields[2]) else { throw .forged }
    let found = Claim(
      alert: String(fields[0]), receiver: String(fields[1]), until: Instant(microseconds: until))
    guard now < found.until else { throw .expired(found.until) }
    return found
  }

  private func signature(_ claim: String) -> [UInt8] {
    Array(KeyedHash.of(Array("answer\n\(claim)".utf8), key: key).prefix(20))
  }

  // MARK: - Base64 for addresses (RFC 4648, section 5)

  private static func encode(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  private static func decode(_ text: Substring) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
    return Data(base64Encoded: plain).map { [UInt8]($0) }
  }

  /// A new key, from the system's randomness.
  public static func newKey() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}
