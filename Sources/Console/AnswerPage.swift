// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Mustache
import Wire

/// What a form on the page says.
struct AnswerForm: Decodable {
  var action: String
  var by: String?
  var comment: String?

  /// The answer it means; `nil` for none that there is.
  func answer(to claim: AnswerDesk.Claim) -> AnswerDesk.Answer? {
    let name = by.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
    let who = name.map { "\($0) (\(claim.receiver))" } ?? claim.receiver
    let word = comment.flatMap { $0.isEmpty ? nil : String($0.prefix(2000)) }
    let (verb, argument): (String, String)
    switch action {
    case "ack", "resolve", "wrong": (verb, argument) = (action, "")
    case "snooze-30m": (verb, argument) = ("snooze", "30m")
    case "snooze-4h": (verb, argument) = ("snooze", "4h")
    default: return nil
    }
    return AnswerDesk.Answer(alert: claim.alert, verb: verb, by: who, comment: word, argument: argument)
  }
}

/// The page behind a link of a notification, in the language of whoever looks at it.
struct AnswerPage {
  private let words: Words

  /// `languages` is what a browser says it understands (RFC 9110, `Accept-Language`).
  init(languages: String?) {
    let wanted = (languages ?? "").lowercased().split(separator: ",").compactMap { part in
      part.split(separator: ";").first.map { String($0).filter { $0 != " " } }
    }
    words = wanted.lazy.compactMap { Words.of($0) }.first ?? .english
  }

  func question(_ alert: AnswerDesk.Summary) -> String {
    let isOver = alert.status == "resolved" || alert.status == "expired"
    return Self.page.render([
      "lang": words.code, "dir": words.direction, "summary": alert.summary, "status": alert.status,
      "playbook": alert.playbook ?? "", "isLive": !isOver, "isOver": isOver, "over": words.over,
      "name": words.name, "word": words.word, "ack": words.acknowledge, "snoozeShort": words.snoozeShort,
      "snoozeLong": words.snoozeLong, "resolve": words.resolve, "wrong": words.wrong,
    ])
  }

  func done(_ text: String) -> String { note(words.done, text) }

  func refusal(_ reason: String) -> String { note(words.notDone, reason) }

  private func note(_ heading: String, _ text: String) -> String {
    Self.page.render([
      "lang": words.code, "dir": words.direction, "summary": heading, "status": "", "playbook": text,
      "isLive": false,
    ])
  }

  // The text is part of the program: a mistake in it is found by any test of a page.
  private static let page: MustacheTemplate = {
    MustacheContentTypes.register(SafeHTML(), named: "SAFE_HTML")
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:SAFE_HTML}}" + text)
    } catch {
      preconditionFailure("the page of answers is broken: \(error)")
    }
  }()

  /// The library escapes character by character, behind which a sign can hide in what it combines with.
  private struct SafeHTML: MustacheContentType {
    func escapeText(_ text: String) -> String { text.escapedForHTML }
  }

  private static let text = """
    <!doctype html>
    <html lang="{{lang}}" dir="{{dir}}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="robots" content="noindex">
    <title>Foreshock</title>
    <style>
    :root { color-scheme: light dark }
    body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 2rem auto; padding: 0 1rem }
    h1 { font-size: 1.3rem }
    form { display: grid; gap: .7rem }
    input, button { font: inherit; padding: .7rem; border-radius: .4rem; border: 1px solid #8888 }
    button { cursor: pointer }
    button[value=ack] { font-weight: 600 }
    label { display: grid; gap: .2rem }
    </style>
    </head>
    <body>
    <h1 dir="auto">{{summary}}</h1>
    <p>{{status}}</p>
    <p dir="auto">{{playbook}}</p>
    {{#isOver}}<p>{{over}}</p>{{/isOver}}
    {{#isLive}}
    <form method="post">
    <label>{{name}} <input name="by" autocomplete="name" maxlength="200"></label>
    <label>{{word}} <input name="comment" maxlength="2000"></label>
    <button name="action" value="ack">{{ack}}</button>
    <button name="action" value="snooze-30m">{{snoozeShort}}</button>
    <button name="action" value="snooze-4h">{{snoozeLong}}</button>
    <button name="action" value="resolve">{{resolve}}</button>
    <button name="action" value="wrong">{{wrong}}</button>
    </form>
    {{/isLive}}
    </body>
    </html>

    """

  /// What the page says.
  private struct Words {
    var code, direction, name, word, acknowledge, snoozeShort, snoozeLong, resolve, wrong, over, done,
      notDone: String

    static func of(_ tag: String) -> Words? {
      if tag.hasPrefix("ar") { return arabic }
      if tag.hasPrefix("fa") { return persian }
      if ["zh-tw", "zh-hk", "zh-hant", "zh-mo"].contains(where: tag.hasPrefix) { return traditional }
      if tag.hasPrefix("zh") { return simplified }
      return tag.hasPrefix("en") ? english : nil
    }

    static let english = Words(
      code: "en", direction: "ltr", name: "Your name", word: "A word about it",
      acknowledge: "I take care of it",
      snoozeShort: "Remind me in 30 minutes", snoozeLong: "Remind me in 4 hours", resolve: "It is over",
      wrong: "This alert was wrong", over: "This alert is over.", done: "Done", notDone: "Not done")
    static let arabic = Words(
      code: "ar", direction: "rtl", name: "اسمك", word: "ملاحظة", acknowledge: "سأتولى الأمر",
      snoozeShort: "ذكّرني بعد 30 دقيقة", snoozeLong: "ذكّرني بعد 4 ساعات", resolve: "انتهى الأمر",
      wrong: "كان هذا التنبيه خاطئًا", over: "انتهى هذا التنبيه.", done: "تم", notDone: "لم يتم")
    static let persian = Words(
      code: "fa", direction: "rtl", name: "نام شما", word: "توضیح", acknowledge: "من رسیدگی می‌کنم",
      snoozeShort: "۳۰ دقیقهٔ دیگر یادآوری کن", snoozeLong: "۴ ساعت دیگر یادآوری کن", resolve: "تمام شد",
      wrong: "این هشدار نادرست بود", over: "این هشدار به پایان رسیده است.", done: "انجام شد",
      notDone: "انجام نشد")
    static let simplified = Words(
      code: "zh-Hans", direction: "ltr", name: "您的姓名", word: "备注", acknowledge: "由我处理",
      snoozeShort: "30 分钟后提醒我", snoozeLong: "4 小时后提醒我", resolve: "已经解决", wrong: "这是误报",
      over: "此告警已结束。", done: "已完成", notDone: "未完成")
    static let traditional = Words(
      code: "zh-Hant", direction: "ltr", name: "您的姓名", word: "備註", acknowledge: "由我處理",
      snoozeShort: "30 分鐘後提醒我", snoozeLong: "4 小時後提醒我", resolve: "已經解決", wrong: "這是誤報",
      over: "此警示已結束。", done: "已完成", notDone: "未完成")
  }
}
