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
      return read(reference.signal, window, conversations[subject.slot], at: now)
    case .contact:
      return readContact(reference.signal, window, subject.slot, at: now)
    case .agent:
      return readShared(reference.signal, window, subject.slot, -1, now) ?? .none
    case .queue:
      return readShared(reference.signal, window, -1, subject.slot, now) ?? .none
    case .all:
      return readCentre(reference.signal, window, at: now)
    }
  }

  private func readShared(
    _ signal: Signal, _ window: Interval, _ agent: Int32, _ queue: Int32, _ now: Instant
  ) -> Reading? {
    switch signal {
    case .agentLoad, .agentStatus, .agentStatusFor, .agentBreaches, .agentEscalations, .agentSentiment,
      .agentAfterCallWork,
      .agentHolds, .agentTransfers:
      return agent < 0 ? Reading.none : read(signal, window, agents[agent], at: now)
    case .queueWaiting, .queueOldestWait, .queueAtRisk, .queueAgents, .queueAbandoned, .queueArrivals:
      return queue < 0 ? Reading.none : read(signal, window, queues[queue], at: now)
    default:
      return nil
    }
  }

  // MARK: - One conversation

  func read(_ signal: Signal, _ window: Interval, _ c: Conversation, at now: Instant) -> Reading {
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
    case .transfers: return .count(Int(c.transfers))
    case .holds: return .count(Int(c.holds))
    case .holdTime:
      let running = c.heldSince.map { max(now - $0, .zero) } ?? .zero
      return Reading(
        value: .number(Double((c.heldTotal + running).microseconds)), slope: c.heldSince == nil ? 0 : 1)
    case .csatLast: return c.ratings.last.map { Reading(value: .number($0.value)) } ?? .none
    case .csatMean:
      let inside = c.ratings.filter { $0.at > now - window && $0.at <= now }
      guard let first = inside.first else { return .none }
      let mean = inside.reduce(0) { $0 + $1.value } / Double(inside.count)
      return Reading(value: .number(mean), changesAt: first.at + window)
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

  private func riskRise(_ c: Conversation, _ window: Interval, _ now: Instant) -> Reading {
    let rise = c.risk.risk(at: now, model) - c.risk.pastRisk(at: now - window, model)
    let next = c.risk.marks.first { $0.at > now - window }.map { $0.at + window }
    return Reading(
      value: .number(rise), isCurved: c.risk.sum != 0 || !c.risk.marks.isEmpty,
      changesAt: next ?? .distantFuture)
  }

  // MARK: - One contact: the same over all its open conversations

  private func readContact(_ signal: Signal, _ window: Interval, _ slot: Int32, at now: Instant) -> Reading {
    let contact = contacts[slot]
    let open = contact.open.map { conversations[$0] }
    switch signal {
    case .contacts: return Reading.count(of: contact.openings, window, now)
    case .sentimentLast, .sentimentMean, .sentimentMinimum, .sentimentSlope, .tone, .toneMaximum, .messages,
      .channels,
      .hops:
      let all = open.count == 1 ? open[0].messages : open.flatMap(\.messages).sorted { $0.at < $1.at }
      if let last = all.last {
        if signal == .sentimentLast { return Reading(value: .number(last.sentimentValue)) }
        if case .tone(let tone) = signal { return Reading(value: .number(last.tones[tone])) }
      }
      return Windowed(all, window, now).read(signal)
    default: break
    }
    let readings = open.map { read(signal, window, $0, at: now) }.filter { $0.value != .none }
    guard let first = readings.first else { return .none }
    switch signal {
    case .unanswered, .transfers, .holds, .holdTime, .reopened:
      return readings.dropFirst().reduce(first) { $0.adding($1) }
    case .silence, .slaRemaining, .sla(_, .remaining):
      return readings.min { $0.number < $1.number } ?? first
    case .risk, .riskRise, .waiting, .age, .sla(_, .elapsed), .sla(_, .used):
      return readings.max { $0.number < $1.number } ?? first
    case .asksForSupervisor, .repeatsItself, .sla(_, .breached):
      return Reading(
        value: .truth(readings.contains { $0.value == .truth(true) }),
        changesAt: readings.map(\.changesAt).min() ?? .distantFuture)
    default:
      // What has no sum is read from the conversation that was heard from last.
      let latest = open.filter { read(signal, window, $0, at: now).value != .none }.max {
        $0.lastEventAt < $1.lastEventAt
      }
      return latest.map { read(signal, window, $0, at: now) } ?? first
    }
  }

  // MARK: - Agents, queues, everything

  private func read(_ signal: Signal, _ window: Interval, _ agent: Agent, at now: Instant) -> Reading {
    switch signal {
    case .agentLoad: return .count(agent.open.count)
    case .agentStatus: return .text(agent.status?.rawValue)
    case .agentStatusFor: return .running(since: agent.statusSince, at: now)
    case .agentBreaches: return Reading.count(of: agent.breaches, window, now)
    case .agentEscalations: return Reading.count(of: agent.escalations, window, now)
    case .agentHolds: return Reading.count(of: agent.holds, window, now)
    case .agentTransfers: return Reading.count(of: agent.transfers, window, now)
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

  private func read(_ signal: Signal, _ window: Interval, _ queue: QueueState, at now: Instant) -> Reading {
    switch signal {
    case .queueWaiting: .count(queue.waiting.count)
    case .queueOldestWait: .running(since: queue.waiting.longest, at: now)
    case .queueAtRisk: .count(queue.atRisk)
    case .queueAgents: .count(queue.agents)
    case .queueAbandoned: Reading.count(of: queue.abandoned, window, now)
    case .queueArrivals: Reading.count(of: queue.arrivals, window, now)
    default: .none
    }
  }

  private func readCentre(_ signal: Signal, _ window: Interval, at now: Instant) -> Reading {
    switch signal {
    case .atRisk:
      let ended = centre.ended(after: now - window)
      return Reading(
        value: .number(Double(centre.atRisk + ended.count)),
        changesAt: ended.first.map { $0 + window } ?? .distantFuture)
    case .negativeShare:
      let heard = centre.heard(after: now - window, through: now)
      guard let first = heard.first else { return .none }
      return Reading(value: .number(Double(heard.negative) / Double(heard.count)), changesAt: first + window)
    default: return .none
    }
  }
}

/// The contact messages of a window (now − d, now].
private struct Windowed {
  let messages: ArraySlice<MessageRecord>
  let changesAt: Instant

  init(_ all: [MessageRecord], _ window: Interval, _ now: Instant) {
    var first = all.endIndex
    while first > 0, all[first - 1].at > now - window { first -= 1 }
    var end = all.endIndex
    while end > first, all[end - 1].at > now { end -= 1 }
    messages = all[first..<end]
    changesAt = messages.first.map { $0.at + window } ?? .distantFuture
  }

  func read(_ signal: Signal) -> Reading {
    switch signal {
    case .messages: return number(Double(messages.count))
    case .hops:
      let channels = messages.lazy.map(\.channel).filter { $0 != 0 }
      return number(Double(zip(channels, channels.dropFirst()).count { $0 != $1 }))
    case .channels: return number(Double(Set(messages.lazy.map(\.channel).filter { $0 != 0 }).count))
    default: break
    }
    guard !messages.isEmpty else { return .none }
    switch signal {
    case .sentimentMean:
      // Ten-thousandths add up exactly.
      let sum = messages.reduce(0) { $0 + Int($1.sentiment) }
      return number(Double(sum) / Double(messages.count) / 10_000)
    case .sentimentMinimum: return number(messages.lazy.map(\.sentimentValue).min() ?? 0)
    case .toneMaximum(let tone): return number(messages.lazy.map { $0.tones[tone] }.max() ?? 0)
    case .sentimentSlope: return slope()
    default: return .none
    }
  }

  private func number(_ value: Double) -> Reading { Reading(value: .number(value), changesAt: changesAt) }

  private func slope() -> Reading {
    guard let first = messages.first, let last = messages.last, last.at > first.at else { return .none }
    let count = Double(messages.count)
    let times = messages.map { ($0.at - first.at).seconds }
    let meanTime = times.reduce(0, +) / count
    let meanSentiment = messages.reduce(0) { $0 + $1.sentimentValue } / count
    var covariance = 0.0
    var variance = 0.0
    for (time, message) in zip(times, messages) {
      covariance += (time - meanTime) * (message.sentimentValue - meanSentiment)
      variance += (time - meanTime) * (time - meanTime)
    }
    return number(min(max(covariance / variance * (last.at - first.at).seconds, -1), 1))
  }
}

extension Reading {
  var number: Double { if case .number(let number) = value { number } else { 0 } }

  fileprivate static func text(_ text: String?) -> Reading {
    text.map { Reading(value: .text($0)) } ?? .none
  }

  /// A time that runs.
  fileprivate static func running(since: Instant?, at now: Instant) -> Reading {
    since.map { Reading(value: .number(Double(max((now - $0).microseconds, 0))), slope: 1) } ?? .none
  }

  /// How many of these instants, which are in order, lie in the window.
  fileprivate static func count(
    of instants: some RandomAccessCollection<Instant>, _ window: Interval, _ now: Instant
  ) -> Reading {
    let inside = instants.reversed().prefix { $0 > now - window }.reversed()
    return Reading(
      value: .number(Double(inside.count { $0 <= now })),
      changesAt: inside.first.map { $0 + window } ?? .distantFuture)
  }

  fileprivate func adding(_ other: Reading) -> Reading {
    Reading(
      value: .number(number + other.number), slope: slope + other.slope, isCurved: isCurved || other.isCurved,
      changesAt: min(changesAt, other.changesAt))
  }
}
