// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// Leaves the service so little memory that the kernel kills it.
///
/// Where the machine outside keeps memory by cgroups of the first version, the one inside cannot, and it is done from here.
struct MemoryTrap {
  private let machine: BootedMachine
  private let group: String?

  init(_ machine: BootedMachine, _ leader: String) {
    self.machine = machine
    let own = Program.read("/proc/self/cgroup").split(separator: "\n").first { $0.contains(":memory:") }
    guard let path = own?.split(separator: ":").last else {
      group = nil
      machine.run(
        "systemctl", "set-property", "--runtime", "foreshock.service", "MemoryMax=12M", "MemorySwapMax=0")
      return
    }
    let group = "/sys/fs/cgroup/memory\(path)/foreshock-\(getpid())"
    self.group = group
    mkdir(group, 0o755)
    Program.write("2M", to: group + "/memory.limit_in_bytes")
    if let outside = Self.outside(leader, of: machine) {
      Program.write(outside, to: group + "/cgroup.procs")
    }
  }

  /// The number that a process of the machine has here.
  private static func outside(_ process: String, of machine: BootedMachine) -> String? {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(machine.leader)/ns/pid")
    return numbers.first { number in
      Program.read("/proc/\(number)/status").contains("\nNSpid:\t\(number)\t\(process)\n")
        && (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/ns/pid")) == space
    }
  }

  func open() {
    guard let group else {
      machine.run("systemctl", "set-property", "--runtime", "foreshock.service", "MemoryMax=1G")
      return
    }
    rmdir(group)
  }
}
