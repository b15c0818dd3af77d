// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Reports
import Rules
import ServiceLevels
import Yams

/// Reads the section `reports`.
enum ReportReader {

  static func read(_ node: Node, in file: SourceFile, _ diagnostics: Diagnostics) -> [(
    ScheduledReport, YAMLSection
  )] {
    guard case .sequence(let list) = node else {
      diagnostics.list.append(
        file.diagnostic(
          node.mark?.line ?? 1, node.mark?.column ?? 1, "'reports' is a list: begin each with '- name:'"))
      return []
    }
    var found: [(ScheduledReport, YAMLSection)] = []
    for element in list {
      guard let section = YAMLSection(element, in: file, what: "a report", diagnostics),
        let report = read(section)
      else { continue }
      if found.contains(where: { $0.0.name == report.name }), let node = section["name"] {
        section.error(node, "report '\(report.name)' is defined already; give one of them another name")
      }
      found.append((report, section))
    }
    return found
  }

  private static func read(_ section: YAMLSection) -> ScheduledReport? {
    section.allow(Shape.report)
    guard let name = section.string("name"), !name.isEmpty else {
      section.error(section.node, "a report needs a 'name'")
      return nil
    }
    guard let text = section.string("at"), let node = section["at"] else {
      if section["at"] == nil {
        section.error(section.node, "report '\(name)' needs 'at': a time of day, such as \"18:00\"")
      }
      return nil
    }
    guard let time = CalendarReader.time(text), time < .days(1) else {
      section.error(node, "'\(text)' is no time of day; write \"18:00\", in quotes")
      return nil
    }
    var days = Array(0..<7)
    if let text = section.string("days"), let node = section["days"] {
      if let found = CalendarReader.days(text) {
        days = found
      } else {
        section.error(
          node, "'\(text)' are no days; write mon-fri, sat-wed, daily or a list such as 'mon, thu'")
      }
    }
    let zone = section["timezone"] == nil ? Zone.utc : CalendarReader.zone(section)
    let covers = section.interval("covers", atLeast: .minutes(1)) ?? .days(1)
    let by = section.choice("by", Report.Dimension.allCases.map(\.rawValue))
    let notify = section.strings("notify") ?? []
    if section["notify"] == nil {
      section.error(section.node, "report '\(name)' needs 'notify': a list of receivers")
    }
    return ScheduledReport(
      name: name, at: time, days: days, zone: zone, covers: covers,
      dimension: by.flatMap(Report.Dimension.init(rawValue:)), notify: notify)
  }
}
