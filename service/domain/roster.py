"""The office's register of running cases (发展党员名册): its columns, and what is wrong with the cells of a row.

An error keeps the row out; a warning wants to be confirmed by whoever has the papers. What the rules say of a row that
reads well: roster_law. Knows no file format and no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

from service.domain import imports, labels
from service.domain.imports import Column, Reason
from service.domain.joining import PASSED, REVIEWS
from service.domain.people import Stage

# Who on the register has a way to go, and where it goes on when nothing is known but the stage; a full member has none.
JOINS: Final = {
    Stage.APPLICANT: "recommend",
    Stage.ACTIVIST: "cultivation",
    Stage.DEVELOPMENT_CANDIDATE: "review",
    Stage.PROBATIONARY_MEMBER: "probation",
}
RUNNING: Final = tuple(JOINS)

COLUMNS: Final = (
    *(imports.BY_KEY[key] for key in ("name", "id_number", "branch", "stage", "applied_on")),
    Column("talked_on", "谈话日期", "Talk on", False, ("派人谈话日期", "谈话时间")),
    imports.BY_KEY["activist_on"],
    Column("filed_on", "积极分子备案日期", "Filed on", False, ("备案日期", "备案时间")),
    Column("contacts", "培养联系人", "Contacts", False, ("联系人",)),
    Column("reviews", "半年考察", "Half-year reviews", False, ("半年考察记录", "考察记录", "考察情况")),
    Column("proposed_on", "支委会提出人选日期", "Proposed on", False, ("提出发展对象人选日期", "支委会讨论日期")),
    Column("agreed_on", "上级同意或备案日期", "Agreed or filed on", False, ("上级党委同意日期", "发展对象备案日期")),
    Column("notice_on", "公示开始日期", "Notice from", False, ("公示日期", "公示时间")),
    Column("candidate_on", "列为发展对象日期", "Candidate since", False, ("确定为发展对象日期", "发展对象日期")),
    Column("introducers", "入党介绍人", "Introducers", False, ("介绍人",)),
    Column("reviewed_on", "政治审查结论日期", "Political review on", False, ("政审日期", "政治审查日期", "政审时间")),
    Column("review_result", "政治审查结论", "Political review", False, ("政审结论", "政审结果")),
    Column("trained_on", "集中培训结业日期", "Training on", False, ("集中培训日期", "培训日期", "培训时间")),
    Column("pre_reviewed_on", "上级预审合格日期", "Pre-review on", False, ("预审日期", "上级预审日期", "预审合格日期")),
    Column("form_on", "入党志愿书填写日期", "Form filled on", False, ("志愿书填写日期", "填写入党志愿书日期")),
    Column(
        "member_on", "支部大会通过日期", "Assembly on", False,
        ("支部大会日期", "接收为预备党员日期", "入党日期", "入党时间", "大会通过日期"),
    ),
    Column("entitled", "应到会人数", "Entitled", False, ("应到会有表决权人数", "应到人数")),
    Column("present", "实到会人数", "Present", False, ("实到会有表决权人数", "实到人数")),
    Column("yes", "赞成票数", "Yes", False, ("赞成", "赞成人数")),
    Column("written_yes", "书面赞成数", "Written yes", False, ("会前书面赞成", "书面赞成人数")),
    Column("approved_on", "上级批准日期", "Approved on", False, ("批准日期", "审批日期", "批准时间")),
    Column("group_on", "编入党小组日期", "Assigned on", False, ("编入支部和党小组日期", "编入党支部和党小组日期")),
    Column("oath_on", "入党宣誓日期", "Oath on", False, ("宣誓日期", "宣誓时间")),
    Column("probation_until", "预备期满日期", "Probation until", False, ("预备期至", "预备期到期日期")),
    Column("extended_until", "预备期延长至", "Extended until", False, ("延长预备期至", "延长至")),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}
COUNTS: Final = ("entitled", "present", "yes", "written_yes")
# The days in the order of the steps; what is given must not run backwards.
_ORDER: Final = (
    ("applied_on", "talked_on", "activist_on", "candidate_on", "member_on", "approved_on", "group_on"),
    ("activist_on", "filed_on", "candidate_on"),
    ("activist_on", "proposed_on", "agreed_on", "notice_on", "candidate_on"),
    ("candidate_on", "reviewed_on", "pre_reviewed_on", "form_on", "member_on"),
    ("candidate_on", "trained_on", "pre_reviewed_on"),
    ("trained_on", "member_on"),
    ("approved_on", "oath_on"),
)
_PAST: Final = tuple(dict.fromkeys(key for chain in _ORDER for key in chain))
_AHEAD: Final = ("probation_until", "extended_until")  # days that may lie before us
# What a stage must have, and what it cannot have yet.
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    Stage.APPLICANT: ("applied_on",),
    Stage.ACTIVIST: ("applied_on", "activist_on"),
    Stage.DEVELOPMENT_CANDIDATE: ("applied_on", "activist_on", "candidate_on"),
    Stage.PROBATIONARY_MEMBER: (
        "applied_on", "activist_on", "candidate_on", "member_on", "entitled", "present", "yes", "approved_on",
    ),
}  # fmt: skip
_OF_MEMBER: Final = ("approved_on", "group_on", "oath_on", "probation_until", "extended_until")
_OF_ADMISSION: Final = ("pre_reviewed_on", "form_on", "member_on", *COUNTS, *_OF_MEMBER)
_OF_CANDIDATE: Final = ("candidate_on", "introducers", "reviewed_on", "review_result", *_OF_ADMISSION)
_NOT_YET: Final[Mapping[str, tuple[str, ...]]] = {
    Stage.APPLICANT: (
        "activist_on", "filed_on", "contacts", "reviews", "proposed_on", "agreed_on", "notice_on", "trained_on",
        *_OF_CANDIDATE,
    ),
    Stage.ACTIVIST: _OF_CANDIDATE,
    Stage.DEVELOPMENT_CANDIDATE: _OF_MEMBER,
    Stage.PROBATIONARY_MEMBER: (),
}  # fmt: skip
# What cannot have been done before something else was: later -> earlier, as long as the case itself stands there.
_AFTER: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    Stage.ACTIVIST: (("agreed_on", "proposed_on"), ("notice_on", "agreed_on")),
    Stage.DEVELOPMENT_CANDIDATE: (
        ("review_result", "reviewed_on"), ("pre_reviewed_on", "reviewed_on"), ("pre_reviewed_on", "introducers"),
        ("form_on", "pre_reviewed_on"), ("member_on", "pre_reviewed_on"),
        *(("member_on", key) for key in ("entitled", "present", "yes")), ("entitled", "member_on"),
    ),
}  # fmt: skip
_RESULTS: Final = {"好": "good", "较好": "good", "一般": "fair", "较差": "weak", "差": "weak"}
_REVIEW: Final = re.compile(r"([\d./\-年月日]{8,11})\s*[(（]?(较好|好|一般|较差|差)[)）]?")
MAX_WARNINGS: Final = 8


@dataclass(slots=True)
class Line:
    """A row as it was read: facts of class L2, the identity number apart, what keeps it out, what wants a tick."""

    number: int
    facts: dict[str, Any]
    branch: str
    id_number: str
    contacts: tuple[str, ...]
    introducers: tuple[str, ...]
    errors: list[Reason] = field(default_factory=list)
    warnings: list[Reason] = field(default_factory=list)

    def refuse(self, column: str, code: str, **params: Any) -> None:
        """Note one more thing that keeps the row out."""
        self.errors.append(Reason(column, code, params))

    def warn(self, column: str, code: str, **params: Any) -> None:
        """Note one more thing that wants to be confirmed."""
        self.warnings.append(Reason(column, code, params))


def read(number: int, cells: Mapping[str, Any], today: date, allow_test: bool) -> Line:
    """Read a row of the register and note what is wrong with its cells."""
    errors: list[Reason] = []
    id_number = imports.read_id_number(cells.get("id_number"), allow_test, errors)
    stage = imports.read_coded(cells, "stage", {key: labels.STAGES[key] for key in RUNNING}, errors)
    facts: dict[str, Any] = {"name": imports.read_name(cells.get("name"), errors), "stage": stage}
    facts |= {key: imports.read_past_day(cells.get(key), key, today, errors) for key in _PAST}
    facts |= {key: _count(cells.get(key), key, errors) for key in COUNTS}
    for key in _AHEAD:
        facts[key] = imports.read_day(cells.get(key))
        if facts[key] is None and imports.text_of(cells.get(key)):
            errors.append(Reason(key, "import_day"))
    facts["review_result"] = _conclusion(cells.get("review_result"), errors)
    branch = imports.text_of(cells.get("branch"))
    if not branch:
        errors.append(Reason("branch", "required"))
    line = Line(number, facts, branch, id_number, _names(cells, "contacts"), _names(cells, "introducers"), errors)
    facts["reviews"] = _reviews(line, imports.text_of(cells.get("reviews")), today)
    if stage is not None:
        _check_stage(line, stage, cells)
    _check_order(line)
    return line


def _conclusion(value: Any, errors: list[Reason]) -> str | None:
    text = imports.text_of(value)
    if text and text not in REVIEWS:
        errors.append(Reason("review_result", "roster_review_result"))
    return REVIEWS.get(text)


def _count(value: Any, key: str, errors: list[Reason]) -> int | None:
    text = imports.text_of(value)
    if not text:
        return None
    if not re.fullmatch(r"\d{1,4}", text):
        errors.append(Reason(key, "roster_count"))
        return None
    return int(text)


def _names(cells: Mapping[str, Any], key: str) -> tuple[str, ...]:
    parts = re.split(r"[、,，;；/\s]+", imports.text_of(cells.get(key)))
    return tuple(dict.fromkeys(part[: imports.MAX_TEXT] for part in parts if part))


def _reviews(line: Line, text: str, today: date) -> list[dict[str, Any]]:
    found = []
    for part in filter(None, re.split(r"[;；、,，\n]+", text)):
        match = _REVIEW.fullmatch(part.strip())
        day = imports.read_day(match[1]) if match else None
        if match is None or day is None:
            line.refuse("reviews", "roster_reviews")
            return []
        if day > today:
            line.refuse("reviews", "import_day_range")
        found.append({"on": day, "result": _RESULTS[match[2]]})
    return sorted(found, key=lambda review: review["on"])


def _check_stage(line: Line, stage: str, cells: Mapping[str, Any]) -> None:
    said = labels.stage_name(stage, "zh-CN")
    refused = {reason.column for reason in line.errors}
    for key in _NEEDS[stage]:
        if line.facts[key] is None and key not in refused:
            line.refuse(key, "import_stage_day" if key in _PAST else "roster_votes_needed", stage=said)
    for key in _NOT_YET[stage]:
        if imports.text_of(cells.get(key)):
            line.refuse(key, "roster_not_yet", stage=said)
    given = {key for key in BY_KEY if imports.text_of(cells.get(key))}
    for later, earlier in _AFTER.get(stage, ()):
        if later in given and earlier not in given:
            line.refuse(earlier, "roster_needed", later=BY_KEY[later].zh)
    if line.facts["review_result"] not in (None, PASSED) and given & {*_OF_ADMISSION}:
        line.refuse("review_result", "roster_review_not_passed")


def _check_order(line: Line) -> None:
    for chain in _ORDER:
        given = [key for key in chain if line.facts[key]]
        for before, key in pairwise(given):
            if line.facts[key] < line.facts[before]:
                line.refuse(key, "roster_order", earlier=BY_KEY[before].zh)


def stage_since(stage: str, facts: Mapping[str, Any]) -> Any:
    """Return the day that a stage is counted from."""
    return facts["candidate_on"] if stage == Stage.DEVELOPMENT_CANDIDATE else facts[imports.SINCE[stage]]


def named(columns: Sequence[Column] = COLUMNS) -> list[str]:
    """Return the headings of the template; what no row may lack has an asterisk."""
    return [column.zh + ("*" if column.needed else "") for column in columns]
