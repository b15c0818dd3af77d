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

  /// The ways the routes name; where there are none, the journal, and where there is no journal, standard output.
  public init(_ settings: Settings, isService: Bool) {
    let told = settings.routes.flatMap(\.notify)
    for receiver in settings.receivers where told.contains(receiver.name) {
      for channel in receiver.channels {
        channels.append(("\(receiver.name)/\(Self.key(of: channel))", channel))
      }
    }
    if isService, !channels.contains(where: { $0.channel == .journal }) {
      channels.append(("journal", .journal))
    }
    if channels.isEmpty { channels.append(("stdout", .standardOutput)) }
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
    entries(for: .alert(transition), to: channels)
  }

  /// The outbox entries that tell what fell due while nobody looked: logs get each alert, people not too many at once.
  public func entries(forOverdue transitions: [AlertTransition], at instant: Instant) -> [OutboxEntry] {
    let logs = channels.filter { $0.channel.isLog }
    let people = channels.filter { !$0.channel.isLog }
    return transitions.flatMap { entries(for: .alert($0), to: logs) }
      + AlertGroup.byRule(transitions, at: instant).flatMap { group in
        group.transitions.count < AlertGroup.leastAlerts
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
