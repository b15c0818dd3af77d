// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

/// People answer a real daemon: by command, by HTTP, and by the link of a notification.
@Suite(.enabled(if: Machine.hasCurl, "curl is not installed")) struct AnswerTests {
  /// A daemon on the real clock with a ladder of seconds.
  final class Centre {
    let leads = Receiver()
    let duty = Receiver()
    let daemon: DaemonFixture
    let port = Int.random(in: 20_000..<40_000)
    private(set) var sender: RawSender?

    init(_ more: String = "") throws {
      let folder = Repository.temporaryFolder()
      Program.write("0123456789abcdef0123", to: folder + "/token")
      daemon = DaemonFixture(
        config: """
          rules: [{name: waits, when: unanswered >= 1, summary: "<b>{{contact}}</b> waits"}]
          receivers:
            leads: [{webhook: {url: "http://127.0.0.1:\(leads.port)/leads"}}]
            duty: [{webhook: {url: "http://127.0.0.1:\(duty.port)/duty"}}]
          console: {listen: "127.0.0.1:\(port)", url: "http://127.0.0.1:\(port)", token_file: "\(folder)/token"}
          routes:
            - ladder:
                - notify: [leads]
                - {after: 2s, notify: [duty]}
          \(more)
          """, clock: "wall", isSmall: true)
      try start()
    }

    func start() throws {
      daemon.start()
      sender = RawSender(daemon.socket)
      guard sender != nil else { throw CocoaError(.featureUnsupported) }
    }

    func write(_ conversation: String, _ id: String, from: Event.Author = .contact) {
      sender?.send(
        DeadlineTests.message(conversation, at: Instant(microseconds: Receiver.now), from: from, id: id)
          + "\n")
    }

    /// What a receiver was told, as "type why by", once there are so many.
    func told(_ receiver: Receiver, _ count: Int) -> [String] {
      for _ in 0..<400 where receiver.received.count < count { usleep(20_000) }
      return DeadlineTests.bodies(receiver).map { entry in
        "\(entry.type) \(entry.data["why"] ?? "")" + ((entry.data["by"] as? String).map { " \($0)" } ?? "")
      }
    }

    var alert: String {
      DeadlineTests.bodies(leads).last?.data["alert"] as? String ?? ""
    }

    var link: String {
      let body = leads.received.last?.body ?? ""
      let object = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
      return (object?["links"] as? [String: Any])?["answer"] as? String ?? ""
    }
  }

  static func curl(_ arguments: [String]) -> (status: String, body: String) {
    let folder = Repository.temporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "-s", "-o", folder + "/out", "-w", "%{http_code}", "-m", "10"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try? process.run()
    process.waitUntilExit()
    let status = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return (status, Program.read(folder + "/out"))
  }

  @Test func byCommand() throws {
    let centre = try Centre()
    centre.write("c", "1")
    #expect(centre.told(centre.leads, 1) == ["alert.firing first"])
    let done = centre.daemon.run(["alerts", "ack", centre.alert, "--by", "mina", "--comment", "on it"])
    #expect(done.status == 0 && done.output == "\(centre.alert) is acknowledged; leads told\n", "\(done)")
    #expect(centre.told(centre.leads, 2).last == "alert.acknowledged acknowledged mina")
    let again = centre.daemon.run(["alerts", "ack", centre.alert, "--by", "jay"])
    #expect(again.status == 1 && again.log.contains("is acknowledged already, by mina"))
    usleep(2_500_000)
    #expect(centre.duty.received.isEmpty, "nobody else is asked")
    #expect(centre.daemon.run(["alerts", "ack", "fa-none"]).log.contains("alert 'fa-none' does not fire"))
    #expect(centre.daemon.run(["alerts", "snooze", centre.alert]).status == 2)
    let assigned = centre.daemon.run(["alerts", "assign", centre.alert, "--to", "jay", "--by", "mina"])
    #expect(assigned.status == 0)
    // Kept over a kill.
    centre.daemon.kill()
    try centre.start()
    let wrong = centre.daemon.run(["alerts", "wrong", centre.alert, "--by", "mina", "--reason", "a test"])
    #expect(wrong.status == 0 && wrong.output.contains("is resolved; leads told"), "\(wrong)")
    #expect(centre.told(centre.leads, 4).last == "alert.resolved wrong mina")
    let shown = centre.daemon.run(["alerts", "show", centre.alert, "--format", "json"]).output
    let late = centre.daemon.run(["alerts", "wrong", centre.alert, "--by", "jay", "--reason", "a drill"])
    #expect(late.status == 0 && late.output.contains("is over; that it was wrong is kept"))
    let verdicts = centre.daemon.run(["alerts", "verdicts"]).output
    #expect(verdicts.contains("\"by\":\"jay\",\"reason\":\"a drill\"") && !verdicts.contains("a test"))
    #expect(shown.contains("\"assignee\":\"jay\"") && shown.contains("\"comment\":\"a test\""))
    #expect(centre.daemon.stop() == 0)
  }

  @Test func byTheLinkOfANotification() throws {
    let centre = try Centre()
    centre.write("c", "1")
    #expect(centre.told(centre.leads, 1).count == 1)
    let link = centre.link
    #expect(link.hasPrefix("http://127.0.0.1:\(centre.port)/answer/"))
    // Whatever previews links looks, and acknowledges nothing.
    for _ in 0..<3 {
      let page = Self.curl(["-H", "Accept-Language: fa-IR,en;q=0.8", link])
      #expect(page.status == "200" && page.body.contains("dir=\"rtl\""))
      #expect(page.body.contains("&lt;b&gt;u-c&lt;/b&gt; waits") && !page.body.contains("<b>"))
    }
    #expect(Self.curl(["-I", link]).status != "200" || centre.leads.received.count == 1)
    #expect(centre.told(centre.duty, 1) == ["alert.firing escalated"], "so the ladder goes on")
    let done = Self.curl(["-d", "action=ack&by=Mina+%3Ci%3E", link])
    #expect(done.status == "200" && done.body.contains("is acknowledged; leads, duty told"), "\(done)")
    #expect(centre.told(centre.leads, 2).last == "alert.acknowledged acknowledged Mina <i> (leads)")
    #expect(centre.told(centre.duty, 2).last == "alert.acknowledged acknowledged Mina <i> (leads)")
    #expect(Self.curl(["-d", "action=ack", link]).status == "409")
    #expect(Self.curl(["-d", "action=fire", link]).status == "400")
    #expect(Self.curl([link + "x"]).status == "403")
    #expect(Self.curl(["-d", "action=ack", link.replacing("/answer/", with: "/answer/A")]).status == "403")
    #expect(centre.daemon.stop() == 0)
  }

  @Test func byAProgram() throws {
    let centre = try Centre()
    centre.write("c", "1")
    #expect(centre.told(centre.leads, 1).count == 1)
    let base = "http://127.0.0.1:\(centre.port)/api/v1/alerts"
    let path = base + "/\(centre.alert)/snooze"
    let body = ["-H", "Content-Type: application/json", "-d", "{\"by\":\"bot\",\"for\":\"1s\"}"]
    #expect(Self.curl(body + [path]).status == "401")
    let right = ["-H", "Authorization: Bearer 0123456789abcdef0123"]
    #expect(Self.curl(["-H", "Authorization: Bearer 0123456789abcdef0124", base]).status == "401")
    #expect(Self.curl(right + [base]).body.contains("\"alert\":\"\(centre.alert)\""))
    #expect(Self.curl(right + ["-d", "x", path]).status == "400")
    let done = Self.curl(right + body + [path])
    #expect(done.status == "200" && done.body.contains("is snoozed; leads told"), "\(done)")
    #expect(
      centre.told(centre.leads, 3)
        == ["alert.firing first", "alert.snoozed snoozed bot", "alert.firing still_firing bot"])
    #expect(centre.told(centre.duty, 1) == ["alert.firing escalated bot"])
    let metrics = Self.curl(["http://127.0.0.1:\(centre.port)/metrics"])
    #expect(metrics.status == "200" && metrics.body.contains("foreshock_alerts_firing 1\n"))
    #expect(metrics.body.contains("foreshock_audit_findings 0\n") && !metrics.body.contains("u-c"))
    let samples = metrics.body.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      samples.allSatisfy {
        $0.contains(/^foreshock_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$/)
      })
    centre.write("c", "2", from: .agent)
    #expect(centre.told(centre.leads, 4).last == "alert.resolved cleared bot")
    #expect(centre.daemon.stop() == 0)
  }

  @Test func silencesOutliveAKill() throws {
    let centre = try Centre()
    let preview = centre.daemon.run(["silences", "preview", "rule == \"waits\""])
    #expect(preview.output == "0 of 0 alerts that fire now\n")
    let wrong = centre.daemon.run(["silences", "add", "--for", "1h", "--comment", "x", "queu == \"q\""])
    #expect(wrong.status == 1 && wrong.log.contains("did you mean 'queue'?") && wrong.log.contains("^"))
    let made = centre.daemon.run(
      ["silences", "add", "--for", "1h", "--comment", "a move", "--by", "mina", "rule == \"waits\""])
    #expect(made.status == 0 && made.output.hasPrefix("silence fs-"), "\(made)")
    centre.daemon.kill()
    try centre.start()
    centre.write("c", "1")
    usleep(500_000)
    #expect(centre.leads.received.isEmpty)
    #expect(
      centre.daemon.run(["silences", "preview", "rule == \"waits\""]).output.hasPrefix("1 of 1 alerts"))
    let why = centre.daemon.run(["why", "c"])
    #expect(why.output.contains("silenced  silence fs-") && why.output.contains("of mina until"), "\(why)")
    let id = String(made.output.dropFirst("silence ".count).prefix { $0 != " " })
    #expect(centre.daemon.run(["silences", "list"]).output.contains("\(id)  active"))
    #expect(centre.daemon.run(["silences", "expire", id]).status == 0)
    #expect(centre.told(centre.leads, 1) == ["alert.firing quiet_over"])
    #expect(centre.daemon.run(["silences", "expire", id]).status == 1)
    #expect(centre.daemon.stop() == 0)
  }
}
