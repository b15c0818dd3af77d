// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc
public import Logging

/// Where the daemon's own log goes: to the journal with fields when it runs as a service, else to standard error.
public struct DaemonLogHandler: LogHandler {
  /// The least level that is written.
  public var logLevel = Logger.Level.info
  /// Fields of every entry.
  public var metadata: Logger.Metadata = [:]

  private let toJournal = Journal.isServiceOutput

  /// Makes a handler for a logger.
  public init(label _: String) {}

  /// Reads or sets one field of every entry.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one entry.
  public func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    if toJournal {
      Journal.send(
        [
          ("MESSAGE", "\(event.message)"), ("PRIORITY", event.level.priority),
          ("SYSLOG_IDENTIFIER", "foreshock"),
        ] + fields.map { (Self.journalName($0.key), "\($0.value)") })
      return
    }
    let details = fields.filter { $0.key != Logger.Metadata.messageID }.map { " \($0.key)=\($0.value)" }
      .joined()
    let line = Array(
      "foreshock: \(event.level.word(inColour: Self.isColoured))\(event.message)\(details)\n".utf8)
    _ = line.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
  }

  private static func journalName(_ key: String) -> String {
    key == Logger.Metadata.messageID ? "MESSAGE_ID" : "FORESHOCK_\(key.uppercased())"
  }

  private static let isColoured = isatty(2) == 1 && getenv("NO_COLOR") == nil
}

extension Logger.Level {
  fileprivate var priority: String {
    switch self {
    case .trace, .debug: "7"
    case .info: "6"
    case .notice: "5"
    case .warning: "4"
    case .error: "3"
    case .critical: "2"
    }
  }

  fileprivate func word(inColour: Bool) -> String {
    switch self {
    case .warning: inColour ? "\u{1B}[33mwarning:\u{1B}[0m " : "warning: "
    case .error, .critical: inColour ? "\u{1B}[31merror:\u{1B}[0m " : "error: "
    default: ""
    }
  }
}
