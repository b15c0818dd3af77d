// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import RuleTesting
import Settings
import TestKit
import Testing

@Suite struct RuleTestTests {
  static let rules = """
    rules:
      - {name: waits, when: unanswered >= 2 and waiting >= 5m, clear: unanswered == 0, severity: warning}
      - {name: many, when: queue.waiting >= 10, scope: queue, severity: critical}
    receivers: {leads: [{journal: }], duty: [{journal: }]}
    routes:
      - match: rule == "waits"
        ladder: [{notify: [leads]}, {after: 5m, notify: [duty]}]
      - notify: [leads]
    """

  /// What tests come to, as the command writes it.
  static func results(_ tests: String) throws -> [RuleTestResult] {
    let folder = Repository.temporaryFolder()
    Program.write(rules, to: folder + "/rules.yaml")
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(
      folder + "/rules.yaml")
    var run = RuleTestRun(try #require(outcome.settings, "\(outcome.diagnostics.map(\.text))"))
    let file = try RuleTestReader.read(SourceFile(path: "t.yaml", text: tests)).get()
    return try file.tests.map { try run.run($0) }
  }

  static func lines(_ tests: String) throws -> [String] {
    try results(tests).flatMap { RuleTestReport.text($0).split(separator: "\n").map(String.init) }
  }

  @Test func alertsNoticesAnswersAndSilence() throws {
    let lines = try Self.lines(
      """
      tests:
        - name: the ladder goes on until somebody answers
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given:
            - {at: 0s, message: Hello}
            - {at: 1m, message: Hello?}
            - {at: 2m, restart: true}
            - {at: 12m, ack: waits, by: jay}
            - {at: 30m, message: Sorry, from: agent, agent: jay}
          expect:
            - {at: 5m, fires: waits, for: c-1, severity: warning, because: [unanswered, waiting]}
            - {at: 5m, tells: [leads], about: waits}
            - {at: 10m, tells: [duty], about: waits}
            - {at: 12m, tells: [leads, duty], about: waits}
            - {at: 30m, resolves: waits}
            - {at: 30m, tells: [leads, duty], about: waits}
            - {at: 6m, holds: unanswered == 2 and age == 6m, for: c-1}
        - name: an answer in time keeps it quiet
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given:
            - {at: 0s, message: Hello}
            - {at: 1m, message: Hello?}
            - {at: 4m59s, message: Hello!, from: agent, agent: jay}
          until: 1d
          expect: []
        - name: a load of contacts
          rules: [many]
          with: {channel: chat, queue: q}
          given:
            - {at: 0s, every: 1s, times: 12, conversation: "c-{n}", contact: "u-{n}", message: "Hello {n}"}
          expect:
            - {at: 9s, fires: many, for: q}
      """)
    #expect(
      lines == [
        "ok    the ladder goes on until somebody answers", "ok    an answer in time keeps it quiet",
        "ok    a load of contacts",
      ])
  }

  /// What would pass by mistake does not, and what is right does.
  @Test func nothingPassesByMistake() throws {
    let lines = try Self.lines(
      """
      tests:
        - name: an answer to nothing
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given:
            - {at: 0s, message: Hello}
            - {at: 1m, ack: waits}
            - {at: 2m, ack: wiats}
          expect: []
        - name: the loose one leaves the exact one its own
          with: {channel: chat, queue: q}
          given:
            - {at: 0s, every: 1m, times: 2, conversation: c-1, contact: ana, message: Hello}
            - {at: 10m, every: 1m, times: 2, conversation: c-2, contact: bob, message: Hello}
          until: 16m
          expect:
            - {fires: waits}
            - {at: 5m, fires: waits, for: c-1}
        - name: what came meanwhile goes first
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given:
            - {at: 0s, message: Hello}
            - {at: 1m, message: Hello?}
            - {at: 2m, down: 10m}
            - {at: 3m, message: Sorry, from: agent, agent: jay}
          expect: []
        - name: the last thing may be due by time alone
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given: [{at: 0s, message: Hello}, {at: 1m, message: Hello?}]
          expect: [{at: 5m, fires: waits}]
      """)
    #expect(
      lines == [
        "FAIL  an answer to nothing  (t.yaml:2)",
        "    !         there is no rule 'wiats', did you mean 'waits'?   t.yaml:2",
        "    ! 1m      ack: no alert of 'waits' is there to be answered   t.yaml:2",
        "    ! 2m      ack: no alert of 'wiats' is there to be answered   t.yaml:2",
        "ok    the loose one leaves the exact one its own", "ok    what came meanwhile goes first",
        "ok    the last thing may be due by time alone",
      ])
  }

  @Test func aFailureSaysWhatCameAndWhy() throws {
    let lines = try Self.lines(
      """
      tests:
        - name: wrong
          with: {conversation: c-1, contact: ana, channel: chat, queue: q}
          given:
            - {at: 0s, message: Hello}
            - {at: 1m, message: Hello?}
          until: 10m
          expect:
            - {at: 3m, fires: waits, for: c-1}
            - {at: 2m, holds: unanswered == 3, for: c-1}
            - {at: 2m, fires: wiats}
      """)
    #expect(
      lines == [
        "FAIL  wrong  (t.yaml:2)",
        "    !         there is no rule 'wiats', did you mean 'waits'?   t.yaml:2",
        "    - 2m      holds     unanswered == 3 for c-1   t.yaml:10",
        "               unanswered 2, not == 3",
        "    - 2m      fires     wiats   t.yaml:11",
        "    - 3m      fires     waits for c-1   t.yaml:9",
        "               waiting 3m, not >= 5m",
        "    + 5m      fires     waits for c-1 (warning)",
        "               unanswered 2 >= 2",
        "               waiting 5m >= 5m",
      ])
  }

  @Test(arguments: [
    ("tests: [{name: a, given: [{at: 5, message: x}], expect: []}]", "1:32 'at' is a duration with a unit"),
    ("tests: [{name: a, given: [{at: 5s, mesage: x}], expect: []}]", "did you mean 'message'?"),
    (
      "tests: [{name: a, given: [{at: 5s, type: mesage, conversation: c}], expect: []}]", "this is no event: "
    ),
    ("tests: [{name: a, given: []}]", "a test needs 'expect'"),
    ("tests: [{name: a, given: [], expect: [{at: 1s, holds: rsik > 1, for: c}]}]", "did you mean 'risk'?"),
    ("tests: [{name: a, given: [], expect: [{at: 1s, for: c}]}]", "an expectation has 'fires', 'resolves'"),
    ("tsts: []", "did you mean 'tests'?"), ("", "the file is empty"),
    (
      "tests: [{name: a, given: [{at: 0s, every: 6000000d, times: 100, message: x, conversation: c}], expect: []}]",
      "more than a hundred years"
    ),
    ("tests: [{name: a, given: [{at: 40000d, restart: true}], expect: []}]", "at most a hundred years"),
    ("tests: [{name: a, given: [], expect: [{fires: a, holds: b}]}]", "one of fires and holds, not both"),
    ("tests: [{name: a, given: [], with: {conversaton: c}, expect: []}]", "did you mean 'conversation'?"),
    (
      "tests: [{name: a, given: [], expect: [{at: 1s, between: [1s, 2s], fires: a}]}]",
      "'at' or 'between', not both"
    ),
  ])
  func mistakesHaveTheirPlace(_ text: String, _ message: String) {
    guard case .failure(let mistakes) = RuleTestReader.read(SourceFile(path: "t.yaml", text: text)) else {
      Issue.record("nothing was found")
      return
    }
    #expect(
      mistakes.list.contains { "\($0.line):\($0.column) \($0.message)".contains(message) }, "\(mistakes.list)"
    )
  }

  @Test func whatBuildServersRead() throws {
    let results = try Self.results(
      """
      tests:
        - {name: "a <b> & \\"c\\"", given: [], expect: []}
        - {name: fails, given: [], expect: [{at: 1m, fires: many}]}
      """)
    let xml = RuleTestReport.junit([("t.yaml", results)])
    let document = Repository.temporaryFolder() + "/r.xml"
    try xml.write(toFile: document, atomically: true, encoding: .utf8)
    #expect(xml.contains("<testsuites tests=\"2\" failures=\"1\">"))
    #expect(xml.contains("name=\"a &lt;b&gt; &amp; &quot;c&quot;\"/>"))
    if access("/usr/bin/python3", X_OK) == 0 {
      let read = Program.run(
        ["-c", "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])", document],
        of: "/usr/bin/python3")
      #expect(read.status == 0, "\(read.log)")
    }
  }

  /// Every rule that is shipped does what its test says, and all of them fire somewhere.
  @Test func theShippedRulesDoWhatIsSaidOfThem() throws {
    let folder = Repository.folder + "/config/tests"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    var run = RuleTestRun(Build.settings)
    for name in names {
      for test in try RuleTestReader.read("\(folder)/\(name)").get().tests {
        let result = try run.run(test)
        #expect(result.isPassed, "\(RuleTestReport.text(result))")
      }
    }
    // Promises hold as they are shipped, so that nobody waits without one.
    #expect(run.coverage.gaps.filter { $0.hasSuffix("has not fired") } == ["waits-too-long has not fired"])
  }
}
