// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events

/// Contacts: who they are, and what is known of them over all channels.
extension World {
  mutating func setContact(_ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let contact = contacts.place(of: name) ?? contacts.add(Contact(name: name, at: instant), named: name)
    let before = conversations[slot].contact
    contacts[contact].lastEventAt = max(contacts[contact].lastEventAt, conversations[slot].lastEventAt)
    guard contact != before else { return }
    conversations[slot].contact = contact
    contacts[contact].conversations.insert(slot)
    if before >= 0 {
      contacts[before].conversations.remove(slot)
      contacts[before].open.removeAll { $0 == slot }
      touched.add(.contact, before, .everything)
    }
    if conversations[slot].isOpen { contacts[contact].open.append(slot) }
    touched.add(.contact, contact, .everything)
    touched.add(.conversation, slot, .life)
    // A conversation in which several people speak is opened by the first of them only.
    guard before < 0 else { return }
    contacts[contact].openings.insert(conversations[slot].openedAt, keeping: Contact.maximumEntries)
    for other in contacts[contact].open { touched.add(.conversation, other, .life) }
    let recent = contacts[contact].openings.count { $0 > instant - model.returnsWithin }
    conversations[slot].isRepeat = recent > 1
    if recent >= model.returnsFrom {
      let times = Double(recent - model.returnsFrom + 1)
      addEvidence(.returns, times.squareRoot(), to: slot, event: "", quote: "", at: instant)
    }
  }

  /// Adds an instant to a log of a conversation and to the same log of its contact.
  mutating func log(
    _ instant: Instant, _ own: WritableKeyPath<Conversation, [Instant]>,
    _ contacts: WritableKeyPath<Contact, [Instant]>, _ slot: Int32
  ) {
    conversations[slot][keyPath: own].insert(instant, keeping: Conversation.maximumLog)
    let contact = conversations[slot].contact
    guard contact >= 0 else { return }
    self.contacts[contact][keyPath: contacts].insert(instant, keeping: Contact.maximumEntries)
  }

  /// The contact `name` is the same person as `into`: what was known of both is known of one.
  mutating func merge(_ name: String, into other: String, at instant: Instant, _ touched: inout Touched) {
    let target = contacts.place(of: other) ?? contacts.add(Contact(name: other, at: instant), named: other)
    contacts[target].lastEventAt = max(contacts[target].lastEventAt, instant)
    touched.add(.contact, target, .everything)
    guard contacts[target].names.count < Contact.maximumNames else { return }
    guard let source = contacts.place(of: name) else {
      contacts[target].names.append(name)
      contacts.alias(name, to: target)
      return
    }
    guard source != target else { return }
    let old = contacts[source]
    for slot in old.conversations.sorted() {
      conversations[slot].contact = target
      touched.add(.conversation, slot, .life)
    }
    contacts[target].absorb(old)
    for slot in contacts[target].open { touched.add(.conversation, slot, .life) }
    contacts.remove(source, names: [])
    for alias in old.names { contacts.alias(alias, to: target) }
    touched.add(.contact, source, .everything)
  }

  // MARK: - The same signals over everything of one contact

  func readContact(_ signal: Signal, _ window: Interval?, _ slot: Int32, at now: Instant) -> Reading {
    let contact = contacts[slot]
    switch signal {
    case .contacts: return Reading.count(of: contact.openings, window ?? .zero, now)
    case .sentimentMean, .sentimentMinimum, .sentimentSlope, .toneMaximum, .messages, .channels, .hops:
      return Windowed(contact.messages, window ?? .zero, now).read(signal)
    case .transfers where window != nil: return Reading.count(of: contact.transfers, window ?? .zero, now)
    case .holds where window != nil: return Reading.count(of: contact.holds, window ?? .zero, now)
    case .csatLast, .csatMean: return Self.read(contact.ratings, signal, window, now)
    default: return readOpen(signal, window, contact.open.map { conversations[$0] }, at: now)
    }
  }

  private func readOpen(_ signal: Signal, _ window: Interval?, _ open: [Conversation], at now: Instant)
    -> Reading
  {
    let readings = open.map { read(signal, window, $0, at: now) }.filter { $0.value != .none }
    guard let first = readings.first else { return .none }
    switch signal {
    case .sentimentLast, .tone:
      let latest = open.filter { !$0.messages.isEmpty }.max {
        $0.messages.last?.at ?? .distantPast < $1.messages.last?.at ?? .distantPast
      }
      return latest.map { read(signal, window, $0, at: now) } ?? first
    case .unanswered, .transfers, .holds, .holdTime, .reopened:
      return readings.dropFirst().reduce(first) { $0.adding($1) }
    case .silence, .slaRemaining, .sla(_, .remaining):
      return readings.min { $0.number < $1.number } ?? first
    case .risk, .riskRise, .waiting, .age, .sla(_, .elapsed), .sla(_, .used):
      return readings.max { $0.number < $1.number } ?? first
    case .asksForSupervisor, .repeatsItself, .sla(_, .breached):
      return Reading(
        value: .truth(readings.contains { $0.value == .truth(true) }),
        changesAt: readings.map(\.changesAt).min() ?? .distantFuture)
    default:
      // What has no sum is read from the conversation that was heard from last.
      let latest = open.filter { read(signal, window, $0, at: now).value != .none }.max {
        $0.lastEventAt < $1.lastEventAt
      }
      return latest.map { read(signal, window, $0, at: now) } ?? first
    }
  }
}
