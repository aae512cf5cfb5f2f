"""How long what is kept, in words: the kinds of records that go by themselves, since when their time runs, a period."""

from __future__ import annotations

from typing import Final

from service.domain.messages import is_english

# kind of `retention_kind` -> (what it is, since when its time runs)
KINDS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "access_archive": (
        ("谁看过、谁被拒绝、谁登录失败的记录（归档）", "Who looked at what, who was refused (archived)"),
        ("发生以后", "after it happened"),
    ),
    "access_log": (
        ("谁看过、谁被拒绝、谁登录失败的记录（随时可查）", "Who looked at what, who was refused (at hand)"),
        ("发生以后", "after it happened"),
    ),
    "admin_act": (
        ("管理人员改动的内容和理由", "What administrators changed, and why"),
        ("发生以后", "after it happened"),
    ),
    "applicant": (
        ("撤回的申请、没有成为积极分子的申请", "Applications that were withdrawn or came to nothing"),
        ("最后一次联系以后", "after the last contact"),
    ),
    "delivery": (
        ("外发的邮件和数据", "Mails and data sent outside"),
        ("发出、办结以后", "after the sending and the case"),
    ),
    "draft": (("没有办完的草稿", "Drafts"), ("最后一次改动以后", "after the last change")),
    "exam_answer": (("考试答卷", "Answers of an exam"), ("考试结束以后", "after the exam")),
    "import_row": (("导入的名册", "Imported lists"), ("导入结束以后", "after the import")),
    "job": (("没有办成的后台作业", "Background jobs that failed"), ("最后一次尝试以后", "after the last try")),
    "notice": (("通知", "Notices"), ("发出以后", "after they were sent")),
    "sealed_record": (("单独密封的材料", "Sealed records"), ("个案办结以后", "after the end of the case")),
}
# what holds an applicant who has gone -> why they are not made anonymous yet
HOLDS: Final[dict[str, tuple[str, str]]] = {
    "case": ("还有没有办结的个案", "a case is still open"),
    "hold": ("已保全", "held"),
    "objection": ("异议没有答复", "an objection is not answered"),
    "post": ("担任职务", "holds a post"),
}
CASE: Final = ("办结以后", "after the end")
# figure of one night's run (actions/retention.py, Erased) -> what was counted
ERASED: Final[dict[str, tuple[str, str]]] = {
    "cases": ("删除个案", "cases"),
    "held": ("保全个案", "cases held"),
    "people": ("匿名人员", "people made anonymous"),
    "people_held": ("暂不匿名人员", "people held"),
    "records": ("密封材料", "sealed records"),
    "notices": ("通知", "notices"),
    "import_rows": ("名册行", "imported rows"),
    "exam_answers": ("考试答卷", "answers of exams"),
    "drafts": ("草稿", "drafts"),
    "deliveries": ("外发记录", "deliveries"),
    "jobs": ("后台作业", "jobs"),
    "acts": ("管理日志", "administrators' acts"),
    "access_archived": ("查阅记录归档", "access rows archived"),
    "access_emptied": ("查阅归档清空", "archived access rows emptied"),
}


def name(kind: str, lang: str) -> str:
    """Return what a kind of records is called."""
    return KINDS[kind][0][is_english(lang)]


def since(kind: str | None, lang: str) -> str:
    """Return since when the time of a kind of records runs; without a kind, that of a case."""
    return (KINDS[kind][1] if kind else CASE)[is_english(lang)]


def hold(code: str, lang: str) -> str:
    """Return what keeps somebody from being made anonymous."""
    return HOLDS[code][is_english(lang)]


def period(months: int, lang: str) -> str:
    """Return a number of months in words: whole years as years."""
    years, rest = divmod(months, 12)
    if is_english(lang):
        whole, unit = (months, "month") if rest else (years, "year")
        return f"{whole} {unit}{'' if whole == 1 else 's'}"
    return f"{months} 个月" if rest else f"{years} 年"
