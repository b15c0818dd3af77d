// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Conversations
public import Events

/// How much an alert matters.
public enum Severity: UInt8, CaseIterable, Sendable, Comparable {
  case info, warning, critical

  /// Whether `a` matters less.
  public static func < (a: Severity, b: Severity) -> Bool { a.rawValue < b.rawValue }

  /// The severity with this name.
  public init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = found
  }
}

/// A rule as it was written, with defaults filled in.
public struct RuleDefinition: Equatable, Sendable {
  /// Its name; a later rule of the same name replaces it.
  public var name: String
  /// What makes it fire.
  public var when: String
  /// What ends the alert; `nil` for "not `when`".
  public var clear: String?
  /// How long `when` must hold before it fires.
  public var hold = Interval.zero
  /// How long the end must hold before the alert is resolved.
  public var clearFor = Interval.zero
  /// How long after the end it does not fire again.
  public var cooldown = Interval.zero
  /// What it watches one of.
  public var scope = Scope.conversation
  /// How much its alerts matter.
  public var severity = Severity.warning
  /// One sentence with `{{placeholders}}`.
  public var summary: String
  /// What to do.
  public var playbook: String?
  /// Labels, by which routes choose.
  public var labels: [String: String] = [:]

  /// Makes a rule with defaults.
  public init(name: String, when: String) {
    self.name = name
    self.when = when
    summary = "\(name): {{key}}"
  }
}

extension RuleDefinition: Packable {
  /// Writes the definition.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(when)
    packer.write(clear)
    packer.write(hold)
    packer.write(clearFor)
    packer.write(cooldown)
    packer.write(scope.rawValue)
    packer.write(severity.rawValue)
    packer.write(summary)
    packer.write(playbook)
    packer.write(each: labels.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value)
    }
  }

  /// Reads a definition.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(name: try unpacker.string(), when: try unpacker.string())
    clear = try unpacker.optionalString()
    hold = try unpacker.interval()
    clearFor = try unpacker.interval()
    cooldown = try unpacker.interval()
    guard let scope = Scope(rawValue: try unpacker.byte()),
      let severity = Severity(rawValue: try unpacker.byte())
    else { throw unpacker.damaged }
    self.scope = scope
    self.severity = severity
    summary = try unpacker.string()
    playbook = try unpacker.optionalString()
    for _ in 0..<(try unpacker.unsigned()) {
      let key = try unpacker.string()
      labels[key] = try unpacker.string()
    }
  }
}

/// A rule ready to be evaluated. A class, though never changed: it is handed around for every event.
public final class Rule: Sendable {
  /// As it was written.
  public let definition: RuleDefinition
  /// What makes it fire.
  public let when: Condition
  /// What ends the alert; `nil` for "not `when`".
  public let clear: Condition?
  /// The changes after which it must be evaluated again.
  public let changedBy: Changes

  /// The part of a rule a mistake is in.
  public enum Field: String, Sendable {
    case when, clear
  }

  /// What is wrong with the expressions of a rule.
  public struct Mistakes: Error, Sendable {
    /// Each mistake with its field.
    public var list: [(field: Field, mistake: Mistake)]

    /// Puts mistakes together.
    public init(list: [(field: Field, mistake: Mistake)]) { self.list = list }
  }

  /// Compiles a definition, or throws all that is wrong with its expressions.
  public init(_ definition: RuleDefinition) throws(Mistakes) {
    var mistakes: [(Field, Mistake)] = []
    func compile(_ source: String, _ field: Field) -> Condition? {
      do {
        return try Condition(source, scope: definition.scope)
      } catch {
        mistakes += error.list.map { (field, $0) }
        return nil
      }
    }
    let when = compile(definition.when, .when)
    let clear = definition.clear.flatMap { compile($0, .clear) }
    guard let when, mistakes.isEmpty else { throw Mistakes(list: mistakes) }
    self.definition = definition
    self.when = when
    self.clear = clear
    changedBy = when.changedBy.union(clear?.changedBy ?? [])
  }

  /// Every signal either condition reads.
  public var references: [SignalReference] { when.references + (clear?.references ?? []) }

  /// The hash that names a set of rules: equal rules in equal order, equal hash.
  public static func hash(of rules: [Rule]) -> String {
    var packer = Packer()
    for rule in rules { packer.write(rule.definition) }
    var hash = StableHash()
    for byte in packer.bytes { hash.add(UInt64(byte)) }
    return hash.hex(16)
  }
}
