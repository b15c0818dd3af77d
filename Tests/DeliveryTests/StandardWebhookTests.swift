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

  static let hasReference = SafeRun.status("python3", ["-c", "import standardwebhooks"]) == 0

  /// The reference library of PyPI takes ours, and refuses it changed.
  @Test(.enabled(if: hasReference, "PyPI's standardwebhooks is not installed"))
  func theReferenceVerifiesOurs() throws {
    let folder = Repository.temporaryFolder()
    let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    Program.write(key, to: folder + "/key")
    let webhook = try Self.webhook(folder)
    let now = Instant(microseconds: Receiver.now)
    let request = try #require(FormatTests.notification().request(id: "fa-1.firing.2", to: webhook, at: now))
    Program.write(String(decoding: request.body, as: UTF8.self), to: folder + "/body")
    Program.write(request.headers.joined(separator: "\n"), to: folder + "/headers")
    Program.write(
      """
      import sys
      from standardwebhooks.webhooks import Webhook
      headers = dict(line.split(": ", 1) for line in open(sys.argv[1] + "/headers").read().split("\\n") if ": " in line)
      body = open(sys.argv[1] + "/body", "rb").read()
      Webhook("\(key)").verify(body, headers)
      try:
          Webhook("\(key)").verify(body.replace(b"c-7", b"c-8"), headers)
      except Exception:
          sys.exit(0)
      sys.exit(3)
      """, to: folder + "/verify.py")
    #expect(SafeRun.status("python3", [folder + "/verify.py", folder]) == 0)
  }

  /// With a key pair the receiver needs no secret; openssl verifies what we sign.
  @Test func signsWithAKeyPair() throws {
    let folder = Repository.temporaryFolder()
    // The first key of RFC 8032, section 7.1, and its public half.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    let bytes = stride(from: 0, to: 64, by: 2).compactMap { place in
      UInt8(seed.dropFirst(place).prefix(2), radix: 16)
    }
    Program.write("whsk_" + Data(bytes).base64EncodedString(), to: folder + "/key")
    let webhook = try Self.webhook(folder)
    let secret = try #require(webhook.secret)
    // Its signature of nothing stands in the RFC.
    #expect(
      StandardWebhook.signature1a("", [], secret)
        == "5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==")
    let request = try #require(FormatTests.notification().request(id: "fa-1", to: webhook, at: Build.start))
    #expect(request.headers.contains { $0.hasPrefix("webhook-signature: v1a,") })
  }

  static func webhook(_ folder: String) throws -> Webhook {
    Program.write(
      "receivers: {a: [{webhook: {url: 'http://x', secret_file: '\(folder)/key'}}]}", to: folder + "/c.yaml")
    let outcome = SettingsLoader(shipped: Repository.smallShare, environment: [:]).load(folder + "/c.yaml")
    let settings = try #require(outcome.settings, "\(outcome.diagnostics.map(\.message))")
    guard case .webhook(let webhook) = settings.receivers[0].channels[0] else {
      throw CocoaError(.featureUnsupported)
    }
    return webhook
  }
}

/// Runs a program of the machine.
enum SafeRun {
  static func status(_ program: String, _ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
