// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What came of tests, for people and for machines that build.
public enum RuleTestReport {
  /// A test as lines; what differs with what was expected (`-`) and what came (`+`).
  public static func text(_ result: RuleTestResult) -> String {
    guard !result.isPassed else { return "ok    \(result.test.name)\n" }
    var text = "FAIL  \(result.test.name)  (\(result.test.place))\n"
    for difference in result.differences {
      let at = difference.at.map { "\($0)" } ?? ""
      let pad = String(repeating: " ", count: max(8 - at.count, 1))
      let place = difference.place.map { "   \($0)" } ?? ""
      text += "    \(difference.kind.rawValue) \(at)\(pad)\(difference.text)\(place)\n"
      for detail in difference.details { text += "               \(detail)\n" }
    }
    return text
  }

  /// All tests as JUnit XML, which build servers show.
  ///
  /// Source: the schema of the Apache Ant task JUnitReport.
  public static func junit(_ results: [(file: String, results: [RuleTestResult])]) -> String {
    let all = results.flatMap(\.results)
    var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    text += "<testsuites tests=\"\(all.count)\" failures=\"\(all.count { !$0.isPassed })\">\n"
    for (file, results) in results {
      text +=
        "  <testsuite name=\"\(escaped(file))\" tests=\"\(results.count)\" failures=\"\(results.count { !$0.isPassed })\" errors=\"0\">\n"
      for result in results {
        let head = "    <testcase classname=\"\(escaped(file))\" name=\"\(escaped(result.test.name))\""
        if result.isPassed {
          text += head + "/>\n"
        } else {
          let first = result.differences.first?.text ?? ""
          text +=
            "\(head)>\n      <failure message=\"\(escaped(first))\">\(escaped(RuleTestReport.text(result)))</failure>\n    </testcase>\n"
        }
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private static func escaped(_ text: String) -> String {
    let plain = text.unicodeScalars.filter { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
    return plain.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
