// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules
import ServiceLevels
import Yams

/// Reads the section `routes`.
struct RouteReader {
  let receivers: [String]
  let calendars: [String: OpeningHours]

  func read(_ node: Node, _ root: YAMLSection) -> [Route] {
    guard case .sequence(let list) = node else {
      root.error(node, "'routes' is a list: begin each with '- notify: [NAME]'")
      return []
    }
    let found = list.compactMap { element -> (route: Route, section: YAMLSection)? in
      guard let section = YAMLSection(element, in: root.file, what: "a route", root.diagnostics) else {
        return nil
      }
      return (read(section), section)
    }
    if let (route, section) = found.last, route.match != nil {
      section.error(
        section["match"] ?? section.node,
        "the last route takes the rest of the alerts; add one without 'match' behind it")
    }
    for (route, section) in found.dropLast() where route.match == nil && !route.continues {
      section.warn(section.node, "this route takes every alert; those behind it are never asked")
    }
    return found.map(\.route)
  }

  private func read(_ section: YAMLSection) -> Route {
    section.allow(Shape.route)
    var route = Route(match: section.aboutAlerts("match"), ladder: ladder(section))
    route.continues = section.bool("continue") ?? false
    route.groupBy = section.alertFields("group_by")
    route.groupWait = section.interval("group_wait") ?? (route.groupBy.isEmpty ? .zero : .seconds(10))
    route.repeatEvery = section.interval("repeat_every", atLeast: .minutes(1))
    route.active = calendar(section, "active")
    route.muted = calendar(section, "muted")
    route.holdWhile = section.string("hold_while")
    if let text = route.holdWhile, let node = section["hold_while"] {
      do {
        _ = try Condition(text, scope: .conversation)
      } catch {
        for mistake in error.list { section.error(in: node, at: mistake.range.lowerBound, mistake.message) }
      }
    }
    return route
  }

  // MARK: - Ladders

  private func ladder(_ section: YAMLSection) -> [Route.Step] {
    section.checkReceivers(receivers)
    guard let node = section["ladder"] else {
      if section["notify"] == nil {
        section.error(section.node, "a route needs 'notify' or 'ladder': which receivers")
      }
      return [Route.Step(notify: section.strings("notify") ?? [])]
    }
    if let notify = section["notify"] {
      section.error(
        notify, "a route has 'notify' or 'ladder', not both; make it the first step of the ladder")
    }
    guard case .sequence(let list) = node, !list.isEmpty else {
      section.error(node, "'ladder' is a list of steps: begin each with '- notify: [NAME]'")
      return []
    }
    var steps: [Route.Step] = []
    for element in list {
      guard let step = YAMLSection(element, in: section.file, what: "a step", section.diagnostics) else {
        continue
      }
      steps.append(read(step, after: steps.last))
    }
    return steps
  }

  private func read(_ section: YAMLSection, after before: Route.Step?) -> Route.Step {
    section.allow(Shape.step)
    section.checkReceivers(receivers)
    if (section.strings("notify") ?? []).isEmpty, section["notify"] == nil {
      section.error(section.node, "a step needs 'notify': which receivers")
    }
    let after = section.interval("after") ?? .zero
    if let before {
      if section["after"] == nil {
        section.error(section.node, "this step needs 'after': how long nobody has acknowledged the alert")
      } else if after <= before.after, let node = section["after"] {
        section.error(
          node,
          "'after' counts from the first step and is longer than that of the step before (\(before.after))")
      }
    } else if after > .zero, let node = section["after"] {
      section.error(node, "the first step is at once; leave 'after' out, or use 'group_wait'")
    }
    for key in ["if_firing", "during"] where before == nil {
      if let node = section[key] {
        section.error(
          node,
          "the first step has no condition; the route's 'match', 'active' and 'muted' say when it is for")
      }
    }
    let least = section.number("if_firing", in: 1...1_000_000).map { Int($0) }
    return Route.Step(
      after: after, notify: section.strings("notify") ?? [], ifFiring: least,
      during: calendar(section, "during"))
  }

  private func calendar(_ section: YAMLSection, _ key: String) -> OpeningHours? {
    guard let name = section.string(key), let node = section[key] else { return nil }
    if let known = calendars[name] { return known }
    section.error(
      node,
      "there is no calendar '\(name)'" + Suggestion.phrase(for: name, among: calendars.keys.sorted()))
    return nil
  }
}

extension YAMLSection {
  /// Notes receivers that it names and nobody defined.
  func checkReceivers(_ receivers: [String]) {
    guard case .sequence(let list) = self["notify"] else { return }
    for element in list {
      guard let name = element.scalar?.string, !receivers.contains(name) else { continue }
      error(element, "there is no receiver '\(name)'" + Suggestion.phrase(for: name, among: receivers))
    }
  }
}
