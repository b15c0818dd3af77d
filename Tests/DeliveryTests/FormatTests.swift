// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Foundation
import Rules
import Settings
import TestKit
import Testing

@testable import Delivery

/// Each format byte for byte: `WRITE_GOLDEN=1 swift test --filter FormatTests` writes the files anew, to be looked at.
@Suite struct FormatTests {
  /// An alert whose contact has tried everything.
  static func notification(_ status: Alert.Status = .firing) -> Delivery.Notification {
    var rule = RuleDefinition(name: "boiling-over", when: "risk >= 80")
    rule.severity = .critical
    rule.summary = "{{contact}} is about to escalate on {{channel}}"
    rule.playbook = "Call back within ten minutes."
    rule.labels = ["team": "billing", "on-call": "yes"]
    var about = Alert.Circumstances()
    about.conversation = "c-7"
    about.contact = "<!channel> *bold* [x](http://evil) <at>all</at> & _you_"
    about.channel = "chat"
    about.queue = "billing"
    about.risk = 86.6
    var alert = Alert(
      rule: rule, key: "c-7", firedAt: Build.start, circumstances: about,
      reasons: [
        Alert.Reason(signal: "risk", value: "86.6", threshold: ">= 80"),
        Alert.Reason(
          signal: "evidence.asks_for_supervisor", value: "+20.8", threshold: "", points: 20.8,
          quote: "<!here> speak to \"your\" `manager`\n@everyone", event: "e-1"),
      ], ruleset: "0123456789abcdef")
    alert.status = status
    if status != .firing { alert.cause = .cleared }
    return .alert(AlertTransition(at: Build.at(status == .firing ? 0 : 90), alert: alert))
  }

  static func group() -> Delivery.Notification {
    guard case .alert(var transition) = notification() else { return notification() }
    transition.alert.overdueBy = .seconds(3600)
    return .group(AlertGroup(.overdue, at: Build.at(3600), [transition, transition]), ["leads"])
  }

  static let template =
    #"{"text":"{{severity}} {{summary}}","why":[{{#reasons}}"{{signal}} {{quote}}",{{/reasons}}null],"n":"{{count}}"}"#

  static func webhook(_ format: Webhook.Format) throws -> Webhook {
    let folder = Repository.temporaryFolder()
    Program.write("R0UT1NG", to: folder + "/key")
    let isSigned = [.standard, .pagerduty, .chatwoot, .zammad].contains(format)
    let more =
      (isSigned ? ", secret_file: '\(folder)/key'" : "")
      + (format == .template ? ", template: '\(Self.template)'" : "")
    Program.write(
      "receivers: {a: [{webhook: {url: 'https://example.org/hook', format: \(format)\(more)}}]}",
      to: folder + "/c.yaml")
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(folder + "/c.yaml")
    let settings = try #require(outcome.settings, "\(outcome.diagnostics.map(\.message))")
    guard case .webhook(let webhook) = settings.receivers[0].channels[0] else {
      throw CocoaError(.featureUnsupported)
    }
    return webhook
  }

  /// A person's word about it.
  static func acknowledged() -> Delivery.Notification {
    guard case .alert(var transition) = notification() else { return notification() }
    transition.alert.answer = Answer(
      alert: transition.alert.id, action: .assign(to: "jay"), by: "mina <!here>", comment: "on it *now*")
    transition.alert.status = .acknowledged
    transition.alert.cause = .assigned
    return .alert(transition)
  }

  /// More alerts than anybody would read.
  static func digest() -> Delivery.Notification {
    guard case .alert(let transition) = notification() else { return notification() }
    var about = Alert.Circumstances()
    let many = (0..<60).map { number -> AlertTransition in
      var rule = RuleDefinition(name: number % 3 == 0 ? "loud" : "late", when: "risk >= 80")
      rule.severity = number % 5 == 0 ? .critical : .warning
      about.risk = Double(number)
      return AlertTransition(
        at: Build.at(0),
        alert: Alert(
          rule: rule, key: "c-\(number)", firedAt: Build.start, circumstances: about, reasons: [],
          ruleset: transition.alert.ruleset))
    }
    return .group(AlertGroup(.digest, at: Build.at(300), many, over: 7), ["leads"])
  }

  @Test(arguments: Webhook.Format.allCases, ["firing", "resolved", "overdue", "acknowledged", "digest"])
  func isAsWrittenDown(_ format: Webhook.Format, _ what: String) throws {
    let notification =
      switch what {
      case "firing": Self.notification()
      case "resolved": Self.notification(.resolved)
      case "acknowledged": Self.acknowledged()
      case "digest": Self.digest()
      default: Self.group()
      }
    let made = notification.request(id: "fa-1", to: try Self.webhook(format), at: Build.start)
    // A whisper is for the agent of one conversation, while something is to be done.
    guard !format.isWhisper || what == "firing" else { return #expect(made == nil) }
    let request = try #require(made)
    let body = String(decoding: request.body, as: UTF8.self)
    let golden = Repository.folder + "/Tests/DeliveryTests/Golden/\(format)-\(what).json"
    if ProcessInfo.processInfo.environment["WRITE_GOLDEN"] != nil { Program.write(body, to: golden) }
    #expect(body == Program.read(golden))
    #expect((try? JSONSerialization.jsonObject(with: Data(request.body))) != nil)
    let path =
      switch format {
      case .alertmanager: "/api/v2/alerts"
      case .chatwoot: "/conversations/c-7/messages"
      case .zammad: "/api/v1/ticket_articles"
      default: ""
      }
    #expect(request.url == "https://example.org/hook" + path)
    #expect(request.body.count < 28_000)
  }

  /// Slack reads the fallback text as markup, and nothing else.
  @Test func nobodyIsMentioned() throws {
    let body = SlackFormat.body(Message(Self.notification()))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any])
    let text = try #require(object["text"] as? String)
    #expect(!text.contains("<") && text.contains("&lt;!channel&gt;"))
    let blocks = try #require(object["blocks"] as? [[String: Any]])
    for block in blocks {
      let texts =
        [block["text"] as? [String: Any]].compactMap { $0 } + (block["elements"] as? [[String: Any]] ?? [])
      #expect(texts.allSatisfy { $0["type"] as? String == "plain_text" })
    }
    let card = String(decoding: TeamsFormat.body(Message(Self.notification())), as: UTF8.self)
    #expect(!card.contains("<at>") && card.contains("\\\\[x\\\\]\\\\(http://evil\\\\)"))
  }

  /// A sign that something combines with is a sign all the same.
  @Test func combiningMarksHideNothing() {
    guard case .alert(var transition) = Self.notification() else { return }
    var rule = RuleDefinition(name: "r", when: "risk > 5")
    rule.summary = "\u{0600}<!channel> and [x\u{301}](y)"
    transition.alert = Alert(
      rule: rule, key: "k", firedAt: Build.start, circumstances: .init(), reasons: [], ruleset: "x")
    let slack = String(decoding: SlackFormat.body(Message(.alert(transition))), as: UTF8.self)
    #expect(slack.contains("\"text\":\"WARNING: \u{0600}&lt;!channel&gt;"))
    #expect(
      String(decoding: TeamsFormat.body(Message(.alert(transition))), as: UTF8.self).contains(
        "\u{0600}&lt;!channel&gt;"))
  }

  @Test func limitsOfTheReceivers() throws {
    guard case .alert(var transition) = Self.notification() else { return }
    let words = String(repeating: "很生气😡 ", count: 5000)
    let rule = RuleDefinition(name: "r", when: "risk > 5")
    transition.alert = Alert(
      rule: rule, key: words, firedAt: Build.start, circumstances: .init(),
      reasons: (0..<60).map { _ in
        Alert.Reason(signal: "evidence.anger", value: "", threshold: "", points: 5, quote: words)
      }, ruleset: "x")
    let notification = Delivery.Notification.alert(transition)
    let slack = try #require(
      try JSONSerialization.jsonObject(with: Data(SlackFormat.body(Message(notification)))) as? [String: Any])
    let blocks = try #require(slack["blocks"] as? [[String: Any]])
    #expect(blocks.count <= 50)
    for block in blocks {
      let text = (block["text"] as? [String: Any])?["text"] as? String ?? "x"
      #expect((1...(block["type"] as? String == "header" ? 150 : 3000)).contains(text.utf16.count))
    }
    #expect(TeamsFormat.body(Message(notification)).count < 28_000)
    let duty = try #require(
      try JSONSerialization.jsonObject(
        with: Data(PagerDutyFormat.body(notification, Message(notification), routingKey: nil)))
        as? [String: Any])
    #expect(((duty["payload"] as? [String: Any])?["summary"] as? String ?? "").utf16.count <= 1024)
  }

  @Test(arguments: [
    ("{url: 'https://x', format: slak}", "did you mean 'slack'?"),
    ("{format: pagerduty}", "pagerduty needs the routing key"),
    ("{url: 'https://x', format: slack, secret_file: /dev/null}", "format 'slack' is not signed"),
    ("{format: slack}", "a webhook needs 'url' or 'url_file'"),
  ])
  func mistakes(_ webhook: String, _ message: String) {
    let path = Repository.temporaryFolder() + "/c.yaml"
    Program.write("receivers: {a: [{webhook: \(webhook)}]}", to: path)
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(path)
    #expect(
      outcome.diagnostics.contains { $0.message.contains(message) }, "\(outcome.diagnostics.map(\.message))")
  }

  /// A real Alertmanager takes an alert, shows it firing, and shows it no more when it has ended.
  @Test(
    .enabled(
      if: access("/usr/bin/prometheus-alertmanager", X_OK) == 0, "prometheus-alertmanager is not installed"))
  func aRealAlertmanagerTakesIt() throws {
    let folder = Repository.temporaryFolder()
    Program.write("route: {receiver: r}\nreceivers: [{name: r}]\n", to: folder + "/am.yml")
    let port = Int.random(in: 20_000..<40_000)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/prometheus-alertmanager")
    process.arguments = [
      "--config.file=\(folder)/am.yml", "--storage.path=\(folder)/data", "--cluster.listen-address=",
      "--web.listen-address=127.0.0.1:\(port)",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    func curl(_ arguments: [String]) -> String {
      let out = folder + "/out"
      unlink(out)
      let curl = Process()
      curl.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
      curl.arguments = ["-s", "-o", out, "-w", "%{http_code}"] + arguments
      let pipe = Pipe()
      curl.standardOutput = pipe
      try? curl.run()
      curl.waitUntilExit()
      let status = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      return status + " " + Program.read(out)
    }
    let base = "http://127.0.0.1:\(port)"
    for _ in 0..<100 where !curl([base + "/-/ready"]).hasPrefix("200") { usleep(100_000) }
    // Now, since Alertmanager compares with its own clock.
    func post(_ status: Alert.Status) -> String {
      guard case .alert(var transition) = Self.notification(status) else { return "" }
      let rule = RuleDefinition(name: "boiling-over", when: "risk >= 80")
      var alert = Alert(
        rule: rule, key: "c-7", firedAt: Instant(microseconds: Self.startedAt),
        circumstances: transition.alert.circumstances, reasons: transition.alert.reasons, ruleset: "x")
      alert.status = status
      transition = AlertTransition(at: Instant(microseconds: Receiver.now), alert: alert)
      Program.write(
        String(decoding: AlertmanagerFormat.body(.alert(transition)), as: UTF8.self), to: folder + "/body")
      return curl(
        ["-H", "Content-Type: application/json", "--data-binary", "@\(folder)/body", base + "/api/v2/alerts"])
    }
    #expect(post(.firing).hasPrefix("200"))
    #expect(curl([base + "/api/v2/alerts"]).contains("\"alertname\":\"boiling-over\""))
    #expect(post(.resolved).hasPrefix("200"))
    usleep(200_000)
    #expect(!curl([base + "/api/v2/alerts"]).contains("boiling-over"))
  }

  static let startedAt = Receiver.now - 1_000_000
}
