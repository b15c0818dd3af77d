// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import ServiceLevels

/// Which alerts go to whom, and who is asked next when nobody answers.
///
/// The first route that matches takes an alert, and with `continues` those behind it may too.
public struct Route: Equatable, Sendable {
  /// Who is told so long after the first step, if nobody has acknowledged the alert by then.
  public struct Step: Equatable, Sendable {
    /// Since the first step; zero for that one.
    public var after: Interval
    /// Names of receivers.
    public var notify: [String]
    /// The step is left out unless more than so many alerts of the route fire; `nil` for no such condition.
    public var ifFiring: Int?
    /// The step is left out while this calendar is closed; `nil` for no such condition.
    public var during: OpeningHours?

    /// Makes a step.
    public init(
      after: Interval = .zero, notify: [String], ifFiring: Int? = nil, during: OpeningHours? = nil
    ) {
      self.after = after
      self.notify = notify
      self.ifFiring = ifFiring
      self.during = during
    }
  }

  /// The expression of the alerts it is for; `nil` for all.
  public var match: String?
  /// Whom to tell, and when; the first step is at once.
  public var ladder: [Step]
  /// The fields of which alerts that are told together have the same values.
  public var groupBy: [String] = []
  /// How long the first alert of a group waits for others.
  public var groupWait = Interval.zero
  /// How long after the last step everybody on the ladder is told again, while nobody acknowledges; each time twice as
  /// long as before, up to `longestRepeat`. `nil` for never.
  public var repeatEvery: Interval?
  /// An expression on the alert's conversation or contact; while it holds nobody is told.
  public var holdWhile: String?
  /// Nobody is told while this calendar is closed.
  public var active: OpeningHours?
  /// Nobody is told while this calendar is open.
  public var muted: OpeningHours?
  /// Whether the routes behind it are tried as well.
  public var continues = false

  /// The longest pause between two repetitions.
  public static let longestRepeat = Interval.days(1)
  /// The pause before the first repetition of a ladder for which nobody said one: a ladder does not end in silence.
  public static let usualRepeat = Interval.hours(1)

  /// Makes a route.
  public init(match: String? = nil, ladder: [Step], repeatEvery: Interval? = nil, continues: Bool = false) {
    self.match = match
    self.ladder = ladder
    self.repeatEvery = repeatEvery
    self.continues = continues
  }

  /// Makes a route that tells some receivers once.
  public init(match: String? = nil, notify: [String], continues: Bool = false) {
    self.init(match: match, ladder: [Step(notify: notify)], continues: continues)
  }

  /// Everybody on its ladder, each once.
  public var receivers: [String] { ladder.flatMap(\.notify).withoutRepetitions }

  /// When it may tell somebody, from an instant on; far in the future for never.
  func nextTelling(from instant: Instant) -> Instant {
    var at = instant
    // Two calendars that exclude each other never agree.
    for _ in 0..<100 {
      let before = at
      if let active { at = active.nextOpen(from: at)?.lowerBound ?? .distantFuture }
      // A calendar that is open around the clock changes at each midnight, and nothing by it.
      for _ in 0..<100 where at < .distantFuture {
        guard let muted, muted.isOpen(at: at) else { break }
        at = muted.nextChange(after: at) ?? .distantFuture
      }
      if let muted, at < .distantFuture, muted.isOpen(at: at) { return .distantFuture }
      if at == before || at == .distantFuture { return at }
    }
    return .distantFuture
  }
}

extension Array where Element: Equatable {
  /// Each element once, where it first stands.
  var withoutRepetitions: [Element] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension Route.Step: Packable {
  /// Writes the step.
  public func pack(into packer: inout Packer) {
    packer.write(after)
    packer.write(each: notify) { $0.write($1) }
    packer.write(ifFiring) { $0.write($1) }
    packer.write(during) { $0.write($1) }
  }

  /// Reads a step.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    after = try unpacker.interval()
    notify = try unpacker.strings()
    ifFiring = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.int() }
    during = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try OpeningHours(from: &unpacker) }
  }
}

extension Route: Packable {
  /// Writes the route.
  public func pack(into packer: inout Packer) {
    packer.write(match)
    packer.write(each: ladder) { $0.write($1) }
    packer.write(each: groupBy) { $0.write($1) }
    packer.write(groupWait)
    packer.write(repeatEvery) { $0.write($1) }
    packer.write(holdWhile)
    packer.write(active) { $0.write($1) }
    packer.write(muted) { $0.write($1) }
    packer.write(continues)
  }

  /// Reads a route.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    func hours(_ unpacker: inout Unpacker) throws(Unpacker.Damaged) -> OpeningHours? {
      try unpacker.optional { unpacker throws(Unpacker.Damaged) in try OpeningHours(from: &unpacker) }
    }
    match = try unpacker.optionalString()
    ladder = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Step(from: &unpacker) }
    groupBy = try unpacker.strings()
    groupWait = try unpacker.interval()
    repeatEvery = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.interval() }
    holdWhile = try unpacker.optionalString()
    active = try hours(&unpacker)
    muted = try hours(&unpacker)
    continues = try unpacker.bool()
  }
}
