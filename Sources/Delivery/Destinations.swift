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

  /// How receivers answer; `nil` where they cannot.
  public private(set) var links: AnswerLinks?

  /// The ways of all receivers; a service tells the journal everything, and where there is no route and no journal, it
  /// is standard output.
  public init(_ settings: Settings, isService: Bool, links: AnswerLinks? = nil) {
    self.links = links
    for receiver in settings.receivers {
      for channel in receiver.channels {
        // Two ways may have one address, and differ in their keys.
        let name = "\(receiver.name)/\(Self.key(of: channel))"
        let same = channels.count { $0.name == name || $0.name.hasPrefix(name + "-") }
        add(same == 0 ? name : "\(name)-\(same + 1)", channel, of: receiver.name)
      }
    }
    if isService { add("journal", .journal, of: nil) }
    if settings.alerts.routes.isEmpty, !isService { add("stdout", .standardOutput, of: nil) }
  }

  private mutating func add(_ name: String, _ channel: Receiver.Channel, of receiver: String?) {
    channels.append((name, channel))
    receivers.append(receiver)
  }

  private func channels(where isMeant: (String?) -> Bool) -> [(name: String, channel: Receiver.Channel)] {
    zip(channels, receivers).filter { isMeant($1) }.map(\.0)
  }

  /// The outbox entries that tell something to one receiver; none where there is no such receiver.
  public func entries(for transition: AlertTransition, to receiver: String) -> [OutboxEntry] {
    entries(for: .alert(transition), to: channels { $0 == receiver }, at: transition.at)
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
    case .sendmail(let mail):
      var hash = StableHash()
      for address in mail.to { hash.add(address) }
      return "mail-\(hash.hex(12))"
    }
  }

  /// The outbox entries that write a transition to logs.
  public func entries(for transition: AlertTransition) -> [OutboxEntry] {
    entries(for: .alert(transition), to: channels { $0 == nil }, at: transition.at)
  }

  /// The outbox entries that tell people, at an instant. What the journal knows anyway it is not told again.
  public func entries(for notice: Notice, at now: Instant) -> [OutboxEntry] {
    let notification: Notification =
      switch notice.content {
      case .alert(let transition): .alert(transition)
      case .group(let group): .group(group, notice.receivers)
      }
    let isLogged = channels.contains { $0.name == "journal" }
    let meant = channels { $0.map(notice.receivers.contains) ?? false }
      .filter { !isLogged || $0.channel != .journal }
    // A note in a conversation, or an incident, is about one alert.
    let singly = meant.filter { $0.channel.takesAlertsOnly }
    let one = entries(for: notification, to: meant.filter { !$0.channel.takesAlertsOnly }, at: now)
    let each =
      singly.isEmpty ? [] : notification.alerts.flatMap { entries(for: .alert($0), to: singly, at: now) }
    return one + each
  }

  /// The outbox entries that tell a report to some receivers.
  public func entries(for notice: ReportNotice, to receivers: [String]) -> [OutboxEntry] {
    entries(for: .report(notice), to: channels { $0.map(receivers.contains) ?? false }, at: notice.due)
  }

  private func entries(
    for notification: Notification, to channels: [(name: String, channel: Receiver.Channel)], at now: Instant
  ) -> [OutboxEntry] {
    var packer = Packer()
    packer.write(notification)
    return channels.map {
      OutboxEntry(
        destination: $0.name, id: notification.id, subject: notification.subject, at: now, body: packer.bytes)
    }
  }
}

extension Receiver.Channel {
  fileprivate var takesAlertsOnly: Bool {
    if case .webhook(let webhook) = self { webhook.format.takesAlertsOnly } else { false }
  }
}
