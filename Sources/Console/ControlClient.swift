// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
public import Reactor

/// Sends one command to a running daemon and reads the answer.
public enum ControlClient {
  /// Between words, which may have spaces: the unit separator of ASCII.
  static let separator: UInt8 = 0x1F

  /// Asks whoever listens at `path`; throws when nobody does, or does not answer within so many seconds.
  public static func ask(
    _ words: [String], at path: String, patience seconds: Int? = nil
  ) throws(SystemError) -> ControlReply {
    let descriptor = try UnixSocket.connect(to: path)
    defer { close(descriptor) }
    if let seconds {
      var time = timeval(tv_sec: seconds, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
      }
    }
    let plain = words.map { String(decoding: $0.utf8.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self) }
    let request = Array(plain.map { Array($0.utf8) }.joined(separator: [separator])) + [0x0A]
    guard request.withUnsafeBytes({ write(descriptor, $0.baseAddress, $0.count) }) == request.count else {
      throw SystemError("asking the daemon at \(path)")
    }
    var answer: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("hearing the daemon at \(path)") }
      if count == 0 { break }
      answer += chunk[..<count]
    }
    let head = answer.prefix { $0 != 0x0A }
    let text = String(decoding: answer.dropFirst(head.count + 1), as: UTF8.self)
    guard Int(String(decoding: head, as: UTF8.self)) == answer.count - head.count - 1,
      let line = text.firstIndex(of: "\n")
    else {
      throw SystemError(
        "hearing the daemon at \(path)", code: ECONNRESET, cure: "it ended before it answered")
    }
    let body = String(text[text.index(after: line)...])
    return text[..<line] == "ok" ? .done(body) : .failed(body)
  }
}
