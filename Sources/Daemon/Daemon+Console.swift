// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Console
import Delivery
import Events
import Foundation
import Logging
import Settings
import Store
import Telemetry

/// Answers that come in over HTTP: where they are listened for, and what they may do.
extension Daemon {
  /// The ways out of this machine that settings name.
  func destinations(_ settings: Settings) -> Destinations {
    Destinations(settings, isService: Journal.isServiceOutput, links: Self.links(settings, key: linkKey))
  }

  static func links(_ settings: Settings, key: [UInt8]) -> AnswerLinks? {
    settings.console.flatMap { console in
      console.url.map { AnswerLinks(url: $0, key: key, lifetime: console.linkLifetime) }
    }
  }

  /// The key that signs links: made once, and kept beside the state, for nobody else to read.
  static func linkKey(in folder: String) throws -> [UInt8] {
    let path = folder + "/link.key"
    if let known = FileManager.default.contents(atPath: path), known.count == 32 { return [UInt8](known) }
    let key = AnswerLinks.newKey()
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(key), attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path]) }
    return key
  }

  /// Listens where the settings say, if that is elsewhere than before; on the daemon's lane.
  func openConsole(_ settings: Settings) {
    guard settings.console != openedConsole else { return }
    webConsole?.stop()
    webConsole = nil
    openedConsole = settings.console
    guard let console = settings.console else { return }
    let web = WebConsole(
      host: console.host, port: console.port,
      desk: desk(console, Self.links(settings, key: linkKey)), logger: logger)
    webConsole = web
    let logger = logger
    Task {
      do {
        let port = try await web.ready()
        logger.notice("answers are taken over HTTP", metadata: ["address": "\(console.host):\(port)"])
      } catch {
        logger.error(
          "answers cannot be taken over HTTP at \(console.host):\(console.port), which is tried again: \((error as? AnswerDesk.Refusal)?.reason ?? "\(error)")"
        )
      }
    }
  }

  /// What the console may ask.
  private func desk(_ console: ConsoleSettings, _ links: AnswerLinks?) -> AnswerDesk {
    let token = console.token
    return AnswerDesk(
      claim: { [self] text in
        guard let links else { return .failure(.init("links are not in use", isForbidden: true)) }
        do throws(AnswerLinks.Objection) {
          let claim = try links.read(text, at: wallNow)
          return .success(.init(alert: claim.alert, receiver: claim.receiver))
        } catch {
          switch error {
          case .forged: return .failure(.init("this link is not one of ours", isForbidden: true))
          case .expired(let until):
            return .failure(.init("this link was good until \(until)", isForbidden: true))
          }
        }
      },
      summary: { [self] id in await summary(of: id) },
      alerts: { [self] in
        await withCheckedContinuation { continuation in
          pipeline.askStore({ try $0.alerts(limit: 1000) }) { result in
            let bodies = (try? result.get()) ?? []
            continuation.resume(returning: bodies.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined())
          }
        }
      },
      metrics: { [self] in
        await withCheckedContinuation { continuation in
          statusReport { continuation.resume(returning: $0.metrics) }
        }
      },
      answer: { [self] answer in
        await withCheckedContinuation { continuation in
          take(answer.verb, answer.alert, by: answer.by, answer.comment, answer.argument) { result in
            continuation.resume(returning: result.mapError { AnswerDesk.Refusal("\($0)") })
          }
        }
      },
      admits: { given in
        token.map { KeyedHash.isSame(Array(given.utf8), Array($0.text.utf8)) } ?? false
      })
  }

  private func summary(of id: String) async -> AnswerDesk.Summary? {
    await withCheckedContinuation { continuation in
      pipeline.askStore({ try $0.transitions(of: id).last }) { result in
        let found = (try? result.get()).flatMap { $0 }.flatMap { body in
          try? JSONDecoder().decode(StoredSummary.self, from: Data(body))
        }
        continuation.resume(
          returning: found.map { .init(summary: $0.summary, status: $0.status, playbook: $0.playbook) })
      }
    }
  }

  private struct StoredSummary: Decodable {
    var summary: String
    var status: String
    var playbook: String?
  }
}
