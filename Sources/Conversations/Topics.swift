// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Events
import RealModule

/// A word that is said far more often in a surge than it used to be.
public struct Topic: Equatable, Sendable {
  /// The word.
  public var word: String
  /// In how many conversations of the surge it is said.
  public var conversations: Int
  /// How many conversations that is of.
  public var all: Int
  /// In what share of messages it was said before, 0–1.
  public var usualShare: Double
}

/// What contacts talk about: the words of the latest messages, and how often each was said before them.
///
/// Of what lies behind the window only hashes and counts are kept; what few have said is not told.
struct Topics: Sendable {
  /// So many of the latest messages are known by their words.
  static let maximumMessages = 2048
  /// So many different words are counted.
  static let maximumWords = 16_384
  /// A word counts from so many conversations on.
  static let leastConversations = 5

  struct Said: Equatable, Sendable {
    var at: Instant
    var conversation: Int64
    var queue: Int32
    var words: [String]
  }

  var recent: Deque<Said> = []
  /// Messages before, by the hash of a word in them.
  var counts: [UInt64: UInt32] = [:]
  var messages: UInt32 = 0

  mutating func hear(_ said: Said, keeping window: Interval) {
    recent.append(said)
    while let first = recent.first, recent.count > Self.maximumMessages || first.at <= said.at - window {
      recent.removeFirst()
      count(first)
    }
  }

  private mutating func count(_ said: Said) {
    messages += 1
    for word in said.words { counts[StableHash.quick(word), default: 0] += 1 }
    // Halving forgets what is rare and what is long ago.
    while counts.count > Self.maximumWords || messages > 1 << 20 {
      messages /= 2
      counts = counts.mapValues { $0 / 2 }.filter { $0.value > 0 }
    }
  }

  /// The words over-represented after `start`, in one queue or in all, the most so first: by the logarithm of the odds
  /// ratio in standard deviations, from 2.6 on (one in a hundred by chance). Half a message is added to each count, so
  /// that a word never heard before has odds too.
  ///
  /// Source: J. B. S. Haldane, "The estimation and significance of the logarithm of a ratio of frequencies", Annals of
  /// Human Genetics 20 (1956).
  func overrepresented(after start: Instant, queue: Int32?, atMost limit: Int) -> [Topic] {
    var speakers: [String: (messages: Int, conversations: Set<Int64>)] = [:]
    var all: Set<Int64> = []
    var heard = 0
    for said in recent where said.at > start && (queue == nil || said.queue == queue) {
      all.insert(said.conversation)
      heard += 1
      for word in said.words {
        speakers[word, default: (0, [])].messages += 1
        speakers[word, default: (0, [])].conversations.insert(said.conversation)
      }
    }
    let (now, before) = (Double(heard), Double(messages))
    var found: [(topic: Topic, score: Double)] = []
    for (word, spoken) in speakers where spoken.conversations.count >= Self.leastConversations {
      let (said, usual) = (Double(spoken.messages), Double(counts[StableHash.quick(word)] ?? 0))
      func odds(_ count: Double, _ total: Double) -> Double { (count + 0.5) / (max(total - count, 0) + 0.5) }
      let ratio = Double.log(odds(said, now)) - Double.log(odds(usual, before))
      let variance = [said, now - said, usual, before - usual].reduce(0) { $0 + 1 / (max($1, 0) + 0.5) }
      let score = ratio / variance.squareRoot()
      guard score >= 2.6 else { continue }
      let topic = Topic(
        word: word, conversations: spoken.conversations.count, all: all.count,
        usualShare: usual / max(before, 1))
      found.append((topic, score))
    }
    return found.sorted { ($1.score, $0.topic.word) < ($0.score, $1.topic.word) }.prefix(limit).map(\.topic)
  }
}
