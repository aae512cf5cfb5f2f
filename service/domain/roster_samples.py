"""Filled rows of the register, made up, one for each way to stand in the middle: the template shows them.

A test reads them like any row and holds what each says it leads to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from service.domain.page_words import word
from service.domain.roster import COLUMNS

_APPLIED: Final = {
    "branch": "示例社区第一党支部", "stage": "入党申请人", "applied_on": "2026-08-10", "talked_on": "2026-08-20",
}  # fmt: skip
_ACTIVIST: Final = {
    **_APPLIED, "stage": "入党积极分子", "applied_on": "2025-03-03", "talked_on": "2025-03-20",
    "activist_on": "2025-06-10", "filed_on": "2025-06-16", "contacts": "王示例、李示例",
    "reviews": "2025-12-10 好；2026-06-10 好",
}  # fmt: skip
_LISTED: Final = {
    **_ACTIVIST, "stage": "发展对象", "proposed_on": "2026-06-12", "agreed_on": "2026-06-18",
    "notice_on": "2026-06-22", "candidate_on": "2026-07-01", "introducers": "王示例、李示例",
}  # fmt: skip
_READY: Final = {
    **_LISTED, "reviewed_on": "2026-07-20", "review_result": "合格", "trained_on": "2026-08-05",
}  # fmt: skip
_VOTED: Final = {
    **_READY, "pre_reviewed_on": "2026-08-12", "form_on": "2026-08-18", "member_on": "2026-08-28",
    "entitled": 17, "present": 15, "yes": 14, "written_yes": 0,
}  # fmt: skip
_MEMBER: Final = {
    **_ACTIVIST, "stage": "预备党员", "applied_on": "2021-03-03", "talked_on": "2021-03-20",
    "activist_on": "2021-06-10", "filed_on": "2021-06-16", "reviews": "2021-12-10 好；2022-06-10 好",
    "candidate_on": "2022-07-01", "introducers": "王示例、李示例", "reviewed_on": "2022-09-01",
    "trained_on": "2022-10-14", "pre_reviewed_on": "2025-03-01", "form_on": "2025-03-10", "member_on": "2025-03-20",
    "entitled": 17, "present": 15, "yes": 14, "written_yes": 0, "approved_on": "2025-04-25",
    "probation_until": "2026-03-20",
}  # fmt: skip
# name, what the row says, the step that it leads to
SAMPLES: Final[tuple[tuple[str, Mapping[str, Any], str], ...]] = (
    ("示例甲", {**_APPLIED, "talked_on": None}, "talk"),
    ("示例乙", _ACTIVIST, "cultivation"),
    ("示例丙", {**_ACTIVIST, "proposed_on": "2026-08-20", "agreed_on": "2026-08-26"}, "notice"),
    ("示例丁", _LISTED, "review"),
    ("示例戊", _READY, "scrutiny"),
    ("示例己", _VOTED, "report"),
    ("示例庚", {**_MEMBER, "group_on": "2025-05-06", "extended_until": "2026-12-20"}, "oath"),
    (
        "示例辛",
        {**_MEMBER, "group_on": "2025-05-06", "oath_on": "2025-05-10", "extended_until": "2026-12-20"},
        "probation",
    ),
)


def sample_rows() -> tuple[list[str], list[list[str]]]:
    """Return the headings and the filled rows, with a last column that says where each goes on."""
    keys = [column.key for column in COLUMNS]
    rows = [
        [str({"name": name, "id_number": "（略）", **said}.get(key) or "") for key in keys]
        + [word(f"joins_{step}", "zh-CN")]
        for name, said, step in SAMPLES
    ]
    return [*(column.zh for column in COLUMNS), "接续到"], rows
