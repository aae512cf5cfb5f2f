"""From the scrutiny to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # admission
    "scrutiny_not_qualified": NoticeText(
        ("支部委员会审查结果", "Result of the branch committee's scrutiny"),
        (
            "党支部委员会 {on} 研究，认为您目前还需继续培养。理由：{reason} "
            "您仍是发展对象，对此有不同意见可以提出异议。",
            "On {on} the branch committee found that more time is needed. Reason: {reason} You may object.",
        ),
        ("reason",),
    ),
    "pre_review_returned": NoticeText(
        ("预审退回补正", "The pre-review came back"),
        (
            "上级党委 {on} 预审{subject}的材料，退回党支部补正。理由：{reason}",
            "The pre-review of {subject} on {on} came back to the branch. Reason: {reason}",
        ),
        ("reason",),
    ),
    "pre_review_failed": NoticeText(
        ("预审结果", "Result of the pre-review"),
        (
            "上级党委 {on} 预审，认为您目前还需继续培养。理由：{reason} 您仍是发展对象，对此有不同意见可以提出异议。",
            "On {on} the pre-review found that more time is needed. Reason: {reason} You may object.",
        ),
        ("reason",),
    ),
    "membership_form_issued": NoticeText(
        ("请填写《入党志愿书》", "Please fill in the membership form"),
        (
            "上级党委 {on} 预审合格，发给您《入党志愿书》，发放号 {number}。"
            "请在介绍人指导下如实填写，填好后在“待办”里登记。",
            "The pre-review of {on} passed; your membership form has the number {number}. Fill it in truthfully.",
        ),
    ),
    "assembly_late": NoticeText(
        ("支部大会超过一个月才召开", "An assembly met after more than a month"),
        (
            "{organization}于 {on} 召开支部大会讨论{subject}，超过了预审合格后一个月的期限（{due}），请了解原因。",
            "{organization} discussed {subject} on {on}, after the month from the pre-review had ended on {due}.",
        ),
    ),
    "assembly_not_passed": NoticeText(
        ("支部大会表决结果", "Result of the assembly"),
        (
            "{on} 的支部大会没有通过接收您为预备党员。理由：{reason} 今后努力方向：{advice} 您仍是发展对象，"
            "{again} 后可以再次提出。对此有不同意见可以提出异议。",
            "The assembly of {on} did not pass your admission. Reason: {reason} Advice: {advice} "
            "From {again} on it may be proposed again; you may object.",
        ),
        ("reason", "advice"),
    ),
    "approval_soon": NoticeText(
        ("支部大会后已满三个月", "Three months since the assembly"),
        (
            "{organization}于 {on} 通过接收{subject}，已满三个月，请抓紧审批（从收齐材料算起的期限是 {due}）。",
            "{organization} passed the admission of {subject} on {on}, three months ago; the approval is due on {due}.",
        ),
    ),
    "approval_late": NoticeText(
        ("审批超过三个月", "An approval is late"),
        (
            "{subject}的审批材料于 {on} 收齐，已满三个月还没有审批，请督促；最迟不得超过 {due}。",
            "The papers of {subject} were complete on {on}; three months have passed. {due} is the very last day.",
        ),
    ),
    "approval_lapsed": NoticeText(
        ("决议超过六个月，须重新表决", "A resolution has lapsed"),
        (
            "{organization} {on} 接收{subject}的决议，到 {due} 未经审批，不能再审批。请重新预审、重新召开支部大会，"
            "并向本人说明，这不是本人的原因。",
            "The resolution of {on} on {subject} was not approved by {due}. Pre-review and vote again, and explain it.",
        ),
    ),
    "admission_approved": NoticeText(
        ("您已被批准为中共预备党员", "You are admitted as a probationary member"),
        (
            "街道党工委 {on} 批准您为中共预备党员，预备期从 {assembly} 起，"
            "到 {until} 止。请参加编入的党支部、党小组的组织生活。",
            "Approved on {on}: you are a probationary member from {assembly} until {until}.",
        ),
    ),
    "admission_approved_branch": NoticeText(
        ("接收预备党员已批准", "An admission is approved"),
        (
            "街道党工委 {on} 批准{subject}为中共预备党员，预备期到 {until} 止。请及时编入党小组，一个月内组织宣誓。",
            "The admission of {subject} was approved on {on}; probation ends "
            "on {until}. Assign a group, hold the oath.",
        ),
    ),
    "admission_refused": NoticeText(
        ("审批结果", "Result of the approval"),
        (
            "街道党工委 {on} 研究，没有批准您为预备党员。理由：{reason} 您仍是发展对象，党支部会同您谈话；"
            "对此有不同意见可以提出异议。",
            "On {on} the committee did not approve your admission. Reason: "
            "{reason} You stay a candidate and may object.",
        ),
        ("reason",),
    ),
    "admission_refused_branch": NoticeText(
        ("接收预备党员未获批准", "An admission is not approved"),
        (
            "街道党工委 {on} 研究，没有批准接收{subject}。理由：{reason} 请同本人谈话，做好思想工作，继续培养。",
            "The admission of {subject} was not approved on {on}. Reason: {reason} Please talk with them.",
        ),
        ("reason",),
    ),
    # probation and conversion
    "conversion_apply": NoticeText(
        ("可以提出转正申请了", "You may apply for conversion"),
        (
            "您的预备期到 {until} 期满。请写好转正申请书交给党支部，并在待办里确认。",
            "Your probation ends on {until}. Please hand your application for conversion to the branch and confirm it.",
        ),
    ),
    "conversion_no_application": NoticeText(
        ("预备期满，没有收到转正申请", "Probation is over without an application"),
        (
            "{subject}的预备期到 {until} 期满，没有提出转正申请。请同本人谈话；支部仍应及时讨论。",
            "The probation of {subject} ended on {until} without an application. Please talk with them; the branch "
            "discusses it all the same.",
        ),
    ),
    "conversion_late": NoticeText(
        ("转正审批已超过三个月", "The approval of a conversion is late"),
        (
            "{organization}{subject}的转正决议应当在 {due} 前审批，请督促。",
            "The conversion of {subject}, {organization}, was due on {due}. Please see to it.",
        ),
    ),
    "conversion_full": NoticeText(
        ("您已转为正式党员", "You are a full member"),
        (
            "经支部大会讨论通过、上级党委批准，您转为中国共产党正式党员，党龄自 {on} 起算。",
            "By resolution of the branch and approval of the committee you are a full member; your Party age counts "
            "from {on}.",
        ),
    ),
    "probation_extended": NoticeText(
        ("您的预备期延长", "Your probation is extended"),
        (
            "经支部大会讨论通过、上级党委批准，您的预备期延长 {months} 个月，到 {until} 期满。预备期只能延长一次。"
            "对此有不同意见可以提出异议。",
            "Your probation is extended by {months} months, until {until}. It can be extended only once. You may "
            "object.",
        ),
    ),
    "probation_cancelled": NoticeText(
        ("您的预备党员资格被取消", "Your probation is cancelled"),
        (
            "经支部大会 {on} 讨论通过、上级党委批准，取消您的预备党员资格。这不是党纪处分，今后可以再次申请；"
            "对此有不同意见可以提出异议。",
            "By resolution of {on} and approval of the committee your probation is cancelled. This is no disciplinary "
            "measure; you may apply again later, and you may object.",
        ),
    ),
    "archived": NoticeText(
        ("您的入党材料已归档", "Your papers are filed"),
        (
            "您的入党材料已于 {on} 归档，发展党员个案到此办结。",
            "Your papers were filed on {on}; your case is complete.",
        ),
    ),
}
