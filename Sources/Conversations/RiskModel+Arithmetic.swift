// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import Language
import RealModule

extension RiskModel {
  /// How a sum is squashed, and how fast it fades: what of the model a reading needs.
  struct Curve: Equatable, Sendable {
    var midpoint: Double
    var spread: Double
    /// In microseconds.
    var halfLife: Double

    /// The sum squashed to 0–100: the logistic function around the midpoint.
    func risk(ofSum sum: Double) -> Double {
      100 / (1 + Double.exp((midpoint - sum) / spread))
    }

    /// The sum that is squashed to `risk`.
    func sum(ofRisk risk: Double) -> Double {
      let share = min(max(risk / 100, 1e-9), 1 - 1e-9)
      return midpoint + spread * Double.log(share / (1 - share))
    }
  }

  var curve: Curve { Curve(midpoint: midpoint, spread: spread, halfLife: Double(fade.microseconds)) }

  /// The sum squashed to 0–100.
  public func risk(ofSum sum: Double) -> Double { curve.risk(ofSum: sum) }

  /// The sum that is squashed to `risk`.
  func sum(ofRisk risk: Double) -> Double { curve.sum(ofRisk: risk) }

  /// What is left after `time`: 1 now, 0.5 after `fade`.
  func fading(over time: Interval) -> Double {
    time.microseconds <= 0 ? 1 : Double.exp2(-Double(time.microseconds) / Double(fade.microseconds))
  }

  /// What one message of its side leaves of a kind of evidence.
  func fading(of kind: EvidenceKind) -> Double {
    Double.exp2(-1 / self[kind].halfLife)
  }

  /// How heated a contact message is, 0–1, and how heated an empty one would be.
  func heat(of score: MessageScore, worsens: Bool) -> (value: Double, neutral: Double) {
    func shows(_ termClass: TermClass) -> Double { score.counts[termClass] > 0 ? 1 : 0 }
    var sum = 0.0
    for (feature, weight) in zip(HeatFeature.allCases, heat) {
      let value =
        switch feature {
        case .bias: 1.0
        case .profanity: shows(.profanity)
        case .negative: score.negativePart
        case .worsens: worsens ? 1.0 : 0.0
        case .positive: score.positivePart
        case .why: shows(.why)
        case .hedges: shows(.hedges)
        case .thanks: shows(.gratitude)
        case .accuses: shows(.accuses)
        case .agrees: shows(.agrees)
        case .entitled: shows(.entitled)
        case .you: shows(.you)
        case .impatience: shows(.impatience)
        case .youNegative: shows(.youNegative)
        case .dismisses: shows(.dismisses)
        case .absolutes: shows(.absolutes)
        case .frustration: shows(.frustration)
        case .orders: shows(.orders)
        case .disbelief: shows(.disbelief)
        }
      sum += value * weight
    }
    return (1 / (1 + Double.exp(-sum)), 1 / (1 + Double.exp(-heat[0])))
  }
}
