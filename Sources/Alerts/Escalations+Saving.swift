// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Rules

/// Saved parts: `alert/ID`, `receiver/NAME`, `silence/ID`, and the routes of alerts on their way, `routes/IDENTITY`.
extension Escalations {
  /// The beginnings of the names of its parts, in the order in which they are put back.
  public static let partNames = ["routes/", "alert/", "receiver/", "silence/"]

  /// What has changed since the last call: parts with their bytes, `nil` for one to delete.
  public mutating func takeChanged() -> [(name: String, bytes: [UInt8]?)] {
    var parts: [(String, [UInt8]?)] = []
    for key in changed.sorted() {
      var packer = Packer()
      switch key {
      case .alert(let id): if let escalation = alerts[id] { escalation.pack(into: &packer) }
      case .receiver(let name): if let mailbox = mailboxes[name] { packer.write(mailbox) }
      case .silence(let id):
        if let silence = silences.first(where: { $0.silence.id == id })?.silence { packer.write(silence) }
      }
      parts.append((Self.name(of: key), packer.bytes.isEmpty ? nil : packer.bytes))
    }
    changed.removeAll(keepingCapacity: true)
    var inUse: [String: Router] = [:]
    for escalation in alerts.values { inUse[escalation.router.identity] = escalation.router }
    for identity in inUse.keys.sorted() where !savedRouters.contains(identity) {
      var packer = Packer()
      packer.write(each: inUse[identity]?.routes ?? []) { $0.write($1) }
      parts.append(("routes/" + identity, packer.bytes))
    }
    for identity in savedRouters.sorted() where inUse[identity] == nil {
      parts.append(("routes/" + identity, nil))
    }
    savedRouters = Set(inUse.keys)
    return parts
  }

  private static func name(of key: Key) -> String {
    switch key {
    case .alert(let id): "alert/" + id
    case .receiver(let name): "receiver/" + name
    case .silence(let id): "silence/" + id
    }
  }

  /// Puts all saved parts back, into what has just been made with the policy in force.
  public mutating func restore(
    _ parts: [(name: String, bytes: [UInt8])], at now: Instant
  ) throws(DamagedPart) {
    var routers: [String: Router] = [:]
    for prefix in Self.partNames {
      for part in parts where part.name.hasPrefix(prefix) {
        var unpacker = Unpacker(part.bytes)
        do {
          try restore(String(part.name.dropFirst(prefix.count)), prefix, &unpacker, &routers, now)
        } catch {
          throw DamagedPart(name: part.name)
        }
      }
    }
    sortSilences()
    savedRouters = Set(routers.keys)
  }

  /// A part that no version of this program wrote.
  public struct DamagedPart: Error {
    /// Its name.
    public var name: String
  }

  private mutating func restore(
    _ name: String, _ prefix: String, _ unpacker: inout Unpacker, _ routers: inout [String: Router],
    _ now: Instant
  ) throws {
    switch prefix {
    case "routes/":
      let routes = try unpacker.array { unpacker throws(Unpacker.Damaged) in try Route(from: &unpacker) }
      routers[name] = try Router(routes)
    case "alert/":
      let escalation = try Escalation(from: &unpacker, routers)
      alerts[name] = escalation
      inhibitor.insert(escalation.alert)
      count(escalation, 1)
      if escalation.quiet != nil { blocked.insert(name) }
      if escalation.paths.contains(where: \.isHeld) { held[escalation.subject, default: []].insert(name) }
      deadlines.arm(.alert(name), at: escalation.nextInstant)
    case "receiver/":
      let mailbox = try unpacker.value(Mailbox.self)
      mailboxes[name] = mailbox
      if let due = mailbox.due { deadlines.arm(.receiver(name), at: due) }
    default:
      let silence = try unpacker.value(Silence.self)
      silences.append((silence, try Condition(ofAlert: silence.match)))
      deadlines.arm(.silence(name), at: nextInstant(of: silence, at: now))
    }
  }
}
