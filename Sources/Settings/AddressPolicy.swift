// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Glibc

/// An address of the Internet Protocol; one of version 4 in whatever form it is written.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
  /// Sixteen bytes; of version 4 the form `::ffff:a.b.c.d`.
  let bytes: [UInt8]

  private static let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

  /// Whether it is of version 4.
  var isVersion4: Bool { bytes.starts(with: Self.mapped) }

  /// Reads an address as people write it.
  public init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = Self.mapped + withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: six) { Array($0) }
    } else {
      return nil
    }
  }

  /// Reads an address of a socket; `nil` when it is of another family.
  public init?(_ address: UnsafePointer<sockaddr>) {
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let four = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr
      bytes = Self.mapped + withUnsafeBytes(of: four) { Array($0) }
    case AF_INET6:
      let six = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
      bytes = withUnsafeBytes(of: six) { Array($0) }
    default: return nil
    }
  }

  /// As people write it.
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isVersion4 = isVersion4
    _ = bytes.withUnsafeBytes { bytes in
      isVersion4
        ? inet_ntop(AF_INET, bytes.baseAddress! + 12, &text, socklen_t(text.count))
        : inet_ntop(AF_INET6, bytes.baseAddress!, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The addresses that begin alike: `10.0.0.0/8`.
public struct AddressBlock: Hashable, Sendable {
  private let address: IPAddress
  private let length: Int

  /// Reads a block in the notation of CIDR (RFC 4632), or one address.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
    let bits = address.isVersion4 ? 32 : 128
    var length = bits
    if parts.count == 2 {
      guard let number = Int(parts[1]), (0...bits).contains(number) else { return nil }
      length = number
    }
    self.address = address
    self.length = length + 128 - bits
  }

  /// Whether an address lies in it.
  public func contains(_ other: IPAddress) -> Bool {
    let whole = length / 8
    guard address.bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
    guard length % 8 > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (length % 8))
    return address.bytes[whole] & mask == other.bytes[whole] & mask
  }
}

/// Which addresses a notification may go to, asked of the one that is really connected to: a name can come to mean
/// another address after it was checked.
public struct AddressPolicy: Equatable, Sendable {
  /// Blocks the administrator allows; where some are named, nothing else is allowed.
  public var allowed: [AddressBlock] = []
  /// The address that stands in the URL itself, which is as good as allowed.
  public var written: IPAddress?
  /// Whether the URL names this machine itself.
  public var isLocalhost = false

  /// Public addresses only.
  public init() {}

  /// What lies inside of a network, or means none (RFC 6890 and its successors).
  private static let inside = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3", "::/127", "64:ff9b::/96",
    "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
  ].compactMap { AddressBlock($0) }
  private static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressBlock($0) }
  /// Where clouds tell a machine its secrets: never meant, even when written.
  private static let metadata = [
    "169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "168.63.129.16",
  ]
  .compactMap { AddressBlock($0) }

  /// Why an address must not be connected to; `nil` where it may.
  public func objection(to address: IPAddress) -> String? {
    if allowed.contains(where: { $0.contains(address) }) { return nil }
    guard allowed.isEmpty else { return "its address \(address) is not among those of 'allow'" }
    if Self.metadata.contains(where: { $0.contains(address) }) {
      return "its address \(address) is where a cloud tells a machine its secrets"
    }
    if address == written { return nil }
    if isLocalhost, Self.loopback.contains(where: { $0.contains(address) }) { return nil }
    if Self.inside.contains(where: { $0.contains(address) }) {
      return
        "its name means \(address), which lies inside of a network; if that is right, write 'allow: [\(address)]'"
    }
    return nil
  }
}
