// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Reactor
import Settings

/// Hands messages to the program of a mail transfer agent, and hears by its exit status whether it took them.
///
/// Source: sysexits.h, to which `sendmail` keeps.
enum MailProgram {
  /// Longer than this no program needs to take a message.
  private static let patience = 30_000
  /// Statuses that mean the message, not the moment: usage, data, no user, no host.
  private static let refusals: [Int32] = [64, 65, 67, 68]

  /// Sends a message; `heard` runs on `lane`, once.
  static func send(
    _ message: [UInt8], _ mail: Mail, on lane: Lane, _ heard: @escaping @Sendable (Verdict) -> Void
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: mail.program)
    process.arguments = ["-i", "-f", mail.from, "--"] + mail.to
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let input = Pipe()
    process.standardInput = input
    process.terminationHandler = { process in
      let (status, reason) = (process.terminationStatus, process.terminationReason)
      lane.async { heard(verdict(status, reason, mail.program)) }
    }
    do {
      try withAllSignals { try process.run() }
    } catch {
      return heard(.later("\(mail.program) cannot be run: \(error.localizedDescription)"))
    }
    let identifier = process.processIdentifier
    lane.after(milliseconds: patience) { if process.isRunning { kill(identifier, SIGKILL) } }
    // A message is smaller than a pipe's buffer or the program reads; whoever does neither is killed above.
    Thread.detachNewThread {
      try? input.fileHandleForWriting.write(contentsOf: message)
      try? input.fileHandleForWriting.close()
    }
  }

  /// Worker threads of Dispatch block nearly every signal, and a child would inherit that.
  private static func withAllSignals<T>(_ body: () throws -> T) rethrows -> T {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }

  private static func verdict(_ status: Int32, _ reason: Process.TerminationReason, _ program: String)
    -> Verdict
  {
    guard reason == .exit else { return .later("\(program) was ended by signal \(status)") }
    if status == 0 { return .delivered }
    return refusals.contains(status)
      ? .never("\(program) refuses it with exit status \(status)")
      : .later("\(program) ended with exit status \(status)")
  }
}
