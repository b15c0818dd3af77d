// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Rules

/// What tests of rules look at, besides what the engine does.
extension Engine {
  /// The rules in force, in order.
  public var compiledRules: [Rule] { rules }

  /// For every rule and each of its subjects, by their names: which comparisons of `when`, then of `clear`, hold now.
  public mutating func observe(_ body: (_ rule: Int, _ subject: String, _ holds: [Bool]) -> Void) {
    let now = now
    for subject in world.subjects {
      for (place, rule) in rules.enumerated() where rule.definition.scope == subject.scope {
        let holds = withSource(subject) { source in
          rule.when.comparisonsHolding(source, at: now)
            + (rule.clear?.comparisonsHolding(source, at: now) ?? [])
        }
        body(place, world.name(of: subject), holds)
      }
    }
  }

  /// Whether a condition holds for a conversation, and if it does not, what keeps it; `nil` when none of this name is
  /// known.
  public mutating func ask(_ condition: Condition, of conversation: String) -> (
    holds: Bool, objections: [Finding]
  )? {
    guard let slot = world.conversations.place(of: conversation) else { return nil }
    let now = now
    return withSource(Subject(.conversation, slot)) { source in
      (condition.evaluate(source, at: now).holds, condition.objections(source, at: now))
    }
  }

  /// Whether a condition holds for a conversation; not for one that nobody knows.
  public mutating func holds(_ condition: Condition, for conversation: String) -> Bool {
    guard let slot = world.conversations.place(of: conversation) else { return false }
    let now = now
    return withSource(Subject(.conversation, slot)) { condition.evaluate($0, at: now).holds }
  }

  /// The comparisons that keep a rule from holding for a subject of this name; `nil` when it or the rule is not known.
  public mutating func objections(to rule: String, _ name: String) -> [Finding]? {
    let now = now
    guard let found = rules.first(where: { $0.definition.name == rule }),
      let subject = world.subjects.first(where: {
        $0.scope == found.definition.scope && world.name(of: $0) == name
      })
    else { return nil }
    return withSource(subject) { found.when.objections($0, at: now) }
  }
}
