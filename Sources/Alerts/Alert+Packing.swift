// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Conversations
public import Events
import Rules

extension Alert: Packable {
  /// Writes the alert.
  public func pack(into packer: inout Packer) {
    for text in [id, rule, key, summary, ruleset, status.rawValue, cause.rawValue] { packer.write(text) }
    packer.write(severity.rawValue)
    packer.write(scope.rawValue)
    packer.write(firedAt)
    packer.write(overdueBy) { $0.write($1) }
    packer.write(answer) { $0.write($1) }
    for text in [
      playbook, circumstances.conversation, circumstances.contact, circumstances.agent, circumstances.queue,
      circumstances.channel,
    ] {
      packer.write(text)
    }
    packer.write(circumstances.risk) { $0.write($1) }
    packer.write(each: labels.sorted { $0.key < $1.key }) {
      $0.write($1.key)
      $0.write($1.value)
    }
    packer.write(each: reasons) { packer, reason in
      for text in [reason.signal, reason.value, reason.threshold] { packer.write(text) }
      packer.write(reason.points) { $0.write($1) }
      packer.write(reason.quote)
      packer.write(reason.event)
    }
  }

  /// Reads an alert.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    id = try unpacker.string()
    rule = try unpacker.string()
    key = try unpacker.string()
    summary = try unpacker.string()
    ruleset = try unpacker.string()
    guard let status = Status(rawValue: try unpacker.string()),
      let cause = Cause(rawValue: try unpacker.string()),
      let severity = Severity(rawValue: try unpacker.byte()), let scope = Scope(rawValue: try unpacker.byte())
    else { throw unpacker.damaged }
    self.status = status
    self.cause = cause
    self.severity = severity
    self.scope = scope
    firedAt = try unpacker.instant()
    overdueBy = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.interval() }
    answer = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try Answer(from: &unpacker) }
    playbook = try unpacker.optionalString()
    circumstances = Circumstances()
    circumstances.conversation = try unpacker.optionalString()
    circumstances.contact = try unpacker.optionalString()
    circumstances.agent = try unpacker.optionalString()
    circumstances.queue = try unpacker.optionalString()
    circumstances.channel = try unpacker.optionalString()
    circumstances.risk = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.double() }
    var labels: [String: String] = [:]
    for _ in 0..<(try unpacker.unsigned()) {
      let key = try unpacker.string()
      labels[key] = try unpacker.string()
    }
    self.labels = labels
    reasons = try unpacker.array { unpacker throws(Unpacker.Damaged) in
      let (signal, value, threshold) = (try unpacker.string(), try unpacker.string(), try unpacker.string())
      let points = try unpacker.optional { unpacker throws(Unpacker.Damaged) in try unpacker.double() }
      return Reason(
        signal: signal, value: value, threshold: threshold, points: points,
        quote: try unpacker.optionalString(),
        event: try unpacker.optionalString())
    }
  }
}

extension AlertTransition: Packable {
  /// Writes the transition.
  public func pack(into packer: inout Packer) {
    packer.write(at)
    packer.write(alert)
  }

  /// Reads a transition.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    self.init(at: try unpacker.instant(), alert: try unpacker.value())
  }
}
