"""What concerns any case and anybody who works: asked, handed over, read, sent, taken along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.notice_kinds.shape import NoticeText

KINDS: Final[Mapping[str, NoticeText]] = {
    "step_stranded": NoticeText(
        ("一件事没有人能办", "A step waits for nobody"),
        (
            "“{title}”该由{organization}的{role}办理，现在没有人能办：岗位空缺，担任的人没有能用的账号，或者都须回避。"
            "请安全管理员把岗位授予另一位同志（须回避的，代理不行），没有账号的由系统管理员开通；"
            "不能补充的，由街道组织办退回上一步或者终止个案。",
            "“{title}” is for {role} of {organization}; nobody can do it: the post is vacant, or its holders have "
            "no account that is open or must keep out. The security administrator can give the post to somebody "
            "else (a substitute is kept out, too), the system administrator can open an account; else the street "
            "office sends the step back or cancels the case.",
        ),
    ),
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
}
