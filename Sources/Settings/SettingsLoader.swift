// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Language
import Rules
import ServiceLevels
import Yams

/// Reads a configuration with all its layers, and finds every mistake in one run.
public struct SettingsLoader: Sendable {
  /// Where an installed service is configured.
  public static let systemFolder = "/etc/foreshock"

  private let shipped: String?
  private let environment: [String: String]

  /// Reads shipped files from `shipped`, by default from where they are installed.
  public init(shipped: String? = ShippedFiles.folder(), environment: [String: String]) {
    self.shipped = shipped
    self.environment = environment
  }

  /// What was read: settings where they can be used, and every mistake.
  public struct Outcome: Sendable {
    /// The settings; `nil` when there is an error.
    public var settings: Settings?
    /// The settings without the rules that have mistakes; `nil` when anything else is wrong.
    public var usable: Settings?
    /// All that is wrong, in the order of the files.
    public var diagnostics: [Diagnostic]
  }

  private struct Layer {
    var files: [SourceFile]
    var lexicons: [String]
    var isShipped: Bool
    /// Where it is a folder.
    var folder: String?
  }

  /// Reads a file, which then stands alone, or a folder, layered over what is shipped. Without a path it is
  /// `/etc/foreshock`, or what is shipped where that does not exist.
  public func load(_ path: String?) -> Outcome {
    let diagnostics = Diagnostics()
    guard let shipped else {
      let message = "the shipped files (risk.yaml, lexicons) are not found; reinstall foreshock"
      diagnostics.list.append(
        Diagnostic(
          level: .error, file: "/usr/share/foreshock", line: 0, column: 0, message: message, source: ""))
      return Outcome(diagnostics: diagnostics.list)
    }
    var settings = combine(layers(path, shipped, diagnostics), diagnostics)
    let ordered = Self.inOrder(diagnostics.list)
    let errors = ordered.filter { $0.level == .error }
    settings.setAside = errors
    let isUsable = errors.allSatisfy { $0.canSetAside != nil }
    return Outcome(
      settings: errors.isEmpty ? settings : nil, usable: isUsable ? settings : nil, diagnostics: ordered)
  }

  /// The files that are not any more, or not yet, what settings were read from; in order.
  public func changes(since settings: Settings, _ path: String?) -> [String] {
    guard let shipped else { return [] }
    let now = Set(paths(path, shipped))
    return now.union(settings.fingerprints.keys).filter { name in
      guard let known = settings.fingerprints[name], now.contains(name), let stamp = Files.stamp(name) else {
        return true
      }
      // Touched, but perhaps the same.
      guard stamp != known.stamp else { return false }
      guard case .success(let text) = Files.read(name) else { return true }
      return SourceFile(path: name, text: text).fingerprint.text != known.text
    }.sorted()
  }

  /// The folders that are layered, the shipped one first; `nil` where a file stands alone.
  private func folders(_ path: String?, _ shipped: String) -> [String]? {
    if let path, !Files.isFolder(path) { return nil }
    let own = path ?? (Files.isFolder(Self.systemFolder) ? Self.systemFolder : shipped)
    return own == shipped ? [shipped] : [shipped, own]
  }

  /// The files that would be read.
  private func paths(_ path: String?, _ shipped: String) -> [String] {
    guard let folders = folders(path, shipped) else {
      return [shipped + "/risk.yaml"] + (path.map { [$0] } ?? []) + lexicons(in: shipped)
    }
    return folders.flatMap { files(in: $0, isShipped: $0 == shipped) + lexicons(in: $0) }
  }

  private func layers(_ path: String?, _ shipped: String, _ diagnostics: Diagnostics) -> [Layer] {
    guard let folders = folders(path, shipped) else {
      let weights = Layer(
        files: read([shipped + "/risk.yaml"], diagnostics), lexicons: lexicons(in: shipped), isShipped: true)
      return [
        weights, Layer(files: read(path.map { [$0] } ?? [], diagnostics), lexicons: [], isShipped: false),
      ]
    }
    return folders.map { folder($0, isShipped: $0 == shipped, diagnostics) }
  }

  /// Reads the text of one configuration file over bare weights, without any file of the system: for tests and fuzzing.
  public static func check(_ text: String) -> [Diagnostic] {
    let diagnostics = Diagnostics()
    let layer = Layer(files: [SourceFile(path: "input.yaml", text: text)], lexicons: [], isShipped: false)
    _ = SettingsLoader(shipped: nil, environment: [:]).combine([layer], diagnostics)
    return diagnostics.list
  }

  /// In the order of the files, and in each from top to bottom.
  private static func inOrder(_ list: [Diagnostic]) -> [Diagnostic] {
    var files: [String: Int] = [:]
    for diagnostic in list where files[diagnostic.file] == nil { files[diagnostic.file] = files.count }
    return list.sorted {
      (files[$0.file] ?? 0, $0.line, $0.column) < (files[$1.file] ?? 0, $1.line, $1.column)
    }
  }

  // MARK: - Files

  private func files(in folder: String, isShipped: Bool) -> [String] {
    let top = (isShipped ? ["risk.yaml"] : []) + ["foreshock.yaml"]
    let rules = Files.names(in: folder + "/rules.d", ending: ".yaml").map { folder + "/rules.d/" + $0 }
    return top.map { folder + "/" + $0 }.filter { Files.exists($0) } + rules
  }

  private func folder(_ path: String, isShipped: Bool, _ diagnostics: Diagnostics) -> Layer {
    Layer(
      files: read(files(in: path, isShipped: isShipped), diagnostics), lexicons: lexicons(in: path),
      isShipped: isShipped, folder: path)
  }

  private func lexicons(in folder: String) -> [String] {
    Files.names(in: folder + "/lexicons", ending: ".tsv").map { folder + "/lexicons/" + $0 }
  }

  private func read(_ paths: [String], _ diagnostics: Diagnostics) -> [SourceFile] {
    paths.compactMap { path in
      switch Files.read(path) {
      case .success(let text): return SourceFile(path: path, text: text)
      case .failure(let failure):
        diagnostics.list.append(
          Diagnostic(
            level: .error, file: path, line: 0, column: 0, message: "cannot be read: \(failure.reason)",
            source: ""))
        return nil
      }
    }
  }

  // MARK: - Layers

  private func combine(_ layers: [Layer], _ diagnostics: Diagnostics) -> Settings {
    var settings = Settings(model: RiskReader.blank)
    var rules = RuleReader()
    let roots = layers.map { layer in layer.files.compactMap { root(of: $0, in: layer.folder, diagnostics) } }
    let receivers = receiverReader(roots.flatMap { $0 })
    var policy = PolicyReader()
    var calendars: [String: OpeningHours] = [:]
    var levels: (node: Node, file: SourceFile)?
    var reports: [(ScheduledReport, YAMLSection)] = []
    for (layer, roots) in zip(layers, roots) {
      settings.files += layer.files
      for root in roots {
        let file = root.file
        root.allow(Shape.configuration)
        if let section = root.section("intake", "'intake'") { readIntake(section, &settings.intake) }
        if let section = root.section("state", "'state'") {
          section.allow(Shape.state)
          settings.stateDirectory = section.string("directory") ?? settings.stateDirectory
        }
        if let section = root.section("risk", "'risk'") { RiskReader.read(section, over: &settings.model) }
        if let section = root.section("calendars", "'calendars'") {
          CalendarReader.read(section, into: &calendars)
        }
        if let node = root["service_levels"] { levels = (node, file) }
        if let node = root["rules"] { rules.read(node, in: file, isShipped: layer.isShipped, diagnostics) }
        if let section = root.section("receivers", "'receivers'") {
          for receiver in receivers.read(section) {
            settings.receivers.removeAll { $0.name == receiver.name }
            settings.receivers.append(receiver)
          }
        }
        if let section = root.section("console", "'console'") {
          settings.console = ConsoleReader.read(section, receivers.webhooks.secrets)
        }
        if let section = root.section("heartbeat", "'heartbeat'") {
          settings.heartbeat = ConsoleReader.read(heartbeat: section, receivers.webhooks)
        }
        if let node = root["reports"] { reports = ReportReader.read(node, in: file, diagnostics) }
        policy.note(root)
      }
      for path in layer.lexicons { readLexicon(path, into: &settings, diagnostics) }
    }
    if let levels {
      var reader = ServiceLevelReader()
      reader.read(levels.node, in: levels.file, calendars, diagnostics)
      settings.serviceLevels = reader.levels
    }
    receivers.check(reports, settings.receivers)
    settings.reports = reports.map(\.0)
    settings.alerts = policy.read(settings.receivers.map(\.name), calendars)
    settings.rules = rules.definitions
    settings.ruleOrigins = rules.found.filter { !$0.isDisabled }.map(\.origin)
    settings.maskedRules = rules.found.filter(\.isDisabled).map { ($0.definition.name, $0.origin) }
    for file in settings.files { settings.fingerprints[file.path] = file.fingerprint }
    return settings
  }

  /// What `privacy` says holds for all receivers, in whatever file it stands.
  private func receiverReader(_ roots: [YAMLSection]) -> ReceiverReader {
    let secrets = SecretReader(environment: environment)
    var styles = StyleReader(secrets: secrets)
    for section in roots.compactMap({ $0.section("privacy", "'privacy'") }) {
      styles.privacy = styles.read(privacy: section, over: styles.privacy)
    }
    return ReceiverReader(webhooks: WebhookReader(secrets: secrets, styles: styles))
  }

  private func root(of file: SourceFile, in folder: String?, _ diagnostics: Diagnostics) -> YAMLSection? {
    let before = diagnostics.list.count
    let root = YAMLSection(root: file, what: "the configuration", diagnostics)
    // One broken file of rules does not keep the others, and whoever is to be told, from working. A file that says more
    // than rules is needed: without it words may be told that were to be kept, or nobody at all.
    if let folder, file.path.hasPrefix(folder + "/rules.d/"), Self.holdsOnlyRules(file) {
      for place in before..<diagnostics.list.count {
        diagnostics.list[place].canSetAside = "whatever is in \(file.path)"
      }
    }
    return root
  }

  /// As far as can be told of what is no YAML: keys that stand at the beginning of a line.
  private static func holdsOnlyRules(_ file: SourceFile) -> Bool {
    file.text.split(separator: "\n").allSatisfy { line in
      guard let key = line.prefixMatch(of: /["']?([a-z_]+)["']?\s*:/)?.output.1 else { return true }
      return key == "rules" || !Shape.configuration.contains { $0.name == key }
    }
  }

  private func readIntake(_ section: YAMLSection, _ intake: inout IntakeSettings) {
    section.allow(Shape.intake, later: ["http", "tcp"])
    intake.expectEvery = section.interval("expect_every", atLeast: .minutes(1)) ?? intake.expectEvery
    intake.socket = section.string("socket") ?? intake.socket
    intake.maximumAhead = section.interval("max_ahead") ?? intake.maximumAhead
    if let choice = section.choice("stdin", IntakeSettings.StandardInput.allCases.map(\.rawValue)) {
      intake.standardInput = IntakeSettings.StandardInput(rawValue: choice) ?? .auto
    }
    if let text = section.string("mode"), let node = section["mode"] {
      if let mode = UInt32(text, radix: 8), mode <= 0o777 {
        intake.mode = mode
      } else {
        section.error(node, "'mode' is an access mode in octal digits, such as \"0660\"")
      }
    }
  }

  private func readLexicon(_ path: String, into settings: inout Settings, _ diagnostics: Diagnostics) {
    guard let file = read([path], diagnostics).first else { return }
    settings.fingerprints[path] = file.fingerprint
    let name = path.split(separator: "/").last ?? ""
    let language = String(name.prefix { $0 != "." })
    guard (2...3).contains(language.utf8.count), language.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else {
      diagnostics.list.append(
        file.diagnostic(
          1, 1, "the name of a lexicon begins with a language of two or three small letters, such as en.tsv"))
      return
    }
    let (entries, mistakes) = LexiconReader.read(file.text)
    settings.lexicons[language, default: []] += entries
    for mistake in mistakes {
      let meant = mistake.unknownClass.flatMap { Suggestion.nearest(to: $0, among: LexiconReader.classes) }
      let message = meant.map { "unknown class '\(mistake.unknownClass ?? "")', did you mean '\($0)'?" }
      diagnostics.list.append(
        file.diagnostic(mistake.line, mistake.column, message ?? mistake.message))
    }
  }
}
