// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Delivery
import Events
import Store
import Wire

/// A notification that has not arrived, as `foreshock outbox` shows it.
struct OutboxRow {
  var entry: OutboxEntry
  /// When and why it was given up; `nil` while it is tried.
  var dead: (at: Instant, reason: String)?
  var standing: Deliverer.Standing?

  var json: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("number", Int(entry.sequence))
      json.field("status", dead == nil ? "waiting" : "undeliverable")
      json.field("destination", entry.destination)
      json.field("id", entry.id)
      json.field("at", entry.at.description)
      json.field("attempts", standing?.attempts ?? 0)
      json.field("next", standing?.next?.description)
      json.field("error", dead?.reason ?? standing?.lastError)
      json.field("given_up_at", dead?.at.description)
    }
    return writer.text
  }

  /// The notification itself.
  var content: String {
    var unpacker = Unpacker(entry.body)
    guard let notification = try? unpacker.value(Notification.self) else { return "null" }
    var writer = JSONWriter()
    notification.write(to: &writer)
    return writer.text
  }
}
