// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Events
import Rules
import ServiceLevels
import Yams

/// Reads how alerts come to people: the sections `routes`, `inhibit`, `budget`, `storm` and `administrator`.
///
/// They name receivers and calendars that other files may define, so they are noted first and read when all is known.
struct PolicyReader {
  private var roots: [String: YAMLSection] = [:]
  private static let sections = ["routes", "inhibit", "budget", "storm", "administrator"]

  /// Notes what a file says; the last file that has a section counts.
  mutating func note(_ root: YAMLSection) {
    for name in Self.sections where root[name] != nil { roots[name] = root }
  }

  /// Reads what was noted. Without routes everybody is told of everything.
  func read(_ receivers: [String], _ calendars: [String: OpeningHours]) -> AlertPolicy {
    let routes = RouteReader(receivers: receivers, calendars: calendars)
    var policy = AlertPolicy()
    if let root = roots["routes"], let node = root["routes"] { policy.routes = routes.read(node, root) }
    if policy.routes.isEmpty, !receivers.isEmpty { policy.routes = [Route(notify: receivers)] }
    policy.receivers = receivers
    if let root = roots["inhibit"], let node = root["inhibit"] {
      policy.inhibitions = inhibitions(node, root)
    }
    if let root = roots["administrator"], let section = root.section("administrator", "'administrator'") {
      section.allow(Shape.administrator)
      policy.administrators = section.strings("notify") ?? []
      section.checkReceivers(receivers)
    }
    let budget = limits("budget", receivers)
    let storm = limits("storm", receivers)
    policy.limits = Limits(budget: budget.all, storm: storm.all)
    for name in Set(budget.exceptions.keys).union(storm.exceptions.keys) {
      policy.exceptions[name] = Limits(
        budget: budget.exceptions[name] ?? budget.all, storm: storm.exceptions[name] ?? storm.all)
    }
    return policy
  }

  // MARK: - Inhibitions

  private func inhibitions(_ node: Node, _ root: YAMLSection) -> [Inhibition] {
    guard case .sequence(let list) = node else {
      root.error(node, "'inhibit' is a list: begin each with '- when: …'")
      return []
    }
    return list.compactMap { element in
      guard let section = YAMLSection(element, in: root.file, what: "an inhibition", root.diagnostics) else {
        return nil
      }
      section.allow(Shape.inhibition)
      for name in ["when", "mute"] where section[name] == nil {
        section.error(section.node, "an inhibition needs '\(name)': which alerts")
      }
      guard let when = section.aboutAlerts("when"), let mute = section.aboutAlerts("mute") else { return nil }
      return Inhibition(when: when, mute: mute, equal: section.alertFields("equal"))
    }
  }

  // MARK: - Limits

  private typealias Found = (all: Limits.Allowance?, exceptions: [String: Limits.Allowance?])

  /// `{per: 1h, alerts: 12, receivers: {pager: off}}`
  private func limits(_ name: String, _ receivers: [String]) -> Found {
    var found: Found = (nil, [:])
    guard let root = roots[name], let node = root[name] else { return found }
    if Self.isOff(node) { return found }
    guard let section = root.section(name, "'\(name)'") else { return found }
    section.allow(Shape.limits)
    found.all = allowance(section, isRequired: section["receivers"] == nil)
    for (receiver, key, value) in section.section("receivers", "'receivers'")?.keys ?? [] {
      guard receivers.contains(receiver) else {
        section.error(
          key, "there is no receiver '\(receiver)'" + Suggestion.phrase(for: receiver, among: receivers))
        continue
      }
      if Self.isOff(value) {
        found.exceptions[receiver] = .some(nil)
      } else if let own = YAMLSection(
        value, in: section.file, what: "the \(name) of '\(receiver)'", section.diagnostics)
      {
        own.allow(Shape.allowance)
        found.exceptions[receiver] = .some(allowance(own, isRequired: true))
      }
    }
    return found
  }

  private func allowance(_ section: YAMLSection, isRequired: Bool) -> Limits.Allowance? {
    let count = section.number("alerts", in: 1...10_000)
    let per = section.interval("per", atLeast: .seconds(1))
    if let count, let per { return Limits.Allowance(Int(count), per: per) }
    let isMissing = section["alerts"] == nil || section["per"] == nil
    if isMissing, isRequired || section["alerts"] != nil || section["per"] != nil {
      section.error(section.node, "\(section.what) needs 'per' and 'alerts', such as {per: 1h, alerts: 12}")
    }
    return nil
  }

  private static func isOff(_ node: Node) -> Bool {
    ["off", "none", "false"].contains(node.scalar?.string.lowercased() ?? "")
  }
}

extension YAMLSection {
  /// An expression about alerts.
  func aboutAlerts(_ name: String) -> String? {
    guard let text = string(name), let node = self[name] else { return nil }
    do {
      _ = try Condition(ofAlert: text)
    } catch {
      for mistake in error.list { self.error(in: node, at: mistake.range.lowerBound, mistake.message) }
    }
    return text
  }

  /// Names of fields that alerts have.
  func alertFields(_ name: String) -> [String] {
    guard case .sequence(let list)? = self[name] else { return strings(name) ?? [] }
    for element in list {
      guard let field = element.scalar?.string, !Condition.alertFields.contains(field) else { continue }
      if field.hasPrefix("labels."), field.utf8.count > 7 { continue }
      let meant = Suggestion.phrase(for: field, among: Condition.alertFields)
      let known = (Condition.alertFields + ["labels.NAME"]).joined(separator: ", ")
      error(element, "an alert has no field '\(field)'" + (meant.isEmpty ? "; known are \(known)" : meant))
    }
    return strings(name) ?? []
  }
}
