// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import CCurl
import Events
import Glibc
import Reactor

/// One HTTP request to send.
struct HTTPRequest: Sendable {
  var url: String
  var headers: [String]
  var body: [UInt8]
  var timeout: Interval
}

/// What became of a request.
enum HTTPOutcome: Sendable {
  /// The server answered.
  case status(Int, retryAfterSeconds: Int)
  /// It was not reached, or did not answer in time.
  case failed(String)
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
    var received = 0
    let completion: @Sendable (HTTPOutcome) -> Void

    init(_ request: HTTPRequest, _ completion: @escaping @Sendable (HTTPOutcome) -> Void) {
      body = request.body
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
        HTTPClient.from(user)?.watch(socket, what) == false ? -1 : 0
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
    curl_multi_add_handle(UnsafeMutableRawPointer(multi), easy)
  }

  // MARK: - What libcurl asks for

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
    let outcome: HTTPOutcome =
      result == CURLE_OK || result == CURLE_WRITE_ERROR && status > 0
      ? .status(status, retryAfterSeconds: Int(fs_easy_retry_after(easy)))
      : .failed(String(cString: curl_easy_strerror(result)))
    curl_multi_remove_handle(UnsafeMutableRawPointer(multi), easy)
    curl_easy_cleanup(easy)
    transfer.completion(outcome)
  }
}
