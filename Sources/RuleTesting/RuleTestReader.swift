// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules
public import Settings
import Wire
import Yams

/// Reads files of rule tests, with every mistake and its place.
public struct RuleTestReader {
  private let decoder = EventDecoder()
  private let file: SourceFile
  private let diagnostics = Diagnostics()
  /// Numbers events that have no id of their own.
  private var number = 0

  /// Reads a file; all that is wrong with it instead, when something is.
  public static func read(_ path: String) -> Result<RuleTestFile, Mistakes> {
    switch Files.read(path) {
    case .failure(let failure):
      let unread = SourceFile(path: path, text: "")
      return .failure(Mistakes(list: [unread.diagnostic(0, 0, "cannot be read: \(failure.reason)")]))
    case .success(let text): return read(SourceFile(path: path, text: text))
    }
  }

  /// Reads the text of a file.
  public static func read(_ file: SourceFile) -> Result<RuleTestFile, Mistakes> {
    var reader = RuleTestReader(file: file)
    let tests = reader.tests()
    return tests.map { .success($0) } ?? .failure(Mistakes(list: reader.diagnostics.list))
  }

  /// What is wrong with a file.
  public struct Mistakes: Error, Sendable {
    /// In the order of their places.
    public var list: [Diagnostic]
  }

  private init(file: SourceFile) { self.file = file }

  private mutating func tests() -> RuleTestFile? {
    guard let root = YAMLSection(root: file, what: "a file of tests", diagnostics) else {
      if diagnostics.list.isEmpty { diagnostics.list.append(file.diagnostic(0, 0, "the file is empty")) }
      return nil
    }
    root.allow(["config", "tests"])
    var found = RuleTestFile(path: file.path, config: root.string("config"), tests: [])
    if root["tests"] == nil {
      root.error(root.node, "a file of tests has 'tests': a list, each with '- name:'")
    }
    for section in root.list("tests", "a test") { if let test = read(section) { found.tests.append(test) } }
    return diagnostics.hasNoError(since: 0) ? found : nil
  }

  private mutating func read(_ section: YAMLSection) -> RuleTest? {
    section.allow(["name", "start", "until", "rules", "with", "given", "expect"])
    guard let name = section.string("name"), !name.isEmpty else {
      section.error(section.node, "a test needs a 'name': what it shows")
      return nil
    }
    var start = Instant(rfc3339: "2026-03-02T09:00:00Z") ?? .distantPast
    if let text = section.string("start"), let node = section["start"] {
      if let instant = Instant(rfc3339: text) {
        start = instant
      } else {
        section.error(node, "'start' is a time such as 2026-03-02T09:00:00Z, not '\(text)'")
      }
    }
    number = 0
    let usual = section.section("with", "'with'")
    usual?.allow(Self.fields)
    let steps = section.list("given", "a step").flatMap { step($0, usual, start) }
    if section["expect"] == nil {
      section.error(section.node, "a test needs 'expect': a list, [] for silence")
    }
    return RuleTest(
      name: name, place: section.place, start: start, end: section.span("until"),
      rules: section["rules"] == nil ? [] : section.strings("rules") ?? [],
      steps: steps.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
        \.element),
      expectations: section.list("expect", "an expectation").compactMap { expectation($0) })
  }

  // MARK: - What happens

  private static let verbs = ["ack", "resolve", "wrong", "snooze"]
  /// Keys of a step that are not fields of an event.
  private static let own = ["at", "every", "times", "message"]
  private static let fields = [
    "id", "type", "conversation", "contact", "agent", "queue", "channel", "from", "text", "lang",
    "attributes", "score",
    "scale", "status", "into",
  ]

  private mutating func step(_ section: YAMLSection, _ usual: YAMLSection?, _ start: Instant) -> [RuleTest
    .Step]
  {
    guard let at = section.span("at") else {
      if section["at"] == nil {
        section.error(section.node, "a step needs 'at': how long after the start, such as 90s")
      }
      return []
    }
    if section["restart"] != nil {
      section.allow(["at", "restart"])
      if section.bool("restart") == false {
        section.error(section.node, "'restart' is true; leave the step out otherwise")
      }
      return [RuleTest.Step(at: at, action: .restart)]
    }
    if let down = section.span("down") {
      section.allow(["at", "down"])
      return [RuleTest.Step(at: at, action: .down(down))]
    }
    if let verb = Self.verbs.first(where: { section[$0] != nil }) {
      section.allow(["at", verb, "for", "by", "lasting"])
      let answer = RuleTest.Answer(
        verb: verb, rule: section.string(verb) ?? "", key: section.string("for"),
        by: section.string("by") ?? "somebody",
        lasting: section.interval("lasting") ?? .minutes(30))
      return [RuleTest.Step(at: at, action: .answer(answer))]
    }
    section.allow(Self.own + Self.fields + ["restart", "down"] + Self.verbs)
    let times = section.number("times", in: 1...1_000_000).map { Int($0) } ?? 1
    let every = section.interval("every") ?? .zero
    if times > 1, every == .zero {
      section.error(section.node, "'times' needs 'every': how long between them")
    }
    if times == 1, section["every"] != nil, section["times"] == nil {
      section.error(section.node, "'every' needs 'times': how often")
    }
    let (length, isTooLong) = every.microseconds.multipliedReportingOverflow(by: Int64(times))
    guard !isTooLong, Interval(microseconds: length) <= YAMLSection.longestSpan else {
      section.error(section.node, "this goes on for more than a hundred years")
      return []
    }
    var steps: [RuleTest.Step] = []
    for turn in 1...times {
      let at = at + Interval(microseconds: every.microseconds * Int64(turn - 1))
      // One mistake in it is a mistake in all.
      guard let event = event(section, usual, start + at, turn) else { break }
      steps.append(RuleTest.Step(at: at, action: .event(event)))
    }
    return steps
  }

  /// The event that a step says, made as if it came as a line: all that holds for lines holds here.
  private mutating func event(_ section: YAMLSection, _ usual: YAMLSection?, _ at: Instant, _ turn: Int)
    -> Event?
  {
    number += 1
    var values: [(String, Node)] = []
    for name in Self.fields { if let node = section[name] ?? usual?[name] { values.append((name, node)) } }
    var writer = JSONWriter()
    let number = number
    writer.object { json in
      json.field("at", at.description)
      if section["id"] == nil { json.field("id", "e-\(number)") }
      if section["message"] != nil {
        json.field("type", "message")
        if !values.contains(where: { $0.0 == "from" }) { json.field("from", "contact") }
        json.field("text", Self.filled(section.string("message") ?? "", turn))
      }
      for (name, node) in values where section["message"] == nil || !["type", "text"].contains(name) {
        json.key(name)
        Self.write(node, &json, turn)
      }
    }
    writer.endLine()
    let decoded = writer.bytes.withUnsafeBytes { bytes in
      var lines = LineBuffer()
      return lines.add(bytes).map { decoder.decode($0) } ?? []
    }
    switch decoded.first?.result {
    case .success(let event): return event
    case .failure(let refusal): section.error(section.node, "this is no event: \(refusal.message)")
    case nil: section.error(section.node, "this is no event")
    }
    return nil
  }

  /// `{n}` stands for the number of the turn.
  private static func filled(_ text: String, _ turn: Int) -> String { text.replacing("{n}", with: "\(turn)") }

  private static func write(_ node: Node, _ json: inout JSONWriter, _ turn: Int) {
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain, let number = Double(scalar.string), number.isFinite {
        json.value(number)
      } else if scalar.style == .plain, ["true", "false"].contains(scalar.string) {
        json.value(scalar.string == "true")
      } else {
        json.value(filled(scalar.string, turn))
      }
    case .mapping(let mapping):
      json.object { json in
        for (key, value) in mapping {
          json.key(key.string ?? "")
          write(value, &json, turn)
        }
      }
    case .sequence(let sequence):
      json.array { json in for element in sequence { write(element, &json, turn) } }
    case .alias: json.null()
    }
  }

  // MARK: - What is expected

  private func expectation(_ section: YAMLSection) -> RuleTest.Expectation? {
    let kinds = ["fires": ["severity", "because"], "resolves": [], "tells": ["about"], "holds": []]
    let present = kinds.keys.sorted().filter { section[$0] != nil }
    if present.count > 1 {
      section.error(section.node, "an expectation has one of \(present.joined(separator: " and ")), not both")
    }
    section.allow(
      ["at", "between", "for"] + kinds.keys.sorted() + (present.first.flatMap { kinds[$0] } ?? []))
    if section["at"] != nil, let node = section["between"] {
      section.error(node, "an expectation has 'at' or 'between', not both")
    }
    var during = section.span("at").map { $0...$0 }
    if let ends = section.strings("between"), let node = section["between"] {
      let times = ends.compactMap { Interval($0) }
      if times.count == 2, times[0] <= times[1] {
        during = times[0]...times[1]
      } else {
        section.error(node, "'between' is two times after the start, such as [2m, 3m]")
      }
    }
    guard let matter = matter(section, during) else { return nil }
    return RuleTest.Expectation(
      place: section.place, during: during, matter: matter, key: section.string("for"))
  }

  private func matter(_ section: YAMLSection, _ during: ClosedRange<Interval>?) -> RuleTest.Matter? {
    if let rule = section.string("fires") {
      let severity = section.choice("severity", Severity.allCases.map { "\($0)" }).flatMap {
        Severity(name: $0)
      }
      return .fires(
        rule: rule, severity: severity,
        reasons: section["because"] == nil ? [] : section.strings("because") ?? [])
    }
    if let rule = section.string("resolves") { return .resolves(rule: rule) }
    if let receivers = section["tells"] == nil ? nil : section.strings("tells") {
      if receivers.isEmpty { section.error(section.node, "'tells' names at least one receiver") }
      return .tells(receivers: receivers, rule: section.string("about"))
    }
    if let source = section.string("holds"), let node = section["holds"] {
      if during == nil { section.error(node, "'holds' needs 'at': when to look") }
      if section["for"] == nil { section.error(node, "'holds' needs 'for': which conversation") }
      do throws(Condition.Mistakes) {
        return .holds(try Condition(source, scope: .conversation))
      } catch {
        for mistake in error.list { section.error(in: node, at: mistake.range.lowerBound, mistake.message) }
        return nil
      }
    }
    section.error(section.node, "an expectation has 'fires', 'resolves', 'tells' or 'holds'")
    return nil
  }
}

extension YAMLSection {
  /// The sections of a list; notes what is none.
  fileprivate func list(_ name: String, _ what: String) -> [YAMLSection] {
    guard let node = self[name] else { return [] }
    guard case .sequence(let sequence) = node else {
      error(node, "'\(name)' is a list")
      return []
    }
    return sequence.compactMap { YAMLSection($0, in: file, what: what, diagnostics) }
  }

  /// Longer than any test is, and short enough to be added up.
  fileprivate static let longestSpan = Interval.days(36_500)

  /// A time after the start.
  fileprivate func span(_ name: String) -> Interval? {
    guard let interval = interval(name) else { return nil }
    guard interval <= Self.longestSpan else {
      error(self[name] ?? node, "'\(name)' is at most a hundred years")
      return nil
    }
    return interval
  }

  fileprivate var place: String { "\(file.path):\(node.mark?.line ?? 1)" }
}
