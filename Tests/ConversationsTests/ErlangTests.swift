// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Conversations

/// Against figures printed in the literature.
@Suite struct ErlangTests {
  /// A. K. Erlang's formula in any table of it: five erlangs on six and on seven agents.
  @Test func erlangC() {
    let model = Erlang(arrivals: 100.0 / 3600, handling: 180)
    #expect(abs(model.delayed(6) - 0.5875) < 0.0001)
    #expect(abs(model.delayed(7) - 0.3241) < 0.0001)
    #expect(abs(model.wait(6) - 0.5875 * 180) < 0.05)
    #expect(model.wait(5) == .infinity)
  }

  /// Garnett, Mandelbaum, Reiman (2002), table 1: 48 calls a minute of one minute each, 50 agents; patience two minutes.
  @Test func erlangA() {
    let patient = Erlang(arrivals: 0.8, handling: 60)
    #expect(abs(patient.wait(50) - 20.8) < 0.1)
    let impatient = Erlang(arrivals: 0.8, handling: 60, patience: 120)
    #expect(abs(impatient.wait(50) - 3.7) < 0.1)
    #expect(impatient.wait(20) < 120, "with few agents most give up, and nobody waits for ever")
  }

  /// Far more than can be handled: the wait is where as many give up as are too many, never nothing.
  @Test func overload() {
    let crowd = Erlang(arrivals: 600.0 / 900, handling: 300, patience: 4266)
    let fluid = 4266 * (600.0 / 900 - 40.0 / 300) / (600.0 / 900)
    #expect(abs(crowd.wait(40) - fluid) < 0.05 * fluid)
    #expect(Erlang(arrivals: 300.0 / 900, handling: 300, patience: 4266).wait(25).isFinite)
  }

  @Test func nobodyGivingUpIsErlangC() {
    let never = Erlang(arrivals: 0.5, handling: 60)
    let almostNever = Erlang(arrivals: 0.5, handling: 60, patience: 1e7)
    #expect(abs(never.wait(35) - almostNever.wait(35)) < 0.01)
  }

  @Test func staffing() {
    let model = Erlang(arrivals: 100.0 / 3600, handling: 180)
    #expect(model.staff(answering: 0.8, within: 20) == 8)
    #expect(Erlang(arrivals: 0, handling: 180).staff(answering: 0.8, within: 20) == 0)
    for count in [0.1, 1, 20] {
      let model = Erlang(arrivals: count, handling: 300)
      #expect(Double(model.staff(answering: 0.8, within: 20)) > model.load)
    }
  }
}
