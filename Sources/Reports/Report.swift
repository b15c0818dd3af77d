// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Conversations
public import Events

/// What happened in a shift: the conversations opened in it, and the alerts that fired in it.
public struct Report: Equatable, Sendable {
  /// What the figures are parted by.
  public enum Dimension: String, CaseIterable, Sendable {
    case agent, queue, contact, channel
  }

  /// The figures of one agent, queue, contact or channel.
  public struct Row: Equatable, Sendable {
    /// Whose; `nil` for those of none.
    public var key: String?
    /// The figures.
    public var figures: Figures
  }

  /// What a report needs of an alert.
  public struct AlertRecord: Equatable, Sendable {
    /// Which rule fired.
    public var rule: String
    /// Where it stands.
    public var status: Alert.Status
    /// Whom it was about.
    public var conversation, contact, agent, queue, channel: String?

    /// Describes an alert.
    public init(
      rule: String, status: Alert.Status, conversation: String?, contact: String?, agent: String?,
      queue: String?, channel: String?
    ) {
      self.rule = rule
      self.status = status
      self.conversation = conversation
      self.contact = contact
      self.agent = agent
      self.queue = queue
      self.channel = channel
    }

    func key(_ dimension: Dimension) -> String? {
      switch dimension {
      case .agent: agent
      case .queue: queue
      case .contact: contact
      case .channel: channel
      }
    }
  }

  /// The shift's beginning and end.
  public var since, until: Instant
  /// What the rows are parted by; `nil` for no parts.
  public var dimension: Dimension?
  /// The parts, the one with the most conversations first.
  public var rows: [Row] = []
  /// All together.
  public var total = Figures()

  /// Adds up conversations and alerts. Of several records of one conversation the last counts.
  public init(
    since: Instant, until: Instant, by dimension: Dimension?, conversations: [ConversationRecord],
    alerts: [AlertRecord]
  ) {
    self.since = since
    self.until = until
    self.dimension = dimension
    let latest = Dictionary(conversations.map { ($0.serial, $0) }, uniquingKeysWith: { $1 })
    let records = latest.values.filter { $0.openedAt >= since && $0.openedAt < until }.sorted {
      ($0.openedAt, $0.serial) < ($1.openedAt, $1.serial)
    }
    var parts: [String?: Figures] = [:]
    func add(_ figures: Figures, to key: String?) {
      total = total + figures
      if dimension != nil { parts[key] = (parts[key] ?? Figures()) + figures }
    }
    var last: [String: Int64] = [:]
    for record in records { if let contact = record.contact { last[contact] = record.serial } }
    var seen: Set<String> = []
    for record in records {
      let isFirst = record.contact.map { seen.insert($0).inserted } ?? false
      let comesBack = record.contact.map { last[$0] != record.serial } ?? false
      add(
        Figures(record, isFirstOfContact: isFirst, comesBack: comesBack), to: dimension.flatMap(record.key))
    }
    let escalated = Set(records.filter(\.isEscalated).map(\.name))
    for alert in alerts {
      var outcomes = Figures.Outcomes()
      outcomes.fired = 1
      switch alert.status {
      case .resolved: outcomes.resolved = 1
      case .expired: outcomes.expired = 1
      case .firing, .acknowledged, .snoozed: outcomes.firing = 1
      }
      outcomes.escalated = alert.conversation.map { escalated.contains($0) } == true ? 1 : 0
      var figures = Figures()
      figures.alerts[alert.rule] = outcomes
      add(figures, to: dimension.flatMap(alert.key))
    }
    rows = parts.map { Row(key: $0.key, figures: $0.value) }.sorted { a, b in
      // Those of none come last.
      if (a.key == nil) != (b.key == nil) { return b.key == nil }
      return (b.figures.conversations, a.key ?? "") < (a.figures.conversations, b.key ?? "")
    }
  }
}

extension Report {
  /// The same with at most so many rows: those of the fewest conversations become one, "(others)".
  public func shortened(to limit: Int) -> Report {
    guard rows.count > limit else { return self }
    var short = self
    let others = rows[(limit - 1)...].reduce(Figures()) { $0 + $1.figures }
    short.rows = rows[..<(limit - 1)] + [Row(key: "(others)", figures: others)]
    return short
  }
}

extension ConversationRecord {
  fileprivate func key(_ dimension: Report.Dimension) -> String? {
    switch dimension {
    case .agent: agent
    case .queue: queue
    case .contact: contact
    case .channel: channel
    }
  }
}
