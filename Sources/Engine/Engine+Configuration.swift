// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Conversations
import Events
import Rules
import ServiceLevels

extension Engine {
  mutating func configure(_ configuration: EngineConfiguration, _ effects: inout [Effect]) {
    // The shell has compiled the rules before it asks for them; what does not compile is not taken.
    guard let compiled = try? Self.compile(configuration.rules),
      let matchers = try? Self.matchers(configuration.serviceLevels),
      let policy = try? Self.compile(configuration.alerts)
    else { return }
    let before = rules
    let old = watches
    let places = Dictionary(compiled.enumerated().map { ($1.definition.name, $0) }, uniquingKeysWith: { $1 })
    self.configuration = configuration
    rules = compiled
    rulesByScope = Self.byScope(compiled)
    ruleset = Rule.hash(of: compiled)
    world.model = configuration.model
    self.matchers = matchers
    exchangeServiceLevels()
    world.horizon = Self.horizon(compiled, configuration.serviceLevels)
    watches = [:]
    for (key, state) in old.sorted(by: { ($0.key.subject, $0.key.rule) < ($1.key.subject, $1.key.rule) }) {
      changed.insert(key.subject)
      var state = state
      let definition = before[Int(key.rule)].definition
      if let place = places[definition.name], compiled[place].definition.scope == definition.scope {
        watches[WatchKey(subject: key.subject, rule: Int32(place))] = state
      } else {
        end(&state, key.subject, .resolved, .ruleRemoved, &effects)
      }
    }
    // What fires from now on goes by the new routes.
    escalations.adopt(policy)
    // Every rule once, even one that can never hold again: what it has firing ends.
    stepAll(&effects)
    people(&effects) { $0.reroute(&$1) }
    rulesByScope = Self.byScope(compiled, hasServiceLevels: !configuration.serviceLevels.isEmpty)
  }

  /// Finds the deadlines of a world that was put back. No rule is stepped: where one should turn out to have
  /// changed its mind it is asked again by the next input, which says so.
  mutating func rearm() {
    armWorld()
    for subject in world.subjects {
      for index in rulesByScope[Int(subject.scope.rawValue)] {
        let key = WatchKey(subject: subject, rule: Int32(index))
        let state = watches[key] ?? WatchState()
        if world.isClosed(subject), !isHeard(state, subject, .everything) { continue }
        var watch = state.watch
        let (rule, now) = (rules[index], now)
        let step = withSource(subject) { watch.step(rule, $0, at: now) }
        let wakeAt = watch == state.watch ? step.wakeAt : now
        if wakeAt < .distantFuture { arm(.rule(key), at: wakeAt) }
      }
    }
  }

  /// Steps every rule for every subject, under rules that are new.
  private mutating func stepAll(_ effects: inout [Effect]) {
    armWorld()
    for subject in world.subjects {
      for rule in rulesByScope[Int(subject.scope.rawValue)] {
        step(Int32(rule), subject, .time, .everything, &effects)
      }
    }
  }

  private mutating func armWorld() {
    deadlines.removeAll()
    armPeople()
    if let look = world.nextLook(after: now) { arm(.look, at: look) }
    for slot in world.conversations.indices {
      if let wake = world.nextWake(ofConversation: slot, after: now) { arm(.wake(slot), at: wake) }
      arm(.forget(Subject(.conversation, slot)), at: world.forgetInstant(ofConversation: slot))
    }
    for slot in world.contacts.indices {
      let instant = world.forgetInstant(ofContact: slot)
      if instant < .distantFuture { arm(.forget(Subject(.contact, slot)), at: instant) }
    }
  }

  static func compile(_ policy: AlertPolicy) throws(Rule.Mistakes) -> Escalations.Compiled {
    do {
      return try Escalations.Compiled(policy)
    } catch {
      // Told as those of a rule are; the settings name their place.
      throw Rule.Mistakes(list: error.list.map { (.when, $0) })
    }
  }

  static func compile(_ definitions: [RuleDefinition]) throws(Rule.Mistakes) -> [Rule] {
    var rules: [Rule] = []
    for definition in definitions { rules.append(try Rule(definition)) }
    return rules
  }

  /// The rules of each scope; where nothing is promised, those that could hold for a promise alone need not be asked.
  static func byScope(_ rules: [Rule], hasServiceLevels: Bool = true) -> [[Int]] {
    Scope.allCases.map { scope in
      rules.indices.filter { index in
        let rule = rules[index]
        guard rule.definition.scope == scope else { return false }
        if hasServiceLevels || !rule.references.allSatisfy(\.isOfServiceLevel) { return true }
        return rule.when.evaluate(Nothing(), at: .distantPast).holds
      }
    }
  }

  /// No signal has a value.
  private struct Nothing: SignalSource {
    func read(_ reference: SignalReference, at instant: Instant) -> Reading { .none }
  }

  static func horizon(_ rules: [Rule], _ levels: [ServiceLevel]) -> Horizon {
    var horizon = Horizon()
    // The clocks that the centre's own calendar goes by.
    if let hours = levels.map(\.hours).first(where: { $0.name != OpeningHours.always.name }) {
      horizon.zone = hours.zone
    }
    var seasons: (centre: Set<Season>, queues: Set<Season>) = ([], [])
    for rule in rules {
      for reference in rule.references {
        guard let window = reference.window else { continue }
        switch reference.signal {
        case .crowd(let metric, let part):
          let isOfQueue = metric == .arrivals || rule.definition.scope == .queue
          if isOfQueue, metric != .arrivals { horizon.queues = max(horizon.queues ?? window, window) }
          if !isOfQueue { horizon.centre = max(horizon.centre ?? window, window) }
          guard part != .now else { break }
          if isOfQueue {
            seasons.queues.insert(Season(metric, window))
          } else {
            seasons.centre.insert(Season(metric, window))
          }
        case .riskRise: horizon.riskRise = max(horizon.riskRise ?? window, window)
        default: break
        }
      }
    }
    horizon.seasons = (seasons.centre.sorted(), seasons.queues.sorted())
    return horizon
  }
}
