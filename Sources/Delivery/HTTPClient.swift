// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CCurl
import Events
import Glibc
import Reactor
import Settings

/// One HTTP request to send.
struct HTTPRequest: Sendable {
  var url: String
  var headers: [String]
  var body: [UInt8]
  var timeout: Interval
  /// Which addresses it may really go to.
  var addresses = AddressPolicy()
  /// Whom to trust, and who one is.
  var tls = TLSFiles()
}

/// What became of a request.
enum HTTPOutcome: Sendable {
  /// The server answered.
  case status(Int, retryAfterSeconds: Int)
  /// It was not reached, or did not answer in time.
  case failed(String)
  /// It must not be sent, now or later.
  case refused(String)
}

/// POSTs with libcurl's multi interface, driven by Dispatch sources on one lane.
///
/// Redirects are not followed, and of an answer only the status counts: its body is read up to a limit and dropped.
///
/// `@unchecked Sendable`: everything is touched on the lane only, where libcurl calls back too.
final class HTTPClient: @unchecked Sendable {
  /// Bytes of an answer that are read; more ends the transfer.
  static let maximumAnswer = 1 << 16

  private final class Transfer {
    let body: [UInt8]
    let headers: UnsafeMutablePointer<curl_slist>?
    let addresses: AddressPolicy
    var received = 0
    /// The address that was not connected to, since the policy forbids it.
    var forbidden: String?
    let completion: @Sendable (HTTPOutcome) -> Void

    init(_ request: HTTPRequest, _ completion: @escaping @Sendable (HTTPOutcome) -> Void) {
      body = request.body
      addresses = request.addresses
      headers = request.headers.reduce(nil) { curl_slist_append($0, $1) }
      self.completion = completion
    }

    deinit {
      curl_slist_free_all(headers)
    }
  }

  private final class Watched {
    var read: DescriptorSource?
    var write: DescriptorSource?
  }

  private let lane: Lane
  private let multi: OpaquePointer
  private var timer: LaneTimer?
  private var watched: [curl_socket_t: Watched] = [:]

  init(on lane: Lane) {
    self.lane = lane
    curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    guard let multi = curl_multi_init() else {
      // Allocation failed at start; nothing can be delivered without the handle.
      fatalError("out of memory for libcurl")
    }
    self.multi = OpaquePointer(multi)
    timer = LaneTimer(on: lane) { [weak self] in self?.act(CURL_SOCKET_TIMEOUT, 0) }
    let user = Unmanaged.passUnretained(self).toOpaque()
    fs_multi_callbacks(
      multi,
      { _, socket, what, user, _ in
        // A socket that cannot be watched runs into its timeout; -1 would end every transfer.
        _ = HTTPClient.from(user)?.watch(socket, what)
        return 0
      },
      { _, milliseconds, user in
        HTTPClient.from(user)?.schedule(milliseconds)
        return 0
      }, user)
  }

  private static func from(_ user: UnsafeMutableRawPointer?) -> HTTPClient? {
    user.map { Unmanaged<HTTPClient>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Sends a request; `completion` runs on the lane.
  func post(_ request: HTTPRequest, _ completion: @escaping @Sendable (HTTPOutcome) -> Void) {
    lane.assertOn()
    guard let easy = curl_easy_init() else { return completion(.failed("out of memory")) }
    let transfer = Transfer(request, completion)
    let user = Unmanaged.passRetained(transfer).toOpaque()
    fs_easy_text(easy, CURLOPT_URL, request.url)
    fs_easy_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    fs_easy_text(easy, CURLOPT_USERAGENT, "foreshock")
    fs_easy_long(easy, CURLOPT_POST, 1)
    fs_easy_long(easy, CURLOPT_NOSIGNAL, 1)
    fs_easy_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    fs_easy_long(easy, CURLOPT_TIMEOUT_MS, Int(request.timeout.microseconds / 1000))
    fs_easy_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(request.timeout.microseconds / 1000))
    // What the environment says of proxies would get around the check of addresses.
    fs_easy_text(easy, CURLOPT_PROXY, "")
    fs_easy_long(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    if let file = request.tls.authorities { fs_easy_text(easy, CURLOPT_CAINFO, file) }
    if let file = request.tls.certificate { fs_easy_text(easy, CURLOPT_SSLCERT, file) }
    if let file = request.tls.key { fs_easy_text(easy, CURLOPT_SSLKEY, file) }
    fs_easy_on_socket(
      easy,
      { user, _, address in
        guard let user, let address else { return CURL_SOCKET_BAD }
        let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
        return HTTPClient.open(address, transfer)
      }, user)
    fs_easy_headers(easy, transfer.headers)
    fs_easy_long(easy, CURLOPT_POSTFIELDSIZE, transfer.body.count)
    // libcurl copies the body at once, so it need not stay where it is.
    transfer.body.withUnsafeBytes { bytes in
      _ = fs_easy_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
    }
    fs_easy_pointer(easy, CURLOPT_PRIVATE, user)
    fs_easy_on_write(
      easy,
      { _, size, count, user in
        guard let user else { return 0 }
        let transfer = Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue()
        transfer.received += size * count
        return transfer.received <= HTTPClient.maximumAnswer ? size * count : 0
      }, user)
    guard curl_multi_add_handle(UnsafeMutableRawPointer(multi), easy) == CURLM_OK else {
      Unmanaged<Transfer>.fromOpaque(user).release()
      curl_easy_cleanup(easy)
      return completion(.failed("libcurl takes no more transfers; are too many files open?"))
    }
  }

  // MARK: - What libcurl asks for

  /// Makes the socket of a connection, to the very address that was resolved, if the policy allows it.
  private static func open(_ address: UnsafeMutablePointer<curl_sockaddr>, _ transfer: Transfer)
    -> curl_socket_t
  {
    let found = withUnsafePointer(to: &address.pointee.addr) { IPAddress($0) }
    if let found, let reason = transfer.addresses.objection(to: found) {
      transfer.forbidden = reason
      return CURL_SOCKET_BAD
    }
    return socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue),
      address.pointee.protocol)
  }

  private func watch(_ socket: curl_socket_t, _ what: Int32) -> Bool {
    let entry = watched[socket] ?? Watched()
    if what == CURL_POLL_REMOVE {
      watched[socket] = nil
      entry.read?.cancel()
      entry.write?.cancel()
      return true
    }
    watched[socket] = entry
    if what & CURL_POLL_IN != 0 {
      entry.read = entry.read ?? source(socket, .read, CURL_CSELECT_IN)
      entry.read?.resume()
      if entry.read == nil { return false }
    } else {
      entry.read?.suspend()
    }
    if what & CURL_POLL_OUT != 0 {
      entry.write = entry.write ?? source(socket, .write, CURL_CSELECT_OUT)
      entry.write?.resume()
      if entry.write == nil { return false }
    } else {
      entry.write?.suspend()
    }
    return true
  }

  /// Watches a duplicate of libcurl's descriptor: libcurl closes its own at once and is given the same number again,
  /// while Dispatch takes a moment to let go of it.
  private func source(
    _ socket: curl_socket_t, _ direction: DescriptorSource.Direction, _ event: Int32
  ) -> DescriptorSource? {
    let own = fcntl(socket, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return nil }
    return DescriptorSource(
      own, direction, on: lane, { [weak self] in self?.act(socket, event) }, onEnd: { close(own) })
  }

  private func schedule(_ milliseconds: Int) {
    if milliseconds < 0 {
      timer?.disarm()
    } else {
      timer?.arm(afterMilliseconds: milliseconds)
    }
  }

  private func act(_ socket: curl_socket_t, _ events: Int32) {
    var running: Int32 = 0
    curl_multi_socket_action(UnsafeMutableRawPointer(multi), socket, events, &running)
    var result = CURLE_OK
    while let easy = fs_multi_finished(UnsafeMutableRawPointer(multi), &result) { finish(easy, result) }
  }

  private func finish(_ easy: UnsafeMutableRawPointer, _ result: CURLcode) {
    guard let user = fs_easy_private(easy) else { return }
    let transfer = Unmanaged<Transfer>.fromOpaque(user).takeRetainedValue()
    let status = fs_easy_status(easy)
    // An answer that is too long has been heard well enough.
    let outcome: HTTPOutcome
    // Whoever has said yes has taken it, even if the rest of the answer never comes.
    if result == CURLE_OK || result == CURLE_WRITE_ERROR && status > 0 || (200..<300).contains(status) {
      outcome = .status(status, retryAfterSeconds: Int(fs_easy_retry_after(easy)))
    } else if let forbidden = transfer.forbidden {
      outcome = .failed(forbidden)
    } else {
      outcome = .failed(Self.reason(result))
    }
    curl_multi_remove_handle(UnsafeMutableRawPointer(multi), easy)
    curl_easy_cleanup(easy)
    transfer.completion(outcome)
  }

  /// What went wrong, and for what an administrator can do something about, what that is.
  private static func reason(_ result: CURLcode) -> String {
    let text = String(cString: curl_easy_strerror(result))
    switch result {
    case CURLE_PEER_FAILED_VERIFICATION:
      return "\(text); is its authority known here? name it in 'tls: {ca_file: …}'"
    case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM: return "\(text); see 'tls' of the webhook"
    case CURLE_COULDNT_RESOLVE_HOST: return "\(text); is its name right, and the name server reachable?"
    default: return text
    }
  }
}
