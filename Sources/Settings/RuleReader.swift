// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules
import Yams

/// Reads the section `rules`.
struct RuleReader {
  struct Found {
    var definition: RuleDefinition
    var place: String
    /// `file:line` where it begins.
    var origin = ""
    var isShipped: Bool
    var isDisabled: Bool
  }

  private(set) var found: [Found] = []
  /// The names that a layer has used, in rules with mistakes too.
  private var names: [(name: String, place: String, isShipped: Bool)] = []

  /// The rules in force.
  var definitions: [RuleDefinition] { found.filter { !$0.isDisabled }.map(\.definition) }

  mutating func read(_ node: Node, in file: SourceFile, isShipped: Bool, _ diagnostics: Diagnostics) {
    guard case .sequence(let list) = node else {
      if case .scalar(let scalar) = node, scalar.string.isEmpty { return }
      let mark = node.mark
      diagnostics.list.append(
        file.diagnostic(
          mark?.line ?? 1, mark?.column ?? 1, "'rules' is a list: begin each rule with '- name:'"))
      return
    }
    for element in list {
      guard let section = YAMLSection(element, in: file, what: "a rule", diagnostics) else { continue }
      let before = diagnostics.list.count
      section.allow(Shape.rule)
      let rule = read(section, isShipped: isShipped)
      let name = section["name"]?.scalar?.string ?? ""
      names.append((name, "\(file.path):\(section["name"]?.mark?.line ?? 0)", isShipped))
      let what = name.isEmpty ? "the rule at line \(section.node.mark?.line ?? 0)" : "rule '\(name)'"
      for place in before..<diagnostics.list.count { diagnostics.list[place].canSetAside = what }
      // A rule with a mistake takes no other one's place.
      if var rule, diagnostics.hasNoError(since: before) {
        rule.origin = "\(file.path):\(element.mark?.line ?? 1)"
        put(rule)
      }
    }
  }

  private func read(_ section: YAMLSection, isShipped: Bool) -> Found? {
    guard let name = section.string("name"), !name.isEmpty else {
      section.error(section.node, "a rule needs a 'name'")
      return nil
    }
    let nameNode = section["name"] ?? section.node
    guard !name.hasPrefix(Alert.ownRules) else {
      section.error(
        nameNode, "rules named '\(Alert.ownRules)…' are Foreshock's own; give this one another name")
      return nil
    }
    let place = "\(section.file.path):\(nameNode.mark?.line ?? 0)"
    if let known = names.last(where: { $0.name == name && $0.isShipped == isShipped }) {
      section.error(
        nameNode, "rule '\(name)' is defined already, at \(known.place); give one of them another name")
      return nil
    }
    if section.bool("disabled") == true {
      return mask(name, section, nameNode, place, isShipped)
    }
    guard let when = section.string("when") else {
      if section["when"] == nil {
        section.error(nameNode, "rule '\(name)' has no 'when': the condition that makes it fire")
      }
      return nil
    }
    var rule = RuleDefinition(name: name, when: when)
    rule.clear = section.string("clear")
    rule.hold = section.interval("for") ?? rule.hold
    rule.clearFor = section.interval("clear_for") ?? rule.clearFor
    rule.cooldown = section.interval("cooldown") ?? rule.cooldown
    rule.scope =
      section.choice("scope", Scope.allCases.map { "\($0)" }).flatMap { Scope(name: $0) } ?? rule.scope
    rule.severity =
      section.choice("severity", Severity.allCases.map { "\($0)" }).flatMap { Severity(name: $0) }
      ?? rule.severity
    rule.playbook = section.string("playbook")
    rule.summary = section.string("summary") ?? rule.summary
    if let labels = section.section("labels", "'labels'") {
      for (key, _, value) in labels.keys {
        if let text = value.scalar?.string {
          rule.labels[key] = text
        } else {
          labels.error(value, "a label is a text")
        }
      }
    }
    if let summary = section["summary"] {
      for mistake in Summary(rule.summary).mistakes {
        section.error(in: summary, at: mistake.range.lowerBound, mistake.message)
      }
    }
    check(rule, section)
    return Found(definition: rule, place: place, isShipped: isShipped, isDisabled: false)
  }

  private func check(_ rule: RuleDefinition, _ section: YAMLSection) {
    do {
      for doubt in try Rule(rule).doubts {
        switch doubt {
        case .neverFires:
          section.warn(
            section["when"] ?? section.node, "rule '\(rule.name)' can never fire: no values make this true")
        case .neverEnds:
          let cure =
            rule.clear == nil
            ? "its 'when' is always true"
            : "whatever makes 'clear' true leaves 'when' true as well, or nothing makes it true; for 'risk > 60' write something like 'risk < 50'"
          section.warn(
            section["clear"] ?? section["when"] ?? section.node,
            "rule '\(rule.name)' can never end by itself: \(cure)")
        }
      }
    } catch {
      for (field, mistake) in error.list {
        guard let node = section[field.rawValue] else { continue }
        section.error(in: node, at: mistake.range.lowerBound, mistake.message)
      }
    }
  }

  private func mask(
    _ name: String, _ section: YAMLSection, _ node: Node, _ place: String, _ isShipped: Bool
  ) -> Found {
    if !found.contains(where: { $0.definition.name == name }) {
      section.warn(
        node,
        "there is no rule '\(name)' to disable"
          + Suggestion.phrase(for: name, among: found.map(\.definition.name)))
    }
    return Found(
      definition: RuleDefinition(name: name, when: "false"), place: place, isShipped: isShipped,
      isDisabled: true)
  }

  /// A rule of the same name keeps its place in the order.
  private mutating func put(_ rule: Found) {
    if let index = found.firstIndex(where: { $0.definition.name == rule.definition.name }) {
      found[index] = rule
    } else {
      found.append(rule)
    }
  }
}
