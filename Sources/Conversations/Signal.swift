// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Language
public import ServiceLevels
import RealModule

/// What rules can ask.
public enum Signal: Hashable, Sendable {
  // conversation and contact
  case risk, riskRise
  case sentimentLast, sentimentMean, sentimentMinimum, sentimentSlope
  case tone(Tone), toneMaximum(Tone)
  case asksForSupervisor, repeatsItself
  case messages, unanswered, waiting, silence
  case channels, hops, contacts
  case reopened, transfers, holds, holdTime
  case csatLast, csatMean
  /// A promise of the service level; `slaRemaining` is the tightest of all.
  case sla(ServiceLevel.Promise, ClockPart), slaRemaining
  case age, channel, queue, agent, language, status
  case attribute(String)
  // agent
  case agentLoad, agentStatus, agentStatusFor
  case agentBreaches, agentEscalations, agentSentiment, agentAfterCallWork, agentHolds, agentTransfers
  case agentWaiting, agentOldestWait, agentAngryInARow
  // queue
  case queueWaiting, queueOldestWait, queueAtRisk, queueAgents, queueAbandoned
  case queueExpectedWait, queueStaffNeeded
  /// What many conversations do together, and what they are used to.
  case crowd(Metric, SurgePart)
}

extension Signal {
  /// What a rule may ask of a running promise.
  public enum ClockPart: String, CaseIterable, Sendable {
    case remaining, elapsed, used, breached
  }

  /// What a rule may ask of many conversations together.
  public enum SurgePart: String, CaseIterable, Sendable {
    case now, baseline, surge
  }

  /// Whether a signal is asked with a window `[d]`.
  public enum WindowUse: Sendable, Equatable {
    case never, always
    /// Without one it tells of the open conversation itself.
    case optional
  }

  /// The type of a signal's value.
  public enum ValueType: Sendable, Equatable {
    case number, duration, string, bool
    /// An attribute: known only when it is read.
    case any
  }

  /// The room of the house a signal tells about; subjects of a scope read one or more of them.
  public enum Family: Sendable, Equatable {
    case conversation, agent, queue
    /// Of many conversations together: of a queue or of the whole centre.
    case crowd
  }

  /// Everything the type checker and the documentation say of a signal.
  public struct Description: Sendable {
    /// The name in a rule, `attr.NAME` for attributes.
    public var name: String
    /// The type of its value.
    public var type: ValueType
    /// Whether it needs a window `[d]`.
    public var window: WindowUse
    /// Who it tells about.
    public var family: Family
    /// One line: meaning, unit, range.
    public var summary: String

    /// Describes a signal.
    public init(name: String, type: ValueType, window: WindowUse, family: Family, summary: String) {
      self.name = name
      self.type = type
      self.window = window
      self.family = family
      self.summary = summary
    }

    /// The name with its window as a rule has it: "messages[10m]", "at_risk[15m].surge".
    public func written(_ window: String?) -> String {
      guard let window else { return name }
      for part in [SurgePart.baseline, .surge] where name.hasSuffix(".\(part)") {
        return "\(name.dropLast(part.rawValue.count + 1))[\(window)].\(part)"
      }
      return "\(name)[\(window)]"
    }
  }

  /// Every signal with a fixed name, in the order of the documentation.
  public static let named: [(signal: Signal, description: Description)] = {
    var list: [(Signal, Description)] = []
    func add(
      _ signal: Signal, _ name: String, _ type: ValueType, _ family: Family, window: WindowUse = .never,
      _ summary: String
    ) {
      list.append(
        (signal, Description(name: name, type: type, window: window, family: family, summary: summary)))
    }
    add(.risk, "risk", .number, .conversation, "how likely it is to escalate, 0–100")
    add(
      .riskRise, "risk.rise", .number, .conversation, window: .always,
      "risk now less the risk a window ago, −100–100")
    add(
      .sentimentLast, "sentiment.last", .number, .conversation, "sentiment of the last contact message, −1–1")
    add(
      .sentimentMean, "sentiment.mean", .number, .conversation, window: .always,
      "mean over the contact's messages, −1–1")
    add(
      .sentimentMinimum, "sentiment.min", .number, .conversation, window: .always,
      "lowest of the contact's messages, −1–1")
    add(
      .sentimentSlope, "sentiment.slope", .number, .conversation, window: .always,
      "rise of the line of least squares from the first to the last message of the window, −1–1; needs two messages"
    )
    for tone in Tone.allCases {
      add(.tone(tone), "tone.\(tone)", .number, .conversation, "\(tone) in the last contact message, 0–1")
      add(
        .toneMaximum(tone), "tone.\(tone).max", .number, .conversation, window: .always,
        "strongest \(tone) of the contact's messages, 0–1")
    }
    add(
      .asksForSupervisor, "asks_for_supervisor", .bool, .conversation,
      "whether the last contact message asks for one")
    add(
      .repeatsItself, "repeats_itself", .bool, .conversation,
      "whether the last contact message nearly equals one of the six before, or says that it repeats")
    add(.messages, "messages", .number, .conversation, window: .always, "contact messages")
    add(
      .unanswered, "unanswered", .number, .conversation,
      "contact messages since the last public agent message")
    add(
      .waiting, "waiting", .duration, .conversation,
      "time since the oldest unanswered contact message; none, no value")
    add(.silence, "silence", .duration, .conversation, "time since the last public message of anybody")
    add(
      .channels, "channels", .number, .conversation, window: .always, "distinct channels of contact messages")
    add(
      .hops, "hops", .number, .conversation, window: .always,
      "changes of channel between consecutive contact messages")
    add(
      .contacts, "contacts", .number, .conversation, window: .always, "conversations of this contact opened")
    add(.reopened, "reopened", .number, .conversation, "how often it was reopened")
    add(
      .transfers, "transfers", .number, .conversation, window: .optional,
      "how often it was transferred; with a window, how often within it, and for a contact in closed conversations too"
    )
    add(
      .holds, "holds", .number, .conversation, window: .optional,
      "how often it was put on hold; with a window, as for transfers")
    add(.holdTime, "hold_time", .duration, .conversation, "time on hold, a running hold included")
    add(.csatLast, "csat.last", .number, .conversation, "the last rating on a scale to 5")
    add(.csatMean, "csat.mean", .number, .conversation, window: .always, "mean rating on a scale to 5")
    for promise in ServiceLevel.Promise.allCases {
      let name = "sla.\(promise.name)"
      let what = promise.name.replacing("_", with: " ")
      add(
        .sla(promise, .remaining), name + ".remaining", .duration, .conversation,
        "open time left of the promised \(what); below zero when it is broken; no value when it does not run")
      add(
        .sla(promise, .elapsed), name + ".elapsed", .duration, .conversation, "open time it has taken so far")
      add(
        .sla(promise, .used), name + ".used", .number, .conversation, "share of the promised time, 0 and up")
      add(
        .sla(promise, .breached), name + ".breached", .bool, .conversation,
        "whether the promised time has passed")
    }
    add(
      .slaRemaining, "sla.remaining", .duration, .conversation,
      "the least open time left of the promises that run")
    add(.age, "age", .duration, .conversation, "time since it was opened")
    add(.channel, "channel", .string, .conversation, "the channel of the latest event that named one")
    add(.queue, "queue", .string, .conversation, "its queue")
    add(.agent, "agent", .string, .conversation, "its agent")
    add(
      .language, "lang", .string, .conversation,
      "language of the last contact message, a BCP 47 tag; `zh-Hant` also equals `zh`")
    add(.status, "status", .string, .conversation, "open, pending, held, resolved or abandoned")
    add(.agentLoad, "agent.load", .number, .agent, "open conversations of the agent")
    add(.agentStatus, "agent.status", .string, .agent, "online, offline, on_call, break or after_call_work")
    add(.agentStatusFor, "agent.status_for", .duration, .agent, "time since the agent's status changed")
    add(
      .agentBreaches, "agent.breaches", .number, .agent, window: .always,
      "promises broken in the agent's conversations")
    add(
      .agentWaiting, "agent.waiting", .number, .agent, "the agent's conversations with an unanswered message")
    add(
      .agentOldestWait, "agent.oldest_wait", .duration, .agent,
      "the longest waiting of the agent's contacts; nobody waits, no value")
    add(
      .agentAngryInARow, "agent.angry_in_a_row", .number, .agent,
      "how many of the latest conversations, one after the other, had an angry contact; a break begins anew")
    add(
      .agentEscalations, "agent.escalations", .number, .agent, window: .always,
      "escalations of the agent's conversations")
    add(
      .agentSentiment, "agent.sentiment", .number, .agent, window: .always,
      "mean sentiment of the contacts' messages, −1–1")
    add(
      .agentAfterCallWork, "agent.after_call_work", .duration, .agent, window: .always,
      "time in after_call_work"
    )
    add(.agentHolds, "agent.holds", .number, .agent, window: .always, "holds by the agent")
    add(.agentTransfers, "agent.transfers", .number, .agent, window: .always, "transfers away from the agent")
    add(.queueWaiting, "queue.waiting", .number, .queue, "conversations with an unanswered message")
    add(
      .queueOldestWait, "queue.oldest_wait", .duration, .queue,
      "the longest waiting in the queue; nobody waits, no value")
    add(.queueAtRisk, "queue.at_risk", .number, .queue, "open conversations at risk")
    add(.queueAgents, "queue.agents", .number, .queue, "agents online in the queue")
    add(.queueAbandoned, "queue.abandoned", .number, .queue, window: .always, "conversations given up")
    add(
      .queueExpectedWait, "queue.expected_wait", .duration, .queue,
      "how long one who comes now will wait, by arrivals, handling times and agents at work; see forecasts below"
    )
    add(
      .queueStaffNeeded, "queue.staff_needed", .number, .queue,
      "agents it takes to answer four in five contacts within 20 s at the present pace")
    crowd(
      .arrivals, "queue.arrivals", .queue, "conversations opened in or moved to the queue", add)
    crowd(.atRisk, "at_risk", .crowd, "conversations at risk at some time in the window", add)
    crowd(
      .negativeShare, "negative.share", .crowd, "share of contact messages with negative sentiment, 0–1", add)
    return list
  }()

  private static func crowd(
    _ metric: Metric, _ name: String, _ family: Family, _ summary: String,
    _ add: (Signal, String, ValueType, Family, WindowUse, String) -> Void
  ) {
    add(.crowd(metric, .now), name, .number, family, .always, summary)
    add(
      .crowd(metric, .baseline), name + ".baseline", .number, family, .always,
      "what \(name) is used to at this hour of the week; no value in the first two days")
    add(
      .crowd(metric, .surge), name + ".surge", .number, family, .always,
      "how many usual deviations \(name) lies above its baseline; 0 while it counts fewer than five")
  }

  private static let byName: [String: (signal: Signal, description: Description)] =
    Dictionary(uniqueKeysWithValues: named.map { ($0.description.name, $0) })

  /// The signal with this name, `attr.NAME` included.
  public static func find(_ name: String) -> (signal: Signal, description: Description)? {
    if let found = byName[name] { return found }
    guard name.hasPrefix("attr."), name.utf8.count > 5 else { return nil }
    let description = Description(
      name: name, type: .any, window: .never, family: .conversation,
      summary: "an attribute of the conversation")
    return (.attribute(String(name.dropFirst(5))), description)
  }

  /// The changes that can give this signal another value.
  public var changedBy: Changes {
    switch self {
    case .risk, .riskRise: .risk
    case .sentimentLast, .sentimentMean, .sentimentMinimum, .sentimentSlope, .tone, .toneMaximum,
      .asksForSupervisor,
      .repeatsItself, .messages, .channels, .hops, .language:
      .words
    case .unanswered, .waiting, .silence: .answers
    case .contacts, .age, .reopened, .status: .life
    case .transfers, .queue, .agent: .hands
    case .sla, .slaRemaining: [.answers, .life, .hands, .channel, .attributes]
    case .holds, .holdTime: .holds
    case .csatLast, .csatMean: .ratings
    case .channel: .channel
    case .attribute: .attributes
    case .agentLoad, .agentStatus, .agentStatusFor, .agentAfterCallWork: .agentState
    case .agentBreaches, .agentEscalations, .agentHolds, .agentTransfers: .agentLog
    case .agentSentiment, .agentAngryInARow: .agentHeard
    case .agentWaiting, .agentOldestWait: .agentWaiting
    case .queueWaiting, .queueOldestWait: .queueWaiting
    case .queueAtRisk: .queueRisk
    case .queueAgents: .queueStaff
    case .queueAbandoned: .queueFlow
    case .queueExpectedWait: [.queueWaiting, .queueStaff, .queueFlow]
    case .queueStaffNeeded: [.queueStaff, .queueFlow]
    case .crowd(let metric, let part): metric.changedBy.union(part == .now ? [] : .usual)
    }
  }
}

/// A signal as a rule names it, with its window.
public struct SignalReference: Hashable, Sendable {
  /// Which signal.
  public var signal: Signal
  /// The window `[d]`; `nil` where the signal has none.
  public var window: Interval?

  /// Whether it asks for a promise of the service level: without one it has no value.
  public var isOfServiceLevel: Bool {
    switch signal {
    case .sla, .slaRemaining: true
    default: false
    }
  }

  /// Names a signal.
  public init(_ signal: Signal, window: Interval? = nil) {
    self.signal = signal
    self.window = window
  }
}
