// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
import Conversations
import Engine
public import Events
import Glibc
import Language
public import Settings
public import Wire

/// Recorded events on their own time: the engine of the daemon without its shell.
public struct Replay: ~Copyable {
  /// What a replay tells while it runs.
  public enum Entry {
    case alert(AlertTransition)
    /// The risk, 0–100, of a conversation after a message.
    case risk(at: Instant, event: String, conversation: String, risk: Double)
    case refused(file: String, line: Int, Refusal)
  }

  /// What came of it.
  public struct Summary: Equatable, Sendable {
    /// Events applied.
    public var events = 0
    /// Events known already.
    public var duplicates = 0
    /// Lines that could not be used.
    public var refused = 0
    /// Alerts that fired.
    public var fired = 0
    /// Alerts that ended.
    public var resolved = 0
  }

  /// A file that cannot be read.
  public struct FileError: Error, CustomStringConvertible {
    /// The file and the system's reason.
    public var description: String
  }

  private var engine: Engine
  private let scorer: Scorer
  private var workspace = Scorer.Workspace()
  private var clock: EventClock
  private var sources: [EventFile]
  private let end: Instant?
  private var summary = Summary()

  /// Prepares the replay of files; throws when a rule does not compile or a file cannot be opened.
  public init(settings: Settings, files: [String], until end: Instant?) throws {
    let sources = try files.map { try EventFile($0) }
    let engine = try Engine(settings.engine)
    self.sources = sources
    self.engine = engine
    scorer = Scorer(lexicons: settings.lexicons)
    clock = EventClock()
    self.end = end
  }

  /// Runs to the end, and tells what happens as it happens.
  public mutating func run(_ tell: (Entry) -> Void) throws -> Summary {
    while let next = try nextSource(tell) {
      guard let event = sources[next].take() else { break }
      if let end, event.at > end { continue }
      apply(event, tell)
    }
    if let end { tellAlerts(engine.apply(.time, at: max(end, engine.now)), tell) }
    return summary
  }

  /// The file whose next event is the earliest; the first of them when several are.
  private mutating func nextSource(_ tell: (Entry) -> Void) throws -> Int? {
    var best: (index: Int, at: Instant)?
    for index in sources.indices {
      for (line, refusal) in try sources[index].fill() {
        summary.refused += 1
        tell(.refused(file: sources[index].path, line: line, refusal))
      }
      guard let at = sources[index].next?.at else { continue }
      if at < best?.at ?? .distantFuture { best = (index, at) }
    }
    return best?.index
  }

  private mutating func apply(_ event: Event, _ tell: (Entry) -> Void) {
    let now: Instant
    switch clock.time(of: event) {
    case .success(let instant): now = instant
    case .failure(let refusal):
      summary.refused += 1
      tell(.refused(file: "event", line: 0, Refusal(refusal.kind, "\(event.id): \(refusal.message)")))
      return
    }
    let effects = engine.apply(.event(scorer.score(event, &workspace)), at: now)
    summary.events += 1
    tellAlerts(effects, tell)
    guard case .message = event.kind, let name = event.conversation,
      let slot = engine.world.conversations.place(of: name)
    else { return }
    let risk = engine.world.conversations[slot].risk.risk(at: now, engine.world.model)
    tell(.risk(at: now, event: event.id, conversation: name, risk: (risk * 1000).rounded() / 1000))
  }

  private mutating func tellAlerts(_ effects: [Effect], _ tell: (Entry) -> Void) {
    for effect in effects {
      switch effect {
      case .duplicate:
        summary.duplicates += 1
        summary.events -= 1
      case .past, .overdue, .record, .notify, .note, .refused: break
      case .alert(let transition):
        if transition.alert.status == .firing { summary.fired += 1 } else { summary.resolved += 1 }
        tell(.alert(transition))
      }
    }
  }
}

/// A file of events, read a piece at a time.
private struct EventFile {
  let path: String
  private(set) var next: Event?

  private let descriptor: FileDescriptor
  private var lines = LineBuffer()
  private let decoder = EventDecoder()
  private var ready: [(line: Int, result: Result<Event, Refusal>)] = []
  private var isAtEnd = false

  init(_ path: String) throws {
    self.path = path
    descriptor = try FileDescriptor(path)
  }

  mutating func take() -> Event? {
    defer { next = nil }
    return next
  }

  /// Makes `next` the next event, if there is one; returns the lines refused on the way.
  mutating func fill() throws -> [(line: Int, Refusal)] {
    var refused: [(Int, Refusal)] = []
    while next == nil {
      if let (line, result) = ready.popLast() {
        switch result {
        case .success(let event): next = event
        case .failure(let refusal): refused.append((line, refusal))
        }
        continue
      }
      guard !isAtEnd else { break }
      let batch = try descriptor.read { bytes in
        isAtEnd = bytes.isEmpty
        return bytes.isEmpty ? lines.finish() : lines.add(bytes)
      }
      if let batch { ready = decoder.decode(batch).reversed() }
    }
    return refused
  }
}

/// An open file that closes itself.
private final class FileDescriptor {
  private let number: Int32
  private let path: String
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)

  init(_ path: String) throws {
    self.path = path
    number = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else {
      throw Replay.FileError(description: "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
  }

  func read<T>(_ body: (UnsafeRawBufferPointer) -> T) throws -> T {
    var count = Glibc.read(number, buffer.baseAddress, buffer.count)
    while count < 0, errno == EINTR { count = Glibc.read(number, buffer.baseAddress, buffer.count) }
    guard count >= 0 else {
      throw Replay.FileError(description: "\(path) cannot be read: \(String(cString: strerror(errno)))")
    }
    return body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  deinit {
    buffer.deallocate()
    if number > 0 { close(number) }
  }
}
