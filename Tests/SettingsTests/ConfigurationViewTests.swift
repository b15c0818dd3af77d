// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Rules
import Settings
import TestKit
import Testing

@Suite struct ConfigurationViewTests {
  static func view(_ own: [String: String]) throws -> ConfigurationView {
    let folder = Repository.temporaryFolder()
    mkdir(folder + "/share", 0o755)
    mkdir(folder + "/share/rules.d", 0o755)
    mkdir(folder + "/etc", 0o755)
    mkdir(folder + "/etc/rules.d", 0o755)
    Program.write("risk:\n  at_risk: 60\n  midpoint: 1.5\n", to: folder + "/share/risk.yaml")
    Program.write(
      "rules:\n  - name: one\n    when: risk > 50\n  - name: two\n    when: risk > 60\n  - {name: three, when: risk > 70}\n",
      to: folder + "/share/rules.d/10.yaml")
    for (name, text) in own { Program.write(text, to: folder + "/etc/" + name) }
    let outcome = SettingsLoader(shipped: folder + "/share", environment: [:]).load(folder + "/etc")
    let settings = try #require(outcome.usable, "\(outcome.diagnostics.map(\.text))")
    var view = ConfigurationView(settings)
    for place in view.lines.indices {
      view.lines[place].origin = view.lines[place].origin.replacingOccurrences(of: folder, with: "")
    }
    return view
  }

  @Test func layersWithTheirPlaces() throws {
    let view = try Self.view([
      "foreshock.yaml": """
      risk: {at_risk: 70}
      receivers:
        leads:
          - webhook: {url: "https://hooks.example.org/T0P", format: slack}
      """,
      "rules.d/own.yaml": """
      rules:
        - name: two
          disabled: true
        - name: one
          when: >
            risk > 55 and
            unanswered > 1
        - name: broken
          when: rsik > 1
        - name: three
          when: rsik > 2
      """,
    ])
    #expect(
      view.lines.map { $0.origin.isEmpty ? $0.text : "\($0.text) # \($0.origin)" } == [
        "risk:",
        "  at_risk: 70 # /etc/foreshock.yaml:1",
        "  midpoint: 1.5 # /share/risk.yaml:3",
        "rules:",
        "  - name: one # /etc/rules.d/own.yaml:4",
        "    when: \"risk > 55 and unanswered > 1\" # /etc/rules.d/own.yaml:5",
        "  - name: three # /share/rules.d/10.yaml:6",
        "    when: risk > 70 # /share/rules.d/10.yaml:6",
        "receivers:",
        "  leads:",
        "    - webhook:",
        "        url: ••• # /etc/foreshock.yaml:4",
        "        format: slack # /etc/foreshock.yaml:4",
        "# rule 'two' is disabled # /etc/rules.d/own.yaml:2",
        "# rule 'broken' is set aside: unknown signal 'rsik', did you mean 'risk'? # /etc/rules.d/own.yaml:9",
        "# rule 'three' is set aside: unknown signal 'rsik', did you mean 'risk'? # /etc/rules.d/own.yaml:11",
      ])
    #expect(ConfigurationView.lines(of: view.text) == view.lines, "what is written is read the same")
  }

  @Test func differencesSayWhatTheyBelongTo() throws {
    let old = try Self.view(["rules.d/own.yaml": "rules: [{name: own, when: risk > 1}]"])
    let new = try Self.view(["rules.d/own.yaml": "# a line more\nrules: [{name: own, when: risk > 2}]"])
    #expect(
      ConfigurationView.difference(from: old.lines, to: new.lines) == """
          rules:
            - name: own
        -     when: risk > 1  # /etc/rules.d/own.yaml:1
        +     when: risk > 2  # /etc/rules.d/own.yaml:2

        """)
    #expect(ConfigurationView.difference(from: old.lines, to: old.lines).isEmpty)
  }

  @Test func aBrokenFileOfRulesIsLeftOut() throws {
    let folder = Repository.temporaryFolder()
    mkdir(folder + "/rules.d", 0o755)
    Program.write("rules:\n\t- name: tab\n", to: folder + "/rules.d/a.yaml")
    Program.write("rules: [{name: good, when: risk > 1}]", to: folder + "/rules.d/b.yaml")
    let loader = SettingsLoader(shipped: Repository.smallShare, environment: [:])
    let outcome = loader.load(folder)
    #expect(outcome.settings == nil && outcome.usable?.rules.map(\.name) == ["good"])
    #expect(outcome.usable?.setAside.first?.canSetAside == "whatever is in \(folder)/rules.d/a.yaml")
    Program.write("receivers: 5", to: folder + "/foreshock.yaml")
    #expect(loader.load(folder).usable == nil, "nobody would be told")
  }

  @Test func changesOnDiskAreSeen() throws {
    let folder = Repository.temporaryFolder()
    mkdir(folder + "/rules.d", 0o755)
    Program.write("rules: [{name: good, when: risk > 1}]", to: folder + "/rules.d/b.yaml")
    let loader = SettingsLoader(shipped: Repository.smallShare, environment: [:])
    let settings = try #require(loader.load(folder).settings)
    #expect(loader.changes(since: settings, folder).isEmpty)
    Program.write("rules: [{name: good, when: risk > 2}]", to: folder + "/rules.d/b.yaml")
    Program.write("", to: folder + "/rules.d/c.yaml")
    #expect(
      loader.changes(since: settings, folder) == ["/rules.d/b.yaml", "/rules.d/c.yaml"].map { folder + $0 })
  }

  @Test func whatReadersTakeIsShownAndNothingElse() throws {
    let view = try Self.view([
      "foreshock.yaml": """
      risk:
      receivers:
        leads: [{journal: }, {webhook: {url_file: credential:x, format: template, template: '{"token":"S3CRET"}'}}]
      console: {listen: "127.0.0.1:1", url: "https://u:S3CRET@example.org"}
      """.replacing("url_file: credential:x", with: "url: \"https://S3CRET.example\""),
      "rules.d/own.yaml": """
      rules:
        - {"name": "one", "when": "risk > 99"}
        - {name: "two", disabled: True}
        - {name: dup, when: risk > 1}
        - {name: dup, when: risk > 2}
        - {when: risk > 3}
      """,
    ])
    let text = view.text
    #expect(!text.contains("S3CRET"), "\(text)")
    #expect(text.contains("at_risk: 60") && text.contains("- journal:\n") == false, "\(text)")
    #expect(
      text.contains("name: \"one\"") && !text.contains("risk > 50"), "an override in quotes takes the place")
    #expect(!text.contains("risk > 60") && text.contains("# rule 'two' is disabled"), "\(text)")
    #expect(
      text.contains("when: risk > 1 ") && !text.contains("when: risk > 2 ")
        && !text.contains("when: risk > 3 "))
    #expect(ConfigurationView.lines(of: text) == view.lines, "what is written is read the same")
    #expect(ConfigurationView.difference(from: ConfigurationView.lines(of: text), to: view.lines).isEmpty)
  }

  /// A file that says more than rules is needed, broken or not: words may be told that were to be kept.
  @Test func aBrokenFileThatSaysMoreThanRulesIsNotLeftOut() {
    let folder = Repository.temporaryFolder()
    mkdir(folder + "/rules.d", 0o755)
    Program.write("privacy: {words: none}\nrules:\n\t- name: tab\n", to: folder + "/rules.d/a.yaml")
    let loader = SettingsLoader(shipped: Repository.smallShare, environment: [:])
    #expect(loader.load(folder).usable == nil)
    #expect(loader.load(folder + "/rules.d/a.yaml").usable == nil)
  }
}
