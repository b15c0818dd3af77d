// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import Language

extension World {
  /// What a signal says of a subject at `now`, if nothing happens until then.
  public func read(_ reference: SignalReference, of subject: Subject, at now: Instant) -> Reading {
    let window = reference.window ?? .zero
    switch subject.scope {
    case .conversation:
      if let reading = readShared(
        reference.signal, window, conversations[subject.slot].agent, conversations[subject.slot].queue, now)
      {
        return reading
      }
      return read(reference.signal, reference.window, conversations[subject.slot], at: now)
    case .contact:
      return readContact(reference.signal, reference.window, subject.slot, at: now)
    case .agent:
      // One who is offline serves no queue.
      let queue = agents[subject.slot].status == .offline ? -1 : agents[subject.slot].queue
      return readShared(reference.signal, window, subject.slot, queue, now) ?? .none
    case .queue:
      if case .crowd(let metric, let part) = reference.signal {
        return read(metric, part, window, .queue, subject.slot, at: now)
      }
      return readShared(reference.signal, window, -1, subject.slot, now) ?? .none
    case .all:
      guard case .crowd(let metric, let part) = reference.signal else { return .none }
      return read(metric, part, window, .all, 0, at: now)
    }
  }

  private func readShared(
    _ signal: Signal, _ window: Interval, _ agent: Int32, _ queue: Int32, _ now: Instant
  ) -> Reading? {
    switch signal {
    case .agentLoad, .agentStatus, .agentStatusFor, .agentBreaches, .agentEscalations, .agentSentiment,
      .agentAfterCallWork, .agentHolds, .agentTransfers, .agentWaiting, .agentOldestWait, .agentAngryInARow:
      return agent < 0 ? Reading.none : read(signal, window, agents[agent], at: now)
    case .queueWaiting, .queueOldestWait, .queueAtRisk, .queueAgents, .queueAbandoned, .queueExpectedWait,
      .queueStaffNeeded:
      return queue < 0 ? Reading.none : read(signal, window, queues[queue], at: now)
    case .crowd(.arrivals, let part):
      return queue < 0 ? Reading.none : read(.arrivals, part, window, .queue, queue, at: now)
    default:
      return nil
    }
  }

  // MARK: - One conversation

  func read(_ signal: Signal, _ given: Interval?, _ c: Conversation, at now: Instant) -> Reading {
    let window = given ?? .zero
    switch signal {
    case .risk:
      return Reading(
        value: .number(c.risk.risk(at: now, model)), isCurved: c.risk.sum != 0,
        fading: Fading(sum: c.risk.sum(at: now, model), model: model.curve))
    case .riskRise: return riskRise(c, window, now)
    case .sentimentLast: return c.messages.last.map { Reading(value: .number($0.sentimentValue)) } ?? .none
    case .sentimentMean, .sentimentMinimum, .sentimentSlope, .toneMaximum, .messages, .channels, .hops:
      return Windowed(c.messages, window, now).read(signal)
    case .tone(let tone): return c.messages.last.map { Reading(value: .number($0.tones[tone])) } ?? .none
    case .asksForSupervisor: return Reading(value: .truth(c.asksForSupervisor))
    case .repeatsItself: return Reading(value: .truth(c.repeatsItself))
    case .unanswered: return .count(Int(c.unanswered))
    case .waiting: return .running(since: c.waitingSince, at: now)
    case .silence: return .running(since: c.lastMessageAt, at: now)
    case .contacts:
      return c.contact < 0 ? .count(1) : Reading.count(of: contacts[c.contact].openings, window, now)
    case .reopened: return .count(Int(c.reopened))
    case .transfers:
      return given.map { Reading.count(of: c.transferLog, $0, now) } ?? .count(Int(c.transfers))
    case .holds: return given.map { Reading.count(of: c.holdLog, $0, now) } ?? .count(Int(c.holds))
    case .holdTime:
      let running = c.heldSince.map { max(now - $0, .zero) } ?? .zero
      return Reading(
        value: .number(Double((c.heldTotal + running).microseconds)), slope: c.heldSince == nil ? 0 : 1)
    case .csatLast, .csatMean: return Self.read(c.ratings, signal, given, now)
    case .sla(let promise, let part): return read(promise, part, c, at: now)
    case .slaRemaining: return readTightest(c, at: now)
    case .age: return .running(since: c.openedAt, at: now)
    case .channel: return .text(c.channel)
    case .queue: return .text(c.queue < 0 ? nil : queues[c.queue].name)
    case .agent: return .text(c.agent < 0 ? nil : agents[c.agent].name)
    case .language: return c.language.map { Reading(value: .tag($0)) } ?? .none
    case .status: return .text(c.status.rawValue)
    case .attribute(let name):
      switch c.attributes[name] {
      case .string(let text): return .text(text)
      case .number(let number): return Reading(value: .number(number))
      case .bool(let truth): return Reading(value: .truth(truth))
      case nil: return .none
      }
    default: return .none
    }
  }

  static func read(_ ratings: [Rating], _ signal: Signal, _ window: Interval?, _ now: Instant) -> Reading {
    guard signal == .csatMean, let window else {
      return ratings.last.map { Reading(value: .number($0.value)) } ?? .none
    }
    let inside = ratings.filter { $0.at > now - window && $0.at <= now }
    guard let first = inside.first else { return .none }
    let mean = inside.reduce(0) { $0 + $1.value } / Double(inside.count)
    return Reading(value: .number(mean), changesAt: first.at + window)
  }

  private func riskRise(_ c: Conversation, _ window: Interval, _ now: Instant) -> Reading {
    let rise = c.risk.risk(at: now, model) - c.risk.pastRisk(at: now - window, model)
    let next = c.risk.marks.first { $0.at > now - window }.map { $0.at + window }
    return Reading(
      value: .number(rise), isCurved: c.risk.sum != 0 || !c.risk.marks.isEmpty,
      changesAt: next ?? .distantFuture)
  }

  // MARK: - One agent

  private func read(_ signal: Signal, _ window: Interval, _ agent: Agent, at now: Instant) -> Reading {
    switch signal {
    case .agentLoad: return .count(agent.open.count)
    case .agentStatus: return .text(agent.status?.rawValue)
    case .agentStatusFor: return .running(since: agent.statusSince, at: now)
    case .agentBreaches: return Reading.count(of: agent.breaches, window, now)
    case .agentEscalations: return Reading.count(of: agent.escalations, window, now)
    case .agentHolds: return Reading.count(of: agent.holds, window, now)
    case .agentTransfers: return Reading.count(of: agent.transfers, window, now)
    case .agentWaiting: return .count(agent.waiting.count)
    case .agentOldestWait: return .running(since: agent.waiting.longest, at: now)
    case .agentAngryInARow: return .count(agent.angryInARow)
    case .agentSentiment:
      let inside = agent.heard.filter { $0.at > now - window && $0.at <= now }
      guard let first = inside.first else { return .none }
      let sum = inside.reduce(0) { $0 + Double($1.sentiment) / 10_000 }
      return Reading(value: .number(sum / Double(inside.count)), changesAt: first.at + window)
    case .agentAfterCallWork: return afterCallWork(agent, window, now)
    default: return .none
    }
  }

  /// Time in a state within (now − window, now]: what runs now adds, what the window's start cuts falls away.
  private func afterCallWork(_ agent: Agent, _ window: Interval, _ now: Instant) -> Reading {
    let start = now - window
    var spells = agent.afterCallWork
    var slope = 0.0
    if agent.status == .afterCallWork, let since = agent.statusSince {
      spells.append(Agent.Spell(start: since, end: now))
      slope += 1
    }
    var total = Interval.zero
    var next = Instant.distantFuture
    for (index, spell) in spells.enumerated() {
      let isRunning = slope > 0 && index == spells.count - 1
      guard spell.end > start || isRunning else { continue }
      total = total + (spell.end - max(spell.start, start))
      if spell.start <= start {
        slope -= 1
        if !isRunning { next = min(next, spell.end + window) }
      } else {
        next = min(next, spell.start + window)
      }
    }
    return Reading(value: .number(Double(total.microseconds)), slope: slope, changesAt: next)
  }
}
