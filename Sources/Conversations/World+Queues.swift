// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import RealModule

/// Queues: who is in them, who waits, and how long one will wait.
extension World {
  mutating func setQueue(_ name: String, of slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let queue = queues.place(of: name) ?? queues.add(QueueState(name: name), named: name)
    let before = conversations[slot].queue
    guard queue != before else { return }
    leaveQueue(slot, at: instant, &touched)
    conversations[slot].queue = queue
    QueueState.append(instant, to: &queues[queue].arrivals)
    enterQueue(slot)
    touched.add(.queue, queue, .queue)
    touched.add(.conversation, slot, .hands)
  }

  mutating func leaveQueue(_ slot: Int32, at instant: Instant, _ touched: inout Touched) {
    let queue = conversations[slot].queue
    guard queue >= 0, queues[queue].open.remove(slot) != nil else { return }
    queues[queue].waiting.set(slot, nil)
    queues[queue].newcomers.remove(slot)
    if conversations[slot].isAtRisk {
      let serial = conversations[slot].serial
      queues[queue].crowd.set(serial, isAtRisk: false, at: instant, keeping: horizon.queues)
    }
    touched.add(.queue, queue, [.queueWaiting, .queueRisk])
  }

  mutating func enterQueue(_ slot: Int32) {
    let queue = conversations[slot].queue
    guard queue >= 0, conversations[slot].isOpen else { return }
    queues[queue].open.insert(slot)
    queues[queue].waiting.set(slot, conversations[slot].waitingSince)
    if conversations[slot].isNewcomer { queues[queue].newcomers.insert(slot) }
    if conversations[slot].isAtRisk {
      queues[queue].crowd.set(conversations[slot].serial, isAtRisk: true, at: .distantPast, keeping: nil)
    }
  }

  /// Tells queue and agent since when a conversation waits.
  mutating func refreshWaiting(_ slot: Int32, _ touched: inout Touched) {
    guard conversations[slot].isOpen else { return }
    let (since, queue, agent) = (
      conversations[slot].waitingSince, conversations[slot].queue, conversations[slot].agent
    )
    if queue >= 0 {
      let isNewcomer = conversations[slot].isNewcomer
      var hasChanged = queues[queue].waiting.set(slot, since)
      if isNewcomer != queues[queue].newcomers.contains(slot) {
        if isNewcomer { queues[queue].newcomers.insert(slot) } else { queues[queue].newcomers.remove(slot) }
        hasChanged = true
      }
      if hasChanged { touched.add(.queue, queue, .queueWaiting) }
    }
    if agent >= 0, agents[agent].waiting.set(slot, since) { touched.add(.agent, agent, .agentWaiting) }
  }

  // MARK: - Reading

  func read(_ signal: Signal, _ window: Interval, _ queue: QueueState, at now: Instant) -> Reading {
    switch signal {
    case .queueWaiting: .count(queue.waiting.count)
    case .queueOldestWait: .running(since: queue.waiting.longest, at: now)
    case .queueAtRisk: .count(queue.crowd.atRisk)
    case .queueAgents: .count(queue.agents)
    case .queueAbandoned: Reading.count(of: queue.abandoned, window, now)
    case .queueExpectedWait, .queueStaffNeeded: forecast(signal, queue, now)
    default: .none
    }
  }

  /// Arrivals of the last quarter of an hour are taken for the pace of the next.
  static let forecastWindow = Interval.minutes(15)
  /// Fewer arrivals, or fewer conversations handled, tell nothing.
  private static let leastArrivals = 5.0
  private static let leastHandled = 3
  /// Fewer who gave up do not tell how patient contacts are.
  private static let leastAbandoned = 3
  /// The common aim of staffing: four in five answered within twenty seconds.
  private static let aim = (share: 0.8, seconds: 20.0)

  /// The wait of a contact who comes now, or the agents it would take. Known once there is an idea of the pace, of the
  /// handling and, for the wait, of who is at work.
  ///
  /// Who waits already is served first, at the pace of the agents at work (W. Whitt, "Predicting queueing delays",
  /// Management Science 45 (1999)). What is still to come is a queue in balance (see `Erlang`), but no more than can build
  /// up within the forecast's window: by what comes and cannot be handled, or by chance (the mean of reflected Brownian
  /// motion, J. M. Harrison, "Brownian motion and stochastic flow systems" (1985)).
  private func forecast(_ signal: Signal, _ queue: QueueState, _ now: Instant) -> Reading {
    let arrivals = Reading.count(of: queue.arrivals, Self.forecastWindow, now)
    var result = Reading(value: .none, changesAt: arrivals.changesAt)
    let isSteady = arrivals.number >= Self.leastArrivals
    guard queue.handled.count >= Self.leastHandled else { return result }
    let handling = queue.handled.reduce(0) { $0 + $1.seconds } / Double(queue.handled.count)
    var model = Erlang(
      arrivals: isSteady ? arrivals.number / Self.forecastWindow.seconds : 0, handling: handling,
      patience: nil)
    if signal == .queueStaffNeeded {
      if isSteady {
        result.value = .number(
          Double(model.staff(answering: Self.aim.share, within: Self.aim.seconds)))
      }
      return result
    }
    guard queue.working > 0, isSteady || !queue.newcomers.isEmpty else { return result }
    let gaveUp = queue.waits.count { $0.gaveUp }
    if gaveUp >= Self.leastAbandoned {
      // In balance, as many give up as wait, for as long as they wait, over their patience.
      let meanWait = queue.waits.reduce(0) { $0 + $1.length.seconds } / Double(queue.waits.count)
      model.patience = max(meanWait * Double(queue.waits.count) / Double(gaveUp), 1)
    }
    let pace = Double(queue.working) / handling
    let ahead = Double(queue.newcomers.count) / pace
    let horizon = Self.forecastWindow.seconds
    let surplus = max(model.arrivals - pace, 0) * horizon
    let chance = (2 * (model.arrivals + pace) * horizon / .pi).squareRoot()
    let builtUp = surplus > 0 ? max(ahead + surplus / pace, chance / pace) : chance / pace
    let balanced = model.wait(queue.working)
    let coming = balanced.isFinite ? min(balanced, builtUp) : builtUp
    result.value = .number((max(ahead, coming) * 1_000_000).rounded())
    return result
  }
}
