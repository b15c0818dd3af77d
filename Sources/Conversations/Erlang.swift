// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import RealModule

/// A queue in balance: contacts come at random, at a steady pace; each takes an agent for a time; whoever finds all
/// agents busy waits in order, and gives up when patience ends.
///
/// Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
/// exchanges" (1917), for those who never give up (Erlang C); C. Palm, "Methods of judging the annoyance caused by
/// congestion" (1953), and O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers",
/// M&SOM 4 (2002), for those who do (Erlang A).
struct Erlang {
  /// Arrivals per second.
  var arrivals: Double
  /// Mean seconds of an agent's time that a contact takes.
  var handling: Double
  /// Mean seconds after which one who waits gives up; `nil` for never.
  var patience: Double?

  /// Agents that would be busy all the time: the offered load, in erlangs.
  var load: Double { arrivals * handling }

  /// The share of contacts turned away where nobody can wait: Erlang's B formula, by its recursion.
  private func blocking(_ agents: Int) -> Double {
    var blocking = 1.0
    for count in 0..<agents { blocking = load * blocking / (Double(count + 1) + load * blocking) }
    return blocking
  }

  /// The share of contacts who have to wait, when nobody gives up; 1 when the agents cannot keep up.
  func delayed(_ agents: Int) -> Double {
    let use = load / Double(agents)
    guard use < 1 else { return 1 }
    let blocking = blocking(agents)
    return blocking / (1 - use * (1 - blocking))
  }

  /// Mean wait in seconds of all who come; infinite where the agents cannot keep up and nobody gives up.
  func wait(_ agents: Int) -> Double {
    guard let patience, arrivals > 0 else {
      return load < Double(agents) ? delayed(agents) * handling / (Double(agents) - load) : .infinity
    }
    // In the state with `waiting` contacts in line one leaves at this pace; Little's law turns the line into a wait.
    var (share, line, all) = (1.0, 0.0, 1 / blocking(agents))
    for waiting in 1..<100_000 {
      share *= arrivals / (Double(agents) / handling + Double(waiting) / patience)
      line += Double(waiting) * share
      all += share
      if share < 1e-12 * all { break }
      // Only their ratio matters.
      if all > 1e200 { (share, line, all) = (share * 1e-200, line * 1e-200, all * 1e-200) }
    }
    return line / all / arrivals
  }

  /// The least number of agents with whom so large a share of the contacts waits at most so many seconds, when nobody
  /// gives up.
  func staff(answering share: Double, within seconds: Double) -> Int {
    guard load > 0 else { return 0 }
    var agents = Int(load.rounded(.down)) + 1
    while agents < 100_000 {
      let late = delayed(agents) * Double.exp(-(Double(agents) - load) * seconds / handling)
      if 1 - late >= share { break }
      agents += 1
    }
    return agents
  }
}
