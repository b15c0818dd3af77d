// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The real program, or another one, in a process of its own.
public final class Program {
  /// The process.
  public let identifier: Int32
  private var isReaped = false

  /// Starts the built `foreshock`, or what is named, with arguments and additional environment; output goes to files.
  public init(
    _ arguments: [String], of executable: String = Repository.program, environment: [String: String] = [:],
    output: String = "/dev/null", log: String = "/dev/null", input: String = "/dev/null"
  ) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // The threads of queues block nearly every signal, and children would too.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    let names: [String] = ["PATH", "LD_LIBRARY_PATH", "HOME"]
    let inherited = names.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
    let variables = inherited + environment.map { "\($0.key)=\($0.value)" } + ["SWIFT_BACKTRACE=enable=no"]
    var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) } + [nil]
    var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
    defer {
      for pointer in argv + envp { free(pointer) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var child = pid_t()
    guard posix_spawn(&child, executable, &actions, &attributes, &argv, &envp) == 0 else {
      fatalError("\(executable) does not start; is it there, or is the product foreshock not built?")
    }
    identifier = child
  }

  /// Sends a signal.
  public func signal(_ number: Int32) { kill(identifier, number) }

  /// Waits for the end; the exit status, or minus the signal that ended it.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    guard !isReaped else { return 0 }
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  /// Whether it still runs.
  public var isRunning: Bool {
    guard !isReaped else { return false }
    var status: Int32 = 0
    guard waitpid(identifier, &status, Int32(WNOHANG)) == 0 else {
      isReaped = true
      return false
    }
    return true
  }

  deinit {
    if !isReaped {
      kill(identifier, SIGKILL)
      wait()
    }
  }

  /// Runs to the end and returns exit status, output and log.
  public static func run(
    _ arguments: [String], of executable: String = Repository.program, environment: [String: String] = [:],
    input: String = "/dev/null"
  ) -> (status: Int32, output: String, log: String) {
    let folder = Repository.temporaryFolder()
    let program = Program(
      arguments, of: executable, environment: environment, output: folder + "/out", log: folder + "/log",
      input: input)
    let status = program.wait()
    defer { system("rm -rf \(folder)") }
    return (status, read(folder + "/out"), read(folder + "/log"))
  }

  /// The contents of a file; empty when there is none.
  public static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a file.
  public static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { fatalError("\(path) cannot be written") }
    defer { fclose(file) }
    fputs(text, file)
  }
}
