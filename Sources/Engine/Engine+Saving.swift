// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
public import Events
import Language
import Rules

extension Engine {
  /// The layout of saved parts. A higher number is refused by an older program.
  static let format: UInt64 = 5

  /// What has to be written to save the engine as it is now, given that everything before has been written.
  public struct Changed: Equatable, Sendable {
    /// Parts by name, with their bytes; `nil` for one to delete.
    public var parts: [(name: String, bytes: [UInt8]?)]
    /// All parts with names from `ids/` up to this one are to be deleted.
    public var forgottenBefore: String?

    /// Whether both would write the same.
    public static func == (a: Changed, b: Changed) -> Bool {
      a.forgottenBefore == b.forgottenBefore && a.parts.count == b.parts.count
        && zip(a.parts, b.parts).allSatisfy { $0.name == $1.name && $0.bytes == $1.bytes }
    }
  }

  /// Saved parts that cannot be used.
  public enum RestoreError: Error, Equatable, Sendable {
    /// A later version of Foreshock wrote them.
    case newerFormat(UInt64)
    /// A development version before 0.1 wrote them, and they cannot be read any more.
    case olderFormat(UInt64)
    /// The part with this name is not what any version wrote.
    case damaged(part: String)
  }

  /// Hands over what has changed since the last call.
  public mutating func takeChanged() -> Changed {
    var parts: [(String, [UInt8]?)] = []
    for subject in changed.union([Subject(.all, 0)]).sorted() {
      guard world.contains(subject) else {
        parts.append((Self.name(of: subject), nil))
        continue
      }
      var packer = Packer()
      world.pack(subject, into: &packer)
      let states = configuration.rules.indices.compactMap { rule in
        watches[WatchKey(subject: subject, rule: Int32(rule))].map { (rule, $0) }
      }
      packer.write(each: states) { packer, entry in
        packer.write(entry.0)
        packer.write(entry.1.watch)
        packer.write(entry.1.alert)
      }
      parts.append((Self.name(of: subject), packer.bytes))
    }
    changed.removeAll(keepingCapacity: true)
    parts += escalations.takeChanged()
    var packer = Packer()
    packer.write(Self.format)
    packer.write(now)
    packer.write(configuration)
    packer.write(absence) { $0.write($1) }
    parts.append(("engine", packer.bytes))
    let (ids, forgotten) = ledger.takeUnsaved()
    parts += ids.map { ($0.name, $0.bytes) }
    return Changed(parts: parts, forgottenBefore: forgotten)
  }

  /// Builds the engine that was saved, from all its parts in any order; `nil` when there is none.
  public static func restore(_ saved: [(name: String, bytes: [UInt8])]) throws(RestoreError) -> Engine? {
    let parts = saved.sorted { $0.name < $1.name }
    guard let head = parts.first(where: { $0.name == "engine" }) else { return nil }
    var unpacker = Unpacker(head.bytes)
    var engine: Engine
    do {
      let format = try unpacker.unsigned()
      guard format <= Self.format else { throw RestoreError.newerFormat(format) }
      guard format == Self.format else { throw RestoreError.olderFormat(format) }
      let now = try unpacker.instant()
      let configuration = try unpacker.value(EngineConfiguration.self)
      let absence = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try Absence(from: &unpacker)
      }
      engine = try Engine(configuration)
      engine.now = now
      engine.absence = absence
    } catch let error as RestoreError {
      throw error
    } catch {
      throw .damaged(part: "engine")
    }
    do {
      // In an absence silences have not been looked at since its beginning.
      try engine.escalations.restore(parts, at: engine.absence == nil ? engine.now : .distantPast)
    } catch {
      throw .damaged(part: error.name)
    }
    // What is known of the centre counts the places of all others, so it comes last.
    let centre = name(of: Subject(.all, 0))
    let ofWorld = parts.filter { part in
      part.name != "engine" && !Escalations.partNames.contains { part.name.hasPrefix($0) }
    }
    for part in ofWorld.filter({ $0.name != centre }) + ofWorld.filter({ $0.name == centre }) {
      do {
        try engine.restore(part.name, part.bytes)
      } catch {
        throw .damaged(part: part.name)
      }
    }
    do {
      try engine.world.finishRestoring()
    } catch {
      throw .damaged(part: "all")
    }
    engine.rearm()
    return engine
  }

  private mutating func restore(_ name: String, _ bytes: [UInt8]) throws(Unpacker.Damaged) {
    var unpacker = Unpacker(bytes)
    if name.hasPrefix("ids/") { return try ledger.restore(name.dropFirst(4), from: &unpacker) }
    let pieces = name.split(separator: "/")
    guard pieces.count == 2, let scope = Scope(name: pieces[0]), let slot = Int32(pieces[1]) else {
      throw unpacker.damaged
    }
    let subject = Subject(scope, slot)
    try world.restore(subject, from: &unpacker)
    for _ in 0..<(try unpacker.unsigned()) {
      let rule = try unpacker.int()
      guard configuration.rules.indices.contains(rule) else { throw unpacker.damaged }
      var state = WatchState()
      state.watch = try unpacker.value()
      state.alert = try unpacker.optionalString()
      watches[WatchKey(subject: subject, rule: Int32(rule))] = state
    }
  }

  private static func name(of subject: Subject) -> String { "\(subject.scope)/\(subject.slot)" }
}

extension Engine.Absence: Packable {
  func pack(into packer: inout Packer) {
    packer.write(until)
    packer.write(each: fired) {
      $0.write($1.key.subject.scope.rawValue)
      $0.write(Int($1.key.subject.slot))
      $0.write(Int($1.key.rule))
      $0.write($1.alert)
    }
  }

  init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(until: try unpacker.instant())
    fired = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      guard let scope = Scope(rawValue: try unpacker.byte()) else { throw unpacker.damaged }
      let subject = Subject(scope, Int32(truncatingIfNeeded: try unpacker.int()))
      let rule = Int32(truncatingIfNeeded: try unpacker.int())
      return (Engine.WatchKey(subject: subject, rule: rule), try unpacker.string())
    }
  }
}

extension Input: Packable {
  /// Writes the input for the journal.
  public func pack(into packer: inout Packer) {
    switch self {
    case .event(let scored):
      packer.write(UInt8(0))
      packer.write(scored)
    case .time:
      packer.write(UInt8(1))
    case .configure(let configuration):
      packer.write(UInt8(2))
      packer.write(configuration)
    case .away(let until):
      packer.write(UInt8(3))
      packer.write(until)
    case .answer(let answer):
      packer.write(UInt8(4))
      packer.write(answer)
    case .silence(let silence):
      packer.write(UInt8(5))
      packer.write(silence)
    case .expire(let id):
      packer.write(UInt8(6))
      packer.write(id)
    case .undelivered(let alert, let receiver, let reason):
      packer.write(UInt8(7))
      packer.write(alert)
      packer.write(receiver)
      packer.write(reason)
    }
  }

  /// Reads an input of the journal.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    switch try unpacker.byte() {
    case 0: self = .event(try unpacker.value())
    case 1: self = .time
    case 2: self = .configure(try unpacker.value())
    case 3: self = .away(until: try unpacker.instant())
    case 4: self = .answer(try unpacker.value())
    case 5: self = .silence(try unpacker.value())
    case 6: self = .expire(try unpacker.string())
    case 7:
      self = .undelivered(
        alert: try unpacker.string(), receiver: try unpacker.string(), reason: try unpacker.string())
    default: throw unpacker.damaged
    }
  }
}
