// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Language
import TestKit
import Testing

@Suite struct DetectionTests {
  @Test(arguments: [
    ("Where is my parcel?", "en"), ("¿Dónde está mi paquete?", "es"), ("Où est mon colis ?", "fr"),
    ("Wo ist mein Paket?", "de"), ("Onde está a minha encomenda?", "pt"), ("Dov'è il mio pacco?", "it"),
    ("Kargom nerede kaldı?", "tr"), ("Где моя посылка?", "ru"), ("मेरा पार्सल कहाँ है?", "hi"),
    ("荷物はどこですか", "ja"), ("제 택배 어디 있어요?", "ko"), ("请问我的包裹在哪里", "zh-Hans"), ("我的包裹在哪裡", "zh-Hant"),
    ("أين طردي؟", "ar"), ("بسته من کجاست؟", "fa"), ("سلام چرا جواب نميدين", "fa"), ("وين الطلب حقي", "ar"),
    ("mera paisa wapas karo, bahut bekar service hai", "hi"), ("danke", "de"), ("gracias", "es"),
    ("obrigado", "pt"),
    ("merci beaucoup", "fr"), ("grazie mille", "it"), ("ok", "en"), ("12345", "und"), ("😡", "und"),
  ])
  func languages(_ text: String, _ language: String) {
    #expect(Build.score(text).language == language, "\(text)")
  }

  @Test func aHintDecidesWhatTheTextDoesNot() {
    #expect(Build.score("ok", hint: "de-AT").language == "de")
    #expect(Build.score("ok", hint: "zh-TW").language == "en", "Latin letters are no Chinese")
    #expect(Build.score("你好", hint: "zh-TW").language == "zh-Hant")
    #expect(Build.score("你好", hint: "zh_CN").language == "zh-Hans")
    #expect(Build.score("你好").language == "zh")
    #expect(Build.score("😡", hint: "fa").language == "fa")
    #expect(Build.score("Wo ist mein Paket? Ich warte schon lange.", hint: "en").language == "de")
    #expect(Build.score("تمام", hint: "fa").language == "fa")
  }

  @Test func theReasonIsSaid() {
    #expect(Build.score("ich warte noch immer").languageReason == .words)
    #expect(Build.score("在哪裡").languageReason == .letters)
    #expect(Build.score("где").languageReason == .script)
    #expect(Build.score("ok", hint: "de").languageReason == .hint)
    #expect(Build.score("xyzzy").languageReason == .assumed)
    #expect(Build.score("42").languageReason == .none)
  }
}
