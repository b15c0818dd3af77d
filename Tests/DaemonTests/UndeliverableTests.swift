// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

/// Receivers that refuse, hang, break off, redirect, or are gone.
@Suite struct UndeliverableTests {
  static func config(_ leads: UInt16, _ duty: UInt16, _ more: String = "", options: String = "") -> String {
    """
    rules: [{name: waits, when: unanswered >= 1}]
    receivers:
      leads: [{webhook: {url: "http://127.0.0.1:\(leads)/leads", timeout: 1s\(options)}}]
      duty: [{webhook: {url: "http://127.0.0.1:\(duty)/duty"}}]
    administrator: {notify: [duty]}
    routes: [{ladder: [{notify: [leads]}, {after: 1h, notify: [duty]}]}]
    \(more)
    """
  }

  static func wait(_ seconds: Double = 10, _ condition: () -> Bool) -> Bool {
    for _ in 0..<Int(seconds * 50) {
      if condition() { return true }
      usleep(20_000)
    }
    return condition()
  }

  @Test(arguments: [410, 302, 422])
  func whatIsRefusedGoesToTheNextStepAndToTheDeadLetters(_ status: Int) throws {
    let (leads, duty) = (Receiver(), Receiver())
    leads.answer(status)
    let daemon = DaemonFixture(config: Self.config(leads.port, duty.port), clock: "wall", isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(DeadlineTests.message("c", at: Instant(microseconds: Receiver.now)) + "\n")
    #expect(Self.wait { duty.received.count == 1 })
    #expect(DeadlineTests.bodies(duty).first?.data["why"] as? String == "undelivered")
    #expect(leads.turnedAway == 1, "it is not tried again by itself")
    let listed = daemon.run(["outbox", "list"])
    #expect(
      listed.output.contains("undeliverable  leads/webhook-") && listed.output.contains("\(status)"),
      "\(listed)")
    let number = String(listed.output.prefix { $0 != " " })
    #expect(daemon.run(["outbox", "show", number]).output.contains("\"rule\":\"waits\""))
    #expect(daemon.run(["why", "c"]).output.contains("undelivered  leads: the receiver"))
    // Kept over a kill, and tried again when somebody says so.
    daemon.kill()
    daemon.start()
    leads.answer(200)
    #expect(daemon.run(["outbox", "retry", number]).status == 0)
    #expect(Self.wait { leads.received.count == 1 })
    #expect(Self.wait { daemon.run(["outbox", "list"]).output.isEmpty })
    #expect(daemon.run(["outbox", "retry", number]).status == 1)
    #expect(daemon.run(["outbox", "drop", number]).status == 1)
    #expect(daemon.stop() == 0)
  }

  @Test func aDeadReceiverDelaysNoOther() throws {
    let (leads, duty) = (Receiver(), Receiver())
    leads.behave { .hang }
    let config = Self.config(leads.port, duty.port).replacing(
      "routes: [{ladder: [{notify: [leads]}, {after: 1h, notify: [duty]}]}]",
      with: "routes: [{notify: [leads, duty]}]")
    let daemon = DaemonFixture(config: config, clock: "wall", isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    for number in 0..<30 {
      sender.send(
        DeadlineTests.message("c\(number)", at: Instant(microseconds: Receiver.now), id: "e\(number)") + "\n")
    }
    #expect(Self.wait(5) { duty.received.count == 30 })
    #expect(Self.wait { daemon.log.contains("a receiver is down") })
    #expect(daemon.run(["outbox", "list"]).output.contains("Timeout was reached"))
    leads.answer(200)
    #expect(daemon.run(["outbox", "retry", "all"]).status == 0)
    #expect(Self.wait { leads.received.count >= 30 }, "\(leads.received.count)")
    #expect(daemon.stop() == 0)
  }

  /// The receiver is down for longer than the alert lives: it hears of it all the same, in one word.
  @Test func anAlertThatEndsWhileItsReceiverIsDownIsTold() throws {
    let (leads, duty) = (Receiver(), Receiver())
    leads.answer(503)
    let daemon = DaemonFixture(config: Self.config(leads.port, duty.port), clock: "wall", isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(DeadlineTests.message("c", at: Instant(microseconds: Receiver.now), id: "1") + "\n")
    #expect(Self.wait { leads.turnedAway > 0 })
    sender.send(
      DeadlineTests.message("c", at: Instant(microseconds: Receiver.now), from: .agent, id: "2") + "\n")
    sender.wait(until: 2)
    daemon.kill()
    daemon.start()
    #expect(Self.wait { leads.turnedAway > 1 })
    leads.answer(200)
    #expect(Self.wait { !leads.received.isEmpty })
    #expect(DeadlineTests.bodies(leads).map(\.type) == ["alert.resolved"])
    #expect(leads.received[0].body.contains("\"supersedes\":[\"fa-"))
    #expect(Self.wait { daemon.run(["outbox", "list"]).output.isEmpty })
    #expect(daemon.stop() == 0)
  }

  @Test func namesThatLeadInsideAreRefused() throws {
    let (leads, duty) = (Receiver(), Receiver())
    // A name of this machine other than localhost.
    let name = ProcessInfo.processInfo.hostName
    let config = Self.config(leads.port, duty.port).replacing(
      "127.0.0.1:\(leads.port)", with: "\(name):\(leads.port)")
    let daemon = DaemonFixture(config: config, clock: "wall", isSmall: true)
    daemon.start()
    let refused = daemon.run(["test-receiver", "leads"])
    #expect(refused.status == 1)
    #expect(
      refused.log.contains("lies inside of a network; if that is right, write 'allow: [")
        || name == "localhost"
        || refused.log.contains("resolve"), "\(refused.log)")
    #expect(leads.received.isEmpty)
    #expect(daemon.stop() == 0)
  }

  // MARK: - TLS

  static let hasServer =
    Machine.hasCurl && access("/usr/bin/openssl", X_OK) == 0 && access("/usr/bin/python3", X_OK) == 0

  static let server = """
    import http.server, ssl, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
    server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2] + "/cert.pem", sys.argv[2] + "/key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()
    """

  /// A certificate that nobody knows is refused with a sentence; its authority named, it is taken after a reload.
  @Test(.enabled(if: hasServer, "curl, openssl or python3 is not installed"))
  func certificatesAreChecked() throws {
    let (leads, duty) = (Receiver(), Receiver())
    let folder = Repository.temporaryFolder()
    #expect(
      Self.openssl([
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder + "/key.pem", "-out",
        folder + "/cert.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
      ]) == 0)
    let port = Int.random(in: 20_000..<40_000)
    let server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    Program.write(Self.server, to: folder + "/server.py")
    server.arguments = ["python3", folder + "/server.py", "\(port)", folder]
    server.standardError = FileHandle.nullDevice
    server.standardOutput = FileHandle.nullDevice
    try server.run()
    // A child of a worker thread has most signals blocked.
    defer { kill(server.processIdentifier, SIGKILL) }
    #expect(
      Self.wait { AnswerTests.curl(["-k", "-d", "x", "https://127.0.0.1:\(port)/"]).status == "200" })
    func config(_ options: String) -> String {
      Self.config(leads.port, duty.port, options: options)
        .replacing("http://127.0.0.1:\(leads.port)", with: "https://127.0.0.1:\(port)")
    }
    let daemon = DaemonFixture(config: config(""), clock: "wall", isSmall: true)
    daemon.start()
    let refused = daemon.run(["test-receiver", "leads"])
    #expect(
      refused.status == 1 && refused.log.contains("is its authority known here? name it in 'tls: {ca_file"),
      "\(refused.log)")
    Program.write(config(", tls: {ca_file: '\(folder)/cert.pem'}"), to: daemon.folder + "/config.yaml")
    #expect(daemon.run(["reload"]).status == 0)
    #expect(Self.wait { daemon.run(["outbox", "list"]).output.isEmpty }, "without a restart")
    #expect(daemon.stop() == 0)
  }

  static func openssl(_ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try? process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  // MARK: - Self-audit

  @Test func theHeartbeatStopsWhenSomethingIsOverdue() throws {
    let (leads, duty) = (Receiver(), Receiver())
    let watcher = Receiver()
    let more = """
      heartbeat: {url: "http://127.0.0.1:\(watcher.port)/ping", every: 1s}
      intake: {expect_every: 1m}
      """
    let daemon = DaemonFixture(config: Self.config(leads.port, duty.port, more), clock: "wall", isSmall: true)
    daemon.start()
    #expect(Self.wait { watcher.received.count >= 2 })
    #expect(watcher.received.first?.path == "/ping")
    let status = daemon.run(["status"]).output
    #expect(status.contains("self-audit") && status.contains("nothing is overdue"), "\(status)")
    // Something refused for good is told to the administrators, once.
    leads.answer(410)
    let sender = try #require(RawSender(daemon.socket))
    sender.send(DeadlineTests.message("c", at: Instant(microseconds: Receiver.now)) + "\n")
    #expect(Self.wait { duty.received.count >= 2 })
    let told = DeadlineTests.bodies(duty).map { "\($0.data["rule"] ?? "")" }
    #expect(told.sorted() == ["foreshock-audit", "waits"])
    #expect(daemon.run(["status"]).output.contains("1 notifications could not be delivered"))
    let number = String(daemon.run(["outbox", "list"]).output.prefix { $0 != " " })
    #expect(daemon.run(["outbox", "drop", number]).status == 0)
    #expect(Self.wait { duty.received.count >= 3 })
    #expect(DeadlineTests.bodies(duty).last?.type == "alert.resolved")
    #expect(daemon.stop() == 0)
  }
}
