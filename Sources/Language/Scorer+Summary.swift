// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import RealModule

extension Tone {
  /// What a weight adds as evidence: −log(1 − weight); a weight below zero takes as much away.
  static func evidence(_ weight: Double) -> Double {
    let size = -Double.log(onePlus: -min(abs(weight), 0.999))
    return weight < 0 ? -size : size
  }

  /// The weight of so much evidence.
  static func weight(_ evidence: Double) -> Double {
    let size = -Double.expMinusOne(-abs(evidence))
    return evidence < 0 ? -size : size
  }
}

// Adding up: VADER's normalisation for sentiment, independent evidence for the tones.
extension Scorer {
  private enum Vader {
    static let exclamation = 0.292
    static let question = 0.18
    static let manyQuestions = 0.96
    static let normalization = 15.0
  }

  func summarize(_ workspace: inout Workspace, _ score: inout MessageScore) {
    workspace.sentences.removeAll(keepingCapacity: true)
    workspace.sentences.append(contentsOf: repeatElement(0, count: workspace.list.sentences))
    workspace.shown.removeAll(keepingCapacity: true)
    workspace.shown.append(contentsOf: repeatElement(0, count: TermClass.allCases.count))
    var total = 0.0
    var evidence = SIMD16<Double>()
    var supervisor = 0.0
    for hit in workspace.hits where hit.weight != 0 && !hit.termClass.isGrammar {
      let sentence = Int(workspace.list.tokens[hit.first].sentence)
      // A faint sign of a tone tells something of the message and nothing of its sentence.
      if hit.weight >= (hit.termClass.tone == nil ? 0 : Self.felt) || hit.termClass == .sentiment {
        workspace.shown[Int(hit.termClass.rawValue)] |= 1 << UInt64(sentence)
      }
      switch hit.termClass {
      case .sentiment:
        total += hit.weight
        workspace.sentences[sentence] += hit.weight
      case .supervisor:
        supervisor = 1 - (1 - supervisor) * (1 - hit.weight)
      default:
        if let tone = hit.termClass.tone { evidence[Int(tone.rawValue)] += Tone.evidence(hit.weight) }
      }
    }
    for tone in Tone.allCases where evidence[Int(tone.rawValue)] > 0 {
      score.tones[tone] = Tone.weight(evidence[Int(tone.rawValue)])
    }
    score.asksForSupervisor = supervisor >= 0.5
    addSentences(&workspace, &score)
    score.sentiment = emphasized(total, workspace.list)
  }

  private func addSentences(_ workspace: inout Workspace, _ score: inout MessageScore) {
    var negativeYou: UInt64 = 0
    var negative = 0.0
    var positive = 0.0
    for (index, sum) in workspace.sentences.enumerated() {
      let polarity = normalized(sum)
      if polarity < 0 { negative -= polarity } else { positive += polarity }
      if polarity < -0.05 { negativeYou |= 1 << UInt64(index) }
    }
    negativeYou |= workspace.shown[Int(TermClass.disagrees.rawValue)]
    workspace.shown[Int(TermClass.youNegative.rawValue)] =
      negativeYou & workspace.shown[Int(TermClass.you.rawValue)]
    workspace.shown[Int(TermClass.disbelief.rawValue)] = workspace.list.disbelief
    for termClass in TermClass.allCases.prefix(ClassCounts.classes)
    where workspace.shown[Int(termClass.rawValue)] != 0 {
      score.counts[termClass] = workspace.shown[Int(termClass.rawValue)].nonzeroBitCount
    }
    let count = Double(workspace.sentences.count)
    score.negativePart = negative / count
    score.positivePart = positive / count
  }

  private func emphasized(_ total: Double, _ list: TokenList) -> Double {
    guard total != 0 else { return 0 }
    var emphasis = Double(min(list.exclamations, 4)) * Vader.exclamation
    if list.questions > 1 {
      emphasis += list.questions <= 3 ? Double(list.questions) * Vader.question : Vader.manyQuestions
    }
    let value = normalized(total > 0 ? total + emphasis : total - emphasis)
    // Four decimals, as VADER gives them: what is printed is what is compared.
    return (value * 10_000).rounded() / 10_000
  }

  private func normalized(_ sum: Double) -> Double {
    sum == 0 ? 0 : min(max(sum / (sum * sum + Vader.normalization).squareRoot(), -1), 1)
  }
}
