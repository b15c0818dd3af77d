// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Testing

/// A disk that is full, or read-only: nothing is acknowledged, people hear why, and it goes on without a restart.
@Suite(.enabled(if: Machine.canMount, "a disk of one's own needs root"), .serialized) struct DiskTests {
  /// A small disk in memory as the folder of the state.
  final class SmallDisk {
    let daemon: DaemonFixture
    let watcher = Receiver()
    var folder: String { daemon.folder + "/state" }

    init?() {
      daemon = DaemonFixture(
        config: """
          rules: [{name: waits, when: unanswered >= 1}]
          receivers: {leads: [{webhook: {url: "http://127.0.0.1:\(watcher.port)/leads"}}]}
          """, clock: "wall", isSmall: true)
      guard mount("tmpfs", folder, "tmpfs", 0, "size=3m") == 0 else { return nil }
    }

    deinit {
      daemon.kill()
      umount2(folder, Int32(MNT_DETACH))
    }
  }

  static func message(_ number: Int) -> String {
    let text = "Hello \(number)"
    return Event(
      id: "e\(number)", at: Instant(microseconds: Receiver.now),
      kind: .message(from: .contact, text: text, language: nil), conversation: "c\(number)",
      contact: "u\(number)",
      agent: nil
    ).line + "\n"
  }

  @Test func fullAndThenNotAnyMore() throws {
    let disk = try #require(SmallDisk())
    disk.daemon.start()
    let sender = try #require(RawSender(disk.daemon.socket))
    sender.send(Self.message(0))
    sender.wait(until: 1)
    #expect(sender.committed == 1)
    // Nothing is left of it.
    let filler = open(disk.folder + "/filler", O_CREAT | O_WRONLY, 0o600)
    let block = [UInt8](repeating: 7, count: 4096)
    while write(filler, block, block.count) > 0 {}
    for number in 1...100 { sender.send(Self.message(number)) }
    #expect(UndeliverableTests.wait { disk.daemon.log.contains("the state cannot be written, senders wait") })
    #expect(sender.committed < 101, "what is not on the disk is not acknowledged")
    let status = disk.daemon.run(["status"]).output
    #expect(status.contains("! cannot write the state, senders wait: "), "\(status)")
    close(filler)
    unlink(disk.folder + "/filler")
    sender.wait(until: 101)
    #expect(sender.committed == 101, "without a restart")
    #expect(disk.daemon.log.contains("writing works again"))
    #expect(UndeliverableTests.wait { !disk.daemon.run(["status"]).output.contains("! cannot write") })
    #expect(UndeliverableTests.wait { disk.watcher.received.count == 101 })
    #expect(disk.daemon.stop() == 0)
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    let disk = try #require(SmallDisk())
    #expect(mount("tmpfs", disk.folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "size=3m") == 0)
    disk.daemon.start()
    #expect(disk.daemon.program?.isRunning == false)
    #expect(
      disk.daemon.log.contains("state folder \(disk.folder) cannot be written to: Read-only file system"),
      "\(disk.daemon.log)")
    #expect(mount("tmpfs", disk.folder, "tmpfs", UInt(MS_REMOUNT), "size=3m") == 0)
    disk.daemon.start()
    let sender = try #require(RawSender(disk.daemon.socket))
    sender.send(Self.message(0))
    sender.wait(until: 1)
    #expect(sender.committed == 1)
    #expect(disk.daemon.stop() == 0)
  }
}
