// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import RuleTesting
import Settings
import Wire

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Tests rules on a virtual clock: events in, expected alerts, notices and silence out.",
    discussion: """
      Each test is run as it is, and once more with a kill before every step, which must come to the same. 1 when one of \
      them fails, 2 when a file cannot be used.
      """)

  @OptionGroup var config: ConfigOption

  @Flag(help: "Name the rules that did not fire, and comparisons that were only true or only false.")
  var coverage = false

  @Option(help: ArgumentHelp("Write the results as JUnit XML to a file too.", valueName: "file"))
  var junit: String?

  @Option(help: "text or json.")
  var format = Format.text

  @Argument(help: "Files of tests, in YAML.")
  var files: [String]

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("name at least one file of tests") }
  }

  func run() throws {
    var (all, coverage) = ([(file: String, results: [RuleTestResult])](), Coverage())
    for file in try files.map(read) {
      var run = RuleTestRun(try settings(for: file))
      let results = try file.tests.map { test in
        let result = try run.run(test)
        tell(result)
        return result
      }
      coverage.add(run.coverage)
      all.append((file.path, results))
    }
    if let junit { try write(RuleTestReport.junit(all), to: junit) }
    let failed = all.flatMap(\.results).count { !$0.isPassed }
    if self.coverage { for gap in coverage.gaps { Output.say("  \(gap)") } }
    let (fired, compared) = (coverage.fired, coverage.comparisons)
    Output.say(
      "\(all.flatMap(\.results).count) tests, \(failed) failed; \(fired.covered) of \(fired.all) rules fired, \(compared.covered) of \(compared.all) comparisons were true and false"
    )
    if failed > 0 { throw ExitCode(1) }
  }

  private func read(_ path: String) throws -> RuleTestFile {
    switch RuleTestReader.read(path) {
    case .success(let file): return file
    case .failure(let mistakes):
      for mistake in mistakes.list { Output.say(mistake.text) }
      throw ExitCode(2)
    }
  }

  /// What a file names stands beside it.
  private func settings(for file: RuleTestFile) throws -> Settings {
    guard config.path == nil, let named = file.config else { return try config.settings() }
    let folder = file.path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
      separator: "/")
    var option = config
    option.path = named.hasPrefix("/") || folder.isEmpty ? named : "\(folder)/\(named)"
    return try option.settings()
  }

  private func tell(_ result: RuleTestResult) {
    switch format {
    case .text: Output.write(Array(RuleTestReport.text(result).utf8))
    case .json:
      var writer = JSONWriter()
      writer.object { json in
        json.field("test", result.test.name)
        json.field("place", result.test.place)
        json.field("passed", result.isPassed)
        json.key("differences")
        json.array { json in
          for difference in result.differences {
            json.object { json in
              json.field("kind", "\(difference.kind)")
              json.field("at", difference.at.map { "\($0)" })
              json.field("text", difference.text)
              json.key("details")
              json.array { json in for detail in difference.details { json.value(detail) } }
              json.field("place", difference.place)
            }
          }
        }
      }
      Output.write(line: writer.text)
    }
  }

  private func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else {
      Output.say("foreshock: error: \(path) cannot be written: \(String(cString: strerror(errno)))")
      throw ExitCode(2)
    }
    defer { fclose(file) }
    fputs(text, file)
  }
}
