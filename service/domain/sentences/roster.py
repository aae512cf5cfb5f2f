"""What is said about the register of running cases that an office brings along (发展党员名册导入)."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "roster_not_keeper": (
        "名册由街道组织办导入，由党支部书记签认。",
        "The register is brought in by the street office and signed by branch secretaries.",
    ),
    # what keeps a row out
    "roster_unknown": (
        "系统里没有这个人。请系统管理员先在“导入人员”里导入，同一张表可以直接用。",
        "Nobody on record has this number. Ask the system administrator to import the people first.",
    ),
    "roster_closed": ("这个人的登记已停用，不能接续。", "This record is closed."),
    "roster_running": (
        "已有在办个案（{key}），不重复建立。",
        "A case is running already ({key}).",
    ),
    "roster_recused": ("您是本人或已回避此人，请由他人导入。", "It is you, or you are barred from this person."),
    "roster_count": ("请填整数人数。", "A whole number of people."),
    "roster_reviews": (
        "写成 2016-09-01 好；2017-03-01 一般，结果为好、一般、较差。",
        "Write 2016-09-01 好；2017-03-01 一般; results are 好, 一般, 较差.",
    ),
    "roster_votes_needed": ("{stage}须填支部大会的人数和票数。", "The counts of the assembly are needed ({stage})."),
    "roster_not_yet": ("{stage}还不应有这一项，请核对阶段。", "Too early for this stage ({stage})."),
    "roster_needed": ("填了“{later}”，这一项就不能空。", "Needed, since “{later}” is given."),
    "roster_review_result": ("结论写合格、不合格或者暂缓。", "Write 合格, 不合格 or 暂缓."),
    "roster_review_not_passed": (
        "结论不是合格，后面接收的各项不能填。",
        "Not passed: nothing of the admission can have been done.",
    ),
    "roster_notice_runs": (
        "公示还没有满（{article}），请在 {earliest} 以后导入这一行。",
        "The notice still runs ({article}); bring this row along from {earliest} on.",
    ),
    "roster_probation_end": (
        "应为 {until}：预备期一年，从支部大会通过之日算起。",
        "It should be {until}: a year from the assembly.",
    ),
    "roster_extended_early": (
        "预备期 {until} 才满（{article}），还不能已经延长。",
        "Probation ends on {until} ({article}); it cannot have been extended yet.",
    ),
    "roster_order": ("不应早于“{earlier}”。", "Not before “{earlier}”."),
    "roster_too_early": ("最早应为 {earliest}（{article}）。", "At the earliest {earliest} ({article})."),
    "roster_review_twice": (
        "{day} 这次与上一次落在同一个半年。",
        "The review of {day} is in the same half year as the one before.",
    ),
    "roster_no_quorum": (
        "到会人数不够，至少要 {needed} 人（{article}），大会不成立。",
        "No quorum: at least {needed} ({article}).",
    ),
    "roster_not_passed": (
        "赞成票不够，至少要 {needed} 票（{article}），没有通过。",
        "Not passed: at least {needed} ({article}).",
    ),
    "roster_contact": (
        "{name}不是本支部的正式党员（{article}）。",
        "{name} is no full member of the branch ({article}).",
    ),
    "roster_contact_twice": (
        "本支部有几位正式党员叫{name}，请在系统里指定。",
        "Several full members are called {name}.",
    ),
    # what wants to be confirmed
    "roster_differs": (
        "系统登记为 {was}，将改为 {now}。",
        "On record {was}; it becomes {now}.",
    ),
    "roster_late": ("超过期限，应不晚于 {due}（{article}）。", "Late: it was due by {due} ({article})."),
    "roster_no_talk": (
        "没有谈话日期（{article}），接续后先派人谈话。",
        "No talk is recorded ({article}); it is held first.",
    ),
    "roster_reviews_missing": (
        "缺 {n} 次半年考察（{article}），接续后只补最近一次。",
        "{n} half-year reviews are missing ({article}); only the latest is held.",
    ),
    "roster_reviews_few": (
        "列为发展对象之前只有 {n} 次半年考察，应有 {needed} 次。",
        "{n} of {needed} half-year reviews before listing.",
    ),
    "roster_no_contact": (
        "没有培养联系人（{article}），接续后先指定。",
        "No contact ({article}); one is appointed first.",
    ),
    "roster_no_introducers": (
        "没有入党介绍人（{article}），接续后确定。",
        "No introducers ({article}); they are named afterwards.",
    ),
    "roster_unnamed": (
        "没有写（{article}），请对照材料补上。",
        "Nobody is named ({article}); please compare the papers.",
    ),
    "roster_left_out": (
        "{name}现在不是本支部的正式党员，不登记。",
        "{name} is no full member of the branch now; left out.",
    ),
    "roster_review_passed": (
        "没有写结论，按合格接续；请对照政治审查结论材料。",
        "No conclusion is given; it is taken as passed. Please compare the written conclusion.",
    ),
    "roster_untrained": (
        "没有集中培训日期：没有经过培训的，只有个别特殊情况才可以（{article}）。",
        "No training: only special cases may do without ({article}).",
    ),
    "roster_no_notice": (
        "没有公示日期（{article}），请核对是否公示。",
        "No public notice is recorded ({article}); please check.",
    ),
    "roster_missing_step": ("没有日期，请核对材料是否齐全。", "No day: please check the papers."),
    "roster_probation_over": (
        "预备期 {until} 已满（{article}），接续后应及时讨论转正。",
        "Probation ended on {until} ({article}); conversion is to be discussed promptly.",
    ),
    # where a row goes on, and why
    "roster_why": (
        "名册记到“{after}”（{on}），下一步按 {pack} 年《细则》{article}办理。",
        "The register goes as far as “{after}” ({on}); next is {article} of the rules of {pack}.",
    ),
    "roster_step_changed": (
        "上传以后规定或日期有变化，这一行接续的步骤与预览不同，请重新上传。",
        "The step to go on with is no longer the one of the preview. Please upload the sheet again.",
    ),
    # signing, entering, taking back
    "roster_returned": ("党支部退回：{reason}", "Sent back by the branch: {reason}"),
    "roster_unsigned": ("党支部没有签认。", "The branch did not sign."),
    "roster_tick": ("这一行有提醒，请逐条确认或者退回。", "This row has a warning: confirm it or send it back."),
    "roster_told": ("请先确认已向本人说明。", "Please confirm that the people have been told."),
    "roster_signed": ("本支部的名册已经签认过，请刷新。", "Your rows are signed already. Please refresh."),
    "roster_nobody_signed": ("还没有党支部签认，不能接续。", "No branch has signed yet."),
    "roster_nothing": ("没有可以接续的行。", "There is no row to go on with."),
    "roster_no_process": ("“发展党员全程”还没有发布。", "The membership process has not been released."),
    "roster_failed": (
        "系统没有办成，这一行没有改动任何内容，请联系系统管理员。",
        "It did not work; nothing was changed. Please ask the administrator.",
    ),
    "roster_moved_on": (
        "{who} {day} 已办理：{what}，个案保留。",
        "{who}, {day}: {what}. The case stays.",
    ),
    "roster_claimed": ("{who}已领取待办“{what}”，个案保留。", "{who} has claimed “{what}”. The case stays."),
    "roster_changed": (
        "登记在接续后又有改动，个案保留。",
        "The record was changed afterwards. The case stays.",
    ),
    # a sign-in list
    "attendance_unknown": ("名册里没有“{name}”。", "“{name}” is not on the roster."),
    "attendance_name_twice": (
        "名册里有几位“{name}”，请写明党支部。",
        "Several on the roster are called {name}; add the branch.",
    ),
    "attendance_twice": ("“{name}”出现了两次。", "“{name}” stands there twice."),
    "attendance_word": ("“{name}”的情况请写到课、请假或者缺席。", "Write 到课, 请假 or 缺席 for {name}."),
    "attendance_leave": (
        "“{name}”请假，请写类别：病假、产假、照料家人、值班、外出、事假。",
        "{name} was on leave. Please write which kind.",
    ),
}
