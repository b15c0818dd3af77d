// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CSystemd
import Glibc

/// Unix stream sockets: listening, connecting, and what systemd hands over.
public enum UnixSocket {
  /// A socket that listens at `path`, with the access mode given. A stale file of an ended daemon is replaced; a
  /// socket somebody listens on is not.
  public static func listen(at path: String, mode: UInt32) throws(SystemError) -> Int32 {
    if let busy = try? connect(to: path) {
      close(busy)
      throw SystemError("listening at \(path)", code: EADDRINUSE, cure: "another foreshock is running there")
    }
    let descriptor = try make()
    unlink(path)
    var address = try self.address(path)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard bound == 0, chmod(path, mode) == 0, Glibc.listen(descriptor, 128) == 0 else {
      let error = SystemError(
        "listening at \(path)", cure: "does the folder exist, and may this user write to it?")
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// A connection to whoever listens at `path`.
  public static func connect(to path: String) throws(SystemError) -> Int32 {
    let descriptor = try make()
    var address = try self.address(path)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
    }
    guard connected == 0 else {
      let cure =
        errno == EACCES
        ? "only who is in its group may: 'foreshock' to ask and command, 'foreshock-intake' to send"
        : "is foreshock running? see 'systemctl status foreshock'"
      let error = SystemError("connecting to \(path)", cure: cure)
      close(descriptor)
      throw error
    }
    return descriptor
  }

  /// The next connection to a listening socket that does not block; `nil` when there is none.
  public static func accept(_ listener: Int32) -> Int32? {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    setNonBlocking(descriptor)
    return descriptor
  }

  /// Makes reads and writes return at once.
  public static func setNonBlocking(_ descriptor: Int32) {
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
  }

  /// The listening sockets that systemd hands over, by the names of `FileDescriptorName=`.
  public static func activated() -> [(name: String, descriptor: Int32)] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    guard count > 0 else { return [] }
    defer { free(names) }
    return (0..<count).map { index in
      let name = names?[Int(index)]
      defer { free(name) }
      return (name.map { String(cString: $0) } ?? "", SD_LISTEN_FDS_START + index)
    }
  }

  private static func make() throws(SystemError) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw SystemError("making a socket") }
    return descriptor
  }

  private static func address(_ path: String) throws(SystemError) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else {
      throw SystemError(
        "using \(path)", code: ENAMETOOLONG, cure: "the path of a socket has at most \(capacity - 1) bytes")
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }
}
