// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads files and folders, with the system's own words when it cannot.
public enum Files {
  /// Why a file could not be read.
  public struct Failure: Error, Equatable, Sendable {
    /// The system's words, such as "No such file or directory".
    public var reason: String
    /// Whether it is simply not there.
    public var isMissing: Bool
  }

  /// The largest file that is read whole.
  public static let maximumSize = 64 << 20

  /// Reads a whole file as UTF-8.
  public static func read(_ path: String) -> Result<String, Failure> {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return .failure(failure()) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(file, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return .failure(failure()) }
      if count == 0 { break }
      bytes += chunk[..<count]
      guard bytes.count <= maximumSize else {
        return .failure(Failure(reason: "larger than \(maximumSize) bytes", isMissing: false))
      }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .failure(Failure(reason: "not valid UTF-8", isMissing: false))
    }
    return .success(text)
  }

  /// The names in a folder that end so, in order; empty when there is no folder.
  public static func names(in folder: String, ending suffix: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(suffix), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// Whether this is a folder.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// What changes when a file is written.
  struct Stamp: Equatable, Sendable {
    var size: Int
    var seconds: Int
    var nanoseconds: Int
    var number: UInt
  }

  /// The stamp of a regular file; `nil` where there is none.
  static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Stamp(
      size: Int(status.st_size), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec,
      number: UInt(status.st_ino))
  }

  /// Whether something is there.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func failure() -> Failure {
    Failure(reason: String(cString: strerror(errno)), isMissing: errno == ENOENT)
  }
}
