// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Reactor
import Settings

/// The option that says which configuration to use.
struct ConfigOption: ParsableArguments {
  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "A configuration file, which stands alone, or a folder, layered over what is shipped.",
      discussion: "Default: /etc/foreshock, or what is shipped.", valueName: "path"))
  var path: String?

  static var environment: [String: String] {
    var values: [String: String] = [:]
    for name in [
      "CREDENTIALS_DIRECTORY", "STATE_DIRECTORY", "RUNTIME_DIRECTORY", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
      "HOME",
    ] {
      if let value = getenv(name) { values[name] = String(cString: value) }
    }
    return values
  }

  func load() -> SettingsLoader.Outcome {
    SettingsLoader(environment: Self.environment).load(path)
  }

  /// The settings; says every mistake and ends the command with 2 when there is an error.
  func settings() throws -> Settings {
    let outcome = load()
    for diagnostic in outcome.diagnostics where diagnostic.level == .error || outcome.settings == nil {
      Output.say(diagnostic.text)
    }
    guard let settings = outcome.settings else { throw ExitCode(2) }
    return settings
  }

  /// The settings without the rules that have mistakes: one of them does not keep the others from working. Says every
  /// mistake, and ends the command when there is another one.
  func usableSettings() throws -> Settings {
    let outcome = load()
    guard let settings = outcome.usable else {
      for diagnostic in outcome.diagnostics { Output.say(diagnostic.text) }
      if Self.isService {
        // Whoever sends would start it again at once: this keeps them waiting, and the processor idle.
        Notifier.status("wrong configuration, see 'foreshock check'")
        sleep(5)
      }
      throw ExitCode(Self.configurationStatus)
    }
    return settings
  }

  /// Wrong configuration; for a service manager as sysexits.h has it, which `systemctl status` shows as CONFIG.
  static var configurationStatus: Int32 { isService ? EX_CONFIG : 2 }

  static var isService: Bool { getenv("NOTIFY_SOCKET") != nil }
}
