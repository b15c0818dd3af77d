// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A real HTTP receiver on the loopback interface: remembers what it gets and answers as told.
public final class Receiver: Sendable {
  /// One request.
  public struct Request: Sendable {
    /// Header fields, names in small letters.
    public var headers: [String: String]
    /// The body.
    public var body: String
    /// The path, with what follows it.
    public var path: String
    /// When it came, in microseconds of the wall clock.
    public var at: Int64
  }

  /// What it does with a request.
  public enum Behaviour: Sendable {
    /// Answers with a status, and header fields.
    case status(Int, [String] = [])
    /// Takes the request and never answers.
    case hang
    /// Breaks the connection off.
    case reset
    /// Answers 200, a byte at a time.
    case slow(milliseconds: UInt32)
  }

  /// The port it listens on.
  public let port: UInt16
  private let requests = Mutex<[Request]>([])
  private let behaviour = Mutex<@Sendable () -> Behaviour>({ .status(200) })
  private let turned = Mutex(0)
  private let listener: Int32

  /// Listens on `port`, or on any free one.
  public init(port: UInt16 = 0) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, size) == 0, listen(descriptor, 64) == 0 else {
          fatalError("no port for a receiver")
        }
        getsockname(descriptor, address, &size)
      }
    }
    listener = descriptor
    self.port = UInt16(bigEndian: address.sin_port)
    var thread = pthread_t()
    let box = Unmanaged.passRetained(self)
    pthread_create(
      &thread, nil,
      { pointer in
        let receiver = Unmanaged<Receiver>.fromOpaque(pointer!).takeRetainedValue()
        while case let connection = accept(receiver.listener, nil, nil), connection >= 0 {
          var worker = pthread_t()
          let job = Unmanaged.passRetained(Job(receiver: receiver, connection: connection))
          pthread_create(
            &worker, nil,
            { pointer in
              let job = Unmanaged<Job>.fromOpaque(pointer!).takeRetainedValue()
              job.receiver.serve(job.connection)
              return nil
            }, job.toOpaque())
          pthread_detach(worker)
        }
        return nil
      }, box.toOpaque())
    pthread_detach(thread)
  }

  /// Everything received so far.
  public var received: [Request] { requests.withLock { $0 } }

  private final class Job: Sendable {
    let receiver: Receiver
    let connection: Int32

    init(receiver: Receiver, connection: Int32) {
      self.receiver = receiver
      self.connection = connection
    }
  }

  /// Answers with this status from now on.
  public func answer(_ code: Int) { behave { .status(code) } }

  /// Does this from now on, asked for each request.
  public func behave(_ next: @escaping @Sendable () -> Behaviour) { behaviour.withLock { $0 = next } }

  /// How many requests it did not take.
  public var turnedAway: Int { turned.withLock { $0 } }

  /// Listens no more.
  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// Microseconds of the wall clock.
  public static var now: Int64 {
    var now = timeval()
    gettimeofday(&now, nil)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_usec)
  }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var limit = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.firstRange(of: "\r\n\r\n") {
        let lines = text[..<end.lowerBound].split(separator: "\r\n").dropFirst()
        var headers: [String: String] = [:]
        for line in lines {
          let parts = line.split(separator: ":", maxSplits: 1)
          headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let body = text[end.upperBound...]
        if body.utf8.count >= Int(headers["content-length"] ?? "0") ?? 0 {
          let path = text.prefix { $0 != "\r" }.split(separator: " ").dropFirst().first.map(String.init) ?? ""
          respond(connection, Request(headers: headers, body: String(body), path: path, at: Self.now))
          return
        }
      }
      let count = recv(connection, &chunk, chunk.count, 0)
      guard count > 0 else { return }
      bytes += chunk[..<count]
    }
  }

  private func respond(_ connection: Int32, _ request: Request) {
    let behaviour = behaviour.withLock { $0 }()
    func write(_ text: String) {
      let bytes = Array(text.utf8)
      _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
    switch behaviour {
    case .status(let code, let fields):
      if (200..<300).contains(code) {
        requests.withLock { $0.append(request) }
      } else {
        turned.withLock { $0 += 1 }
      }
      let more = fields.map { $0 + "\r\n" }.joined()
      write("HTTP/1.1 \(code) x\r\n\(more)Content-Length: 0\r\nConnection: close\r\n\r\n")
    case .hang:
      turned.withLock { $0 += 1 }
      usleep(20_000_000)
    case .reset:
      turned.withLock { $0 += 1 }
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    case .slow(let milliseconds):
      requests.withLock { $0.append(request) }
      for byte in "HTTP/1.1 200 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" {
        write(String(byte))
        usleep(milliseconds * 1000 / 64)
      }
    }
  }
}
