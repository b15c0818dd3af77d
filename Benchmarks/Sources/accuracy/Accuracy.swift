// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Language
import Settings

/// usage: accuracy SETS [HALF]   measures the scorer on a folder of labelled sets, SETS/NAME/HALF.tsv
///
/// What is measured is said in `sets.tsv`; on a set it does not name, what its columns allow: `rating`, `sentiment`, or
/// the name of a tone. English sentiment is measured beside VADER where Python has it. The table is Markdown.
@main
enum Accuracy {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let folder = arguments.first else {
      FileHandle.standardError.write(Data("usage: accuracy SETS [HALF]\n".utf8))
      exit(2)
    }
    let half = arguments.dropFirst().first ?? "dev"
    let known = measurements()
    print("| set | figure | Foreshock | VADER | to reach |\n|---|---|---|---|---|")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? []
    for name in names {
      guard let set = LabelledSet(file: "\(folder)/\(name)/\(half).tsv"), let texts = set["text"] else {
        continue
      }
      let asked = known.filter { $0.set == name }
      let wanted =
        asked.isEmpty ? Measurement.guesses(for: name, set, tones: Tone.allCases.map { "\($0)" }) : asked
      guard !wanted.isEmpty else { continue }
      let scores = score(texts.map(String.init))
      let peer =
        wanted.contains { $0.signal == "sentiment" } && isEnglish(scores) ? Peer.scores(of: texts) : nil
      for measurement in wanted { report(measurement, set, scores, peer) }
    }
  }

  private static func measurements() -> [Measurement] {
    let file = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sets.tsv").standardized.path
    let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { Measurement(line: $0) }
  }

  private static func score(_ texts: [String]) -> [MessageScore] {
    var workspace = Scorer.Workspace()
    return texts.map { scorer.score($0, in: &workspace) }
  }

  private static let scorer: Scorer = {
    let outcome = SettingsLoader(environment: ProcessInfo.processInfo.environment).load(nil)
    guard let settings = outcome.settings else {
      print(outcome.diagnostics.map(\.text).joined(separator: "\n"))
      exit(2)
    }
    return Scorer(lexicons: settings.lexicons)
  }()

  private static func isEnglish(_ scores: [MessageScore]) -> Bool {
    scores.count { $0.language == "en" } * 10 > scores.count * 9
  }

  // MARK: - One line of the table for each group

  private static func report(
    _ measurement: Measurement, _ set: LabelledSet, _ scores: [MessageScore], _ peer: [Double]?
  ) {
    guard let labels = set[measurement.column] else { return }
    let groups = set[measurement.group] ?? labels.map { _ in "" }
    let values = scores.map { value(of: measurement.signal, in: $0) }
    for group in Set(groups).sorted() {
      let places = groups.indices.filter { groups[$0] == group }
      let own = figure(measurement, places.map { values[$0] }, places.map { labels[$0] })
      let other = peer.flatMap { peer in
        measurement.signal == "sentiment"
          ? figure(measurement, places.map { peer[$0] }, places.map { labels[$0] }) : nil
      }
      guard let own else { continue }
      let name = group.isEmpty ? measurement.set : "\(measurement.set) \(group)"
      let reach = measurement.reach[group] ?? measurement.reach[""]
      print(
        "| \(name) | \(measurement.signal == "sentiment" ? "" : measurement.signal + " ")\(measurement.figure) "
          + "| \(text(own)) | \(other.map(text) ?? "") | \(reach.map(text) ?? "") |")
    }
  }

  private static func value(of signal: String, in score: MessageScore) -> Double {
    switch signal {
    case "sentiment": return score.sentiment
    case "asks_for_supervisor": return score.asksForSupervisor ? 1 : 0
    case "complaint or frustration":
      // Where neither shows, the sentiment decides between two messages.
      return max(score.tones[.frustration], score.tones[.complaint]) - score.sentiment * 0.01
    default: return Tone.allCases.first { "\($0)" == signal }.map { score.tones[$0] } ?? 0
    }
  }

  private static func figure(_ measurement: Measurement, _ values: [Double], _ labels: [Substring]) -> Double?
  {
    switch measurement.figure {
    case "r": return Figures.correlation(values, labels.map { Double($0) ?? 0 })
    case "macro-F1", "macro-recall", "negative recall":
      let classes = measurement.figure == "negative recall" ? ["negative"] : Set(labels).sorted()
      let sides = values.map(Figures.side)
      let each = classes.map { name in Figures.detection(sides.map { $0 == name }, labels.map { $0 == name })
      }
      return each.reduce(0) { $0 + (measurement.figure == "macro-F1" ? $1.f1 : $1.recall) }
        / Double(each.count)
    default:
      let kept = zip(values, labels).compactMap { value, label in
        measurement.isShown(label).map { (value, $0) }
      }
      let (values, labels) = (kept.map(\.0), kept.map(\.1))
      guard labels.contains(true), labels.contains(false) else { return nil }
      if measurement.figure == "AUC" { return Figures.area(values, labels) }
      let found = Figures.detection(values.map { $0 >= 0.5 }, labels)
      return ["precision": found.precision, "recall": found.recall][measurement.figure] ?? found.f1
    }
  }

  private static func text(_ value: Double) -> String { String(format: "%.3f", value) }
}
