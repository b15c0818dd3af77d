// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

public import Events
public import Reports
import Wire

/// A report as it is sent: every form of it is made when it is due, since the figures change afterwards.
public struct ReportNotice: Equatable, Sendable {
  /// The report's name.
  public let name: String
  /// When it was to be told.
  public let due: Instant
  /// One line.
  let summary: String
  /// A table.
  let text: String
  /// An object.
  let json: [UInt8]

  /// Writes a report down.
  public init(_ report: Report, name: String, due: Instant) {
    let report = report.shortened(to: 200)
    self.name = name
    self.due = due
    summary = "report '\(name)': \(ReportText.summarize(report))"
    text = "report '\(name)'\n\(ReportText.describe(report))"
    var writer = JSONWriter()
    report.write(to: &writer, name: name)
    json = writer.bytes
  }
}

extension ReportNotice: Packable {
  /// Writes the notice.
  public func pack(into packer: inout Packer) {
    packer.write(name)
    packer.write(due)
    packer.write(summary)
    packer.write(text)
    packer.write(String(decoding: json, as: UTF8.self))
  }

  /// Reads a notice.
  public init(from unpacker: inout Unpacker) throws(Unpacker.Damaged) {
    name = try unpacker.string()
    due = try unpacker.instant()
    summary = try unpacker.string()
    text = try unpacker.string()
    json = Array(try unpacker.string().utf8)
  }
}
