// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Glibc
import Reactor
import Wire

/// Feeds a daemon's intake socket from files: `foreshock send`.
public final class Sender {
  /// What came of it.
  public struct Result: Sendable {
    /// Lines sent.
    public var lines = 0
    /// Lines the daemon refused.
    public var refused = 0
    /// Lines the daemon has said are durable.
    public var committed = 0
  }

  private let descriptor: Int32
  private let pace: Double?
  private let path: String
  private var result = Result()
  private var answers: [UInt8] = []
  private var isEnded = false
  private var onRefusal: (String) -> Void = { _ in }

  /// Connects to an intake socket; `pace` is how many times faster than recorded, `nil` for as fast as it goes.
  public init(socket path: String, pace: Double?) throws {
    self.path = path
    self.pace = pace
    descriptor = try UnixSocket.connect(to: path)
    UnixSocket.setNonBlocking(descriptor)
  }

  deinit {
    close(descriptor)
  }

  /// Sends files one after the other and waits until all is durable.
  public func send(
    _ files: [String], progress: @escaping (String) -> Void, onRefusal: @escaping (String) -> Void
  ) throws -> Result {
    self.onRefusal = onRefusal
    var lastProgress = WallClock.system.microseconds
    var clock = PaceClock(pace: pace)
    let decoder = EventDecoder()
    for file in files {
      let base = result.lines
      try Self.forEachBatch(of: file) { batch in
        if pace == nil {
          let end = batch.lines.last.map { $0.range.upperBound } ?? 0
          if end > 0 { try write(Array(batch.bytes[..<end]) + [0x0A]) }
          try writeTooLong(batch)
          result.lines = base + batch.lastNumber
        } else {
          let events = Dictionary(
            decoder.decode(batch).compactMap { line, result in (try? result.get()).map { (line, $0.at) } },
            uniquingKeysWith: { $1 })
          for (number, range) in batch.lines {
            if let at = events[number] { try wait(until: clock.due(at)) }
            try write(Array(batch.bytes[range]) + [0x0A])
            result.lines += 1
            if WallClock.system.microseconds - lastProgress > 2_000_000 {
              lastProgress = WallClock.system.microseconds
              progress("\(result.lines) events sent, \(events[number].map { "\($0)" } ?? "")")
            }
          }
        }
        if WallClock.system.microseconds - lastProgress > 2_000_000 {
          lastProgress = WallClock.system.microseconds
          progress("\(result.lines) lines sent, \(result.committed) durable")
        }
      }
    }
    shutdown(descriptor, Int32(SHUT_WR))
    while !isEnded { try hear(waitMilliseconds: 1000) }
    guard result.committed >= result.lines else {
      throw SystemError(
        "sending to \(path)", code: ECONNRESET,
        cure:
          "the daemon ended after line \(result.committed) of \(result.lines); send again, events count once")
    }
    return result
  }

  /// A line over the limit is not sent; something that will be refused keeps its number.
  private func writeTooLong(_ batch: LineBatch) throws {
    let last = batch.lines.last?.number ?? 0
    for number in batch.tooLong where number > last { try write(Array("too long\n".utf8)) }
  }

  private static func forEachBatch(of file: String, _ body: (LineBatch) throws -> Void) throws {
    let input = file == "-" ? 0 : open(file, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else { throw SystemError("reading \(file)") }
    defer { if input > 0 { close(input) } }
    var lines = LineBuffer()
    var chunk = [UInt8](repeating: 0, count: 1 << 17)
    while true {
      let count = read(input, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("reading \(file)") }
      let batch = count == 0 ? lines.finish() : chunk[..<count].withUnsafeBytes { lines.add($0) }
      if let batch { try body(batch) }
      if count == 0 { return }
    }
  }

  // MARK: - The socket

  private func write(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      guard errno == EAGAIN || errno == EINTR else {
        throw SystemError("sending to \(path)", cure: "the daemon has ended; send again, events count once")
      }
      var poll = pollfd(fd: descriptor, events: Int16(POLLOUT | POLLIN), revents: 0)
      Glibc.poll(&poll, 1, 1000)
      try hear(waitMilliseconds: 0)
    }
    try hear(waitMilliseconds: 0)
  }

  private func wait(until instant: Int64) throws {
    while case let left = (instant - WallClock.system.microseconds) / 1000, left > 0 {
      try hear(waitMilliseconds: Int32(min(left, 200)))
      if isEnded { throw SystemError("sending to \(path)", code: ECONNRESET, cure: "the daemon has ended") }
    }
  }

  /// Reads the daemon's answers, if there are any within the time.
  private func hear(waitMilliseconds: Int32) throws {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard Glibc.poll(&poll, 1, waitMilliseconds) > 0 else { return }
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    let count = read(descriptor, &chunk, chunk.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else {
      isEnded = true
      return
    }
    answers += chunk[..<count]
    while let end = answers.firstIndex(of: 0x0A) {
      take(String(decoding: answers[..<end], as: UTF8.self))
      answers.removeFirst(end + 1)
    }
  }

  private func take(_ answer: String) {
    let prefix = "{\"committed\":"
    if answer.hasPrefix(prefix) {
      result.committed = Int(answer.dropFirst(prefix.count).dropLast()) ?? result.committed
    } else {
      result.refused += 1
      onRefusal(answer)
    }
  }
}

/// When to send what happened when.
private struct PaceClock {
  let pace: Double?
  private var start: (event: Instant, wall: Int64)?

  init(pace: Double?) {
    self.pace = pace
  }

  mutating func due(_ at: Instant) -> Int64 {
    guard let pace else { return 0 }
    guard let start else {
      self.start = (at, WallClock.system.microseconds)
      return 0
    }
    return start.wall + Int64(Double((at - start.event).microseconds) / pace)
  }
}
