// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

/// Why a text is taken for its language.
public enum LanguageReason: Equatable, Sendable {
  /// It has no letters.
  case none
  /// Only this language of ours is written so.
  case script
  /// Letters that its neighbours do not have: پ, ة, 們, ß.
  case letters
  /// Words that its neighbours do not have.
  case words
  /// The event or the caller says so, and the text does not contradict.
  case hint
  /// Nothing tells it from its neighbours: the commonest is assumed.
  case assumed
}
