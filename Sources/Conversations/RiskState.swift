// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
import RealModule

/// The evidence about one conversation: at most two pieces of each kind, the newest and the older ones together.
public struct RiskState: Equatable, Sendable {
  /// A point of the past, for `risk.rise`.
  struct Mark: Equatable, Sendable {
    var at: Instant
    var sum: Double
  }

  /// The pieces, with their points as of `at`.
  public private(set) var pieces: [EvidencePiece] = []
  /// Sum of the pieces' points as of `at`.
  public private(set) var sum = 0.0
  /// When the pieces were last brought up to date.
  public private(set) var at: Instant
  private(set) var marks: [Mark] = []
  /// When the conversation was opened.
  let openedAt: Instant

  /// How many points of the past are kept; `risk.rise` knows of no older ones.
  static let maximumMarks = 32

  init(at: Instant) {
    self.at = at
    openedAt = at
  }

  init(at: Instant, openedAt: Instant, pieces: [EvidencePiece], marks: [Mark]) {
    self.at = at
    self.openedAt = openedAt
    self.pieces = pieces
    self.marks = marks
    sum = pieces.reduce(0) { $0 + $1.points }
  }

  /// The sum at an instant not before the last event.
  public func sum(at instant: Instant, _ model: RiskModel) -> Double {
    sum == 0 ? 0 : sum * model.fading(over: instant - at)
  }

  /// The risk, 0–100, at an instant not before the last event.
  public func risk(at instant: Instant, _ model: RiskModel) -> Double {
    model.risk(ofSum: sum(at: instant, model))
  }

  /// The risk at an instant that may lie before the last event.
  func pastRisk(at instant: Instant, _ model: RiskModel) -> Double {
    if instant >= at { return risk(at: instant, model) }
    guard let mark = marks.last(where: { $0.at <= instant }) else {
      // Before the conversation there was no evidence; where marks are missing the earliest known is the best guess.
      return instant < openedAt ? model.risk(ofSum: 0) : model.risk(ofSum: marks.first?.sum ?? sum)
    }
    return model.risk(ofSum: mark.sum * model.fading(over: instant - mark.at))
  }

  /// Brings every piece to `now`, drops what has faded away.
  mutating func advance(to now: Instant, _ model: RiskModel) {
    let factor = model.fading(over: now - at)
    if now > at { at = now }
    guard !pieces.isEmpty, factor < 1 else { return }
    for index in pieces.indices { pieces[index].points *= factor }
  }

  /// Lets what fades with messages of this side fade by one message.
  mutating func fade(with author: Event.Author, _ model: RiskModel) {
    for index in pieces.indices where pieces[index].kind.fadesWith == author {
      pieces[index].points *= model.fading(of: pieces[index].kind)
    }
    pieces.removeAll { abs($0.points) < 0.005 }
  }

  /// Adds a piece; the older of three of its kind are put together under the stronger one's words.
  mutating func add(_ piece: EvidencePiece) {
    guard abs(piece.points) >= 0.005 else { return }
    let same = pieces.indices.filter { pieces[$0].kind == piece.kind }
    if same.count == 2 {
      let (first, second) = (same[0], same[1])
      let total = pieces[first].points + pieces[second].points
      if abs(pieces[second].points) > abs(pieces[first].points) { pieces[first] = pieces[second] }
      pieces[first].points = total
      pieces.remove(at: second)
    }
    pieces.append(piece)
  }

  /// Takes every piece of a kind away.
  mutating func remove(_ kind: EvidenceKind) {
    pieces.removeAll { $0.kind == kind }
  }

  /// What was settled is no evidence any more.
  mutating func settle() {
    pieces.removeAll()
  }

  /// Adds up the pieces, and marks the point if anybody asks for the past.
  mutating func finish(keepingMarks: Interval?) {
    sum = pieces.reduce(0) { $0 + $1.points }
    guard let keepingMarks else { return }
    // The last mark at or before the window's start is still needed.
    if let keep = marks.lastIndex(where: { $0.at <= at - keepingMarks }), keep > 0 { marks.removeFirst(keep) }
    if marks.last?.at == at { marks.removeLast() }
    marks.append(Mark(at: at, sum: sum))
    if marks.count > Self.maximumMarks { marks.removeFirst() }
  }

  /// The first instant after `now` at which the risk is below `threshold`; `nil` when it stays.
  func fallsBelow(_ threshold: Double, after now: Instant, _ model: RiskModel) -> Instant? {
    let target = model.sum(ofRisk: threshold)
    let current = sum(at: now, model)
    guard current > 0, target > 0, risk(at: now, model) >= threshold else { return nil }
    let delay = Double(model.fade.microseconds) * Double.log2(current / target)
    guard delay < 9e17 else { return nil }
    var instant = max(now + Interval(microseconds: Int64(delay)), now + Interval(microseconds: 1))
    // Rounding may leave it a little early.
    var step: Int64 = 1
    while risk(at: instant, model) >= threshold {
      instant = instant + Interval(microseconds: step)
      step *= 2
    }
    return instant
  }
}
