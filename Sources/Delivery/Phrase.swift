// Copyright 2026 the Foreshock authors
// SPDX-License-Identifier: Apache-2.0

import Alerts
import Rules
import Settings

/// What notifications say, by its English words; `{}` stands for what is filled in.
enum Phrase: String, CaseIterable {
  // Severities and statuses, as marks.
  case critical = "CRITICAL"
  case warning = "WARNING"
  case info = "INFO"
  case acknowledged, snoozed, resolved, expired
  // Kinds of groups, as marks.
  case overdueMark = "OVERDUE"
  case groupMark = "GROUP"
  case stormMark = "STORM"
  case digestMark = "DIGEST"
  case report
  // Names of facts.
  case rule, conversation, contact, channel, queue, agent, risk, severity, by, comment, until, why, fired
  case overdueBy = "overdue by"
  case assignedTo = "assigned to"
  case overBefore = "over before they were told"
  case answer = "Answer"
  // Why it is told.
  case causeFirst = "first"
  case causeOverdue = "overdue"
  case causeCleared = "cleared"
  case causeConversationClosed = "conversation closed"
  case causeLateEvent = "late event"
  case causeRuleRemoved = "rule removed"
  case causeForgotten = "forgotten"
  case causeEscalated = "nobody has acknowledged it yet"
  case causeRepeated = "still nobody has acknowledged it"
  case causeUndelivered = "a receiver before could not be reached"
  case causeAssigned = "assigned"
  case causeStillFiring = "it still fires after the snooze"
  case causeQuietOver = "it still fires, and is not kept quiet any more"
  case causeResolvedByPerson = "a person resolved it"
  case causeWrong = "a person said that it was wrong"
  // Sentences.
  case alerts = "{} alerts"
  case alertsOf = "{} alerts of '{}'"
  case fellDue = "{} fell due while Foreshock was not running, up to {} ago"
  case together = "{} together"
  case atOnce = "{} at once"
  case waited = "{} that waited, since there were too many"
  case andMore = "and {} more; in all {}"
  case isValue = "{} is {} ({})"
  // Lengths of time.
  case days = "{}d"
  case hours = "{}h"
  case minutes = "{}m"
  case seconds = "{}s"

  init(_ severity: Severity) {
    switch severity {
    case .critical: self = .critical
    case .warning: self = .warning
    case .info: self = .info
    }
  }

  init(_ kind: AlertGroup.Kind) {
    switch kind {
    case .overdue: self = .overdueMark
    case .group: self = .groupMark
    case .storm: self = .stormMark
    case .digest: self = .digestMark
    }
  }

  init(_ cause: Alert.Cause) {
    switch cause {
    case .first: self = .causeFirst
    case .overdue: self = .causeOverdue
    case .cleared: self = .causeCleared
    case .conversationClosed: self = .causeConversationClosed
    case .lateEvent: self = .causeLateEvent
    case .ruleRemoved: self = .causeRuleRemoved
    case .forgotten: self = .causeForgotten
    case .escalated: self = .causeEscalated
    case .repeated: self = .causeRepeated
    case .undelivered: self = .causeUndelivered
    case .acknowledged: self = .acknowledged
    case .assigned: self = .causeAssigned
    case .snoozed: self = .snoozed
    case .stillFiring: self = .causeStillFiring
    case .quietOver: self = .causeQuietOver
    case .resolvedByPerson: self = .causeResolvedByPerson
    case .wrong: self = .causeWrong
    }
  }
}

extension Phrasebook {
  /// The phrases of each language but English, whose words name them.
  static let tables: [AlertLanguage: [Phrase: String]] = [
    .arabic: arabic, .persian: persian, .simplifiedChinese: simplified, .traditionalChinese: traditional,
  ]

  private static let arabic: [Phrase: String] = [
    .critical: "حرج", .warning: "تحذير", .info: "للعلم", .acknowledged: "تم الاستلام", .snoozed: "مؤجَّل",
    .resolved: "انتهى", .expired: "انقضى", .overdueMark: "متأخر", .groupMark: "مجموعة",
    .stormMark: "سيل تنبيهات",
    .digestMark: "موجز", .report: "تقرير", .rule: "القاعدة", .conversation: "المحادثة",
    .contact: "جهة الاتصال",
    .channel: "القناة", .queue: "قائمة الانتظار", .agent: "الموظف", .risk: "الخطر", .severity: "الدرجة",
    .by: "بواسطة", .comment: "ملاحظة", .until: "حتى", .why: "السبب", .fired: "بدأ في",
    .overdueBy: "متأخر بمقدار",
    .assignedTo: "أُسند إلى", .overBefore: "انتهت قبل الإبلاغ عنها", .answer: "الرد", .causeFirst: "أول تنبيه",
    .causeOverdue: "متأخر", .causeCleared: "زال السبب", .causeConversationClosed: "أُغلقت المحادثة",
    .causeLateEvent: "حدث وصل متأخرًا", .causeRuleRemoved: "أُزيلت القاعدة", .causeForgotten: "لم يُسمع عنه شيء",
    .causeEscalated: "لم يستلمه أحد بعد", .causeRepeated: "ما زال لم يستلمه أحد",
    .causeUndelivered: "تعذّر الوصول إلى مستلم سابق", .causeAssigned: "أُسند",
    .causeStillFiring: "ما زال قائمًا بعد التأجيل", .causeQuietOver: "ما زال قائمًا ولم يعد مكتومًا",
    .causeResolvedByPerson: "أنهاه شخص", .causeWrong: "قال شخص إنه خاطئ", .alerts: "{} تنبيهات",
    .alertsOf: "{} تنبيهات من القاعدة «{}»", .fellDue: "{} استحقّت بينما كان Foreshock متوقفًا، أقدمها منذ {}",
    .together: "{} معًا", .atOnce: "{} دفعة واحدة", .waited: "{} انتظرت لكثرتها",
    .andMore: "و{} أخرى؛ المجموع: {}",
    .isValue: "{} قيمته {} ({})", .days: "{} ي", .hours: "{} س", .minutes: "{} د", .seconds: "{} ث",
  ]

  private static let persian: [Phrase: String] = [
    .critical: "بحرانی", .warning: "هشدار", .info: "اطلاع", .acknowledged: "پذیرفته شد",
    .snoozed: "به تعویق افتاد",
    .resolved: "برطرف شد", .expired: "منقضی شد", .overdueMark: "عقب‌افتاده", .groupMark: "گروه",
    .stormMark: "سیل هشدارها", .digestMark: "چکیده", .report: "گزارش", .rule: "قاعده", .conversation: "گفتگو",
    .contact: "مخاطب", .channel: "کانال", .queue: "صف", .agent: "کارشناس", .risk: "خطر", .severity: "شدت",
    .by: "توسط", .comment: "توضیح", .until: "تا", .why: "دلیل", .fired: "آغاز", .overdueBy: "تأخیر",
    .assignedTo: "سپرده به", .overBefore: "پیش از اطلاع‌رسانی پایان یافت", .answer: "پاسخ",
    .causeFirst: "نخستین هشدار", .causeOverdue: "عقب‌افتاده", .causeCleared: "علت برطرف شد",
    .causeConversationClosed: "گفتگو بسته شد", .causeLateEvent: "رویدادی که دیر رسید",
    .causeRuleRemoved: "قاعده حذف شد", .causeForgotten: "دیگر خبری از آن نرسید",
    .causeEscalated: "هنوز کسی آن را نپذیرفته است", .causeRepeated: "همچنان کسی آن را نپذیرفته است",
    .causeUndelivered: "گیرندهٔ پیشین در دسترس نبود", .causeAssigned: "سپرده شد",
    .causeStillFiring: "پس از تعویق همچنان برقرار است",
    .causeQuietOver: "همچنان برقرار است و دیگر بی‌صدا نیست",
    .causeResolvedByPerson: "شخصی آن را بست", .causeWrong: "شخصی گفت که نادرست بود", .alerts: "{} هشدار",
    .alertsOf: "{} هشدار از قاعدهٔ «{}»",
    .fellDue: "{} در زمانی که Foreshock خاموش بود سررسید شد، قدیمی‌ترین {} پیش", .together: "{} با هم",
    .atOnce: "{} یک‌باره", .waited: "{} که به سبب زیادی منتظر ماند", .andMore: "و {} دیگر؛ روی هم {}",
    .isValue: "{} برابر {} است ({})", .days: "{} روز", .hours: "{} ساعت", .minutes: "{} دقیقه",
    .seconds: "{} ثانیه",
  ]

  private static let simplified: [Phrase: String] = [
    .critical: "严重", .warning: "警告", .info: "提示", .acknowledged: "已确认", .snoozed: "已暂缓", .resolved: "已解除",
    .expired: "已过期", .overdueMark: "逾期", .groupMark: "合并", .stormMark: "告警风暴", .digestMark: "摘要",
    .report: "报告", .rule: "规则", .conversation: "会话", .contact: "联系人", .channel: "渠道", .queue: "队列",
    .agent: "客服", .risk: "风险", .severity: "级别", .by: "操作人", .comment: "备注", .until: "直到", .why: "原因",
    .fired: "触发于", .overdueBy: "逾期", .assignedTo: "指派给", .overBefore: "通知前已结束", .answer: "处理",
    .causeFirst: "首次触发", .causeOverdue: "逾期", .causeCleared: "条件已消除", .causeConversationClosed: "会话已关闭",
    .causeLateEvent: "迟到的事件", .causeRuleRemoved: "规则已移除", .causeForgotten: "长时间没有消息",
    .causeEscalated: "尚无人确认", .causeRepeated: "仍然无人确认", .causeUndelivered: "前一接收方无法送达",
    .causeAssigned: "已指派", .causeStillFiring: "暂缓结束后仍在触发", .causeQuietOver: "仍在触发，且不再被静默",
    .causeResolvedByPerson: "由人工解除", .causeWrong: "人工判定为误报", .alerts: "{} 条告警",
    .alertsOf: "{} 条“{}”告警", .fellDue: "{}在 Foreshock 停止期间到期，最早的在 {} 前", .together: "{}合并通知",
    .atOnce: "{}同时出现", .waited: "{}因数量过多而延后", .andMore: "另有 {} 条；合计 {}", .isValue: "{} 为 {}（{}）",
    .days: "{}天", .hours: "{}小时", .minutes: "{}分钟", .seconds: "{}秒",
  ]

  private static let traditional: [Phrase: String] = [
    .critical: "嚴重", .warning: "警告", .info: "提示", .acknowledged: "已確認", .snoozed: "已暫緩", .resolved: "已解除",
    .expired: "已過期", .overdueMark: "逾期", .groupMark: "合併", .stormMark: "警示風暴", .digestMark: "摘要",
    .report: "報告", .rule: "規則", .conversation: "對話", .contact: "聯絡人", .channel: "管道", .queue: "佇列",
    .agent: "客服人員", .risk: "風險", .severity: "等級", .by: "操作人", .comment: "備註", .until: "直到", .why: "原因",
    .fired: "觸發於", .overdueBy: "逾期", .assignedTo: "指派給", .overBefore: "通知前已結束", .answer: "處理",
    .causeFirst: "首次觸發", .causeOverdue: "逾期", .causeCleared: "條件已消除", .causeConversationClosed: "對話已關閉",
    .causeLateEvent: "遲到的事件", .causeRuleRemoved: "規則已移除", .causeForgotten: "長時間沒有消息",
    .causeEscalated: "尚無人確認", .causeRepeated: "仍然無人確認", .causeUndelivered: "前一接收者無法送達",
    .causeAssigned: "已指派", .causeStillFiring: "暫緩結束後仍在觸發", .causeQuietOver: "仍在觸發，且不再被靜音",
    .causeResolvedByPerson: "由人員解除", .causeWrong: "人員判定為誤報", .alerts: "{} 則警示",
    .alertsOf: "{} 則「{}」警示", .fellDue: "{}在 Foreshock 停止期間到期，最早的在 {} 前", .together: "{}合併通知",
    .atOnce: "{}同時出現", .waited: "{}因數量過多而延後", .andMore: "另有 {} 則；合計 {}", .isValue: "{} 為 {}（{}）",
    .days: "{}天", .hours: "{}小時", .minutes: "{}分鐘", .seconds: "{}秒",
  ]
}
