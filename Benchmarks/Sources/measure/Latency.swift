// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import Glibc
import Synchronization

/// From an event's arrival on the socket of a running daemon to the socket of a webhook's receiver.
///
/// Every tenth event begins a conversation whose alert is told; its id says when it was written to the socket.
final class Latency: Sendable {
  private let found = Mutex<[Double]>([])

  /// Sends at a rate for some seconds, and prints percentiles; then as fast as it goes, and prints a throughput.
  static func run(socket path: String, port: UInt16, rate: Int, seconds: Int) {
    let latency = Latency()
    latency.listen(port)
    let sender = connectUnix(path)
    let peer = plainPosts(port, latency)
    let start = now()
    for number in 0..<rate * seconds {
      let due = start + Double(number) / Double(rate)
      if case let left = due - now(), left > 0 { usleep(UInt32(left * 1e6)) }
      send(sender, line(number, isNew: number % 10 == 0, "l"))
    }
    latency.wait(until: rate * seconds / 10)
    print(
      "event on the socket → webhook received, \(rate) events/s, each tenth an alert\t\(latency.percentiles)")
    print("  beside a plain POST to the same receiver\t\(peer)")

    let count = 20_000
    latency.found.withLock { $0 = [] }
    let began = now()
    for number in 0..<count { send(sender, line(number, isNew: true, "t")) }
    latency.wait(until: count)
    let time = now() - began
    print(
      "notifications/s through the outbox, one receiver, an alert for every event\t\(Int(Double(count) / time))"
    )
    close(sender)
  }

  private var percentiles: String {
    let sorted = found.withLock { $0.sorted() }
    func at(_ share: Double) -> String {
      let value = sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
      return String(format: "%.1f ms", value * 1000)
    }
    return "p50 \(at(0.5))  p99 \(at(0.99))  longest \(at(1))  (\(sorted.count) alerts)"
  }

  private func wait(until count: Int) {
    for _ in 0..<1200 where found.withLock({ $0.count }) < count { usleep(50_000) }
  }

  // MARK: - Events

  private static func line(_ number: Int, isNew: Bool, _ prefix: String) -> String {
    let name = isNew ? "\(prefix)\(number)@\(now())" : "\(prefix)-chat"
    let author = isNew ? "contact" : "agent"
    let at = Instant(microseconds: Int64(now() * 1e6))
    return
      #"{"id":"\#(prefix)\#(number)","type":"message","at":"\#(at)","conversation":"\#(name)","contact":"u\#(number)","from":"\#(author)","text":"Hello there"}"#
      + "\n"
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func send(_ descriptor: Int32, _ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  private static func connectUnix(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    precondition(result == 0, "nobody listens at \(path)")
    // What the daemon answers is read, so that it need not wait for us.
    Thread.detachNewThread {
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while read(descriptor, &chunk, chunk.count) > 0 {}
    }
    return descriptor
  }

  // MARK: - The receiver

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func listen(_ port: UInt16) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    var address = Self.address(port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(result == 0 && Glibc.listen(listener, 64) == 0, "port \(port) is taken")
    Thread.detachNewThread { [self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        Thread.detachNewThread { [self] in serve(connection) }
      }
    }
  }

  /// Requests one after the other on a connection that is kept.
  private func serve(_ connection: Int32) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    while case let count = read(connection, &chunk, chunk.count), count > 0 {
      bytes += chunk[..<count]
      while let (body, rest) = Self.request(bytes) {
        note(body)
        bytes = Array(rest)
        Self.send(connection, answer)
      }
    }
    close(connection)
  }

  private static func request(_ bytes: [UInt8]) -> (body: String, rest: ArraySlice<UInt8>)? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"),
      let length = text[..<end.lowerBound].lowercased().range(of: "content-length: ")
    else { return nil }
    let digits = text[..<end.lowerBound].lowercased()[length.upperBound...].prefix { $0.isNumber }
    let head = text[..<end.upperBound].utf8.count
    guard let size = Int(digits), bytes.count >= head + size else { return nil }
    return (String(decoding: bytes[head..<head + size], as: UTF8.self), bytes[(head + size)...])
  }

  private func note(_ body: String) {
    guard let at = body.range(of: "@"), body.contains("alert.firing") else { return }
    let digits = body[at.upperBound...].prefix { $0.isNumber || $0 == "." }
    guard let sent = Double(digits) else { return }
    let time = Self.now() - sent
    found.withLock { $0.append(time) }
  }

  /// What the way through a socket and HTTP costs alone.
  private static func plainPosts(_ port: UInt16, _ latency: Latency) -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = address(port)
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    var chunk = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<2000 {
      let body = "alert.firing @\(now())"
      send(descriptor, "POST / HTTP/1.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
      _ = read(descriptor, &chunk, chunk.count)
    }
    close(descriptor)
    defer { latency.found.withLock { $0 = [] } }
    return latency.percentiles
  }
}
