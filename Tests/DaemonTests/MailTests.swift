// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

/// Mail through a program in the place of sendmail, and whispers to a helpdesk.
@Suite struct MailTests {
  @Test func aMessageIsHandedToTheProgram() throws {
    let daemon = DaemonFixture(isSmall: true)
    let folder = daemon.folder
    Program.write(
      "#!/bin/sh\n[ -e \(folder)/busy ] && exit 75\necho \"$@\" >> \(folder)/arguments\ncat >> \(folder)/mail\n",
      to: folder + "/sendmail")
    chmod(folder + "/sendmail", 0o755)
    Program.write("", to: folder + "/busy")
    let other = DaemonFixture(
      config: """
        rules: [{name: waits, when: unanswered >= 1, summary: "سلام {{contact}}"}]
        receivers:
          mail: [{sendmail: {to: [lead@example.org], from: f@example.org, program: \(folder)/sendmail, language: fa}}]
        """, clock: "wall", isSmall: true)
    other.start()
    let sender = try #require(RawSender(other.socket))
    sender.send(DeadlineTests.message("c", at: Instant(microseconds: Receiver.now)) + "\n")
    #expect(UndeliverableTests.wait { other.run(["outbox", "list"]).output.contains("exit status 75") })
    unlink(folder + "/busy")
    #expect(other.run(["outbox", "retry", "all"]).status == 0)
    #expect(UndeliverableTests.wait { other.run(["outbox", "list"]).output.isEmpty })
    #expect(Program.read(folder + "/arguments") == "-i -f f@example.org -- lead@example.org\n")
    let mail = Program.read(folder + "/mail")
    #expect(mail.contains("Subject: =?utf-8?B?") && mail.contains("Message-ID: <fa-"))
    #expect(other.stop() == 0)
  }

  @Test func anAgentIsWhisperedTo() throws {
    let helpdesk = Receiver()
    let daemon = DaemonFixture(isSmall: true)
    Program.write("T0KEN", to: daemon.folder + "/token")
    let other = DaemonFixture(
      config: """
        rules: [{name: waits, when: unanswered >= 1}]
        receivers:
          desk: [{webhook: {url: "http://127.0.0.1:\(helpdesk.port)", format: zammad, secret_file: \(daemon.folder)/token}}]
        """, clock: "wall", isSmall: true)
    other.start()
    let sender = try #require(RawSender(other.socket))
    sender.send(DeadlineTests.message("4711", at: Instant(microseconds: Receiver.now), id: "1") + "\n")
    sender.send(
      DeadlineTests.message("4711", at: Instant(microseconds: Receiver.now), from: .agent, id: "2") + "\n")
    #expect(UndeliverableTests.wait { helpdesk.received.count == 1 })
    let request = try #require(helpdesk.received.first)
    #expect(
      request.path == "/api/v1/ticket_articles" && request.headers["authorization"] == "Token token=T0KEN")
    #expect(request.body.contains("\"ticket_id\":4711") && request.body.contains("\"internal\":true"))
    #expect(
      UndeliverableTests.wait { other.run(["outbox", "list"]).output.isEmpty }, "its end is no news there")
    #expect(helpdesk.received.count == 1)
    #expect(other.stop() == 0)
  }
}
