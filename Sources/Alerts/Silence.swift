// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Rules

/// What somebody does not want to hear of for a while.
public struct Silence: Equatable, Sendable {
  /// Derived from what it says.
  public let id: String
  /// The expression of the alerts of which nobody is told.
  public let match: String
  /// When it was made.
  public let since: Instant
  /// When it ends.
  public private(set) var until: Instant
  /// Who made it.
  public let author: String
  /// Why.
  public let comment: String

  /// The longest that a silence may last: what is forgotten must not keep quiet for good.
  public static let longest = Interval.days(90)
  /// For so long after its end it is still listed.
  static let remembered = Interval.days(7)

  /// Makes a silence.
  public init(match: String, since: Instant, until: Instant, author: String, comment: String) {
    var hash = StableHash()
    for text in [match, author, comment] { hash.add(text) }
    hash.add(UInt64(bitPattern: since.microseconds))
    hash.add(UInt64(bitPattern: until.microseconds))
    id = "fs-" + hash.hex(12)
    self.match = match
    self.since = since
    self.until = until
    self.author = author
    self.comment = comment
  }

  /// The same, ended at an instant.
  func ended(at instant: Instant) -> Silence {
    var silence = self
    silence.until = min(until, instant)
    return silence
  }

  /// Whether it keeps quiet.
  public func isActive(at instant: Instant) -> Bool { since <= instant && instant < until }

  /// Whether it is about an alert; throws when `match` has mistakes.
  public static func matcher(_ match: String) throws(Condition.Mistakes) -> @Sendable (Alert) -> Bool {
    let condition = try Condition(ofAlert: match)
    return { condition.holds(for: $0) }
  }
}

extension Silence: Packable {
  /// Writes all of it.
  public func pack(into packer: inout Packer) {
    packer.write(id)
    packer.write(match)
    packer.write(since)
    packer.write(until)
    packer.write(author)
    packer.write(comment)
  }

  /// Reads a silence.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    id = try unpacker.string()
    match = try unpacker.string()
    since = try unpacker.instant()
    until = try unpacker.instant()
    author = try unpacker.string()
    comment = try unpacker.string()
  }
}
