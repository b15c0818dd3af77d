// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Alerts
public import Events
public import Settings
public import Store

/// Where notifications can go, by the name that outbox entries carry.
public struct Destinations: Sendable {
  /// Each way of telling somebody, in the order of the settings.
  public private(set) var channels: [(name: String, channel: Receiver.Channel)] = []
  /// The receiver of each of them; `nil` for those that are told of everything.
  private var receivers: [String?] = []
  /// Who is told of an alert that fired before there were routes.
  private var routed: Set<String> = []

  /// The ways of all receivers; where no route names one, the journal, and where there is no journal, standard output.
  public init(_ settings: Settings, isService: Bool) {
    routed = Set(settings.routes.flatMap(\.notify))
    var tellsJournal = false
    for receiver in settings.receivers {
      for channel in receiver.channels {
        add("\(receiver.name)/\(Self.key(of: channel))", channel, of: receiver.name)
        if routed.contains(receiver.name), channel == .journal { tellsJournal = true }
      }
    }
    if isService, !tellsJournal { add("journal", .journal, of: nil) }
    if routed.isEmpty, !isService { add("stdout", .standardOutput, of: nil) }
  }

  private mutating func add(_ name: String, _ channel: Receiver.Channel, of receiver: String?) {
    channels.append((name, channel))
    receivers.append(receiver)
  }

  private func channels(where isMeant: (String?) -> Bool) -> [(name: String, channel: Receiver.Channel)] {
    zip(channels, receivers).filter { isMeant($1) }.map(\.0)
  }

  /// Those that are told of an alert.
  private func channels(for alert: Alert) -> [(name: String, channel: Receiver.Channel)] {
    channels { receiver in
      guard let receiver else { return true }
      return alert.receivers?.contains(receiver) ?? routed.contains(receiver)
    }
  }

  /// The outbox entries that tell something to one receiver; none where there is no such receiver.
  public func entries(for transition: AlertTransition, to receiver: String) -> [OutboxEntry] {
    entries(for: .alert(transition), to: channels { $0 == receiver })
  }

  /// What a channel is called in the outbox: the same after a reload that moves it, another for another address.
  private static func key(of channel: Receiver.Channel) -> String {
    switch channel {
    case .journal: return "journal"
    case .standardOutput: return "stdout"
    case .webhook(let webhook):
      var hash = StableHash()
      hash.add(webhook.url.text)
      return "webhook-\(hash.hex(12))"
    }
  }

  /// The outbox entries that tell a transition to everybody.
  public func entries(for transition: AlertTransition) -> [OutboxEntry] {
    entries(for: .alert(transition), to: channels(for: transition.alert))
  }

  /// The outbox entries that tell a report to some receivers.
  public func entries(for notice: ReportNotice, to receivers: [String]) -> [OutboxEntry] {
    entries(
      for: .report(notice),
      to: channels { $0.map(receivers.contains) ?? false })
  }

  /// The outbox entries that tell what fell due while nobody looked: logs get each alert, people not too many at once.
  public func entries(forOverdue transitions: [AlertTransition], at instant: Instant) -> [OutboxEntry] {
    let logs = transitions.flatMap { transition in
      entries(for: .alert(transition), to: channels(for: transition.alert).filter { $0.channel.isLog })
    }
    return logs
      + AlertGroup.byRule(transitions, at: instant).flatMap { group in
        let people = channels(for: group.transitions[0].alert).filter { !$0.channel.isLog }
        return group.transitions.count < AlertGroup.leastAlerts
          ? group.transitions.flatMap { entries(for: .alert($0), to: people) }
          : entries(for: .overdue(group), to: people)
      }
  }

  private func entries(
    for notification: Notification, to channels: [(name: String, channel: Receiver.Channel)]
  ) -> [OutboxEntry] {
    var packer = Packer()
    packer.write(notification)
    return channels.map { OutboxEntry(destination: $0.name, id: notification.id, body: packer.bytes) }
  }
}

extension Receiver.Channel {
  /// Whether it keeps rather than interrupts.
  fileprivate var isLog: Bool {
    switch self {
    case .journal, .standardOutput: true
    case .webhook: false
    }
  }
}
