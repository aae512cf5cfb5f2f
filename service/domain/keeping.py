"""How long what is kept, in words: the kinds of records that go by themselves, since when their time runs, a period."""

from __future__ import annotations

from typing import Final

from service.domain.messages import is_english

# kind of `retention_kind` -> (what it is, since when its time runs)
KINDS: Final[dict[str, tuple[tuple[str, str], tuple[str, str]]]] = {
    "draft": (("没有办完的草稿", "Drafts"), ("最后一次改动以后", "after the last change")),
    "exam_answer": (("考试答卷", "Answers of an exam"), ("考试结束以后", "after the exam")),
    "import_row": (("导入的名册", "Imported lists"), ("导入结束以后", "after the import")),
    "notice": (("通知", "Notices"), ("发出以后", "after they were sent")),
    "sealed_record": (("单独密封的材料", "Sealed records"), ("个案办结以后", "after the end of the case")),
}
CASE: Final = ("办结以后", "after the end")


def name(kind: str, lang: str) -> str:
    """Return what a kind of records is called."""
    return KINDS[kind][0][is_english(lang)]


def since(kind: str | None, lang: str) -> str:
    """Return since when the time of a kind of records runs; without a kind, that of a case."""
    return (KINDS[kind][1] if kind else CASE)[is_english(lang)]


def period(months: int, lang: str) -> str:
    """Return a number of months in words: whole years as years."""
    years, rest = divmod(months, 12)
    if is_english(lang):
        whole, unit = (months, "month") if rest else (years, "year")
        return f"{whole} {unit}{'' if whole == 1 else 's'}"
    return f"{months} 个月" if rest else f"{years} 年"
