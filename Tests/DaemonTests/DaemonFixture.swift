// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Foundation
import TestKit
import Wire

/// A real daemon in a process of its own, with a folder of its own.
final class DaemonFixture {
  let folder = Repository.temporaryFolder()
  private(set) var program: Program?
  private let arguments: [String]
  private let isSmall: Bool

  init(config: String? = nil, clock: String = "events", isSmall: Bool = false) {
    self.isSmall = isSmall
    var arguments = ["run", "--clock", clock, "--format", "json"]
    if let config {
      Program.write(config, to: folder + "/config.yaml")
      arguments += ["--config", folder + "/config.yaml"]
    }
    self.arguments = arguments
    try? FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
  }

  deinit {
    program?.signal(SIGKILL)
    program?.wait()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var environment: [String: String] {
    var variables = ["STATE_DIRECTORY": folder + "/state", "RUNTIME_DIRECTORY": folder + "/run"]
    if isSmall { variables["FORESHOCK_SHARE"] = Repository.smallShare }
    return variables
  }

  var socket: String { folder + "/run/intake.sock" }
  var output: String { Program.read(folder + "/out") }
  var log: String { Program.read(folder + "/log") }

  /// Starts, and waits until it listens.
  func start(input: String = "/dev/null") {
    unlink(socket)
    program = Program(
      arguments, environment: environment, output: folder + "/out", log: folder + "/log", input: input)
    for _ in 0..<1500 {
      if access(socket, F_OK) == 0 || program?.isRunning == false { return }
      usleep(10_000)
    }
  }

  func kill() {
    program?.signal(SIGKILL)
    program?.wait()
  }

  /// SIGTERM; the exit status.
  func stop() -> Int32 {
    program?.signal(SIGTERM)
    return program?.wait() ?? -1
  }

  func run(_ words: [String]) -> (status: Int32, output: String, log: String) {
    Program.run(words, environment: environment)
  }
}

extension Event {
  /// The event as a line of NDJSON.
  var line: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("id", id)
      json.field("at", at.description)
      for (name, value) in [
        ("conversation", conversation), ("contact", contact), ("agent", agent), ("queue", queue),
        ("channel", channel),
      ] {
        if let value { json.field(name, value) }
      }
      switch kind {
      case .message(let from, let text, _):
        json.field("type", "message")
        json.field("from", from.rawValue)
        json.field("text", text)
      case .note(let text):
        json.field("type", "note")
        json.field("text", text)
      case .rated(let score, let scale):
        json.field("type", "conversation.rated")
        json.field("score", score)
        json.field("scale", scale)
      case .agentStatus(let status):
        json.field("type", "agent.status")
        json.field("status", status.rawValue)
      case .contactMerged(let into):
        json.field("type", "contact.merged")
        json.field("into", into)
      default: json.field("type", "conversation.\(kind)")
      }
    }
    return writer.text
  }
}

/// What makes two transitions the same: at, rule, key, status, id.
func fingerprints(_ ndjson: String) -> [String] {
  ndjson.split(separator: "\n").compactMap { line in
    guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else {
      return nil
    }
    return ["at", "rule", "key", "status", "alert"].map { "\(object[$0] ?? "")" }.joined(separator: " ")
  }
}
