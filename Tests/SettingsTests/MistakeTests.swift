// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Glibc
import Language
import Rules
import Settings
import TestKit
import Testing

@Suite struct MistakeTests {
  /// Ten mistakes in one file, each named with line, column and what would be right.
  /// A broken template is found before anything is sent with it, and a reload with one changes nothing.
  @Test(arguments: [
    ("{{#reasons}}x", "the template is broken"), ("{\"a\":\"{{summry}}\"}", "did you mean 'summary'?"),
    ("{\"a\": {{summary}}}", "the template does not make JSON"),
    ("{{> part}}", "the template does not make JSON"),
  ])
  func templates(_ template: String, _ words: String) {
    let found = SettingsLoader.check(
      "receivers: {a: [{webhook: {url: 'https://x.example', format: template, template: '\(template)'}}]}")
    #expect(found.contains { $0.message.contains(words) }, "\(found.map(\.message))")
  }

  /// The address of a webhook is as good as a password, and is shown nowhere.
  @Test(arguments: [
    "receivers: {a: [{webhook: {url: \"https://hooks.example/T0P\", fromat: slack}}]}",
    "receivers: {a: [{webhook: {url: https://hooks.example/T0P, fromat: slack}}]}",
    "receivers: {a: [{webhook: {url: https://x.example, secret: T0P}}]}",
    "receivers: {a: [{webhook: {url_file: \"https://hooks.example/T0P\"}}]}",
    "receivers: {a: [{webhook: {url:\n  \"https://hooks.example/T0P\", fromat: slack}}]}",
    "heartbeat: {url: 'https://hooks.example/T0P', evry: 5m}",
    "heartbeat: {url: \"https://hooks.example/\\\"T0P\", evry: 5m}",
  ])
  func secretsAreNotShown(_ text: String) {
    let found = SettingsLoader.check(text)
    #expect(found.contains { $0.level == .error } && !found.contains { $0.text.contains("T0P") })
    #expect(found.contains { $0.text.contains("•") })
  }

  @Test func namesOfOurOwnAlertsAreRefused() {
    let found = SettingsLoader.check("rules: [{name: foreshock-audit, when: risk > 1}]")
    #expect(found.contains { $0.message.contains("are Foreshock's own; give this one another name") })
  }

  @Test func everyMistakeInOneRun() {
    let text = """
      rules:
        - name: one
          when: sentiment.men[10m] < 0
          severity: urgent
        - name: two
          wehn: risk > 5
        - name: three
          when: "waiting > 5"
          for: 30
          scope: agents
        - name: one
          when: risk > 5
        - name: four
          when: >
            risk > 50 and
            asks_for_supervsor
          summary: "{{contct}} waits"
      receivers:
        team:
          - webhook: {url: "ftp://x", formt: standard}
      routes:
        - notify: [taem]
      intkae: {}
      """
    let found = SettingsLoader.check(text).filter { $0.level == .error }.map {
      "\($0.line):\($0.column) \($0.message)"
    }
    let expected = [
      "23:1 unknown key 'intkae' in the configuration, did you mean 'intake'?",
      "4:15 'severity' is one of info, warning, critical",
      "3:11 unknown signal 'sentiment.men', did you mean 'sentiment.mean'?",
      "6:5 unknown key 'wehn' in a rule, did you mean 'when'?",
      "5:11 rule 'two' has no 'when'",
      "9:10 'for' is a duration with a unit, such as 90s, 5m, 1h30m or 2d, write 30s or 30m",
      "10:12 'scope' is one of conversation, contact, agent, queue, all, did you mean 'agent'?",
      "8:12 a duration does not compare with a number; write 5s or 5m",
      "11:11 rule 'one' is defined already, at input.yaml:2",
      "17:15 unknown placeholder 'contct', did you mean 'contact'?",
      "16:7 unknown signal 'asks_for_supervsor', did you mean 'asks_for_supervisor'?",
      "20:33 unknown key 'formt' in 'webhook', did you mean 'format'?",
      "20:22 a webhook's address begins with https:// or http://",
      "22:14 there is no receiver 'taem', did you mean 'team'?",
    ]
    for line in expected {
      #expect(
        found.contains { $0.hasPrefix(line) }, "missing: \(line)\nfound:\n\(found.joined(separator: "\n"))")
    }
    #expect(found.count == expected.count, "\(found.joined(separator: "\n"))")
  }

  @Test(arguments: [
    ("rules:\n\t- name: x", 2, "spaces, not tabs"), ("rules: [", 1, "not YAML"), ("a: b: c", 1, "not YAML"),
    ("rules: 5", 1, "is a list"), ("risk: {midpoint: high}", 1, "is a number"),
    ("risk: {evidence: {angr: {points: 1}}}", 1, "did you mean 'anger'"),
    ("intake: {tcp: 1}", 1, "not available in this version"),
    ("receivers: {a: [{webhook: {url: 'http://x', secret: abc}}]}", 1, "does not stand in the configuration"),
  ])
  func one(_ text: String, _ line: Int, _ words: String) {
    let found = SettingsLoader.check(text).filter { $0.level == .error }
    #expect(found.contains { $0.line >= line && $0.message.contains(words) }, "\(found.map(\.text))")
  }

  @Test func theCaretStandsUnderThePlace() {
    let text = SettingsLoader.check("rules: [{name: r, when: rsik > 5}]").first?.text
    #expect(
      text
        == "input.yaml:1:25: error: unknown signal 'rsik', did you mean 'risk'?\n  rules: [{name: r, when: rsik > 5}]\n                          ^"
    )
  }

  @Test func aFileStandsAloneAndAFolderIsLayered() throws {
    let folder = Repository.temporaryFolder()
    Program.write("rules: [{name: mine, when: risk > 5}]", to: folder + "/one.yaml")
    let loader = SettingsLoader(shipped: Repository.folder + "/config", environment: [:])
    let alone = try #require(loader.load(folder + "/one.yaml").settings)
    #expect(alone.rules.map(\.name) == ["mine"])
    #expect(alone.model == Build.settings.model && alone.lexicons["en"] != nil)

    let layered = Repository.temporaryFolder()
    #expect(Program.run(["--version"]).status == 0)
    _ = mkdir(layered + "/rules.d")
    _ = mkdir(layered + "/lexicons")
    Program.write(
      "rules: [{name: boiling-over, when: risk > 99}, {name: crisis, disabled: true}, {name: mine, when: risk > 5}]",
      to: layered + "/rules.d/10.yaml")
    Program.write("flurble\tanger\t0.9\n", to: layered + "/lexicons/en.tsv")
    let settings = try #require(loader.load(layered).settings)
    #expect(settings.rules.first?.when == "risk > 99" && settings.rules.last?.name == "mine")
    #expect(!settings.rules.contains { $0.name == "crisis" })
    #expect(settings.lexicons["en"]?.last?.pattern == "flurble")
  }

  @Test func aMissingFileIsAnError() {
    #expect(
      SettingsLoader(shipped: Repository.folder + "/config", environment: [:]).load("/nonexistent/x.yaml")
        .settings == nil)
  }

  @Test func secretsDoNotPrintThemselves() throws {
    let folder = Repository.temporaryFolder()
    Program.write("whsec_c2VjcmV0\n", to: folder + "/key")
    Program.write(
      "receivers: {a: [{webhook: {url: 'http://x/token', secret_file: '\(folder)/key'}}]}",
      to: folder + "/c.yaml")
    let settings = try #require(
      SettingsLoader(shipped: Repository.folder + "/config", environment: [:]).load(folder + "/c.yaml")
        .settings)
    #expect(!"\(settings.receivers)".contains("token") && !"\(settings.receivers)".contains("c2VjcmV0"))
    #expect(settings.receivers[0].channels.count == 1)
  }
}

private func mkdir(_ path: String) -> Int32 {
  system("mkdir -p '\(path)'")
}
