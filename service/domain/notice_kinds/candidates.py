"""From cultivation to the class of candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # cultivation
    "half_year_reviewed": NoticeText(
        ("半年考察结论", "Your half-year review"),
        (
            "党支部 {on} 对您作了半年考察。今后努力方向：{advice} 对考察结论有不同意见可以提出异议。",
            "Your branch reviewed your half year on {on}. Advice: {advice} You may object.",
        ),
        ("advice",),
    ),
    "support_planned": NoticeText(
        ("党支部为您安排了帮助措施", "Support is planned for you"),
        (
            "党支部研究后继续培养您，帮助措施：{advice}",
            "Your branch goes on cultivating you with support: {advice}",
        ),
        ("advice",),
    ),
    "review_failed_branch": NoticeText(
        ("一位发展对象没有通过政治审查", "A candidate has not passed the political review"),
        (
            "{subject}政治审查不合格或者暂缓，现在不能发展入党，结果已告知本人。请继续培养教育："
            "情况有变化的重新政审，条件还不成熟的回到积极分子继续培养考察；"
            "确有应当取消资格情形的，另行发起“取消积极分子资格”，写明事实和证据。",
            "{subject} has not passed the political review and knows it. Please go on with the cultivation: a new "
            "review when facts change, back to an activist's cultivation when it is too early. Only where there is a "
            "ground, with facts and evidence, open a disqualification.",
        ),
    ),
    "two_weak_reviews": NoticeText(
        ("一位积极分子连续两次考察较差", "Two weak reviews in a row"),
        (
            "{organization}报告：{subject}连续两次半年考察较差，支部建议另行按程序处理。"
            "这不是取消资格的决定，培养考察照常进行。",
            "{organization} reports two weak reviews of {subject} and asks for the proper procedure. "
            "Nothing is decided by this.",
        ),
    ),
    "contacts_changed": NoticeText(
        ("您的培养联系人有更换", "Your contacts have changed"),
        (
            "从 {on} 起，您的培养联系人有更换，请到“我的”查看。思想汇报交给新的联系人。",
            "Your contacts have changed from {on}. Please see My record.",
        ),
    ),
    # development candidate
    "candidate_not_agreed": NoticeText(
        ("上级党委暂不同意列为发展对象", "The upper committee does not agree yet"),
        (
            "上级党委研究后，暂不同意把您列为发展对象。理由：{explanation} "
            "培养时间连续计算，最早 {again} 可以再次提出。您可以提出异议。",
            "The upper committee does not agree to list you. Reason: {explanation} "
            "Your time goes on counting; try again from {again}. You may object.",
        ),
        ("explanation",),
    ),
    "candidate_not_listed": NoticeText(
        ("本次暂未列为发展对象", "Not listed as a candidate this time"),
        (
            "本次没有把您列为发展对象。理由：{explanation} 您仍是入党积极分子，"
            "培养考察照常进行；有不同意见可以提出异议。",
            "You were not listed as a development candidate. Reason: {explanation} You remain an activist "
            "and may object.",
        ),
        ("explanation",),
    ),
    "candidate_listed": NoticeText(
        ("您已列为发展对象", "You are a development candidate"),
        (
            "您已于 {on} 列为发展对象，并确定了入党介绍人，请到“我的”查看。下一步是政治审查和集中培训。",
            "You were listed as a development candidate on {on}; your introducers are in My record. Political "
            "review and training follow.",
        ),
    ),
    # political review
    "review_passed": NoticeText(
        ("政治审查合格", "Your political review is passed"),
        (
            "党组织对您的政治审查已于 {on} 形成结论：合格。下一步参加发展对象短期集中培训。",
            "The political review was concluded on {on}: passed. The short training comes next.",
        ),
    ),
    "review_deferred": NoticeText(
        ("政治审查暂缓", "Your political review is deferred"),
        (
            "党组织 {on} 研究，您的政治审查暂缓。原因：{deferred_reason} 条件具备后重新审查，您仍在培养考察之中。",
            "On {on} your political review was deferred: {deferred_reason} It will be taken up again.",
        ),
        ("deferred_reason",),
    ),
    "review_failed": NoticeText(
        ("政治审查结果", "Result of your political review"),
        (
            "党组织 {on} 形成的政治审查结论为：不合格，目前不能发展入党。您有不同意见，可以在 {until} 前在“待办”里"
            "提出异议，由没有经手的同志核实答复；情况变化后可以再次审查。",
            "The political review of {on} was not passed, so you cannot be admitted for now. You may object among your "
            "tasks until {until}; someone who had no part in it will look again.",
        ),
    ),
    # training of candidates
    "candidate_training_enrolled": NoticeText(
        ("请参加发展对象培训", "You are enrolled in a training class"),
        (
            "党组织安排您参加“{training}”，{on} 开班，地点：{training_place}。"
            "不能参加的请提前说明，未经培训一般不能发展入党。",
            "You are enrolled in “{training}” from {on} at {training_place}. Tell the organisation if you cannot come.",
        ),
        ("training_place",),
    ),
    "candidate_trained": NoticeText(
        ("培训已完成", "Your training is complete"),
        (
            "您的发展对象短期集中培训已于 {on} 登记完成，达到规定要求。下一步由党支部委员会审查。",
            "Your short training was registered on {on} and meets the rule. "
            "The branch committee's scrutiny comes next.",
        ),
    ),
    "training_exempt": NoticeText(
        ("培训按特殊情况办理", "A special case of training"),
        (
            "经街道党工委 {on} 研究，同意您的培训按个别特殊情况办理。说明：{consent_reason}",
            "On {on} the committee agreed to treat your training as a special case. {consent_reason}",
        ),
        ("consent_reason",),
    ),
}
