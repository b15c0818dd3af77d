// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// What may stand at a place of the configuration: readers take the keys they allow from it, and the schema for editors
/// and the manual are made of it, so that none of them says what another one does not.
public indirect enum Shape: Sendable {
  case text
  /// A time with a unit, such as `90s` or `1h30m`.
  case duration
  case number(ClosedRange<Double>)
  case integer(ClosedRange<Int>)
  case truth
  case choice([String])
  case list(Shape)
  /// Fixed keys.
  case object([Key])
  /// Names that the administrator chooses.
  case names(Shape)
  /// An expression of the rule language.
  case expression
  /// Something that is present, or not: `- journal:`.
  case mark
  /// One of several.
  case either([Shape])

  /// A key of a mapping.
  public struct Key: Sendable {
    /// Its name.
    public var name: String
    /// What stands there.
    public var shape: Shape
    /// What it means, in a sentence without a full stop.
    public var summary: String
    /// What holds where it is absent; empty where nothing does.
    public var usual: String
    /// Whether nothing works without it.
    public var isRequired: Bool

    init(_ name: String, _ shape: Shape, _ summary: String, usual: String = "", isRequired: Bool = false) {
      self.name = name
      self.shape = shape
      self.summary = summary
      self.usual = usual
      self.isRequired = isRequired
    }
  }
}

extension YAMLSection {
  /// Notes keys that are not among `known`.
  func allow(_ known: [Shape.Key], later: [String] = []) { allow(known.map(\.name), later: later) }
}
