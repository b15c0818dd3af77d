// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Settings

/// What kinds of evidence are called for people; in English their names say it.
enum EvidenceWords {
  static func of(_ kind: String, _ language: AlertLanguage) -> String {
    let english = kind.replacing("_", with: " ")
    guard let place = languages.firstIndex(of: language), let words = table[kind] else { return english }
    return words[place]
  }

  private static let languages: [AlertLanguage] = [
    .arabic, .persian, .simplifiedChinese, .traditionalChinese,
  ]

  private static let table: [String: [String]] = [
    "asks_for_supervisor": ["يطلب مشرفًا", "درخواست سرپرست", "要求主管", "要求主管"],
    "threat": ["تهديد", "تهدید", "威胁", "威脅"],
    "churn": ["يهدد بالمغادرة", "تهدید به ترک", "扬言离开", "揚言離開"],
    "legal": ["تهديد قانوني", "تهدید حقوقی", "法律威胁", "法律威脅"],
    "publicity": ["تهديد بالنشر", "تهدید به رسانه‌ای کردن", "扬言曝光", "揚言曝光"],
    "returns": ["عاد مرة أخرى", "مراجعهٔ دوباره", "再次来询", "再次來詢"],
    "hops": ["تنقّل بين القنوات", "جابه‌جایی میان کانال‌ها", "切换渠道", "切換管道"],
    "overdue": ["رد متأخر", "پاسخ عقب‌افتاده", "答复逾期", "回覆逾期"],
    "transferred": ["حُوّل", "منتقل شده", "被转接", "被轉接"],
    "held": ["وُضع قيد الانتظار", "در انتظار مانده", "被挂起等待", "被保留等候"],
    "reopened": ["أُعيد فتحه", "بازگشایی شده", "重新打开", "重新開啟"],
    "low_rating": ["تقييم منخفض", "امتیاز پایین", "低评分", "低評分"],
    "profanity": ["ألفاظ نابية", "ناسزا", "脏话", "髒話"],
    "anger": ["غضب", "خشم", "愤怒", "憤怒"],
    "orders": ["أوامر", "دستور دادن", "命令语气", "命令語氣"],
    "accuses": ["اتهام", "متهم کردن", "指责", "指責"],
    "you_negative": ["لوم موجّه", "سرزنش مستقیم", "针对性责备", "針對性責備"],
    "worsens": ["يزداد سوءًا", "رو به وخامت", "语气恶化", "語氣惡化"],
    "impatience": ["نفاد صبر", "بی‌تابی", "不耐烦", "不耐煩"],
    "declines": ["رفض", "نپذیرفتن", "拒绝", "拒絕"],
    "disagrees": ["اعتراض", "مخالفت", "不同意", "不同意"],
    "frustration": ["إحباط", "کلافگی", "沮丧", "沮喪"],
    "repeats": ["يكرر كلامه", "تکرار گفته", "重复诉求", "重複訴求"],
    "trail": ["توتر متراكم", "تنش انباشته", "累积的火气", "累積的火氣"],
    "heat": ["رسالة حادة", "پیام تند", "激烈的消息", "激烈的訊息"],
    "thanks": ["شكر", "سپاس", "感谢", "感謝"],
    "praise": ["ثناء", "تحسین", "称赞", "稱讚"],
    "agrees": ["موافقة", "موافقت", "同意", "同意"],
    "agent_fails": ["إخفاق الموظف", "ناتوانی کارشناس", "客服未能解决", "客服未能解決"],
    "agent_warmth": ["لطف الموظف", "گرمی کارشناس", "客服态度热情", "客服態度熱情"],
  ]
}
