// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import TestKit
import Testing

/// Who is told of which alerts.
@Suite struct RouteTests {
  typealias E = Build

  static func settings(_ yaml: String) -> SettingsLoader.Outcome {
    let path = Repository.temporaryFolder() + "/c.yaml"
    let receivers = ["billing", "duty", "everyone"].map { "\($0): [{stdout: {}}]" }.joined(separator: ", ")
    Program.write("receivers: {\(receivers)}\nroutes:\n" + yaml, to: path)
    return SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(path)
  }

  static let yaml = """
      - match: labels.team == "billing" or queue in ["billing", "refunds"]
        notify: [billing]
      - match: severity == "critical" and risk >= 80
        notify: [duty]
        continue: true
      - notify: [everyone]
    """

  static func receivers(_ change: (inout RuleDefinition) -> Void, queue: String? = nil, risk: Double? = nil)
    throws
    -> [String]?
  {
    var rule = E.rule("true")
    change(&rule)
    var about = Alert.Circumstances()
    (about.queue, about.risk) = (queue, risk)
    let alert = Alert(rule: rule, key: "k", firedAt: E.start, circumstances: about, reasons: [], ruleset: "")
    let routes = try #require(Self.settings(yaml).settings).alerts.routes
    return try Router(routes).places(for: alert).flatMap { routes[$0].receivers }
  }

  @Test func theFirstThatMatchesTakesIt() throws {
    #expect(try Self.receivers({ $0.labels["team"] = "billing" }) == ["billing"])
    #expect(try Self.receivers({ _ in }, queue: "refunds") == ["billing"])
    #expect(try Self.receivers({ _ in }, queue: "orders") == ["everyone"])
    #expect(try Self.receivers({ $0.severity = .critical }, risk: 90) == ["duty", "everyone"], "and goes on")
    #expect(try Self.receivers({ $0.severity = .critical }) == ["everyone"], "no risk is no risk of 80")
  }

  /// An alert is told to the end to those whom it was told at its beginning.
  @Test func aReloadDisturbsNoAlert() throws {
    let rule = E.rule("unanswered >= 1")
    let (one, other) = (Route(notify: ["billing"]), Route(notify: ["duty"]))
    func policy(_ route: Route) -> AlertPolicy {
      var policy = AlertPolicy(routes: [route])
      policy.receivers = ["billing", "duty", "everyone"]
      return policy
    }
    var engine = try Engine(
      EngineConfiguration(rules: [rule], model: Build.settings.model, alerts: policy(one)))
    func receivers(_ effects: [Effect]) -> [[String]?] {
      effects.compactMap { if case .notify(let notice) = $0 { notice.receivers } else { nil } }
    }
    #expect(receivers(engine.apply(.event(E.message("Hi", "1", at: 0)), at: E.at(0))) == [["billing"]])
    _ = engine.apply(
      .configure(EngineConfiguration(rules: [rule], model: Build.settings.model, alerts: policy(other))),
      at: E.at(1))
    let parts = engine.takeChanged().parts.compactMap { part in
      part.bytes.map { (name: part.name, bytes: $0) }
    }
    var again = try Engine.restore(parts) ?? Build.engine([])
    #expect(
      receivers(again.apply(.event(E.message("Hi", "2", at: 2, from: .agent)), at: E.at(2))) == [["billing"]])
    #expect(receivers(again.apply(.event(E.message("Hi", "3", at: 3)), at: E.at(3))) == [["duty"]])
  }

  @Test(arguments: [
    (
      "  - {match: severty == \"critical\", notify: [duty]}\n  - {notify: [duty]}", "did you mean 'severity'?"
    ),
    (
      "  - {match: labels == \"a\", notify: [duty]}\n  - {notify: [duty]}",
      "unknown field of an alert 'labels'"
    ),
    (
      "  - {match: risk > \"a\", notify: [duty]}\n  - {notify: [duty]}",
      "a number does not compare with a text"
    ),
    (
      "  - {match: label.team == \"a\", notify: [duty]}\n  - {notify: [duty]}",
      "'label.team'; known are rule, severity, scope, key, conversation, contact, agent, queue, channel, risk, labels.NAME"
    ),
    ("  - {match: risk > 80, notify: [duty]}", "the last route takes the rest"),
    ("  - {notify: [duty]}\n  - {notify: [everyone]}", "this route takes every alert"),
    ("  - {notify: [dutty]}", "did you mean 'duty'?"),
    ("  - {match: risk > 80}\n  - {notify: [duty]}", "a route needs 'notify'"),
    ("  - {ladder: [], notify: [duty]}", "a route has 'notify' or 'ladder', not both"),
    ("  - {ladder: []}", "'ladder' is a list of steps"),
    ("  - {ladder: [{notify: [duty], after: 5m}]}", "the first step is at once"),
    ("  - {ladder: [{notify: [duty]}, {notify: [billing]}]}", "this step needs 'after'"),
    (
      "  - {ladder: [{notify: [duty]}, {after: 5m, notify: [billing]}, {after: 3m, notify: [everyone]}]}",
      "'after' counts from the first step and is longer than that of the step before (5m)"
    ),
    ("  - {ladder: [{notify: [duty]}, {after: 5m, notfy: [billing]}]}", "did you mean 'notify'?"),
    ("  - {notify: [duty], group_by: [queu]}", "did you mean 'queue'?"),
    ("  - {notify: [duty], hold_while: unansered == 0}", "did you mean 'unanswered'?"),
    ("  - {notify: [duty], active: nights}", "there is no calendar 'nights'"),
    ("  - {notify: [duty], repeat_every: 30}", "write 30s or 30m"),
    ("  - {notify: [duty]}\nbudget: {alerts: 12}", "needs 'per' and 'alerts'"),
    (
      "  - {notify: [duty]}\nbudget: {per: 1h, alerts: 12, receivers: {dty: off}}", "did you mean 'duty'?"
    ),
    ("  - {notify: [duty]}\ninhibit: [{when: rule == \"a\"}]", "an inhibition needs 'mute'"),
    (
      "  - {notify: [duty]}\ninhibit: [{when: severty == \"a\", mute: risk > 5}]", "did you mean 'severity'?"
    ),
    ("  - {notify: [duty]}\nadministrator: {notify: [dutty]}", "did you mean 'duty'?"),
  ])
  func mistakes(_ yaml: String, _ message: String) {
    let diagnostics = Self.settings(yaml).diagnostics
    #expect(diagnostics.contains { $0.message.contains(message) }, "\(diagnostics.map(\.message))")
  }
}
