// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A terminal taken over for drawing, given back as it was found.
///
/// Source: ECMA-48 for the sequences; every terminal in use since the VT100 knows them, and the alternate screen of xterm.
struct Terminal: ~Copyable {
  /// What somebody pressed.
  enum Key: Equatable {
    case character(Character)
    case up, down, pageUp, pageDown, home, end
    case quit
  }

  /// As it was; written once before the handlers that read it are set.
  private nonisolated(unsafe) static var found = termios()
  private static let takeOver = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J"
  private static let giveBack = "\u{1B}[?25h\u{1B}[?1049l"

  /// Keys that have been pressed and not been asked for yet.
  private var pressed: Substring

  /// `nil` where standard input or output is no terminal.
  init?() {
    guard isatty(0) == 1, isatty(1) == 1, tcgetattr(0, &Self.found) == 0 else { return nil }
    var raw = Self.found
    cfmakeraw(&raw)
    // Ctrl-C ends it even while the daemon does not answer.
    raw.c_lflag |= tcflag_t(ISIG)
    tcsetattr(0, TCSANOW, &raw)
    for number in [SIGTERM, SIGHUP, SIGINT] {
      signal(number) { _ in
        Terminal.restore()
        _exit(0)
      }
    }
    for number in [SIGQUIT, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2, SIGSEGV, SIGILL, SIGTRAP, SIGBUS] {
      signal(number) { number in
        Terminal.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    // Suspended it would leave its screen behind.
    signal(SIGTSTP, SIG_IGN)
    // Wakes whoever waits for a key, so that a new size is drawn at once.
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(SIGWINCH, &action, nil)
    Self.put(Self.takeOver)
    pressed = ""
  }

  deinit { Self.restore() }

  private static func restore() {
    put(giveBack)
    tcsetattr(0, TCSANOW, &found)
  }

  private static func put(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = write(1, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR || errno == EAGAIN { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      }
    }
  }

  /// Columns and rows.
  static var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Draws a frame over the one before it, in one write: nothing flickers, over a slow line neither.
  borrowing func draw(_ lines: [String]) {
    Self.put("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
  }

  /// Waits for a key; `nil` when none is pressed in time, or the size has changed.
  mutating func key(withinMilliseconds time: Int32) -> Key? {
    if pressed.isEmpty {
      var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      guard poll(&input, 1, time) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = read(0, &bytes, bytes.count)
      guard count > 0 else { return .quit }
      pressed = String(decoding: bytes[..<count], as: UTF8.self)[...]
    }
    // A hand on the keys, or a slow line, brings several at once.
    if pressed == "\u{1B}" {
      pressed = ""
      return .quit
    }
    if let (text, key) = Self.sequences.first(where: { pressed.hasPrefix($0.0) }) {
      pressed.removeFirst(text.count)
      return key
    }
    return .character(swallowed())
  }

  /// The first character; of a key that is not known, all that it has sent.
  private mutating func swallowed() -> Character {
    let first = pressed.removeFirst()
    guard first == "\u{1B}" else { return first }
    guard let second = pressed.popFirst(), "[O".contains(second) else { return first }
    while let next = pressed.popFirst(), !("\u{40}"..."\u{7E}").contains(next) {}
    return first
  }

  private static let sequences: [(String, Key)] = [
    ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("k", .up), ("\u{1B}[B", .down), ("\u{1B}OB", .down), ("j", .down),
    ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[H", .home), ("\u{1B}[1~", .home),
    ("\u{1B}OH", .home),
    ("\u{1B}[F", .end), ("\u{1B}[4~", .end), ("\u{1B}OF", .end), ("q", .quit), ("Q", .quit), ("\u{3}", .quit),
    ("\u{4}", .quit),
  ]
}

/// How many columns of a terminal a character takes, −1 for none that shows: glibc keeps the tables of Unicode. Its header
/// declares it for X/Open only, which Swift's module of it is not.
@_silgen_name("wcwidth") private func wcwidth(_ character: UInt32) -> Int32

/// Text in columns of a terminal.
enum Column {
  /// The tables of the locale, or those of any that has them.
  private static let knowsWidths: Void = {
    setlocale(LC_CTYPE, "")
    if wcwidth(0x4E00) != 2 { setlocale(LC_CTYPE, "C.UTF-8") }
  }()

  /// A text in so many columns, cut or filled. What could command a terminal is left out: it may be a contact's words.
  static func fitted(_ text: String, _ width: Int) -> String {
    _ = knowsWidths
    var (result, used) = ("", 0)
    for scalar in text.unicodeScalars where !isCommand(scalar) {
      let known = Int(wcwidth(scalar.value))
      let wide = known < 0 ? 1 : known
      guard used + wide <= width else { break }
      result.unicodeScalars.append(scalar)
      used += wide
    }
    return result + String(repeating: " ", count: max(width - used, 0))
  }

  /// Control characters, and those that turn the direction of what follows.
  private static func isCommand(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
