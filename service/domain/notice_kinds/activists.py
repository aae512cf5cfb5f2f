"""From the application to an activist: the talk, recommendation rounds, confirmation, and losing that status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    # application
    "talk_done": NoticeText(
        ("谈话已记录", "Your talk is on record"),
        (
            "党组织已于 {on} 同您谈话。您现在是入党申请人，下一步等候党员推荐或群团推优。",
            "The organisation talked with you on {on}. You are an applicant; the next step is a recommendation.",
        ),
    ),
    "apply_elsewhere": NoticeText(
        ("请向对应的党组织申请", "Please apply to another organisation"),
        (
            "您的入党申请应由{organization}受理。说明：{advice} 这不是拒绝申请，征得您同意后可以代为转交。",
            "Your application belongs to {organization}. {advice} This is no refusal; with your consent we pass it on.",
        ),
        ("advice",),
    ),
    "talk_overdue_unexplained": NoticeText(
        ("谈话逾期未说明", "A talk is overdue without a word"),
        (
            "{organization}应当同{subject}谈话，已超过一个月，五个工作日内也没有说明原因，请督促。",
            "{organization} has not talked with {subject} within a month and gave no reason. Please urge them.",
        ),
    ),
    "withdrawn": NoticeText(
        ("您的申请已撤回", "Your application is withdrawn"),
        (
            "您的入党申请已按您的意愿撤回，个案已办结。以后随时可以再次申请。",
            "Your application is withdrawn as you wished and the case is closed. You may apply again at any time.",
        ),
    ),
    # activist
    "activist_confirmed": NoticeText(
        ("您已被确定为入党积极分子", "You are confirmed as an activist"),
        (
            "经党支部 {on} 研究确定并报上级备案，您已列为入党积极分子，培养考察时间自这一天起算。",
            "The branch confirmed you on {on} and filed it; your cultivation counts from that day.",
        ),
    ),
    "not_confirmed": NoticeText(
        ("本次暂未确定为积极分子", "Not confirmed this time"),
        (
            "党支部 {on} 研究，暂不确定您为入党积极分子。理由：{reason} 今后努力方向：{advice} 您仍是入党申请人，"
            "对此有不同意见可以提出异议。",
            "On {on} the branch did not confirm you yet. Reason: {reason} Advice: {advice} You remain an applicant "
            "and may object.",
        ),
        ("reason", "advice"),
    ),
    # recommendation round
    "round_list": NoticeText(
        ("请公示推荐结果", "Please post the provisional results"),
        (
            "{round}：请在支部公布拟推荐人选（{names}），到 {until} 止，期满撤下。异议由街道组织办受理。",
            "{round}: please post the provisional list ({names}) until {until}. Objections go to the town office.",
        ),
    ),
    "round_announced": NoticeText(
        ("您已列入拟推荐名单", "You are on the provisional list"),
        (
            "{round}：您已列入拟推荐名单，在支部范围公布到 {until}。公布姓名、性别、年龄、支部、职业类别和申请日期。",
            "{round}: you are on the provisional list, posted in the branch until {until}.",
        ),
    ),
    "recommended": NoticeText(
        ("您被推荐为积极分子人选", "You are recommended"),
        (
            "{round}：经党支部研究推荐并公示，您被推荐为入党积极分子人选。理由：{reason} 下一步由支部委员会研究确定。",
            "{round}: your branch recommends you. Reason: {reason} Next, the branch committee decides.",
        ),
    ),
    "not_recommended": NoticeText(
        ("本次未被推荐", "Not recommended this time"),
        (
            "{round}：党支部研究后，本次暂缓推荐您。理由：{reason} 您仍是入党申请人，可参加下一轮；"
            "有不同意见可以提出异议。",
            "{round}: the branch did not recommend you this time. Reason: {reason} You remain an applicant, may take "
            "part in the next round, and may object.",
        ),
    ),
    "recommendation_withdrawn": NoticeText(
        ("推荐结果已撤下", "Your recommendation was taken back"),
        (
            "{round}：公示期间收到异议，经核实，您的推荐已撤下。理由：{reason} 您可以提出异议。",
            "{round}: after an objection was checked, your recommendation was taken back. Reason: {reason} "
            "You may object.",
        ),
    ),
    "not_nominated": NoticeText(
        ("本次未被提名", "Not nominated this time"),
        (
            "{round}：您在推荐范围内，本次党员推荐和群团推优没有提名您。您仍是入党申请人，可参加下一轮。",
            "{round}: you were on the list but not nominated this time. You remain an applicant.",
        ),
    ),
    "branch_not_reported": NoticeText(
        ("所在支部本轮没有上报", "Your branch did not report"),
        (
            "{round}：您所在的党支部没有在截止前上报，本轮没有推荐结果。这不是您的责任，"
            "您仍是入党申请人，可参加下一轮。",
            "{round}: your branch did not report in time, so there is no result. This is not your fault; you remain an "
            "applicant.",
        ),
    ),
    "not_listed": NoticeText(
        ("本次未列入推荐范围", "Not on this year's list"),
        (
            "{round}：本次没有把您列入推荐范围。理由：{reason} 您仍是入党申请人，"
            "可参加下一轮；有不同意见可以提出异议。",
            "{round}: you were not put on the list. Reason: {reason} You remain an applicant and may object.",
        ),
    ),
    # cancelling an activist's status
    "ground_notice": NoticeText(
        ("请您了解一项情况并陈述意见", "Please read this and be heard"),
        (
            "党支部登记了您的一项情形：{ground}（{version}）。这不是决定。您有权了解依据；请签收后在 {due} 前"
            "陈述申辩，可以书面，也可以当面。不提交不视为承认。",
            "The branch has registered a ground concerning you: {ground} ({version}). This is no decision. You may "
            "see the evidence and be heard until {due}; saying nothing admits nothing.",
        ),
    ),
    "ground_kept": NoticeText(
        ("这件事不作处理", "The matter is closed without effect"),
        (
            "关于“{ground}”，不作处理，您的入党积极分子资格不变。",
            "Nothing follows from “{ground}”; your standing as an activist is unchanged.",
        ),
    ),
    "ground_extended": NoticeText(
        ("延长培养", "Cultivation goes on"),
        (
            "关于“{ground}”，党支部研究决定不取消资格，延长培养。理由：{reason}",
            "About “{ground}”: you remain an activist and are cultivated longer. {reason}",
        ),
        ("reason",),
    ),
    "ground_decided": NoticeText(
        ("处理决定书", "A decision concerning you"),
        (
            "关于“{ground}”（{version}），已集体研究并备案，决定书和理由在您的待办里。请签收；签收后十个工作日内"
            "可以提出异议，异议期间不执行。",
            "A decision about “{ground}” ({version}) waits among your tasks with its reasons. You may object within "
            "ten working days of receiving it; until then it has no effect.",
        ),
    ),
    "ground_cancelled": NoticeText(
        ("取消资格的决定已生效", "The decision has taken effect"),
        (
            "关于“{ground}”，取消入党积极分子资格的决定已生效。自 {again_from} 起可以再次申请入党。",
            "The decision about “{ground}” has taken effect. You may apply again from {again_from}.",
        ),
    ),
}
