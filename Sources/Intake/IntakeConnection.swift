// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Glibc
public import Language
import Reactor
public import Telemetry
public import Wire

/// One sender on a descriptor: reads lines, hands on batches, and says what became of them.
///
/// It reads on while at most `maximumInFlight` batches are not committed; then it waits: back-pressure. What the sender
/// does not read is summed up (`committed`) or, beyond `maximumUnread` bytes, dropped (refusals) and counted.
///
/// `@unchecked Sendable`: everything mutable is touched on the connection's own lane only.
public final class IntakeConnection: BatchSender, @unchecked Sendable {
  /// Batches read but not yet committed.
  public static let maximumInFlight = 3
  /// Bytes of refusals kept for a sender that does not read them.
  public static let maximumUnread = 1 << 16
  /// Bytes taken from a sender in one piece.
  public static let chunk = 1 << 18

  private let descriptor: Int32
  private let answers: Answers
  private let lane: Lane
  private let scorer: @Sendable () -> Scorer
  private let submit: @Sendable (IntakeBatch) -> Void
  private let onEnd: @Sendable (IntakeConnection) -> Void
  private let counters: Counters

  /// How a sender is told.
  public enum Answers: Sendable {
    /// In NDJSON on the same descriptor.
    case onSocket
    /// Refusals by this function, commits not at all.
    case byLog(@Sendable (Int, Refusal) -> Void)
  }

  private var lines = LineBuffer()
  private var reader = BatchReader()
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: chunk, alignment: 64)
  private var readSource: DescriptorSource?
  private var writeSource: DescriptorSource?
  private var watchers = 0
  private var inFlight = 0
  private var isEnded = false
  private var isClosed = false
  private var unsent: [UInt8] = []
  private var committed: Int?

  /// Takes a descriptor over; `start` begins to read.
  public init(
    _ descriptor: Int32, answers: Answers, scorer: @escaping @Sendable () -> Scorer, counters: Counters,
    submit: @escaping @Sendable (IntakeBatch) -> Void, onEnd: @escaping @Sendable (IntakeConnection) -> Void
  ) {
    self.descriptor = descriptor
    self.answers = answers
    self.scorer = scorer
    self.counters = counters
    self.submit = submit
    self.onEnd = onEnd
    lane = Lane("intake.\(descriptor)")
  }

  deinit {
    buffer.deallocate()
  }

  /// Begins to read.
  public func start() {
    lane.async { [self] in
      UnixSocket.setNonBlocking(descriptor)
      readSource = source(.read) { $0.readSome() }
      readSource?.resume()
    }
  }

  /// Reads nothing more; what has been read is still committed and answered. For the end of the daemon.
  public func stopReading() {
    lane.async { [self] in end() }
  }

  // MARK: - Reading

  /// Reads until there is nothing more, or the sender must wait. It may be the last call of the source: when the other
  /// side has hung up, Dispatch on Linux tells so once.
  private func readSome() {
    while !isEnded, inFlight < Self.maximumInFlight {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return }
      guard count > 0 else {
        if let last = lines.finish() { take(last) }
        return end()
      }
      if let batch = lines.add(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { take(batch) }
    }
  }

  private func take(_ batch: LineBatch) {
    inFlight += 1
    if inFlight == Self.maximumInFlight { readSource?.suspend() }
    let start = ContinuousClock.now
    let read = reader.read(batch, scorer(), for: self)
    counters.timings.record(.scoring, .now - start, times: read.events.count)
    submit(read)
  }

  private func end() {
    guard !isEnded else { return }
    isEnded = true
    readSource?.suspend()
    closeIfDone()
  }

  // MARK: - Answering

  /// Tells the sender; called from any lane.
  public func committed(through line: Int, refusals: [(line: Int, refusal: Refusal)]) {
    lane.async { [self] in
      inFlight -= 1
      answer(line, refusals)
      if !isEnded {
        readSource?.resume()
        readSome()
      }
      closeIfDone()
    }
  }

  private func answer(_ line: Int, _ refusals: [(line: Int, refusal: Refusal)]) {
    switch answers {
    case .byLog(let log):
      for (line, refusal) in refusals { log(line, refusal) }
    case .onSocket:
      for (line, refusal) in refusals {
        guard unsent.count < Self.maximumUnread else {
          counters.add("intake.unread_refusals")
          continue
        }
        var writer = JSONWriter()
        writer.object { json in
          json.field("line", line)
          json.field("error", refusal.message)
        }
        writer.endLine()
        unsent += writer.bytes
      }
      committed = line
      writeSome()
    }
  }

  private func writeSome() {
    while !isClosed {
      if unsent.isEmpty, let line = committed {
        unsent = Array("{\"committed\":\(line)}\n".utf8)
        committed = nil
      }
      guard !unsent.isEmpty else { break }
      let count = unsent.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return waitToWrite() }
      guard count > 0 else {
        // Nobody reads the answers; the events count all the same.
        unsent = []
        committed = nil
        break
      }
      unsent.removeFirst(count)
    }
    writeSource?.suspend()
  }

  private func waitToWrite() {
    writeSource =
      writeSource
      ?? source(.write) {
        $0.writeSome()
        $0.closeIfDone()
      }
    writeSource?.resume()
  }

  // MARK: - Ending

  /// Closes when everything read is committed and answered; a sender that does not read its last answer is not
  /// waited for longer than a second.
  private func closeIfDone() {
    guard isEnded, !isClosed, inFlight == 0 else { return }
    guard unsent.isEmpty, committed == nil else {
      lane.after(milliseconds: 1000) { [weak self] in self?.close() }
      return
    }
    close()
  }

  private func close() {
    guard !isClosed else { return }
    isClosed = true
    writeSource?.cancel()
    readSource?.cancel()
    writeSource = nil
    readSource = nil
    onEnd(self)
  }

  /// A source on the descriptor, which is closed when the last of them no longer watches it.
  private func source(
    _ direction: DescriptorSource.Direction, _ handler: @escaping @Sendable (IntakeConnection) -> Void
  ) -> DescriptorSource {
    watchers += 1
    return DescriptorSource(
      descriptor, direction, on: lane, { [weak self] in self.map(handler) },
      onEnd: { [self] in
        watchers -= 1
        if watchers == 0 { Glibc.close(descriptor) }
      })
  }
}
