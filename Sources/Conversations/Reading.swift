// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import RealModule

/// A risk whose evidence fades with time: 100 / (1 + exp((midpoint − sum · 2^(−t / halfLife)) / spread)).
public struct Fading: Equatable, Sendable {
  var sum: Double
  var model: RiskModel.Curve

  /// What the value comes to in the end, never turning back on the way.
  public var limit: Double { model.risk(ofSum: 0) }

  /// After how many microseconds, about, the value is `value`; `nil` for never.
  public func time(to value: Double) -> Double? {
    let target = model.sum(ofRisk: value)
    let share = target / sum
    guard share > 0, share < 1 else { return nil }
    return -Double.log2(share) * model.halfLife
  }
}

/// What a signal says now, and for how long it will say so if nothing happens.
public struct Reading: Equatable, Sendable {
  /// A value; durations are numbers of microseconds.
  public enum Value: Equatable, Sendable {
    /// No value yet: a comparison with it is false.
    case none
    case number(Double)
    case text(String)
    /// A BCP 47 tag.
    case tag(String)
    case truth(Bool)

    /// Whether both are the same; a tag also is every range it lies in, so that `zh-Hant` is `zh`.
    ///
    /// Source: RFC 4647, basic filtering.
    public func isEqual(to other: Value) -> Bool {
      switch (self, other) {
      case (.tag(let tag), .text(let range)), (.text(let range), .tag(let tag)):
        tag == range || tag.hasPrefix(range + "-")
      default: self == other
      }
    }
  }

  /// The value at the instant asked for.
  public var value: Value
  /// How much the value grows in each microsecond from then on.
  public var slope = 0.0
  /// Whether the value moves in a way that `slope` does not describe.
  public var isCurved = false
  /// How a curved value moves, where that is known.
  public var fading: Fading?
  /// The first instant at which value, slope or curve may be others.
  public var changesAt = Instant.distantFuture
  /// Whether time alone can only lower the value: a count in a window.
  public var onlyFalls = false

  /// Describes a reading; one that only has a value stays as it is.
  public init(
    value: Value, slope: Double = 0, isCurved: Bool = false, fading: Fading? = nil,
    changesAt: Instant = .distantFuture
  ) {
    self.value = value
    self.slope = slope
    self.isCurved = isCurved
    self.fading = fading
    self.changesAt = changesAt
  }

  /// No value, until something happens.
  public static let none = Reading(value: .none)

  /// A number that stays.
  public static func count(_ number: Int) -> Reading { Reading(value: .number(Double(number))) }
}
