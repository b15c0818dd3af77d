// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Rules
import Settings
import TestKit
import Testing

@Suite struct DoubtTests {
  @Test(
    arguments: [
      ("risk > 60", "risk > 101", [Rule.Doubt.neverEnds]), ("risk > 60", "risk > 70", [.neverEnds]),
      ("risk > 60", "waiting < 5m and waiting > 10m", [.neverEnds]),
      ("risk > 60", "sentiment.last > 1", [.neverEnds]),
      ("risk > 101", nil, [.neverFires]), ("risk > 80 and risk < 20", nil, [.neverFires]),
      ("channel == \"chat\" and channel == \"email\"", nil, [.neverFires]),
      ("waiting < 0s", nil, [.neverFires]),
      ("risk >= 0 or not known(risk)", nil, [.neverEnds]),
      ("sla.first_response.used > 0.5", "sla.first_response.used < 0", [.neverEnds]),
      // These are right.
      ("risk > 60", "risk < 50", []), ("risk >= 100", nil, []), ("risk > 60", "risk < 70", []),
      ("reopened >= 1", nil, []),
      ("asks_for_supervisor", nil, []), ("not asks_for_supervisor", "asks_for_supervisor", []),
      ("sla.remaining < -5m", nil, []),
      ("channel in [\"chat\", \"email\"] and unanswered >= 2", "unanswered == 0", []),
      ("attr.tier == \"vip\" and attr.tier != 3", nil, []), ("csat.last <= 2", nil, []),
      // Too intricate to say.
      ("waiting > hold_time and waiting < hold_time", nil, []),
    ] as [(String, String?, [Rule.Doubt])])
  func whatCannotWork(_ when: String, _ clear: String?, _ doubts: [Rule.Doubt]) throws {
    var definition = RuleDefinition(name: "r", when: when)
    definition.clear = clear
    #expect(try Rule(definition).doubts == doubts)
  }

  @Test func theShippedRulesAreNotDoubtful() throws {
    for definition in Build.settings.rules {
      #expect(try Rule(definition).doubts.isEmpty, "\(definition.name)")
    }
  }
}
