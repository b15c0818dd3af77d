// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
import Events
import Rules

/// Reads the section `risk` over the weights that hold so far.
enum RiskReader {
  /// Weights before the shipped file has been read: nothing counts.
  static let blank = RiskModel(
    weights: EvidenceKind.allCases.map { _ in RiskModel.Weight(points: 0, halfLife: 10) },
    heat: RiskModel.HeatFeature.allCases.map { _ in 0 }, heatFloor: 0.5, heatWithAgent: 0,
    heatWithoutAgent: 0,
    midpoint: 1.5, spread: 0.6, fade: .hours(12), atRisk: 60, overdueAfter: .minutes(10), overdueExcept: [],
    lowRating: 2, returnsWithin: .days(7), returnsFrom: 3)

  static func read(_ section: YAMLSection, over model: inout RiskModel) {
    section.allow(Shape.risk)
    model.atRisk = section.number("at_risk", in: 1...99) ?? model.atRisk
    model.midpoint = section.number("midpoint", in: 0.01...100) ?? model.midpoint
    model.spread = section.number("spread", in: 0.01...100) ?? model.spread
    model.fade = section.interval("fade", atLeast: .minutes(1)) ?? model.fade
    model.lowRating = section.number("low_rating", in: 0...5) ?? model.lowRating
    if let returns = section.section("returns", "'returns'") {
      returns.allow(Shape.riskReturns)
      model.returnsWithin = returns.interval("within", atLeast: .minutes(1)) ?? model.returnsWithin
      model.returnsFrom = returns.number("from", in: 2...32).map { Int($0) } ?? model.returnsFrom
    }
    if let overdue = section.section("overdue", "'overdue'") {
      overdue.allow(Shape.riskOverdue)
      model.overdueAfter = overdue.interval("after", atLeast: .seconds(1)) ?? model.overdueAfter
      model.overdueExcept = overdue.strings("except_channels") ?? model.overdueExcept
    }
    if let evidence = section.section("evidence", "'evidence'") { readEvidence(evidence, &model) }
    if let heat = section.section("heat", "'heat'") { readHeat(heat, &model) }
  }

  private static func readEvidence(_ section: YAMLSection, _ model: inout RiskModel) {
    section.allow(Shape.evidence)
    for kind in EvidenceKind.allCases {
      guard let weight = section.section(kind.name, "'\(kind.name)'") else { continue }
      weight.allow(Shape.weight)
      let index = Int(kind.rawValue)
      model.weights[index].points = weight.number("points", in: -10...10) ?? model.weights[index].points
      model.weights[index].halfLife =
        weight.number("half_life", in: 0.1...1000) ?? model.weights[index].halfLife
    }
  }

  private static func readHeat(_ section: YAMLSection, _ model: inout RiskModel) {
    section.allow(Shape.heat)
    model.heatFloor = section.number("floor", in: 0...1) ?? model.heatFloor
    model.heatWithAgent = section.number("with_agent", in: 0...10) ?? model.heatWithAgent
    model.heatWithoutAgent = section.number("without_agent", in: 0...10) ?? model.heatWithoutAgent
    guard let weights = section.section("weights", "'weights'") else { return }
    weights.allow(Shape.heatWeights)
    for (index, feature) in RiskModel.HeatFeature.allCases.enumerated() {
      model.heat[index] = weights.number(feature.rawValue, in: -20...20) ?? model.heat[index]
    }
  }
}
