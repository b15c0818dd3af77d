// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads secrets, and finds files, from `credential:NAME` or a path: never from the configuration itself.
struct SecretReader {
  let environment: [String: String]

  /// Reads a secret.
  func read(_ section: YAMLSection, _ node: Node, _ key: String) -> Secret? {
    guard let path = path(section, node, key) else { return nil }
    switch Files.read(path) {
    case .success(let text):
      let trimmed = text.trimmingLineEnds
      if trimmed.isEmpty { section.error(node, "'\(path)' is empty") }
      return Secret(trimmed)
    case .failure(let failure):
      section.error(node, "'\(path)' cannot be read: \(failure.reason)")
      return nil
    }
  }

  /// The path that a file or `credential:NAME` means.
  func path(_ section: YAMLSection, _ node: Node, _ key: String) -> String? {
    guard let name = node.scalar?.string else {
      section.error(node, "'\(key)' is the path of a file, or credential:NAME")
      return nil
    }
    if name.contains("://") {
      // Not shown: the address of a webhook is as good as a password.
      section.error(
        node,
        "'\(key)' names a file, or credential:NAME, that holds the address; it is not the address itself")
      return nil
    }
    guard name.hasPrefix("credential:") else { return name }
    let file = String(name.dropFirst("credential:".count))
    let origin = "\(SettingsLoader.systemFolder)/credentials/\(file)"
    // Whoever checks the configuration by hand is given no credentials, but may read where they come from.
    let candidates =
      environment["CREDENTIALS_DIRECTORY"].map { ["\($0)/\(file)", "\($0)/\(Self.prefix)\(file)"] } ?? [
        origin
      ]
    guard let found = candidates.first(where: Files.exists) else {
      let cure =
        environment["CREDENTIALS_DIRECTORY"] == nil
        ? "there is no \(origin), or you may not look; as root there may be more to see"
        : "the service was not given it: put it into \(origin), then 'systemctl restart foreshock'"
      section.error(node, "'\(name)': \(cure)")
      return nil
    }
    return found
  }

  /// How the service's unit names the files of a whole folder: `LoadCredential=secret:/etc/foreshock/credentials`.
  private static let prefix = "secret_"

  /// An address that may itself be a secret, from `url` or `url_file`; begins with https:// or http://.
  func url(_ section: YAMLSection, else usual: String? = nil, what: String) -> Secret? {
    var url: Secret?
    if section["url"] != nil, let node = section["url_file"] {
      section.error(node, "\(what) has 'url' or 'url_file', not both")
    }
    if let text = section.string("url") {
      url = Secret(text)
    } else if let node = section["url_file"] {
      url = read(section, node, "url_file")
    } else if let usual {
      url = Secret(usual)
    } else {
      section.error(section.node, "\(what) needs 'url' or 'url_file'")
    }
    guard let url else { return nil }
    guard url.text.hasPrefix("http://") || url.text.hasPrefix("https://") else {
      section.error(
        section["url"] ?? section["url_file"] ?? section.node,
        "\(what)'s address begins with https:// or http://")
      return nil
    }
    return url
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    String(
      decoding: utf8.reversed().drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }.reversed(), as: UTF8.self)
  }
}
