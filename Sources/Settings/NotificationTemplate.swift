// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Mustache
import Rules
import Wire

/// An administrator's own text of a notification, in Mustache. Values are escaped for its media type.
public struct NotificationTemplate: Equatable, Sendable {
  /// The text as it was written.
  public let text: String
  /// What it makes.
  public let contentType: String
  private let compiled: MustacheTemplate

  /// What a template can name; `reasons` and `alerts` are lists.
  public static let names = [
    "type", "why", "status", "at", "alert", "rule", "severity", "scope", "key", "conversation", "contact",
    "agent", "queue", "channel", "risk", "fired_at", "summary", "playbook", "reasons", "labels", "ruleset",
    "by", "comment", "assignee", "until", "overdue_by", "links", "alerts", "count", "over",
  ]
  /// What the parts of lists and objects are called.
  private static let parts = ["signal", "value", "threshold", "points", "quote", "event", "answer"]

  /// What is wrong with a template, and where.
  struct Mistake: Error {
    var line: Int
    var message: String
  }

  init(_ text: String, contentType: String) throws(Mistake) {
    Self.register()
    self.text = text
    self.contentType = contentType
    let escaping = contentType.contains("json") ? "JSON" : contentType.contains("html") ? "SAFE_HTML" : "TEXT"
    do {
      compiled = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(escaping)}}" + text)
    } catch let error as MustacheTemplate.ParserError {
      throw Mistake(line: error.context.lineNumber, message: "the template is broken: \(error.error)")
    } catch {
      throw Mistake(line: 1, message: "the template is broken: \(error)")
    }
    if let mistake = Self.unknownName(in: text) { throw mistake }
    guard escaping == "JSON" else { return }
    let example = Data(render(["summary": "a \"quoted\" one", "reasons": [[String: String]]()]).utf8)
    if (try? JSONSerialization.jsonObject(with: example, options: .fragmentsAllowed)) == nil {
      throw Mistake(
        line: 1,
        message: "the template does not make JSON; is a quote or a comma missing? else name 'content_type'")
    }
  }

  /// Fills in values: texts, lists, and objects of them.
  public func render(_ values: [String: Any]) -> String { compiled.render(values) }

  /// The first name that nothing has; `labels.NAME` and what stands in lists is free.
  private static func unknownName(in text: String) -> Mistake? {
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for tag in line.matches(of: /\{\{[#^\/{&]?\s*([A-Za-z_][\w.]*)/) {
        let name = String(tag.1)
        let first = name.split(separator: ".").first.map(String.init) ?? name
        guard !names.contains(first), !parts.contains(first) else { continue }
        let meant = Suggestion.phrase(for: first, among: names)
        let cure = meant.isEmpty ? "; known are \(names.joined(separator: ", "))" : meant
        return Mistake(line: number + 1, message: "the template names '\(name)', which no alert has\(cure)")
      }
    }
    return nil
  }

  /// The same text makes the same.
  public static func == (a: NotificationTemplate, b: NotificationTemplate) -> Bool {
    a.text == b.text && a.contentType == b.contentType
  }

  private static func register() {
    MustacheContentTypes.register(JSONContent(), named: "JSON")
    MustacheContentTypes.register(HTMLContent(), named: "SAFE_HTML")
  }

  /// The library escapes character by character, behind which a sign can hide in what it combines with.
  private struct HTMLContent: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedForHTML }
  }

  private struct JSONContent: MustacheContentType {
    func escapeText(_ text: String) -> String {
      guard let bytes = try? JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed) else {
        return ""
      }
      return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
  }
}
