// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestKit

/// A machine of its own: the systemd of this one, booted again in namespaces over a copy of the disk that is thrown
/// away (`packaging/boot`).
///
/// `@unchecked Sendable`: nothing of it changes once it is booted, but for the process that its end waits for.
final class BootedMachine: @unchecked Sendable {
  /// Why there can be none here.
  static let obstacle: String? = {
    if getuid() != 0 { return "only root may boot a systemd; run 'make test' as root" }
    for tool in [
      "/lib/systemd/systemd", "/usr/bin/nsenter", "/usr/bin/unshare", "/usr/bin/pgrep", "/usr/bin/dh",
    ]
    where access(tool, X_OK) != 0 {
      return "\(tool) is not here"
    }
    return nil
  }()

  private let folder = Repository.temporaryFolder()
  private let boot: Program
  /// Process 1 of it, as seen from outside.
  let leader: String

  /// Boots; throws what it said when it does not come up.
  init() throws {
    boot = Program(
      [folder], of: Repository.folder + "/packaging/boot", output: folder + "/out", log: folder + "/log")
    var found = ""
    for _ in 0..<200 {
      found = Program.read(folder + "/pid").trimmingCharacters(in: .newlines)
      if !found.isEmpty, Program.read("/proc/\(found)/comm") == "systemd\n" { break }
      usleep(50_000)
    }
    leader = found
    var state = ""
    for _ in 0..<200 {
      state = run("systemctl", "is-system-running", "--wait").output
      if state == "running\n" { return }
      usleep(100_000)
    }
    throw Failure(
      "the machine is '\(state)': \(Program.read(folder + "/log"))\(run("systemctl", "--failed").output)")
  }

  deinit {
    boot.signal(SIGTERM)
    boot.wait()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What went wrong.
  struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
  }

  /// Runs a command in it.
  @discardableResult
  func run(_ words: String...) -> (status: Int32, output: String, log: String) {
    Program.run(["-t", leader, "-a", "--"] + words, of: "/usr/bin/nsenter", environment: Self.environment)
  }

  /// Runs a line of shell in it.
  @discardableResult
  func shell(_ line: String) -> (status: Int32, output: String, log: String) {
    run("/bin/sh", "-c", line)
  }

  private static let environment = [
    "DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0",
  ]

  /// Where a path of it is found from outside.
  func outside(_ path: String) -> String { "/proc/\(leader)/root\(path)" }

  func write(_ text: String, to path: String) { Program.write(text, to: outside(path)) }

  /// Waits until a command says what is hoped for; returns its last output.
  @discardableResult
  func wait(_ seconds: Int = 60, until hoped: (String) -> Bool, _ words: String...) -> String {
    var output = ""
    for _ in 0..<seconds * 5 {
      output =
        Program.run(
          ["-t", leader, "-a", "--"] + words, of: "/usr/bin/nsenter", environment: Self.environment
        )
        .output
      if hoped(output) { return output }
      usleep(200_000)
    }
    return output
  }

  /// One property of a unit.
  func property(_ name: String, of unit: String = "foreshock.service") -> String {
    run("systemctl", "show", unit, "--value", "-p", name).output.trimmingCharacters(in: .newlines)
  }
}

/// The package, made from the program beside the tests, or the one that is named in `FORESHOCK_DEB`.
enum Package {
  static func make() throws -> String {
    if let given = ProcessInfo.processInfo.environment["FORESHOCK_DEB"] { return given }
    let folder = Repository.temporaryFolder()
    let line =
      """
      cp -r \(Repository.folder)/debian \(Repository.folder)/Makefile \(Repository.folder)/config \
      \(Repository.folder)/docs \(Repository.folder)/systemd \(Repository.folder)/monitoring \(Repository.folder)/*.md \(Repository.folder)/LICENSE \
      \(Repository.folder)/NOTICE \(folder)/ && cd \(folder) && \
      DEB_BUILD_OPTIONS=nostrip DPKG_DEB_COMPRESSOR_TYPE=none debian/rules binary BINARY=\(Repository.program) \
      SHLIBDEPS="-- --ignore-missing-info" DESTINATION=\(folder)
      """
    let made = Program.run(["-c", line], of: "/bin/sh")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".deb") }
    guard made.status == 0, let name = names.first else {
      throw BootedMachine.Failure(made.output + made.log)
    }
    return folder + "/" + name
  }
}
