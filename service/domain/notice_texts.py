"""The texts of notices: title and sentence, Chinese and English, made from a kind and plain parameters.

A notice says what happened, what follows and what the person may do; never a rank, never another person's figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.domain.messages import is_english


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What a kind of notice says. `answers`: fields of the form just completed that go into the text."""

    title: tuple[str, str]
    text: tuple[str, str]
    answers: tuple[str, ...] = ()


KINDS: Final[Mapping[str, NoticeText]] = {
    # any case
    "case_cancelled": NoticeText(
        ("一件个案已终止", "A case was cancelled"),
        (
            "{subject}的个案已由{who}终止，您在其中的待办已收回，不用再办。理由：{reason}",
            "{who} cancelled the case of {subject}; your task in it is taken back. Reason: {reason}",
        ),
    ),
    "application_withdrawn": NoticeText(
        ("一位同志撤回了入党申请", "Somebody withdrew their application"),
        (
            "{subject}本人撤回了入党申请，个案到此办结，在办的事项已收回，不用再办。不影响本人今后再次申请。",
            "{subject} withdrew the application; the case ends here and what was open in it is taken back. They may "
            "apply again at any time.",
        ),
    ),
    "roster_to_sign": NoticeText(
        ("名册等您签认", "A register waits for your signature"),
        (
            "{who}上传了名册“{name}”，其中本支部 {n} 人。请到“个案”里的“名册导入”逐人核对，有提醒的逐条确认，再签认。",
            "{who} brought the register “{name}” along, {n} of your branch. Please check them under Cases, Registers, "
            "confirm what is marked, and sign.",
        ),
    ),
    "roster_all_signed": NoticeText(
        ("名册已全部签认", "A register is signed"),
        (
            "各党支部都已签认“{name}”，可以到“名册导入”接续个案。",
            "Every branch has signed “{name}”; the cases can go on under Registers.",
        ),
    ),
    "roster_done": NoticeText(
        ("名册个案已接续", "The register's cases go on"),
        (
            "“{name}”：接续 {entered} 件，没有接续 {refused} 件。没有接续的可在“名册导入”下载清单。",
            "“{name}”: {entered} cases go on, {refused} do not; see the list under Registers.",
        ),
    ),
    "roster_undone": NoticeText(
        ("名册导入已撤回", "The register was taken back"),
        (
            "“{name}”：撤回 {undone} 件；{kept} 件已经有人办理，保留。",
            "“{name}”: {undone} cases taken back; {kept} had been worked on and stay.",
        ),
    ),
    "delivery_dead": NoticeText(
        ("一条外发任务送不出去", "A delivery failed"),
        (
            "“{name}”多次发送仍不成功，请到“外发任务”处理。此后送不出去的也列在那里。",
            "“{name}” could not be delivered. Please see Deliveries; later failures are listed there, too.",
        ),
    ),
    "case_returned": NoticeText(
        ("一件个案被退回", "A case was returned"),
        (
            "{who}把{subject}的个案退回到“{title}”，您办理过的环节需要重办，届时会再出现在您的待办里。理由：{reason}",
            "{who} returned the case of {subject} to “{title}”. What you did will come to you again. Reason: {reason}",
        ),
    ),
    "sealed_read": NoticeText(
        ("有人查看了单独密封的材料", "A sealed record was opened"),
        (
            "{who}于 {day} 查看了{subject}“{title}”里单独密封的内容。用途：{purpose}。说明：{note}",
            "{who} opened the sealed part of “{title}” of {subject} on {day}. {purpose}: {note}",
        ),
    ),
    "sealed_reader": NoticeText(
        ("请您查看单独密封的材料", "You may read a sealed record"),
        (
            "{who}指定您查看{subject}“{title}”里单独密封的内容，{until} 前有效。每次查看都有登记。",
            "{who} named you to read the sealed part of “{title}” of {subject} until {until}; each look is logged.",
        ),
    ),
    "done_in_your_name": NoticeText(
        ("有人代您办理了事项", "Something was done in your name"),
        (
            "{who}于 {day} 代您办理了 {n} 件。明细见“代理”。",
            "{who} did {n} things in your name on {day}. See Substitution.",
        ),
    ),
    "substitution_set": NoticeText(
        ("请您代理", "You stand in for somebody"),
        (
            "{from} 至 {to}，您代理{principal}办理待办；相关事项会标明“代”，以双方名义留痕。",
            "From {from} to {to} you stand in for {principal}; both names are kept on record.",
        ),
    ),
    "substitution_set_for_you": NoticeText(
        ("已为您设置代理", "Somebody stands in for you"),
        (
            "安全管理员已安排{who}在 {from} 至 {to} 代您办理待办。如有不妥，您可随时结束。",
            "{who} stands in for you from {from} to {to}, set by the security administrator. You may end it.",
        ),
    ),
    "substitution_ended": NoticeText(
        ("代理已结束", "A substitution has ended"),
        ("{who}代理{principal}的安排已结束。", "{who} no longer stands in for {principal}."),
    ),
    "signer_asked": NoticeText(
        ("请您签署意见", "Your opinion is asked"),
        (
            "{who}就{subject}的“{title}”请您签署意见，请于 {due} 前答复。说明：{reason}",
            "{who} asks for your opinion on “{title}” of {subject} by {due}. {reason}",
        ),
    ),
    "signer_added": NoticeText(
        ("请您参加会签", "You are to sign a step"),
        (
            "{who}请您参加{subject}的“{title}”会签，已列入您的待办。说明：{reason}",
            "{who} added you to those who sign “{title}” of {subject}; it is among your tasks. {reason}",
        ),
    ),
    "signer_removed": NoticeText(
        ("不用再签署意见", "Your opinion is no longer needed"),
        (
            "{who}撤回了就{subject}的“{title}”请您签署意见的请求。理由：{reason}",
            "{who} took back the request for your opinion on “{title}” of {subject}. Reason: {reason}",
        ),
    ),
    "signer_agree": NoticeText(
        ("收到一份会签意见", "An opinion has arrived"),
        ("{who}对{subject}的“{title}”签署意见：同意。", "{who} agrees on “{title}” of {subject}."),
    ),
    "signer_disagree": NoticeText(
        ("收到一份会签意见", "An opinion has arrived"),
        ("{who}对{subject}的“{title}”签署意见：不同意。", "{who} disagrees on “{title}” of {subject}."),
    ),
    "signer_decline": NoticeText(
        ("一位同志说明不签", "Somebody asked has declined"),
        ("{who}说明不就{subject}的“{title}”签署意见。", "{who} declined to give an opinion on “{title}” of {subject}."),
    ),
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
    # points
    "points_published": NoticeText(
        ("积分已公示", "Points are published"),
        (
            "{period}积分已在支部公示，到 {until} 止。您的合计为 {total} 分，{band}。有异议请在公示期内提出。",
            "The points of {period} are posted in the branch until {until}. Your total is {total}, {band}. You may "
            "object until then.",
        ),
    ),
    "sunshine_member_published": NoticeText(
        ("您拟评为阳光党员，正在公示", "You are to be named a sunshine member"),
        (
            "{year} 年度阳光党员评选，您拟评为阳光党员，公示到 {until}。",
            "You are to be named a sunshine member of {year}; the notice runs until {until}.",
        ),
    ),
    "sunshine_member_named": NoticeText(
        ("您被评为阳光党员", "You are a sunshine member"),
        ("您被评为 {year} 年度阳光党员，证书编号 {number}。", "You are a sunshine member of {year}, no. {number}."),
    ),
    "sunshine_member_not": NoticeText(
        ("本年度评选结果", "The result of this year's choice"),
        (
            "{year} 年度阳光党员评选，您被提名，本次没有选上。理由：{reason} 有异议可以向街道组织办提出，"
            "不影响其他事项。",
            "You were named for {year} and not chosen. Reason: {reason} You may object; nothing else depends on it.",
        ),
    ),
    "sunshine_members_posted": NoticeText(
        ("阳光党员名单公示", "The list of sunshine members is announced"),
        (
            "{year} 年度拟评阳光党员名单已在“组织”页公示，请安排片区和单位公开栏张贴到 {until}，收到异议的及时登记。",
            "The list of {year} is on the organisations' pages; have it posted until {until} and note objections.",
        ),
    ),
    "selection_late": NoticeText(
        ("提名截止日已到", "Names were due"),
        (
            "{year} 年度阳光党员评选的提名截止日是 {due}，请提醒还没有提名的党组织；逾期仍可以补报。",
            "Names for {year} were due on {due}; please remind whoever has not answered.",
        ),
    ),
    "star_published": NoticeText(
        ("您的拟评星级已公示", "Your stars are published"),
        (
            "{year} 年度星级党员评定，您拟评为 {stars}。各部分得分在您的待办里，{until} 前可以提出异议。"
            "评定只用于党内激励。",
            "In the rating of {year} you are to have {stars}. Your own parts are among your tasks; you may object "
            "until {until}. It serves honours inside the Party only.",
        ),
    ),
    "star_awarded": NoticeText(
        ("星级已确定", "Your stars stand"),
        ("{year} 年度星级党员评定，您评为 {stars}。", "In the rating of {year} you have {stars}."),
    ),
    "correction_asked": NoticeText(
        ("有人请求更正您的一条积分", "Somebody asks to correct an entry of yours"),
        (
            "支部发现“{item}”（{event_date}）这条积分可能记错，请街道组织办核实。这不是决定；核实后会告诉您结论和理由。",
            "The branch thinks that “{item}” ({event_date}) may be recorded wrongly; the street office will look at "
            "it. This is no decision; you will be told the result and why.",
        ),
    ),
    "correction_proposed": NoticeText(
        ("您的一条积分拟作更正", "An entry of yours is to be corrected"),
        (
            "“{item}”（{event_date}）拟作更正。理由：{explanation} 详情在您的待办里，{due} 前可以提出异议；"
            "异议期间不更正。",
            "“{item}” ({event_date}) is to be corrected. Reason: {explanation} See your tasks; you may object until "
            "{due}, and nothing changes while you do.",
        ),
        ("explanation",),
    ),
    "correction_refused": NoticeText(
        ("更正请求核实完毕，原记录保留", "The entry stays as it is"),
        (
            "关于“{item}”（{event_date}）的更正请求已核实，原记录保留。理由：{explanation}",
            "The request to correct “{item}” ({event_date}) was examined; the entry stays. Reason: {explanation}",
        ),
        ("explanation",),
    ),
    "correction_dropped": NoticeText(
        ("本人异议成立，不作更正", "The person's objection is upheld"),
        (
            "关于“{item}”（{event_date}）的更正，本人的异议成立，原记录保留。",
            "The objection against correcting “{item}” ({event_date}) is upheld; the entry stays.",
        ),
    ),
    "correction_made": NoticeText(
        ("积分已更正", "The entry is corrected"),
        (
            "“{item}”（{event_date}）已经更正：原记录和冲销记录都留在台账里，另有新记录的会再告诉本人。",
            "“{item}” ({event_date}) is corrected: the entry and its reversal stay in the ledger; a new entry, if "
            "there is one, is told separately.",
        ),
    ),
    "data_request_received": NoticeText(
        ("个人信息请求已收到", "Your request has arrived"),
        (
            "您的个人信息请求已收到，由个人信息保护负责人研究，{due} 前答复您。",
            "Your request about your personal data has arrived; you will have an answer by {due}.",
        ),
    ),
    "data_request_granted": NoticeText(
        ("个人信息请求已同意", "Your request is granted"),
        ("您的个人信息请求已同意。{explanation}", "Your request about your personal data is granted. {explanation}"),
        ("explanation",),
    ),
    "data_request_done": NoticeText(
        ("个人信息请求已办理", "Your request is done"),
        ("您的个人信息请求已办理：{result}", "Your request about your personal data is done: {result}"),
        ("result",),
    ),
    "data_request_refused": NoticeText(
        ("个人信息请求未同意", "Your request is refused"),
        (
            "您的个人信息请求未同意。理由：{explanation} 您可以向履行个人信息保护职责的部门投诉。",
            "Your request about your personal data is refused. {explanation} You may complain to the authority for "
            "the protection of personal information.",
        ),
        ("explanation",),
    ),
    "data_request_late": NoticeText(
        ("对您请求的答复已逾期", "The answer to your request is late"),
        (
            "您的个人信息请求到期没有答复，已报街道党工委书记督促。您的权利不受影响。",
            "Your request about your personal data was not answered in time; the town secretary has been told.",
        ),
    ),
    "data_request_late_office": NoticeText(
        ("有个人信息请求到期没有答复", "A personal data request is late"),
        (
            "{organization}{subject}的个人信息请求应当在 {due} 前答复，请督促个人信息保护负责人。",
            "The personal data request of {subject}, {organization}, was due on {due}; please see to it.",
        ),
    ),
    "objection_received": NoticeText(
        ("异议已收到", "Your objection has arrived"),
        (
            "您对“{item}”（{event_date}）的异议已收到，由没有经手的人核实，{due} 前书面答复您。",
            "Your objection to “{item}” ({event_date}) has arrived. Somebody who had no part in it examines it; you "
            "will have an answer with reasons by {due}.",
        ),
    ),
    "objection_late": NoticeText(
        ("对您异议的答复已逾期", "The answer to your objection is late"),
        (
            "您对“{item}”（{event_date}）的异议到期没有答复，已报街道党工委书记督促。您的权利不受影响。",
            "Your objection to “{item}” ({event_date}) was not answered in time; the town secretary has been told. "
            "Your rights are not touched.",
        ),
    ),
    "objection_late_office": NoticeText(
        ("有异议到期没有答复", "An objection is late"),
        (
            "{organization}{subject}对“{item}”的异议应当在 {due} 前答复，请督促街道组织办。",
            "The objection of {subject}, {organization}, to “{item}” was due on {due}; please see to it.",
        ),
    ),
    "objection_final": NoticeText(
        ("复核后维持原记录", "The review keeps the record"),
        (
            "您对“{item}”（{event_date}）的异议经上一级复核未成立，原记录保留。理由：{explanation}",
            "The review does not uphold your objection to “{item}” ({event_date}). {explanation}",
        ),
        ("explanation",),
    ),
    "objection_upheld": NoticeText(
        ("异议成立，已更正", "Your objection is upheld"),
        (
            "您对“{item}”（{event_date}）的异议成立，原记录予以更正。理由：{explanation}",
            "Your objection to “{item}” ({event_date}) is upheld; the record is corrected. {explanation}",
        ),
        ("explanation",),
    ),
    "objection_rejected": NoticeText(
        ("异议未成立", "Your objection is not upheld"),
        (
            "您对“{item}”（{event_date}）的异议未成立，原记录保留。理由：{explanation} 您可以请上一级复核一次。",
            "Your objection to “{item}” ({event_date}) is not upheld. {explanation} You may ask the next level to "
            "review it once.",
        ),
        ("explanation",),
    ),
    # the case as a whole
    "transferred_out": NoticeText(
        ("您的材料已转出", "Your papers have gone on"),
        (
            "您的发展党员材料已转往新的党组织，这里的个案办结。培养教育的时间连续计算。",
            "Your papers have gone to your new organisation and the case here is closed. The time counts on.",
        ),
    ),
    "death_recorded": NoticeText(
        ("一位同志的去世已登记", "A death is on record"),
        (
            "{subject}的去世已核对登记，本人不再收到任何通知。须另行指定培养联系人的有 {contacts} 人，"
            "另有 {open} 件在办事项请按个案页面终止。材料请妥善保管。",
            "The death of {subject} is on record. {contacts} people need another contact; {open} other open cases are "
            "to be cancelled on their pages. Please keep the papers with care.",
        ),
    ),
    "post_of_deceased": NoticeText(
        ("请收回岗位、停用账号", "Please end posts and an account"),
        (
            "{subject}已去世，请在“岗位”“账号”里收回岗位、停用账号。",
            "{subject} has died. Please end the posts and deactivate the account.",
        ),
    ),
    "activist_census_late": NoticeText(
        ("积极分子摸底到期未完成", "Your part of the census is late"),
        (
            "“{name}”应当在 {due} 前完成，请尽快核对名册、请书记签认，并落实差异。",
            "“{name}” was due on {due}. Please check the register, have it signed and put the differences right.",
        ),
    ),
    "transfer_late": NoticeText(
        ("一件转接材料逾期未送出", "A transfer is late"),
        (
            "{subject}的培养材料应在 {due} 前转出，现已逾期，请督促{organization}。",
            "The papers of {subject} were to be sent by {due}. Please urge {organization}.",
        ),
    ),
    "transfer_examine_late": NoticeText(
        ("一件转入审查逾期", "The examination of a newcomer is late"),
        (
            "{organization}应在 {due} 前对转入的{subject}作出审查结论，现已逾期，请督促。",
            "{organization} was to examine the papers of {subject}, a newcomer, by {due}. Please urge them.",
        ),
    ),
    "transfer_accepted": NoticeText(
        ("新的党组织已接收", "Your new organisation has taken over"),
        (
            "自 {on} 起，您的发展党员事项由{organization}继续办理。培养教育的时间连续计算，"
            "原来的考察、积分记录一并接续，个案编号不变。",
            "From {on} on {organization} goes on with your case. The time counts on, reviews and points go along, and "
            "the number of the case stays.",
        ),
    ),
    "transfer_went": NoticeText(
        ("转出的同志已被接收", "Somebody who moved has been taken over"),
        (
            "{subject}的培养材料已由{receiving}接收（{on}），个案随人转移，本支部不再办理。",
            "{receiving} has taken over {subject} on {on}; the case went along and nothing is left to do here.",
        ),
    ),
    "transfer_arrived": NoticeText(
        ("一位外地转入的同志已接收", "A newcomer has been taken over"),
        (
            "{subject}已于 {on} 接收，阶段和日期已记入名册。请发起“发展党员全程”，选“名册上已有阶段，按实际阶段接续”。",
            "{subject} was taken over on {on}; stage and days are on the register. Please open a membership case and "
            "choose “Recorded on the register”.",
        ),
    ),
    "transfer_doubted": NoticeText(
        ("转入审查有疑问，请您陈述", "A doubt about your transfer: please be heard"),
        (
            "{organization}审查转来的材料后，拟对您的预备党员资格不予承认。您可以在 {due} 前陈述、申辩，提出证明材料；"
            "之后报区委组织部审批，批准以前资格不变。",
            "{organization} has examined your papers and does not mean to recognise your probationary membership. You "
            "may be heard until {due}; then the district decides, and until then nothing changes.",
        ),
    ),
    "transfer_not_recognised": NoticeText(
        ("不予承认预备党员资格", "Your probationary membership is not recognised"),
        (
            "经审查并报县级以上党委组织部门批准，{organization}对您的预备党员资格不予承认（{on}）。不服的，可以提出申诉。",
            "After examination, and with the approval of the organisation department, {organization} does not "
            "recognise your probationary membership ({on}). You may object.",
        ),
    ),
    "case_stopped": NoticeText(
        ("您的发展党员个案已办结", "Your case is closed"),
        (
            "有关决定已生效，您的发展党员个案办结。个人信息按保管期限的规定精简。",
            "The decision has taken effect and your case is closed. Personal data is reduced as the rules say.",
        ),
    ),
    "case_ended_by_death": NoticeText(
        ("一件个案因本人去世办结", "A case ended with a death"),
        (
            "{subject}已去世，个案办结，在办的事项已收回。请妥善保管有关材料。",
            "{subject} has died; the case is closed and open work taken back. Please keep the papers with care.",
        ),
    ),
    "stages_opened": NoticeText(
        ("培养考察已经开启", "Cultivation is open"),
        (
            "在“培养考察”前等候的 {n} 件个案已经继续，到考察日会出现在各支部的待办里。",
            "{n} cases that waited before cultivation have gone on.",
        ),
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
    # organisations
    "org_reply_late": NoticeText(
        ("成立党组织的请示应当答复", "A request to found an organisation is due"),
        (
            "{organization}关于成立“{name}”的请示应当在一个月内（{due} 前）答复，请安排研究。",
            "The request of {organization} to found “{name}” was to be answered within a month, by {due}.",
        ),
    ),
    "org_refused": NoticeText(
        ("成立党组织的请示未获同意", "A request to found an organisation is refused"),
        (
            "“{name}”的成立请示经街道党工委研究，暂不同意。理由：{reason}",
            "The town committee does not agree to found “{name}” yet. Reason: {reason}",
        ),
        ("reason",),
    ),
    "step_urged": NoticeText(
        ("请办理一项待办", "A step waits for you"),
        (
            "{who}提醒：{subject}的“{title}”{due} 到期，请及时办理；办不了的，请说明情况或者请人代办。",
            "{who} reminds you: “{title}” for {subject} is due {due}. If you cannot do it, say so or let somebody "
            "stand in.",
        ),
    ),
    "term_reminder": NoticeText(
        ("任期将满，请准备换届", "A term is about to end"),
        (
            "{organization}本届任期到 {term_end} 届满，还有约 {months} 个月，请按期筹备换届；需要延期的请提前报批。",
            "The term of {organization} ends on {term_end}, in about {months} months. Please prepare the election, or "
            "ask in time for an extension.",
        ),
    ),
    "committee_installed": NoticeText(
        ("新一届领导班子已任职", "A committee has taken office"),
        (
            "{name}新一届领导班子已任职，共 {n} 个职务，任期到 {until}。",
            "The new committee of {name} has taken office with {n} posts, until {until}.",
        ),
    ),
    "joint_consents_late": NoticeText(
        ("联合党委征求意见到期", "Answers on a joint committee are due"),
        (
            "“{name}”征求各单位意见应当在 {due} 前答复，请督促尚未答复的单位。",
            "The units' answers on “{name}” were due on {due}.",
        ),
    ),
    "sunshine_notice": NoticeText(
        ("阳光党组织公示", "A sunshine organisation is announced"),
        (
            "{organization}拟命名为阳光党组织，请在片区和单位公开栏公示到 {until}，有异议的向街道组织办反映。",
            "{organization} is to be named a sunshine organisation; please post it until {until}.",
        ),
    ),
    "sunshine_withdrawn": NoticeText(
        ("取消阳光党组织命名", "A sunshine organisation is no longer one"),
        ("{organization}的阳光党组织命名已取消。理由：{reason}", "{organization} is no longer one. Reason: {reason}"),
        ("reason",),
    ),
    "sunshine_closed": NoticeText(
        ("自评截止日已到", "Self-scoring was to be done"),
        (
            "{round}的自评截止日是 {due}，尚未提交的党组织请片区提醒；逾期仍可以补报。",
            "The self-scoring of {round} was due on {due}; please remind whoever has not answered.",
        ),
    ),
    "census_late": NoticeText(
        ("企业摸排到期未完成", "A census is late"),
        (
            "“{park}”企业摸排应当在 {due} 前走访完毕，请督促尚未走访的企业。",
            "The visits of the census of “{park}” were due on {due}.",
        ),
    ),
    "census_done": NoticeText(
        ("企业摸排和组建情况", "Census and coverage"),
        (
            "“{park}”共 {n} 家企业：组织覆盖率由 {before} 到 {after}，工作覆盖率由 {work_before} 到 {work_after}。",
            "“{park}”, {n} enterprises: organisation coverage from {before} to {after}, work coverage from "
            "{work_before} to {work_after}.",
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
    # training programmes
    "programme_invited": NoticeText(
        ("请参加培训", "Please attend the training"),
        (
            "{training}第 {phase} 期：{starts_on} 至 {ends_on}，地点：{place}，{hours} 学时。"
            "这一期不能参加的请告诉培训管理员，另行安排。",
            "{training}, phase {phase}: {starts_on} to {ends_on}, {place}, {hours} hours. If you cannot come, tell the "
            "training administrator: there is another phase.",
        ),
    ),
    "programme_certified": NoticeText(
        ("培训学时已登记", "Training hours recorded"),
        (
            "{training}：您已参加，记 {hours} 学时，{year} 年累计 {total} 学时。结业证明 {certificate_no}。",
            "{training}: {hours} hours recorded, {total} in {year}. Certificate {certificate_no}.",
        ),
    ),
    # exams
    "exam_invited": NoticeText(
        ("请参加上机考试", "Please sit the exam"),
        (
            "{exam}：{opens} 至 {closes} 之间任选时间，答题 {minutes} 分钟，从“考试”进入，电脑、手机都可以。"
            "未合格的可以免费补考。需要纸质答卷或者有人读题的，请告诉监考员。",
            "{exam}: any time between {opens} and {closes}, {minutes} minutes, at a computer or phone, under “Exams”. "
            "Who does not pass sits again free of charge. Ask the invigilator for paper or a reader.",
        ),
    ),
    "exam_invited_paper": NoticeText(
        ("请参加纸质考试", "Please sit the exam on paper"),
        (
            "{exam}：您使用纸质答卷，时间在 {opens} 至 {closes} 之间，答题 {minutes} 分钟，请按监考员通知到场。",
            "{exam}: you sit on paper between {opens} and {closes}, {minutes} "
            "minutes; the invigilator tells you where.",
        ),
    ),
    "exam_passed": NoticeText(
        ("考试合格", "Exam passed"),
        ("{exam}：您的成绩 {score} 分，合格。", "{exam}: {score} points, passed."),
    ),
    "exam_not_passed": NoticeText(
        ("考试成绩", "Exam score"),
        (
            "{exam}：您的成绩 {score} 分，合格线 {pass_mark} 分。成绩只用于学习，不影响您的权利。有疑问可以提出异议。",
            "{exam}: {score} points; the pass mark is {pass_mark}. It serves learning only. You may object.",
        ),
    ),
    # training
    "training_invited": NoticeText(
        ("请参加年度培训", "Please attend the yearly training"),
        (
            "{training}：{starts_on} 至 {ends_on}，地点：{place}，{hours} 学时。不能参加的请请假，"
            "请假不扣分，另行补课。",
            "{training}: {starts_on} to {ends_on}, {place}, {hours} hours. If you cannot come, ask for leave: it "
            "costs nothing and there is a make-up.",
        ),
    ),
    "training_certified": NoticeText(
        ("培训合格", "Training certified"),
        (
            "{training}：您已合格，结业证明 {certificate_no}，记积分 {points} 分。",
            "{training}: you are certified ({certificate_no}), {points} points recorded.",
        ),
    ),
    "training_not_certified": NoticeText(
        ("培训暂未认定合格", "Training not certified"),
        (
            "{training}：暂未认定您合格。理由：{reason} 有不同意见可以提出异议。",
            "{training}: you are not certified. Reason: {reason} You may object.",
        ),
    ),
}


def title(kind: str, lang: str) -> str:
    """Return the title of a kind of notice."""
    entry = KINDS.get(kind)
    return kind if entry is None else entry.title[is_english(lang)]


def text(kind: str, params: Mapping[str, Any], lang: str) -> str:
    """Make the text of a notice; what a parameter lacks is left out, never an exception."""
    entry = KINDS.get(kind)
    shown = _Shown({name: str(value) for name, value in params.items() if value is not None})
    return "" if entry is None else entry.text[is_english(lang)].format_map(shown)


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "—"
