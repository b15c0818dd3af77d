// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit
import Testing

/// The package on a real systemd, with the real journal. One machine, and one test after the other, as an
/// administrator's days go by.
@Suite(.serialized, .enabled(if: BootedMachine.obstacle == nil, "\(BootedMachine.obstacle ?? "")"))
final class ServiceTests {
  /// Booted, and the package installed, once for all.
  private static let installed = Result {
    let machine = try BootedMachine()
    let package = try Package.make()
    machine.shell("mkdir -p /root/packages")
    try FileManager.default.copyItem(atPath: package, toPath: machine.outside(first))
    return machine
  }
  private static let first = "/root/packages/foreshock.deb"
  private var machine: BootedMachine { get throws { try Self.installed.get() } }

  private static let day = "/usr/share/foreshock/examples/day.ndjson"
  private static let ownRules = "/etc/foreshock/rules.d/own.yaml"

  private func event(_ id: String, _ text: String = "hello", _ conversation: String = "c-1") -> String {
    let now = Date.now.formatted(.iso8601)
    return
      #"{"id":"\#(id)","type":"message","at":"\#(now)","conversation":"\#(conversation)","contact":"u-\#(conversation)","channel":"chat","from":"contact","text":"\#(text)"}"#
      + "\n"
  }

  /// Sends lines into the machine; how many are committed within half a minute.
  private func send(_ lines: String) throws -> Int {
    let path = try machine.outside("/run/foreshock-intake.sock")
    guard let sender = RawSender(path) else { return -1 }
    sender.send(lines)
    sender.finish()
    for _ in 0..<3 { sender.wait(until: lines.count { $0 == "\n" }) }
    return sender.committed
  }

  private func isActive() throws -> String {
    try machine.wait(until: { $0 == "active\n" }, "systemctl", "is-active", "foreshock")
  }

  // MARK: - Installing

  @Test func a_installedItTellsInTheJournal() throws {
    let machine = try machine
    let before = Date.now
    let installed = machine.run("apt-get", "install", "-y", "--no-install-recommends", Self.first)
    #expect(installed.status == 0, "\(installed.output)\(installed.log)")
    #expect(try isActive() == "active\n", "\(machine.run("journalctl", "-u", "foreshock").output)")

    #expect(try send(event("e-1", "Third time I ask. Let me speak to your manager! I will sue you.")) == 1)
    let entry = machine.wait(
      until: { $0.contains("FORESHOCK_ALERT") }, "journalctl", "-u", "foreshock", "FORESHOCK_STATUS=firing",
      "-n", "1",
      "-o", "json")
    let seconds = Date.now.timeIntervalSince(before)
    for field in ["RULE", "SEVERITY", "SCOPE", "KEY", "CONVERSATION", "CONTACT", "RISK", "RULESET"] {
      #expect(entry.contains("\"FORESHOCK_\(field)\""), "\(entry)")
    }
    #expect(!entry.contains("manager"), "no words of a contact go to the journal")
    print("from 'apt install' to the first alert: \(Int(seconds.rounded())) s")
    print(machine.run("journalctl", "-u", "foreshock", "FORESHOCK_STATUS=firing", "-n", "1", "-x").output)
    #expect(machine.property("UMask") == "0077" && machine.property("User") == "foreshock")
  }

  @Test func b_itIsLockedIn() throws {
    let machine = try machine
    let exposure = machine.run("systemd-analyze", "security", "--threshold=11", "foreshock.service")
    #expect(exposure.status == 0, "\(exposure.output)")
    print(exposure.output.split(separator: "\n").last ?? "")
    #expect(machine.run("systemd-analyze", "verify", "foreshock.service", "foreshock.socket").log.isEmpty)
    // Whoever is in neither group may not ask, and not send.
    let stranger = machine.shell("setpriv --reuid=65534 --regid=65534 --clear-groups foreshock status")
    #expect(stranger.status == 1 && stranger.log.contains("group"), "\(stranger.log)")
    let member = machine.shell("setpriv --reuid=65534 --regid=foreshock --clear-groups foreshock status")
    #expect(member.status == 0, "\(member.log)")
  }

  @Test func c_theCatalogExplains() throws {
    let list = try machine.run("journalctl", "--list-catalog").output
    for language in ["", "ar", "fa", "zh_CN", "zh_TW"] {
      let text = try String(
        contentsOfFile: machine.outside(
          "/usr/lib/systemd/catalog/foreshock\(language.isEmpty ? "" : ".")\(language).catalog"),
        encoding: .utf8)
      #expect(!text.isEmpty)
    }
    #expect(
      list.contains("5d0c8f4a1be24b6f9a7e3c21d5f80a11 Foreshock: Alert: @FORESHOCK_RULE@ fires"), "\(list)")
  }

  @Test func d_anEventStartsIt() throws {
    let machine = try machine
    machine.run("systemctl", "stop", "foreshock.service")
    #expect(machine.property("ActiveState") == "inactive")
    #expect(machine.property("ActiveState", of: "foreshock.socket") == "active")
    #expect(try send(event("e-2")) == 1, "\(machine.run("journalctl", "-u", "foreshock", "-n", "20").output)")
    #expect(machine.property("ActiveState") == "active")
  }

  // MARK: - Configuring

  @Test func e_credentialsAreHandedOver() throws {
    let machine = try machine
    machine.write(
      """
      receivers:
        leads:
          - webhook: {url: "http://127.0.0.1:9/hook", secret_file: credential:leads-key}
          - journal:
      """, to: "/etc/foreshock/foreshock.yaml")
    machine.shell(
      "head -c 30 /dev/urandom | base64 | install -m600 /dev/stdin /etc/foreshock/credentials/leads-key")
    #expect(machine.run("foreshock", "check").status == 0, "root may look where it comes from")
    let early = machine.run("systemctl", "reload", "foreshock")
    #expect(early.status != 0)
    let log = machine.run("journalctl", "-u", "foreshock", "-n", "20").output
    #expect(
      log.contains("the service was not given it") && log.contains("systemctl restart foreshock"), "\(log)")
    machine.run("systemctl", "restart", "foreshock")
    #expect(
      try isActive() == "active\n", "\(machine.run("journalctl", "-u", "foreshock", "-n", "20").output)")
    machine.write("receivers: {leads: [{journal: }]}\n", to: "/etc/foreshock/foreshock.yaml")
    #expect(machine.run("systemctl", "reload", "foreshock").status == 0)
  }

  @Test func f_aGoodReloadIsTaken() throws {
    let machine = try machine
    machine.write("rules: [{name: own, when: risk > 90}]\n", to: Self.ownRules)
    let differs = machine.run("foreshock", "status").output
    #expect(differs.contains("not as on disk: \(Self.ownRules)"), "\(differs)")
    #expect(machine.run("systemctl", "reload", "foreshock").status == 0)
    #expect(machine.run("foreshock", "status").output.contains("as on disk"))
    let entry = machine.run("journalctl", "-u", "foreshock", "MESSAGE_ID=5d0c8f4a1be24b6f9a7e3c21d5f80a22")
      .output
    #expect(entry.contains("reloaded"))
  }

  @Test func g_aReloadWithAMistakeChangesNothing() throws {
    let machine = try machine
    machine.write("rules: [{name: own, when: rsik > 90}]\n", to: Self.ownRules)
    let reload = machine.run("systemctl", "reload", "foreshock")
    #expect(reload.status != 0)
    #expect(try isActive() == "active\n")
    let shown = machine.run("systemctl", "status", "foreshock").output
    #expect(
      shown.contains("the last reload was refused: \(Self.ownRules):1: unknown signal 'rsik'"), "\(shown)")
    let log = machine.run("journalctl", "-u", "foreshock", "-x", "-n", "30").output
    #expect(
      log.contains("did you mean 'risk'?") && log.contains("The configuration was not reloaded"), "\(log)")
    print(shown)
  }

  @Test func h_aBadRuleIsSetAsideAtTheStart() throws {
    let machine = try machine
    machine.run("systemctl", "restart", "foreshock")
    #expect(try isActive() == "active\n")
    let status = machine.run("foreshock", "status").output
    #expect(status.contains("! rule 'own' is set aside, see 'foreshock check'"), "\(status)")
    #expect(machine.run("systemctl", "status", "foreshock").output.contains("rule 'own' is set aside"))
    let entry = machine.run("journalctl", "-u", "foreshock", "MESSAGE_ID=5d0c8f4a1be24b6f9a7e3c21d5f80a24")
      .output
    #expect(entry.contains("own.yaml:1"), "\(entry)")
    machine.run("rm", Self.ownRules)
    #expect(machine.run("systemctl", "reload", "foreshock").status == 0)
    #expect(!machine.run("foreshock", "status").output.contains("set aside"))
  }

  @Test func i_aWrongConfigurationIsNotTriedAgainAndAgain() throws {
    let machine = try machine
    machine.write("receivers: {leads: [{webhok: {}}]}\n", to: "/etc/foreshock/foreshock.yaml")
    machine.run("systemctl", "restart", "foreshock")
    #expect(machine.property("ExecMainStatus") == "78" && machine.property("NRestarts") == "0")
    #expect(machine.run("systemctl", "status", "foreshock").output.contains("78/CONFIG"))
    machine.write("", to: "/etc/foreshock/foreshock.yaml")
    machine.run("systemctl", "reset-failed", "foreshock.service", "foreshock.socket")
    machine.run("systemctl", "start", "foreshock.socket", "foreshock.service")
    #expect(try isActive() == "active\n")
  }

  // MARK: - What may happen to it

  /// The service comes back, with what it knew, and takes what was sent meanwhile.
  private func comesBack(_ name: String, _ harm: (String) -> Void) throws {
    let machine = try machine
    machine.run("systemctl", "reset-failed", "foreshock.service")
    #expect(try send(event("before-\(name)", "I am waiting", "c-\(name)")) == 1)
    let before = machine.property("MainPID")
    harm(before)
    let after = machine.wait(
      until: { !["0\n", before + "\n"].contains($0) }, "systemctl", "show", "foreshock", "--value", "-p",
      "MainPID")
    #expect(after != before + "\n")
    #expect(
      try isActive() == "active\n", "\(machine.run("journalctl", "-u", "foreshock", "-n", "30").output)")
    #expect(try send(event("after-\(name)", "still waiting", "c-\(name)")) == 1)
    #expect(machine.run("foreshock", "why", "c-\(name)").status == 0)
  }

  @Test func j_killed() throws {
    try comesBack("killed") { _ in _ = try? machine.run("systemctl", "kill", "-s", "KILL", "foreshock") }
  }

  @Test func k_hung() throws {
    let machine = try machine
    machine.shell("mkdir -p /run/systemd/system/foreshock.service.d")
    machine.write("[Service]\nWatchdogSec=2s\n", to: "/run/systemd/system/foreshock.service.d/test.conf")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", "foreshock")
    #expect(try isActive() == "active\n")
    try comesBack("hung") { leader in machine.run("kill", "-STOP", leader) }
    let log = machine.run("journalctl", "-b", "_PID=1", "-u", "foreshock", "-n", "100").output
    #expect(log.contains("Watchdog timeout"), "\(log)")
    machine.run("rm", "-r", "/run/systemd/system/foreshock.service.d")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", "foreshock")
  }

  @Test func l_outOfMemory() throws {
    let machine = try machine
    #expect(try isActive() == "active\n")
    try comesBack("starved") { leader in
      let trap = MemoryTrap(machine, leader)
      // Whatever it asks for from now on is too much.
      let many = (0..<20_000).map { event("m-\($0)", "I am waiting", "c-m-\($0)") }.joined()
      _ = try? send(many)
      machine.wait(
        20, until: { $0 != "\(leader)\n" }, "systemctl", "show", "foreshock", "--value", "-p", "MainPID")
      trap.open()
      machine.run("systemctl", "reset-failed", "foreshock.service")
      machine.run("systemctl", "start", "foreshock.socket", "foreshock.service")
    }
    let log = machine.run("journalctl", "-u", "foreshock", "-n", "200").output
    #expect(log.contains("oom-kill") || log.contains("status=9/KILL"), "\(log)")
  }

  // MARK: - Upgrading and leaving

  @Test func m_anUpgradeRefusesNobody() throws {
    let machine = try machine
    #expect(try isActive() == "active\n")
    machine.write("# mine\nreceivers: {leads: [{journal: }]}\n", to: "/etc/foreshock/foreshock.yaml")
    let next = machine.shell(
      """
      cd /root/packages && dpkg-deb -R foreshock.deb next && sed -i 's/^Version: .*/Version: 99.0/' next/DEBIAN/control \
      && dpkg-deb -Znone -b next next.deb
      """)
    #expect(next.status == 0, "\(next.log)")
    let conversations = machine.run("foreshock", "status", "--format", "json").output

    let upgrade = Program(
      [
        "-t", machine.leader, "-a", "--", "/bin/sh", "-c",
        "dpkg -i /root/packages/next.deb >/root/upgrade.log 2>&1",
      ],
      of: "/usr/bin/nsenter")
    var (sent, committed, refused) = (0, 0, 0)
    while upgrade.isRunning || sent < 20 {
      sent += 1
      guard let sender = RawSender(machine.outside("/run/foreshock-intake.sock")) else {
        refused += 1
        continue
      }
      sender.send(event("u-\(sent)", "hello", "c-upgrade"))
      sender.finish()
      for _ in 0..<3 { sender.wait(until: 1) }
      committed += sender.committed
      usleep(20_000)
    }
    print("during the upgrade: \(sent) senders, \(refused) refused, \(committed) events committed")
    #expect(upgrade.wait() == 0 && refused == 0 && committed == sent)
    #expect(try isActive() == "active\n", "\(Program.read(machine.outside("/root/upgrade.log")))")
    #expect(machine.run("dpkg-query", "-W", "-f", "${Version}", "foreshock").output == "99.0")
    #expect(Program.read(machine.outside("/etc/foreshock/foreshock.yaml")).hasPrefix("# mine"))
    #expect(
      !conversations.isEmpty && machine.run("foreshock", "why", "c-killed").status == 0, "the state is kept")
  }

  @Test func n_itStopsInTime() throws {
    let machine = try machine
    let sender = try #require(RawSender(machine.outside("/run/foreshock-intake.sock")))
    sender.send(event("s-1"))
    let before = Date.now
    #expect(machine.run("systemctl", "stop", "foreshock.service").status == 0)
    #expect(Date.now.timeIntervalSince(before) < 20, "the unit's bound")
    #expect(machine.property("Result") == "success")
  }

  @Test func o_purgedItIsGone() throws {
    let machine = try machine
    machine.run("systemctl", "start", "foreshock")
    let removed = machine.run("apt-get", "remove", "-y", "foreshock")
    #expect(removed.status == 0, "\(removed.output)\(removed.log)")
    #expect(
      machine.shell("test -e /var/lib/foreshock/foreshock.sqlite && test -e /etc/foreshock/foreshock.yaml")
        .status == 0)
    #expect(machine.run("systemctl", "is-active", "foreshock.service", "foreshock.socket").status != 0)
    let purged = machine.run("apt-get", "purge", "-y", "foreshock")
    #expect(purged.status == 0 && !purged.output.contains("not empty"), "\(purged.output)\(purged.log)")
    // What belongs to others stays: dpkg's notes, logs and the manual's cache.
    let others = ["/var/lib/dpkg", "/var/lib/apt", "/var/log", "/var/cache/man"]
    let elsewhere = (others + [Repository.folder]).map { "-path '\($0)' -prune -o" }.joined(separator: " ")
    let left = machine.shell("find /etc /usr /lib /var /run -xdev \(elsewhere) -name '*foreshock*' -print")
      .output
    #expect(left.isEmpty, "\(left)")
    #expect(machine.run("systemctl", "--failed", "--plain", "--no-legend").output.isEmpty)
  }
}
