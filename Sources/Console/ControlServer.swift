// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
import Reactor

/// An answer to a command on the control socket.
public enum ControlReply: Sendable {
  /// Done; what to print.
  case done(String)
  /// Not done; why.
  case failed(String)
}

/// Answers commands of the same machine on a unix socket: one line of words in, `ok` or `error …` and then text out.
///
/// `@unchecked Sendable`: connections are touched on the lane only.
public final class ControlServer: @unchecked Sendable {
  /// The longest line of words taken.
  static let maximumRequest = 65_536
  /// Connections at a time.
  static let maximumConnections = 32

  /// Answers a command, on any lane, once.
  public typealias Handler = @Sendable ([String], @escaping @Sendable (ControlReply) -> Void) -> Void

  private let lane = Lane("control")
  private let handler: Handler
  private var listener: Listener?
  private var open = 0

  /// Serves a listening socket.
  public init(_ descriptor: Int32, path: String?, handler: @escaping Handler) {
    self.handler = handler
    listener = Listener(descriptor, path: path, on: lane) { [weak self] connection in self?.serve(connection)
    }
  }

  /// Serves no more.
  public func cancel() {
    listener?.cancel()
  }

  /// `@unchecked Sendable`: touched on the server's lane only.
  private final class Connection: @unchecked Sendable {
    var source: DescriptorSource?
    var request: [UInt8] = []
    var isAnswering = false
    var answer: ArraySlice<UInt8> = []
  }

  private func serve(_ descriptor: Int32) {
    guard open < Self.maximumConnections else {
      close(descriptor)
      return
    }
    open += 1
    let connection = Connection()
    connection.source = DescriptorSource(
      descriptor, .read, on: lane, { [weak self] in self?.read(connection, descriptor) },
      onEnd: { [weak self] in
        close(descriptor)
        self?.open -= 1
      })
    connection.source?.resume()
  }

  private func read(_ connection: Connection, _ descriptor: Int32) {
    // Until there is nothing more: of a client that has hung up, Dispatch on Linux tells once.
    var chunk = [UInt8](repeating: 0, count: 1024)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      if count <= 0, !connection.request.contains(0x0A) { return end(connection) }
      if count <= 0 { break }
      connection.request += chunk[..<count]
      guard connection.request.count <= Self.maximumRequest else { return end(connection) }
    }
    guard !connection.isAnswering, let newline = connection.request.firstIndex(of: 0x0A) else { return }
    connection.isAnswering = true
    connection.source?.suspend()
    let words = connection.request[..<newline].split(
      separator: ControlClient.separator, omittingEmptySubsequences: false
    ).map { String(decoding: $0, as: UTF8.self) }
    let lane = lane
    handler(words) { [weak self] reply in
      lane.async { [weak self] in self?.answer(reply, connection, descriptor) }
    }
  }

  private func answer(_ reply: ControlReply, _ connection: Connection, _ descriptor: Int32) {
    let text =
      switch reply {
      case .done(let text): "ok\n\(text)"
      case .failed(let reason): "error\n\(reason)"
      }
    // The length stands in front, so that an answer cut short is noticed.
    connection.answer = Array("\(text.utf8.count)\n\(text)".utf8)[...]
    writeSome(connection, descriptor, triesLeft: 500)
  }

  /// Writes without blocking the lane; a client that does not read within five seconds is left.
  private func writeSome(_ connection: Connection, _ descriptor: Int32, triesLeft: Int) {
    while !connection.answer.isEmpty {
      let count = connection.answer.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN, triesLeft > 0 {
        lane.after(milliseconds: 10) { [weak self] in
          self?.writeSome(connection, descriptor, triesLeft: triesLeft - 1)
        }
        return
      }
      guard count > 0 else { break }
      connection.answer = connection.answer.dropFirst(count)
    }
    end(connection)
  }

  private func end(_ connection: Connection) {
    connection.source?.cancel()
    connection.source = nil
  }
}
