// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Language

extension MessageScore {
  /// The score as one JSON object; places of terms count Unicode scalars of `text`, as most languages slice.
  public func json(of text: String) -> JSONWriter {
    var places = [Int](repeating: 0, count: 0)
    var scalars = 0
    places.reserveCapacity(text.utf8.count + 1)
    for byte in text.utf8 {
      if byte & 0xC0 != 0x80 { scalars += 1 }
      places.append(scalars - 1)
    }
    places.append(scalars)
    var writer = JSONWriter()
    writer.object { json in
      json.field("lang", language)
      json.field("sentiment", sentiment)
      json.key("tone")
      json.object { json in
        for tone in Tone.allCases { json.field("\(tone)", tones[tone]) }
      }
      json.field("asks_for_supervisor", asksForSupervisor)
      json.key("emoji")
      json.object { json in
        json.field("positive", terms.count { $0.isEmoji && $0.weight > 0 })
        json.field("negative", terms.count { $0.isEmoji && $0.weight < 0 })
      }
      json.key("terms")
      json.array { json in
        for term in terms {
          json.object { json in
            json.field("term", term.text)
            json.field("start", places[term.range.lowerBound])
            json.field("end", places[term.range.upperBound])
            json.field("weight", (term.weight * 1000).rounded() / 1000)
            json.field("why", term.why)
          }
        }
      }
    }
    return writer
  }
}

extension Term {
  /// The class of the term and what changed its weight, for people: "sentiment, boosted, before 'but'".
  public var why: String {
    var parts = [termClass.name]
    if changes.contains(.negated) { parts.append("negated") }
    if changes.contains(.boosted) { parts.append("boosted") }
    if changes.contains(.softened) { parts.append("softened") }
    if changes.contains(.capitals) { parts.append("in capitals") }
    if changes.contains(.beforeBut) { parts.append("before 'but'") }
    if changes.contains(.afterBut) { parts.append("after 'but'") }
    if changes.contains(.ironic) { parts.append("taken back by sarcasm") }
    return parts.joined(separator: ", ")
  }
}

extension LanguageReason {
  /// The reason for people.
  public var text: String {
    switch self {
    case .none: "no letters"
    case .script: "by its script"
    case .letters: "by its letters"
    case .words: "by its words"
    case .hint: "as the hint says"
    case .assumed: "assumed"
    }
  }
}
