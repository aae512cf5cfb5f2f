"""What is said about doing something for many: what would become of each, and what is never done in bulk."""

from __future__ import annotations

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # never for many
    "cohort_vote": (
        "“{title}”是集体讨论表决，两人以上应当逐个讨论、逐个表决，不能批量办理（《中国共产党发展党员工作细则》{article}）。",
        "“{title}” is discussed and voted on for each person alone, never for many ({article}).",
    ),
    "cohort_decision": (
        "“{title}”要对每个人作出判断，不能批量办理，请逐件打开办理（《中国共产党发展党员工作细则》{article}）。",
        "“{title}” decides about a person; open and decide each case alone ({article}).",
    ),
    "cohort_no_filing": (
        "“{title}”的内容因人而异，不能批量办理，请逐件打开办理（{article}）。",
        "“{title}” differs from person to person; do each alone ({article}).",
    ),
    "cohort_only_filed": (
        "批量只能办理“予以备案”；需要退回补正的，请逐件打开，写明缺什么。",
        "Only a plain filing is for many; to send something back, open the case and write what is missing.",
    ),
    "cohort_no_step": (
        "眼下没有等人办理的环节，没有谁可以提醒。",
        "No step waits for anybody; nobody can be reminded.",
    ),
    # why not this person
    "cohort_own": ("这是您本人，本人的事项由其他同志办理。", "This is yourself; colleagues do what concerns you."),
    "cohort_recused": ("您对这位同志已经声明回避。", "You keep out of this person's affairs."),
    "cohort_running": (
        "已有在办的个案 {key}，一人一案，不重复发起。",
        "A case is running already: {key}. One person, one case.",
    ),
    "cohort_not_starter": (
        "由本人所在党支部的书记或者组织委员发起（{article}）。",
        "The secretary or organisation commissioner of their own branch opens it ({article}).",
    ),
    "cohort_stage_over": ("名册上是{stage}，不再发起发展党员个案。", "On record as {stage}; no case is opened."),
    "cohort_stage_register": (
        "名册上已经是{stage}，请选“按名册接续”，不要重新申请。",
        "On record as {stage}; go on from the register instead of applying again.",
    ),
    "cohort_no_day": (
        "名册上没有成为{stage}的日期，请先更正名册。",
        "The register has no day of becoming {stage}; mend it first.",
    ),
    "cohort_reminded": ("{at} 已经提醒过，一天内不重复提醒。", "Reminded at {at}; not twice within a day."),
    "cohort_early": ("“{title}”最早 {earliest} 可以办理，不用提醒。", "“{title}” is possible from {earliest} only."),
    "cohort_mine": ("“{title}”就在您自己手里。", "“{title}” is yours to do."),
    "cohort_nobody": (
        "“{title}”的岗位眼下空着，没有人可以提醒，请先补上岗位。",
        "Nobody holds the post for “{title}”; fill it first.",
    ),
    "cohort_other_step": ("眼下不在“{title}”这一步。", "Not at “{title}” now."),
    "cohort_gone": (
        "已经不在您能看到的范围里，或者已经离开发展党员的过程。",
        "No longer among those whom you see, or no longer on the way.",
    ),
    "cohort_failed": (
        "这一件没有办成，已经记录下来，请联系系统管理员。",
        "This one failed; the administrator sees why.",
    ),
    # what would become, and what became of them
    "cohort_would_apply": (
        "将发起个案，从申请入党办起（{article}）。",
        "A case would be opened with the application ({article}).",
    ),
    "cohort_would_join": (
        "将发起个案，从{stage}阶段接续，日期按名册（{article}）。",
        "A case would go on from the stage of {stage}, with the days on record ({article}).",
    ),
    "cohort_would_remind": (
        "将提醒{role}：“{title}”{due} 到期。",
        "The {role} would be reminded: “{title}” is due {due}.",
    ),
    "cohort_would_file": (
        "“{title}”将按填写的内容办结（{article}）。",
        "“{title}” would be filed as filled in ({article}).",
    ),
    "cohort_started": ("已发起个案。", "A case was opened."),
    "cohort_told": ("已提醒{role}：“{title}”。", "The {role} was reminded: “{title}”."),
    "cohort_filed": ("“{title}”已办结。", "“{title}” is filed."),
    # runs
    "cohort_nothing": ("没有选中任何人。", "Nobody is chosen."),
    "cohort_too_many": ("一次最多办理 {most} 人，请缩小范围。", "At most {most} people at once; narrow the choice."),
    "cohort_busy": (
        "您还有一批正在办理，请等它办完或者先停下。",
        "A batch of yours is still running; wait or stop it.",
    ),
    "cohort_no_post": ("您的岗位只能查看，不能批量办理。", "Your post only looks; it does nothing in bulk."),
    "cohort_run_not_found": ("没有找到这一批。", "There is no such batch."),
    "cohort_not_running": ("这一批已经不在办理中。", "This batch is not running."),
    "cohort_not_stopped": ("这一批没有停下，不用继续。", "This batch was not stopped."),
}
