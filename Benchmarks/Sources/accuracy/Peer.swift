// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// VADER's own program, where Python has it.
enum Peer {
  private static let program = """
    import sys
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    analyzer = SentimentIntensityAnalyzer()
    for line in open(sys.argv[1], encoding="utf-8"): print(analyzer.polarity_scores(line)["compound"])
    """

  /// The compound score of each text; `nil` when the peer is not installed.
  static func scores(of texts: [Substring]) -> [Double]? {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("foreshock-\(getpid()).txt")
    defer { try? FileManager.default.removeItem(at: file) }
    let lines = texts.map { $0.replacingOccurrences(of: "\r", with: " ") }.joined(separator: "\n") + "\n"
    guard (try? lines.write(to: file, atomically: true, encoding: .utf8)) != nil else { return nil }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let scores = String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { Double($0) }
    return scores.count == texts.count ? scores : nil
  }
}
