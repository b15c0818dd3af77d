// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events

/// Where one rule stands with one subject: hysteresis over time.
///
/// idle → pending (`for`) → firing → clearing (`clear_for`) → quiet (`cooldown`) → idle
public struct Watch: Equatable, Sendable {
  /// Since when `when` has held, while nothing fires.
  public private(set) var pendingSince: Instant?
  /// When it fired, while it does.
  public private(set) var firingSince: Instant?
  /// Since when the end has held, while it fires.
  public private(set) var clearingSince: Instant?
  /// Not before this it fires again.
  public private(set) var quietUntil = Instant.distantPast

  /// Starts idle.
  public init() {}

  /// What a step did.
  public enum Transition: Equatable, Sendable {
    case fires, resolves
  }

  /// The outcome of a step.
  public struct Step: Equatable, Sendable {
    /// What happened, if anything.
    public var transition: Transition?
    /// When to step again if nothing happens before.
    public var wakeAt: Instant
  }

  /// Whether there is nothing to remember.
  public func isIdle(at now: Instant) -> Bool {
    pendingSince == nil && firingSince == nil && quietUntil <= now
  }

  /// Brings the watch to `now`.
  public mutating func step(_ rule: Rule, _ source: some SignalSource, at now: Instant) -> Step {
    firingSince == nil ? stepIdle(rule, source, now) : stepFiring(rule, source, now)
  }

  private mutating func stepIdle(_ rule: Rule, _ source: some SignalSource, _ now: Instant) -> Step {
    let outcome = rule.when.evaluate(source, at: now)
    guard outcome.holds else {
      pendingSince = nil
      return Step(
        transition: nil, wakeAt: quietUntil > now ? min(outcome.changesAt, quietUntil) : outcome.changesAt)
    }
    let since = pendingSince ?? now
    pendingSince = since
    let due = max(since + rule.definition.hold, quietUntil)
    guard due <= now else { return Step(transition: nil, wakeAt: min(due, outcome.changesAt)) }
    pendingSince = nil
    clearingSince = nil
    firingSince = now
    return Step(transition: .fires, wakeAt: stepFiring(rule, source, now).wakeAt)
  }

  // An alert does not end while its cause holds, whatever `clear` says: it would only fire again.
  private mutating func stepFiring(_ rule: Rule, _ source: some SignalSource, _ now: Instant) -> Step {
    let when = rule.when.evaluate(source, at: now)
    guard !when.holds else {
      clearingSince = nil
      return Step(transition: nil, wakeAt: when.changesAt)
    }
    var changesAt = when.changesAt
    if let clear = rule.clear?.evaluate(source, at: now) {
      changesAt = min(changesAt, clear.changesAt)
      guard clear.holds else {
        clearingSince = nil
        return Step(transition: nil, wakeAt: changesAt)
      }
    }
    let since = clearingSince ?? now
    clearingSince = since
    let due = since + rule.definition.clearFor
    guard due <= now else { return Step(transition: nil, wakeAt: min(due, changesAt)) }
    end(rule, at: now)
    return Step(transition: .resolves, wakeAt: min(changesAt, quietUntil > now ? quietUntil : .distantFuture))
  }

  /// Ends a firing alert for a reason of its own, such as a resolved conversation.
  public mutating func end(_ rule: Rule, at now: Instant) {
    pendingSince = nil
    firingSince = nil
    clearingSince = nil
    // Two episodes never begin at one instant: their alerts would have one name.
    quietUntil = now + max(rule.definition.cooldown, Interval(microseconds: 1))
  }

  /// Stops waiting for `for` to pass.
  public mutating func drop() { pendingSince = nil }
}

extension Watch: Packable {
  /// Writes where it stands.
  public func pack(into packer: inout Packer) {
    packer.write(pendingSince)
    packer.write(firingSince)
    packer.write(clearingSince)
    packer.write(quietUntil)
  }

  /// Reads where it stands.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    pendingSince = try unpacker.optionalInstant()
    firingSince = try unpacker.optionalInstant()
    clearingSince = try unpacker.optionalInstant()
    quietUntil = try unpacker.instant()
  }
}
