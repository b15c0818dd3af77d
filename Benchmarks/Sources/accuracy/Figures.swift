// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// The figures of the table, each from values beside labels.
enum Figures {
  /// Pearson's correlation.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let count = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xy += (a - meanX) * (b - meanY)
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
    }
    return xy / (xx * yy).squareRoot()
  }

  /// How often a value with the label stands above one without; ties count half.
  static func area(_ values: [Double], _ labels: [Bool]) -> Double {
    let sorted = zip(values, labels).sorted { $0.0 < $1.0 }
    var ranks = 0.0
    var at = 0
    while at < sorted.count {
      var end = at
      while end < sorted.count, sorted[end].0 == sorted[at].0 { end += 1 }
      let middle = Double(at + 1 + end) / 2
      ranks += middle * Double(sorted[at..<end].count { $0.1 })
      at = end
    }
    let shown = Double(labels.count { $0 })
    let hidden = Double(labels.count) - shown
    return (ranks - shown * (shown + 1) / 2) / (shown * hidden)
  }

  /// Precision, recall and F1 of a class.
  static func detection(_ found: [Bool], _ labels: [Bool]) -> (precision: Double, recall: Double, f1: Double)
  {
    let right = Double(zip(found, labels).count { $0 && $1 })
    let (claimed, shown) = (Double(found.count { $0 }), Double(labels.count { $0 }))
    return (
      claimed == 0 ? 0 : right / claimed, shown == 0 ? 0 : right / shown,
      claimed + shown == 0 ? 0 : 2 * right / (claimed + shown)
    )
  }

  /// The side of a sentiment, with VADER's thresholds.
  static func side(_ sentiment: Double) -> Substring {
    sentiment >= 0.05 ? "positive" : sentiment <= -0.05 ? "negative" : "neutral"
  }
}
