// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules
import ServiceLevels
import Yams

/// Reads the section `service_levels`, once all calendars are known.
struct ServiceLevelReader {
  private(set) var levels: [ServiceLevel] = []
  /// Reads a list; it takes the place of one read before.
  mutating func read(
    _ node: Node, in file: SourceFile, _ calendars: [String: OpeningHours], _ diagnostics: Diagnostics
  ) {
    guard case .sequence(let list) = node else {
      diagnostics.list.append(
        file.diagnostic(
          node.mark?.line ?? 1, node.mark?.column ?? 1,
          "'service_levels' is a list: begin each with '- name:'"))
      return
    }
    levels = []
    for element in list {
      guard let section = YAMLSection(element, in: file, what: "a service level", diagnostics) else {
        continue
      }
      read(section, calendars)
    }
  }

  private mutating func read(_ section: YAMLSection, _ calendars: [String: OpeningHours]) {
    let mistakes = section.diagnostics.list.count
    section.allow(Shape.serviceLevel)
    guard let name = section.string("name"), !name.isEmpty, let node = section["name"] else {
      section.error(section.node, "a service level needs a 'name'")
      return
    }
    if levels.contains(where: { $0.name == name }) {
      section.error(node, "service level '\(name)' is defined already; give one of them another name")
    }
    let targets = ServiceLevel.Promise.allCases.map { section.interval($0.name, atLeast: .seconds(1)) }
    // A misspelt promise has been named already.
    let isSpelt = section.diagnostics.list.count == mistakes
    if isSpelt, ServiceLevel.Promise.allCases.allSatisfy({ section[$0.name] == nil }) {
      section.error(
        node,
        "service level '\(name)' promises nothing; give it \(ServiceLevel.Promise.allCases.map(\.name).joined(separator: ", "))"
      )
    }
    let match = section.string("match")
    if let match, let place = section["match"] { check(match, place, section) }
    levels.append(
      ServiceLevel(name: name, match: match, hours: hours(section, calendars), targets: targets))
  }

  private func hours(_ section: YAMLSection, _ calendars: [String: OpeningHours]) -> OpeningHours {
    guard let name = section.string("calendar"), let node = section["calendar"], name != "always" else {
      return .always
    }
    if let hours = calendars[name] { return hours }
    section.error(
      node, "unknown calendar '\(name)'\(Suggestion.phrase(for: name, among: calendars.keys.sorted()))")
    return .always
  }

  private func check(_ match: String, _ node: Node, _ section: YAMLSection) {
    do {
      let condition = try Condition(match, scope: .conversation)
      for reference in condition.references {
        switch reference.signal {
        case .sla, .slaRemaining:
          section.error(node, "'match' says who a service level is for; it cannot ask for its clocks")
        default: break
        }
      }
    } catch {
      for mistake in error.list { section.error(in: node, at: mistake.range.lowerBound, mistake.message) }
    }
  }
}
