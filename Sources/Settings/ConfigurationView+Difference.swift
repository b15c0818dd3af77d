// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

extension ConfigurationView {
  /// Lines of a text as `text` writes them.
  public static func lines(of text: String) -> [Line] {
    text.split(separator: "\n").map { line in
      guard let mark = line.ranges(of: "  # ").last else { return Line(text: String(line), origin: "") }
      let shown = line[..<mark.lowerBound]
      return Line(
        text: String(shown.reversed().drop { $0 == " " }.reversed()), origin: String(line[mark.upperBound...])
      )
    }
  }

  /// What changes from one to the other, with what it belongs to; empty when nothing does.
  public static func difference(from old: [Line], to new: [Line]) -> String {
    let changes = new.map(\.text).difference(from: old.map(\.text))
    var (removed, inserted) = (Set<Int>(), Set<Int>())
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var (text, heading) = ("", [String]())
    func show(_ sign: Character, _ lines: [Line], _ place: Int) {
      let above = headings(lines, place)
      if above != heading, !above.isEmpty { text += above.map { "  \($0)\n" }.joined() }
      heading = above
      text +=
        "\(sign) \(lines[place].text)\(lines[place].origin.isEmpty ? "" : "  # \(lines[place].origin)")\n"
    }
    var (before, after) = (0, 0)
    while before < old.count || after < new.count {
      if removed.contains(before) {
        show("-", old, before)
        before += 1
      } else if inserted.contains(after) {
        show("+", new, after)
        after += 1
      } else {
        before += 1
        after += 1
      }
    }
    return text
  }

  /// What a line belongs to: the nearest line above it that stands less far to the right, and so on.
  private static func headings(_ lines: [Line], _ place: Int) -> [String] {
    var (found, indent) = ([String](), lines[place].indent)
    for line in lines[..<place].reversed() where line.indent < indent {
      found.append(line.text)
      indent = line.indent
    }
    return found.reversed()
  }
}
