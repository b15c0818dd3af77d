// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Conversations
public import Events
public import Rules
public import ServiceLevels

/// Everything the engine's answers depend on besides its inputs.
public struct EngineConfiguration: Equatable, Sendable {
  /// The rules in force, in order.
  public var rules: [RuleDefinition]
  /// The weights of the risk.
  public var model: RiskModel
  /// What is promised to whom; the first that matches a conversation applies.
  public var serviceLevels: [ServiceLevel]
  /// How alerts come to people.
  public var alerts: AlertPolicy

  /// Makes a configuration.
  public init(
    rules: [RuleDefinition], model: RiskModel, serviceLevels: [ServiceLevel] = [],
    alerts: AlertPolicy = AlertPolicy()
  ) {
    self.rules = rules
    self.model = model
    self.serviceLevels = serviceLevels
    self.alerts = alerts
  }
}

extension EngineConfiguration: Packable {
  /// Writes rules and weights.
  public func pack(into packer: inout Packer) {
    packer.write(each: rules) { $0.write($1) }
    packer.write(each: model.weights) {
      $0.write($1.points)
      $0.write($1.halfLife)
    }
    packer.write(each: model.heat) { $0.write($1) }
    for number in [
      model.heatFloor, model.heatWithAgent, model.heatWithoutAgent, model.midpoint, model.spread,
      model.atRisk,
      model.lowRating,
    ] {
      packer.write(number)
    }
    packer.write(model.fade)
    packer.write(model.overdueAfter)
    packer.write(model.returnsWithin)
    packer.write(model.returnsFrom)
    packer.write(each: model.overdueExcept) { $0.write($1) }
    packer.write(each: serviceLevels) { $0.write($1) }
    packer.write(alerts)
  }

  /// Reads rules and weights.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    let rules = try unpacker.array { unpacker throws(Unpacker.Damaged) in try RuleDefinition(from: &unpacker)
    }
    let weights = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      RiskModel.Weight(points: try unpacker.double(), halfLife: try unpacker.double())
    }
    let heat = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.double() }
    var numbers: [Double] = []
    for _ in 0..<7 { numbers.append(try unpacker.double()) }
    let (fade, overdue, returns) = (try unpacker.interval(), try unpacker.interval(), try unpacker.interval())
    let returnsFrom = try unpacker.int()
    let except = try unpacker.array { unpacker throws(Unpacker.Damaged) in try unpacker.string() }
    let serviceLevels = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      try ServiceLevel(from: &unpacker)
    }
    let alerts = try unpacker.value(AlertPolicy.self)
    guard weights.count == EvidenceKind.allCases.count, heat.count == RiskModel.HeatFeature.allCases.count
    else { throw unpacker.damaged }
    self.init(
      rules: rules,
      model: RiskModel(
        weights: weights, heat: heat, heatFloor: numbers[0], heatWithAgent: numbers[1],
        heatWithoutAgent: numbers[2],
        midpoint: numbers[3], spread: numbers[4], fade: fade, atRisk: numbers[5], overdueAfter: overdue,
        overdueExcept: except, lowRating: numbers[6], returnsWithin: returns, returnsFrom: returnsFrom),
      serviceLevels: serviceLevels, alerts: alerts)
  }
}
