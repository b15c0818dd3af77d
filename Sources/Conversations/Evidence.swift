// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Language

/// A kind of evidence for or against an escalation.
///
/// What foretells and by how much: docs/risk.md. Weights and half-lives come from `config/risk.yaml`.
public enum EvidenceKind: UInt8, CaseIterable, Sendable {
  // Explicit acts.
  case asksForSupervisor, threat, churn, legal, publicity, returns, hops, overdue, transferred, held, reopened
  case lowRating
  // What the contact's sentences do.
  case profanity, anger, orders, accuses, youNegative, worsens, impatience, declines, disagrees, frustration,
    repeats
  /// Heat of single messages above the floor, adding up.
  case trail
  /// Heat of the last contact message.
  case heat
  // Calm.
  case thanks, praise, agrees
  // What the agent's sentences do.
  case agentFails, agentWarmth

  /// The name in `config/risk.yaml` and in reasons.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names = allCases.map { kind in
    "\(kind)".reduce(into: "") { name, letter in
      if letter.isUppercase { name += "_" }
      name += letter.lowercased()
    }
  }

  /// Whose messages let it fade.
  var fadesWith: Event.Author {
    switch self {
    case .agentFails, .agentWarmth: .agent
    default: .contact
    }
  }
}

/// One piece of evidence: where it came from and what is left of it.
public struct EvidencePiece: Equatable, Sendable {
  /// What it shows.
  public var kind: EvidenceKind
  /// What it adds to the sum before squashing; less than 0 calms. As of the conversation's last event.
  public var points: Double
  /// The event it came from.
  public var event: String
  /// The words that showed it; empty for an act without words.
  public var quote: String
  /// When it happened.
  public var at: Instant
}

/// The weights of the risk: how much each kind of evidence counts and how fast it fades.
public struct RiskModel: Equatable, Sendable {
  /// Weight and half-life of one kind of evidence.
  public struct Weight: Equatable, Sendable {
    /// What one full piece adds to the sum.
    public var points: Double
    /// After so many messages of its side half of it is left.
    public var halfLife: Double

    /// Makes a weight.
    public init(points: Double, halfLife: Double) {
      self.points = points
      self.halfLife = halfLife
    }
  }

  /// What the heat of one message is made of: a logistic sum of features, each 0–1.
  public enum HeatFeature: String, CaseIterable, Sendable {
    case bias, profanity, negative, worsens, positive, why, hedges, thanks, accuses, agrees, entitled, you,
      impatience
    case youNegative = "you_negative"
    case dismisses, absolutes, frustration, orders, disbelief
  }

  /// Weight of each kind, by `EvidenceKind.rawValue`.
  public var weights: [Weight]
  /// Weight of each feature of heat, in the order of `HeatFeature.allCases`.
  public var heat: [Double]
  /// Heat below this adds nothing to the trail.
  public var heatFloor: Double
  /// How much the heat of the last message counts where an agent answers.
  public var heatWithAgent: Double
  /// How much it counts where none has.
  public var heatWithoutAgent: Double
  /// The sum at which the risk is 50.
  public var midpoint: Double
  /// How far from the midpoint the risk is 73 (or 27).
  public var spread: Double
  /// After so much time without an event half of all evidence is left.
  public var fade: Interval
  /// From this risk on a conversation counts as at risk.
  public var atRisk: Double
  /// An answer is overdue after this.
  public var overdueAfter: Interval
  /// Channels where nobody expects an answer by the clock.
  public var overdueExcept: [String]
  /// A rating at or below this, on a scale to 5, is low.
  public var lowRating: Double
  /// Conversations of one contact within this make a return.
  public var returnsWithin: Interval
  /// From so many conversations on, a contact comes back.
  public var returnsFrom: Int

  /// Makes a model from all its parts.
  public init(
    weights: [Weight], heat: [Double], heatFloor: Double, heatWithAgent: Double, heatWithoutAgent: Double,
    midpoint: Double, spread: Double, fade: Interval, atRisk: Double, overdueAfter: Interval,
    overdueExcept: [String], lowRating: Double, returnsWithin: Interval, returnsFrom: Int
  ) {
    self.weights = weights
    self.heat = heat
    self.heatFloor = heatFloor
    self.heatWithAgent = heatWithAgent
    self.heatWithoutAgent = heatWithoutAgent
    self.midpoint = midpoint
    self.spread = spread
    self.fade = fade
    self.atRisk = atRisk
    self.overdueAfter = overdueAfter
    self.overdueExcept = overdueExcept
    self.lowRating = lowRating
    self.returnsWithin = returnsWithin
    self.returnsFrom = returnsFrom
  }

  /// The weight of one kind.
  public subscript(kind: EvidenceKind) -> Weight { weights[Int(kind.rawValue)] }
}
