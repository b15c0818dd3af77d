// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Engine
import Events
import Wire

/// The conversations most at risk: what `foreshock top` draws, as one JSON object.
struct TopReport: Sendable {
  var now: Instant
  var list: [Sight]
  var open: Int
  var firing: Int
  var accepted: Int
  /// In a sentence, what an administrator should know; empty when all is well.
  var problem: String

  var json: String {
    var writer = JSONWriter()
    writer.object { json in
      json.field("now", now > .distantPast ? now.description : nil)
      json.field("open", open)
      json.field("alerts_firing", firing)
      json.field("events", accepted)
      json.field("problem", problem.isEmpty ? nil : problem)
      json.key("conversations")
      json.array { json in for sight in list { Self.write(sight, &json) } }
    }
    writer.endLine()
    return writer.text
  }

  private static func write(_ sight: Sight, _ json: inout JSONWriter) {
    json.object { json in
      json.field("conversation", sight.conversation)
      json.field("contact", sight.contact)
      json.field("agent", sight.agent)
      json.field("queue", sight.queue)
      json.field("channel", sight.channel)
      json.field("risk", (sight.risk * 10).rounded() / 10)
      json.field("unanswered", sight.unanswered)
      json.key("waiting_seconds")
      if let waiting = sight.waiting { json.value(Int(waiting.seconds)) } else { json.null() }
      json.field("age_seconds", Int(sight.age.seconds))
      json.key("reasons")
      json.array { json in
        for piece in sight.pieces {
          json.object { json in
            json.field("kind", piece.kind)
            json.field("points", piece.points)
            json.field("quote", piece.quote)
          }
        }
      }
      json.key("alerts")
      json.array { json in for rule in sight.alerts { json.value(rule) } }
    }
  }
}
