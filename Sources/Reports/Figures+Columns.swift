// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
import ServiceLevels

extension Figures {
  /// A figure by name, as programs read it.
  public struct Column: Equatable, Sendable {
    /// Its name; durations are in seconds.
    public var name: String
    /// Its value; `nil` where there is none, such as the mean of nothing.
    public var value: Double?

    init(_ name: String, _ value: Double?) {
      self.name = name
      self.value = value
    }

    init(_ name: String, _ count: Int) { self.init(name, Double(count)) }

    init(_ name: String, _ length: Interval?) {
      self.init(name, length.map { ($0.seconds * 1000).rounded() / 1000 })
    }
  }

  /// Every figure but the alerts of each rule.
  public var columns: [Column] {
    [
      Column("conversations", conversations), Column("contacts", contacts), Column("repeats", repeats),
      Column("resolved", resolved), Column("first_contacts", firstContacts),
      Column("first_contact_resolved", firstContactResolved),
      Column("first_contact_resolution", firstContactResolution.map { ($0 * 1000).rounded() / 1000 }),
      Column("open", open), Column("abandoned", abandoned),
      Column("abandoned_waiting", abandonedWaiting.count),
      Column("abandoned_wait_mean", abandonedWaiting.mean), Column("reopened", reopened),
      Column("transfers", transfers), Column("holds", holds), Column("hold_time", holdTime),
      Column("escalated", escalated), Column("answered", firstAnswers.count),
      Column("first_answer_mean", firstAnswers.mean), Column("first_answer_longest", firstAnswers.longest),
    ]
      + ServiceLevel.Promise.allCases.map {
        Column("breaches_\($0.name)", breaches[Int($0.rawValue)])
      } + [
        Column("ratings", ratings),
        Column("rating_mean", meanRating.map { ($0 * 100).rounded() / 100 }),
        Column("alerts", alerts.values.reduce(0) { $0 + $1.fired }),
      ]
  }
}

extension Figures.Outcomes {
  /// Each count with its name.
  public var columns: [(name: String, count: Int)] {
    [
      ("fired", fired), ("resolved", resolved), ("expired", expired), ("firing", firing),
      ("escalated", escalated),
    ]
  }
}
