// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Engine
import Events
import Language
import Rules
import Settings
import TestKit
import Testing

/// What falls due while nobody looks.
@Suite struct AbsenceTests {
  typealias E = Build

  static func describe(_ effects: [Effect]) -> [String] {
    effects.compactMap { effect in
      func line(_ transition: AlertTransition) -> String {
        let alert = transition.alert
        let late = alert.overdueBy.map { " late \($0)" } ?? ""
        return
          "\(Int((transition.at - E.start).seconds)) \(alert.status) \(alert.key) \(alert.cause)\(late)"
      }
      switch effect {
      case .alert(let transition): return line(transition)
      case .past(let transition): return "past " + line(transition)
      case .overdue(let transitions):
        return "overdue: " + transitions.map(\.alert.key).joined(separator: " ")
      case .record(let record): return "record \(record.name)"
      case .duplicate(let id): return "duplicate \(id)"
      case .notify, .note, .refused: return nil
      }
    }
  }

  static func engine() throws -> Engine {
    var engine = try Build.engine([E.rule("waiting >= 5m") { $0.cooldown = .hours(1) }])
    for (number, name) in ["a", "b", "c"].enumerated() {
      _ = engine.apply(
        .event(E.message("Hello", name, at: Double(number) * 10, in: name)), at: E.at(Double(number) * 10))
    }
    return engine
  }

  @Test func isToldOnceWithByHowMuch() throws {
    var engine = try Self.engine()
    #expect(engine.apply(.away(until: E.at(3900)), at: E.at(20)).isEmpty)
    #expect(
      Self.describe(engine.apply(.time, at: E.at(3901))) == [
        "past 300 firing a overdue late 1h", "past 310 firing b overdue late 59m50s",
        "past 320 firing c overdue late 59m40s", "overdue: a b c",
      ])
    #expect(
      Self.describe(
        engine.apply(.event(E.message("Hi", "x", at: 3950, in: "a", from: .agent)), at: E.at(3950)))
        == ["3950 resolved a cleared late 1h"])
  }

  /// Events from meanwhile come in the order of their time.
  @Test func whatWasAnsweredMeanwhileDoesNotFire() throws {
    var engine = try Self.engine()
    _ = engine.apply(.away(until: E.at(3900)), at: E.at(20))
    var effects = engine.apply(
      .event(E.message("Hi", "x", at: 200, in: "a", from: .agent)), at: E.at(200))
    effects += engine.apply(.event(E.message("Hi", "y", at: 315, in: "b", from: .agent)), at: E.at(315))
    effects += engine.apply(.time, at: E.at(3901))
    #expect(
      Self.describe(effects) == [
        "past 310 firing b overdue late 59m50s", "past 315 resolved b cleared late 59m50s",
        "past 320 firing c overdue late 59m40s", "overdue: c",
      ], "b was late but answered: nobody has to be told any more")
  }

  @Test func afterItEverythingIsAsAlways() throws {
    var engine = try Self.engine()
    _ = engine.apply(.away(until: E.at(305)), at: E.at(20))
    #expect(
      Self.describe(engine.apply(.time, at: E.at(312))) == [
        "past 300 firing a overdue late 5s", "overdue: a", "310 firing b first",
      ])
  }

  @Test func aRestartInTheMiddleForgetsNothing() throws {
    var engine = try Self.engine()
    _ = engine.apply(.away(until: E.at(3900)), at: E.at(20))
    _ = engine.apply(.time, at: E.at(305))
    let parts = engine.takeChanged().parts.compactMap { part in
      part.bytes.map { (name: part.name, bytes: $0) }
    }
    var again = try Engine.restore(parts) ?? Build.engine([])
    #expect(
      Self.describe(again.apply(.time, at: E.at(3901))) == Self.describe(engine.apply(.time, at: E.at(3901))))
    #expect(again.firing == 3)
  }

  @Test func manyOfOneRuleAreOneGroup() throws {
    let rules = [E.rule("waiting >= 5m"), E.rule("waiting >= 6m", name: "s")]
    var engine = try Engine(
      EngineConfiguration(
        rules: rules, model: Build.settings.model, alerts: AlertPolicy(routes: [Route(notify: ["leads"])])))
    for number in 0..<20 {
      _ = engine.apply(.event(E.message("Hello", "m\(number)", at: 0, in: "c\(number)")), at: E.at(0))
    }
    _ = engine.apply(.away(until: E.at(3900)), at: E.at(0))
    let groups = engine.apply(.time, at: E.at(3900)).compactMap { effect -> AlertGroup? in
      guard case .notify(let notice) = effect, case .group(let group) = notice.content else { return nil }
      return group
    }
    #expect(groups.map(\.kind) == [.overdue, .overdue])
    #expect(groups.map(\.rule) == ["r", "s"])
    #expect(groups.map(\.count) == [20, 20])
    #expect(groups.map(\.overdueBy) == [.seconds(3600), .seconds(3540)])
  }
}
