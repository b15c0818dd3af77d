// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Rules

/// Alerts that keep others quiet for as long as they fire.
public struct Inhibition: Equatable, Sendable {
  /// The expression of the alerts that keep quiet.
  public var when: String
  /// The expression of the alerts that are kept quiet.
  public var mute: String
  /// The fields in which both have the same value. An alert without one of them is not meant.
  public var equal: [String]

  /// Makes an inhibition.
  public init(when: String, mute: String, equal: [String] = []) {
    self.when = when
    self.mute = mute
    self.equal = equal
  }
}

extension Inhibition: Packable {
  /// Writes all of it.
  public func pack(into packer: inout Packer) {
    packer.write(when)
    packer.write(mute)
    packer.write(each: equal) { $0.write($1) }
  }

  /// Reads an inhibition.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(when: try unpacker.string(), mute: try unpacker.string(), equal: try unpacker.strings())
  }
}

/// The inhibitions, compiled, with the alerts that keep others quiet now.
struct Inhibitor: Sendable {
  private struct Entry: Sendable {
    var equal: [String]
    var when: Condition
    var mute: Condition
    /// The alerts that keep quiet, by the values of `equal`.
    var sources: [[String]: [String: Source]] = [:]

    func values(_ alert: Alert) -> [String]? {
      var values: [String] = []
      for name in equal {
        guard let value = alert.field(name) else { return nil }
        values.append(value)
      }
      return values
    }
  }

  private struct Source: Sendable {
    var firedAt: Instant
    /// Whether it is of those that are kept quiet, too.
    var isMutable: Bool
  }

  private var entries: [Entry] = []

  init() {}

  init(_ inhibitions: [Inhibition]) throws(Condition.Mistakes) {
    for inhibition in inhibitions {
      entries.append(
        Entry(
          equal: inhibition.equal, when: try Condition(ofAlert: inhibition.when),
          mute: try Condition(ofAlert: inhibition.mute)))
    }
  }

  /// Takes an alert that fires in, if it keeps others quiet.
  mutating func insert(_ alert: Alert) {
    for place in entries.indices where entries[place].when.holds(for: alert) {
      guard let values = entries[place].values(alert) else { continue }
      entries[place].sources[values, default: [:]][alert.id] = Source(
        firedAt: alert.firedAt, isMutable: entries[place].mute.holds(for: alert))
    }
  }

  /// Takes an alert out; returns whether it kept others quiet.
  mutating func remove(_ alert: Alert) -> Bool {
    var wasSource = false
    for place in entries.indices {
      guard let values = entries[place].values(alert),
        entries[place].sources[values]?.removeValue(forKey: alert.id) != nil
      else { continue }
      wasSource = true
      if entries[place].sources[values]?.isEmpty == true { entries[place].sources[values] = nil }
    }
    return wasSource
  }

  /// The alert that keeps this one quiet; `nil` for none. None keeps itself quiet, and of two that would keep each other
  /// quiet the later one is.
  func source(muting alert: Alert) -> String? {
    for entry in entries {
      guard let values = entry.values(alert), let sources = entry.sources[values] else { continue }
      let meant = sources.filter { id, source in
        let isMutual = source.isMutable && sources[alert.id] != nil
        return id != alert.id && (!isMutual || (source.firedAt, id) < (alert.firedAt, alert.id))
      }
      guard let source = meant.keys.min(), entry.mute.holds(for: alert) else { continue }
      return source
    }
    return nil
  }
}
