// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

/// Looking on while things happen: `top` on a real terminal, and `tap`.
@Suite struct WatchingTests {
  static let config = "rules: [{name: hot, when: risk >= 60}]\n"

  static func line(_ id: String, _ conversation: String, _ contact: String, _ text: String) -> String {
    #"{"id":"\#(id)","type":"message","at":"2026-03-02T09:00:0\#(id)Z","conversation":"\#(conversation)","contact":"\#(contact)","channel":"chat","queue":"billing","from":"contact","text":"\#(text)"}"#
      + "\n"
  }

  static func busy() throws -> DaemonFixture {
    let daemon = DaemonFixture(config: config, isSmall: true)
    daemon.start()
    let sender = try #require(RawSender(daemon.socket))
    sender.send(line("1", "c-calm", "zoe", "Hello"))
    // A contact's words must not command a supervisor's terminal.
    sender.send(
      line("2", "c-hot", "ana", "Let me speak to your manager\\u001b[2J or I will sue you, this is terrible"))
    sender.wait(until: 2)
    return daemon
  }

  @Test func theListAsTextAndAsJSON() throws {
    let daemon = try Self.busy()
    let text = daemon.run(["top"]).output.split(separator: "\n")
    #expect(text.count == 4 && text[0].contains("2 open   1 alerts firing   2 events   by risk"), "\(text)")
    #expect(text[2].contains("c-hot") && text[2].contains("▲ “") && text[3].contains("c-calm"), "\(text)")
    let json = daemon.run(["top", "--by", "waiting", "--format", "json"]).output
    #expect(json.contains("\"alerts\":[\"hot\"]") && json.contains("\"waiting_seconds\":1"), "\(json)")
  }

  /// A terminal of its own, as a supervisor has one over ssh.
  private final class Screen {
    let leader = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    let path: String

    init(columns: UInt16, rows: UInt16) {
      // What unlockpt(3) and ptsname(3) ask: TIOCSPTLCK and TIOCGPTN, ioctl_tty(2).
      var (lock, number): (Int32, UInt32) = (0, 0)
      _ = ioctl(leader, 0x4004_5431, &lock)
      _ = ioctl(leader, 0x8004_5430, &number)
      path = "/dev/pts/\(number)"
      resize(columns, rows)
    }

    deinit { close(leader) }

    func resize(_ columns: UInt16, _ rows: UInt16) {
      var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
      _ = ioctl(leader, UInt(TIOCSWINSZ), &size)
    }

    func press(_ keys: String) { _ = keys.withCString { write(leader, $0, strlen($0)) } }

    /// What is drawn until it contains `text`.
    func read(until text: String) -> String {
      var seen: [UInt8] = []
      for _ in 0..<200 {
        var input = pollfd(fd: leader, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, 50) > 0 else { continue }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(leader, &bytes, bytes.count)
        guard count > 0 else { break }
        seen += bytes[..<count]
        if String(decoding: seen, as: UTF8.self).contains(text) { break }
      }
      return String(decoding: seen, as: UTF8.self)
    }
  }

  @Test func aTerminalIsDrawnAndGivenBack() throws {
    let daemon = try Self.busy()
    let screen = Screen(columns: 80, rows: 24)
    let top = Program(
      ["top"], environment: daemon.environment.merging(["NO_COLOR": "1", "TERM": "xterm"]) { $1 },
      output: screen.path,
      input: screen.path)
    let first = screen.read(until: "q quit")
    #expect(first.contains("▸") && first.contains("c-hot") && first.contains("by risk"), "\(first)")
    let lines = first.components(separatedBy: "\u{1B}[H").last?.components(separatedBy: "\r\n") ?? []
    #expect(lines.count == 24, "as many lines as there are")
    #expect(
      first.components(separatedBy: "\u{1B}[2J").count == 2,
      "cleared once, when it begins, and not by a contact")
    // Several keys at once, as over a slow line; one that is not known does nothing.
    screen.press("\u{1B}[3~\u{1B}[1;5A\u{1B}[Bw")
    #expect(screen.read(until: "by waiting").contains("by waiting"))
    screen.press("q")
    #expect(screen.read(until: "\u{1B}[?1049l").contains("\u{1B}[?25h\u{1B}[?1049l"), "as it was found")
    #expect(top.wait() == 0)
  }

  @Test func eventsAreSeenAsTheyCome() throws {
    let daemon = try Self.busy()
    let folder = daemon.folder
    let tap = Program(
      ["tap", "risk > 50", "--count", "1", "--format", "json"], environment: daemon.environment,
      output: folder + "/tap",
      log: folder + "/tap.log")
    usleep(700_000)
    let sender = try #require(RawSender(daemon.socket))
    sender.send(Self.line("3", "c-calm", "zoe", "Thank you"))
    sender.send(Self.line("4", "c-hot", "ana", "Let me speak to your manager now"))
    sender.wait(until: 2)
    #expect(tap.wait() == 0, "\(Program.read(folder + "/tap.log"))")
    let seen = Program.read(folder + "/tap")
    #expect(seen.contains("\"id\":\"4\"") && seen.contains("\"asks_for_supervisor\":true"), "\(seen)")
    #expect(
      !seen.contains("\"id\":\"3\"") && !seen.contains("manager now"),
      "whole messages are shown when asked for")
    for _ in 0..<9 { #expect(daemon.run(["tap", "--count", "0"]).status == 0, "each is closed") }
    #expect(daemon.run(["tap", "attr.x matches '^(a+)+$'"]).log.contains("is for rules"))
    #expect(daemon.run(["tap", "rsik > 5"]).log.contains("did you mean 'risk'?"))
  }
}
