// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Events
public import Language
public import Wire

/// Events of one sender, decoded and scored, in the order they were sent.
public struct IntakeBatch: Sendable {
  /// The scored events with the numbers of their lines.
  public var events: [(line: Int, event: ScoredEvent)]
  /// Lines that cannot be used.
  public var refusals: [(line: Int, refusal: Refusal)]
  /// How many lines the sender has sent up to the end of this batch.
  public var lastLine: Int
  /// Who is to be told.
  public var sender: any BatchSender
}

/// Whoever sent a batch and may want to hear what became of it.
public protocol BatchSender: AnyObject, Sendable {
  /// The sender's batch up to `line` is durable. `refusals` are lines of it that were not taken.
  func committed(through line: Int, refusals: [(line: Int, refusal: Refusal)])
}

/// Decodes and scores lines; stateless but for its buffers. One for each lane.
public struct BatchReader {
  private let decoder = EventDecoder()
  private var workspace = Scorer.Workspace()

  /// Makes a reader.
  public init() {}

  /// Decodes and scores a batch of lines.
  public mutating func read(_ lines: LineBatch, _ scorer: Scorer, for sender: any BatchSender) -> IntakeBatch
  {
    var batch = IntakeBatch(events: [], refusals: [], lastLine: lines.lastNumber, sender: sender)
    batch.events.reserveCapacity(lines.lines.count)
    for (line, result) in decoder.decode(lines) {
      switch result {
      case .success(let event):
        batch.events.append((line, scorer.score(event, &workspace)))
      case .failure(let refusal):
        batch.refusals.append((line, refusal))
      }
    }
    return batch
  }
}
