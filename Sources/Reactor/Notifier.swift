// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Dispatch
import Glibc

/// Tells the service manager how the daemon is. Does nothing outside of a service.
public enum Notifier {
  /// The daemon is ready.
  public static func ready(_ status: String) {
    send("READY=1")
    self.status(status)
  }

  /// The daemon reads its configuration again.
  public static func reloading() {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
  }

  /// The daemon is about to end.
  public static func stopping() { send("STOPPING=1\nSTATUS=draining") }

  /// One line for `systemctl status`.
  public static func status(_ text: String) { send("STATUS=\(shortened(text))") }

  /// A message of more than 4096 bytes is dropped, and one line is all that is shown.
  private static func shortened(_ text: String) -> String {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return line.count > 300 ? line.prefix(300) + "…" : line
  }

  /// The daemon makes progress.
  public static func alive() { send("WATCHDOG=1") }

  /// How often the service manager wants to hear that, in milliseconds; `nil` when it does not.
  public static var watchdogMilliseconds: Int? {
    var microseconds: UInt64 = 0
    return sd_watchdog_enabled(0, &microseconds) > 0 ? Int(microseconds / 1000) : nil
  }

  private static func send(_ state: String) { sd_notify(0, state) }
}
