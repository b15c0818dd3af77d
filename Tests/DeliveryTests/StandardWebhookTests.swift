// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Glibc
import Rules
import Settings
import TestKit
import Testing

@testable import Delivery

@Suite struct StandardWebhookTests {
  /// The example of the Standard Webhooks specification and of its reference libraries.
  @Test func signsLikeTheReference() throws {
    let folder = Repository.temporaryFolder()
    Program.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", to: folder + "/key")
    Program.write(
      "receivers: {a: [{webhook: {url: 'http://x', secret_file: '\(folder)/key'}}]}", to: folder + "/c.yaml")
    let settings = try #require(
      SettingsLoader(shipped: Repository.folder + "/config", environment: [:]).load(folder + "/c.yaml")
        .settings)
    guard case .webhook(let webhook) = settings.receivers[0].channels[0], let secret = webhook.secret else {
      return #expect(Bool(false))
    }
    let signature = StandardWebhook.sign(
      "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.", Array(#"{"test": 2432232314}"#.utf8),
      key: StandardWebhook.key(secret))
    #expect(signature == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  }

  @Test func noWordsOfAContactGoToTheJournal() {
    let alert = Alert(
      rule: RuleDefinition(name: "r", when: "risk > 5"), key: "c", firedAt: Build.start,
      circumstances: .init(),
      reasons: [
        Alert.Reason(signal: "evidence.anger", value: "+5", threshold: "", points: 5, quote: "SECRETWORDS")
      ], ruleset: "x")
    let fields = JournalNotice.fields(.alert(AlertTransition(at: Build.start, alert: alert)))
    #expect(!fields.contains { $0.value.contains("SECRETWORDS") })
    #expect(fields.contains { $0.name == "FORESHOCK_ALERT" && $0.value == alert.id })
    #expect(fields.contains { $0.name == "PRIORITY" && $0.value == "4" })
  }
}
