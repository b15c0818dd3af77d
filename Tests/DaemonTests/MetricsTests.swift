// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

/// Metrics as Prometheus reads them, and what is made of them in `monitoring`.
@Suite struct MetricsTests {
  private static let promtool = "/usr/bin/promtool"
  private static let folder = Repository.folder + "/monitoring"

  /// A daemon to which everything has happened that is counted.
  private static func busy(_ receiver: Receiver) throws -> DaemonFixture {
    let daemon = DaemonFixture(
      config: """
        rules: [{name: waits, when: unanswered >= 1}]
        receivers: {leads: [{webhook: {url: "http://127.0.0.1:\(receiver.port)/T0P-SECRET"}}]}
        """, clock: "wall", isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    let now = Date.now.formatted(.iso8601)
    sender.send(
      #"{"id":"1","type":"message","at":"\#(now)","conversation":"c-hidden","contact":"ana-hidden","channel":"chat","from":"contact","text":"Hello"}"#
        + "\nnonsense\n")
    sender.wait(until: 2)
    _ = UndeliverableTests.wait { !receiver.received.isEmpty }
    _ = UndeliverableTests.wait { daemon.run(["metrics"]).output.contains("class=\"delivered\"") }
    usleep(1_200_000)
    return daemon
  }

  @Test func everythingIsCountedAndNobodyIsNamed() throws {
    let daemon = try Self.busy(Receiver())
    let metrics = daemon.run(["metrics"]).output
    for stage in ["scoring", "engine", "commit", "delivery"] {
      #expect(metrics.contains("# TYPE foreshock_\(stage)_seconds histogram"), "\(metrics)")
    }
    #expect(metrics.contains(#"foreshock_alerts{rule="waits",status="firing"} 1"#))
    #expect(
      metrics.contains(#"foreshock_delivery_attempts_total{destination="leads/webhook-"#),
      "\(metrics)")
    #expect(metrics.contains(#"foreshock_intake_refused_total{reason="not_json"} 1"#))
    #expect(!metrics.contains("hidden") && !metrics.contains("T0P"), "no contacts, no addresses")
    if access(Self.promtool, X_OK) == 0 {
      Program.write(metrics, to: daemon.folder + "/metrics")
      let check = Program.run(["check", "metrics"], of: Self.promtool, input: daemon.folder + "/metrics")
      #expect(check.status == 0 && check.log.isEmpty, "\(check.log)")
    }
  }

  /// What a dashboard or an alert asks for is there.
  @Test func whatIsAskedForIsThere() throws {
    let daemon = try Self.busy(Receiver())
    let metrics = daemon.run(["metrics"]).output
    let known = Set(
      metrics.matches(of: /(?m)^(foreshock_[a-z_]+)/).map { String($0.output.1) })
    for file in ["grafana-dashboard.json", "prometheus-rules.yaml"] {
      let text = Program.read("\(Self.folder)/\(file)")
      for match in text.matches(of: /foreshock_[a-z_]+/)
      where String(match.output) != "foreshock_lag_seconds_bucket" {
        #expect(known.contains(String(match.output)), "\(file) asks for \(match.output)")
      }
    }
    _ = try JSONSerialization.jsonObject(
      with: Data(Program.read(Self.folder + "/grafana-dashboard.json").utf8))
  }

  @Test(.enabled(if: access(promtool, X_OK) == 0, "promtool (prometheus) is not installed"))
  func alertsAboutTheDaemonFire() {
    let result = Program.run(
      ["test", "rules", Self.folder + "/prometheus-rules-test.yaml"], of: Self.promtool)
    #expect(result.status == 0, "\(result.output)\(result.log)")
  }
}
