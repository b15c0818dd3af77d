// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Hummingbird
public import Logging
import Synchronization
import Wire

/// Answers over HTTP: pages behind the links of notifications, and an interface for programs.
///
/// A GET changes nothing, so that whatever previews a link acknowledges nothing.
public final class WebConsole: Sendable {
  /// The most that a request may bring.
  private static let maximumBody = 16_384

  private let task: Task<Void, Never>
  private let box = StateBox()

  private enum State {
    case starting
    case listening(port: Int)
    case failed(String)
  }

  /// Before it tries again to listen, while somebody else has the port.
  private static let pause = Duration.seconds(2)

  /// Listens on an address; `port` 0 is any free one. What it cannot have yet, since another has it, it tries again.
  public init(host: String, port: Int, desk: AnswerDesk, logger: Logger) {
    let box = box
    var quiet = logger
    quiet.logLevel = .critical
    let application = Application(
      router: Self.router(desk), server: .http1(configuration: .init(idleTimeout: .seconds(30))),
      configuration: .init(address: .hostname(host, port: port), serverName: "foreshock"),
      onServerRunning: { channel in box.set(.listening(port: channel.localAddress?.port ?? port)) },
      logger: quiet)
    task = Task {
      while !Task.isCancelled {
        do {
          try await application.run()
        } catch {
          box.set(.failed("\(error)"))
        }
        try? await Task.sleep(for: Self.pause)
      }
      box.set(.failed("it was stopped"))
    }
  }

  /// Where it stands, shared with the server's task.
  private final class StateBox: Sendable {
    private let state = Mutex(State.starting)
    func set(_ new: State) { state.withLock { $0 = new } }
    var now: State { state.withLock { $0 } }
  }

  /// The port it listens on, once it does; throws why it cannot. It goes on trying.
  public func ready() async throws -> Int {
    while true {
      switch box.now {
      case .listening(let port): return port
      case .failed(let reason): throw AnswerDesk.Refusal(reason)
      case .starting: try await Task.sleep(for: .milliseconds(5))
      }
    }
  }

  /// Listens no more.
  public func stop() { task.cancel() }

  // MARK: - Routes

  private static func router(_ desk: AnswerDesk) -> Router<BasicRequestContext> {
    let router = Router()
    router.get("health") { _, _ in "ok\n" }
    router.get("metrics") { _, _ in
      json(await desk.metrics(), .ok, "text/plain; version=0.0.4; charset=utf-8")
    }
    router.get("answer/:token") { request, context in
      let page = AnswerPage(languages: request.headers[.acceptLanguage])
      switch desk.claim(context.parameters.get("token") ?? "") {
      case .failure(let refusal): return html(page.refusal(refusal.reason), .forbidden)
      case .success(let claim):
        guard let alert = await desk.summary(claim.alert) else {
          return html(page.refusal("there is no alert '\(claim.alert)'"), .notFound)
        }
        return html(page.question(alert), .ok)
      }
    }
    router.post("answer/:token") { request, context in
      let page = AnswerPage(languages: request.headers[.acceptLanguage])
      let claim: AnswerDesk.Claim
      switch desk.claim(context.parameters.get("token") ?? "") {
      case .failure(let refusal): return html(page.refusal(refusal.reason), .forbidden)
      case .success(let found): claim = found
      }
      guard let form = try? await self.form(request), let answer = form.answer(to: claim) else {
        return html(page.refusal("the form is incomplete"), .badRequest)
      }
      switch await desk.answer(answer) {
      case .success(let text): return html(page.done(text), .ok)
      case .failure(let refusal): return html(page.refusal(refusal.reason), .conflict)
      }
    }
    router.get("api/v1/alerts") { request, _ in
      guard isAdmitted(request, desk) else { return refused("show the token of 'token_file'", .unauthorized) }
      return json(await desk.alerts(), .ok, "application/x-ndjson")
    }
    router.post("api/v1/alerts/:id/:verb") { request, context in
      guard isAdmitted(request, desk) else { return refused("show the token of 'token_file'", .unauthorized) }
      let (id, verb) = (context.parameters.get("id") ?? "", context.parameters.get("verb") ?? "")
      guard let body = try? await request.decode(as: APIAnswer.self, context: context) else {
        return refused(
          #"the body is JSON: {"by": "who", "comment": "why", "for": "30m", "to": "whom"}"#, .badRequest)
      }
      let answer = AnswerDesk.Answer(
        alert: id, verb: verb, by: body.by, comment: body.comment,
        argument: body.to ?? body.until ?? body.for ?? "")
      switch await desk.answer(answer) {
      case .success(let text): return object("done", text, .ok)
      case .failure(let refusal): return refused(refusal.reason, .conflict)
      }
    }
    return router
  }

  /// What a program says.
  private struct APIAnswer: Decodable {
    var by: String
    var comment: String?
    var `for`: String?
    var until: String?
    var to: String?
  }

  private static func isAdmitted(_ request: Request, _ desk: AnswerDesk) -> Bool {
    guard let header = request.headers[.authorization], header.hasPrefix("Bearer ") else { return false }
    return desk.admits(String(header.dropFirst(7)))
  }

  private static func form(_ request: Request) async throws -> AnswerForm {
    let body = try await request.body.collect(upTo: maximumBody)
    return try URLEncodedFormDecoder().decode(AnswerForm.self, from: String(buffer: body))
  }

  // MARK: - Answers

  private static func html(_ text: String, _ status: HTTPResponse.Status) -> Response {
    var headers = secured("text/html; charset=utf-8")
    headers[.contentSecurityPolicy] =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    return Response(status: status, headers: headers, body: .init(byteBuffer: .init(string: text)))
  }

  private static func json(
    _ text: String, _ status: HTTPResponse.Status, _ type: String = "application/json"
  ) -> Response {
    Response(status: status, headers: secured(type), body: .init(byteBuffer: .init(string: text)))
  }

  private static func object(_ name: String, _ text: String, _ status: HTTPResponse.Status) -> Response {
    var writer = JSONWriter()
    writer.object { $0.field(name, text) }
    return json(writer.text + "\n", status)
  }

  private static func refused(_ reason: String, _ status: HTTPResponse.Status) -> Response {
    object("error", reason, status)
  }

  private static func secured(_ type: String) -> HTTPFields {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
    headers[.xContentTypeOptions] = "nosniff"
    return headers
  }
}
