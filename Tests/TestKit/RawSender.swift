// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A sender that can be interrupted anywhere.
public final class RawSender {
  private let descriptor: Int32
  private var heard: [UInt8] = []
  /// Lines of it that are committed.
  public private(set) var committed = 0
  /// Refusals, as they came.
  public private(set) var errors: [String] = []

  /// Connects to a socket; `nil` when nobody listens there.
  public init?(_ path: String) {
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    // A socket can be found a moment before it listens.
    for _ in 0..<100 {
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      if result == 0 { return }
      usleep(5000)
    }
    close(descriptor)
    return nil
  }

  deinit { close(descriptor) }

  /// Sends bytes; false when the daemon has gone.
  @discardableResult
  public func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
      hear(0)
    }
    return true
  }

  /// Sends no more.
  public func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Reads answers until the daemon closes, or `lines` are committed, or ten seconds are over.
  public func wait(until lines: Int = .max) {
    for _ in 0..<200 where committed < lines { if !hear(50) { return } }
  }

  /// Takes answers for so long at most; false when the daemon has gone.
  @discardableResult
  public func hear(_ milliseconds: Int32) -> Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return true }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { return false }
    heard += chunk[..<count]
    while let end = heard.firstIndex(of: 0x0A) {
      let line = String(decoding: heard[..<end], as: UTF8.self)
      heard.removeFirst(end + 1)
      if line.hasPrefix("{\"committed\":") {
        committed = Int(line.dropFirst(13).dropLast()) ?? committed
      } else {
        errors.append(line)
      }
    }
    return true
  }
}
