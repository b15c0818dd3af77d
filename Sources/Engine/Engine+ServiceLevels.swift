// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules
import ServiceLevels

extension Engine {
  /// Tells whether a service level is for a conversation.
  struct Matcher: Sendable {
    /// `nil` for every conversation.
    var condition: Condition?
    var changedBy: Changes { condition?.changedBy ?? [] }
  }

  static func matchers(_ levels: [ServiceLevel]) throws(Rule.Mistakes) -> [Matcher] {
    var matchers: [Matcher] = []
    for level in levels {
      // Compiled as the rule it is like: the same mistakes, told in the same way.
      guard let match = level.match else {
        matchers.append(Matcher(condition: nil))
        continue
      }
      matchers.append(Matcher(condition: try Rule(RuleDefinition(name: level.name, when: match)).when))
    }
    return matchers
  }

  /// Asks again which service level applies to the conversations an event touched.
  mutating func matchServiceLevels(_ touched: inout World.Touched) {
    guard !matchers.isEmpty else { return }
    let asked = matchers.reduce(Changes.life) { $0.union($1.changedBy) }
    for (subject, changes) in touched.subjects
    where subject.scope == .conversation && !changes.isDisjoint(with: asked) {
      match(subject, &touched)
    }
    touched.sort()
  }

  private mutating func match(_ subject: Subject, _ touched: inout World.Touched) {
    guard world.contains(subject), world.conversations[subject.slot].isOpen else { return }
    let (matchers, now) = (matchers, now)
    let place = withSource(subject) { source in
      matchers.firstIndex { $0.condition?.evaluate(source, at: now).holds ?? true }
    }
    world.setServiceLevel(place.map(Int32.init) ?? -1, of: subject.slot, at: now, &touched)
  }

  /// Service levels have been written anew: by name, every conversation keeps its own with what its clocks have gathered,
  /// or goes over to the one that matches now.
  mutating func exchangeServiceLevels() {
    let old = world.serviceLevels
    guard old != configuration.serviceLevels else { return }
    world.exchangeServiceLevels(configuration.serviceLevels, at: now)
    var touched = World.Touched()
    for slot in world.conversations.indices {
      match(Subject(.conversation, slot), &touched)
      changed.insert(Subject(.conversation, slot))
    }
  }
}
