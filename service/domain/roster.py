"""The office's register of running cases (发展党员名册): its columns, and what is wrong or remarkable about a row.

Days are judged by the rule pack of their own day. An error keeps the row out; a warning wants to be confirmed by
whoever has the papers. Knows no file format and no database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from service.domain import cultivation, deadlines, idcard, imports, labels, votes
from service.domain.calendar import Calendar, add_months, add_years
from service.domain.imports import Column, Reason
from service.domain.people import Stage
from service.domain.probation import extended_until
from service.domain.rules import Rule, Rulebook

# Who on the register has a way to go, and where it goes on; a full member has none.
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
    Column("candidate_on", "列为发展对象日期", "Candidate since", False, ("确定为发展对象日期", "发展对象日期")),
    Column("introducers", "入党介绍人", "Introducers", False, ("介绍人",)),
    Column("reviewed_on", "政治审查结论日期", "Political review on", False, ("政审日期", "政治审查日期", "政审时间")),
    Column("trained_on", "集中培训结业日期", "Training on", False, ("集中培训日期", "培训日期", "培训时间")),
    Column(
        "member_on", "支部大会通过日期", "Assembly on", False,
        ("支部大会日期", "接收为预备党员日期", "入党日期", "入党时间", "大会通过日期"),
    ),
    Column("entitled", "应到会人数", "Entitled", False, ("应到会有表决权人数", "应到人数")),
    Column("present", "实到会人数", "Present", False, ("实到会有表决权人数", "实到人数")),
    Column("yes", "赞成票数", "Yes", False, ("赞成", "赞成人数")),
    Column("written_yes", "书面赞成数", "Written yes", False, ("会前书面赞成", "书面赞成人数")),
    Column("approved_on", "上级批准日期", "Approved on", False, ("批准日期", "审批日期", "批准时间")),
    Column("extended_until", "预备期延长至", "Extended until", False, ("延长预备期至", "延长至")),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}
COUNTS: Final = ("entitled", "present", "yes", "written_yes")
# The days in the order of the steps; what is given must not run backwards.
_ORDER: Final = (
    ("applied_on", "talked_on", "activist_on", "candidate_on", "member_on", "approved_on"),
    ("activist_on", "filed_on"),
    ("candidate_on", "reviewed_on", "member_on"),
    ("candidate_on", "trained_on", "member_on"),
)
_PAST: Final = tuple(dict.fromkeys(key for chain in _ORDER for key in chain))
# What a stage must have, and what it cannot have yet.
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    Stage.APPLICANT: ("applied_on",),
    Stage.ACTIVIST: ("applied_on", "activist_on"),
    Stage.DEVELOPMENT_CANDIDATE: ("applied_on", "activist_on", "candidate_on"),
    Stage.PROBATIONARY_MEMBER: (
        "applied_on", "activist_on", "candidate_on", "member_on", "entitled", "present", "yes", "approved_on",
    ),
}  # fmt: skip
_OF_LATER: Final = ("entitled", "present", "yes", "written_yes", "approved_on", "extended_until", "member_on")
_NOT_YET: Final[Mapping[str, tuple[str, ...]]] = {
    Stage.APPLICANT: (
        "activist_on", "filed_on", "contacts", "reviews", "candidate_on", "introducers", "reviewed_on", "trained_on",
        *_OF_LATER,
    ),
    Stage.ACTIVIST: ("candidate_on", "introducers", "reviewed_on", *_OF_LATER),
    Stage.DEVELOPMENT_CANDIDATE: _OF_LATER,
    Stage.PROBATIONARY_MEMBER: (),
}  # fmt: skip
# The text before that of 2014 said the same of what is asked here: eighteen years, one year of cultivation.
_FIRST_TEXT: Final = date(2014, 5, 28)
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


def read(
    number: int, cells: Mapping[str, Any], today: date, allow_test: bool, book: Rulebook, calendar: Calendar
) -> Line:
    """Read a row of the register and judge it by the rules of its days."""
    errors: list[Reason] = []
    id_number = imports.read_id_number(cells.get("id_number"), allow_test, errors)
    stage = imports.read_coded(cells, "stage", {key: labels.STAGES[key] for key in RUNNING}, errors)
    facts: dict[str, Any] = {"name": imports.read_name(cells.get("name"), errors), "stage": stage}
    facts |= {key: imports.read_past_day(cells.get(key), key, today, errors) for key in _PAST}
    facts |= {key: _count(cells.get(key), key, errors) for key in COUNTS}
    facts["extended_until"] = imports.read_day(cells.get("extended_until"))
    branch = imports.text_of(cells.get("branch"))
    if not branch:
        errors.append(Reason("branch", "required"))
    line = Line(number, facts, branch, id_number, _names(cells, "contacts"), _names(cells, "introducers"), errors)
    facts["reviews"] = _reviews(line, imports.text_of(cells.get("reviews")), today)
    if facts["extended_until"] is None and imports.text_of(cells.get("extended_until")):
        line.refuse("extended_until", "import_day")
    if stage is not None:
        _check_stage(line, stage, cells)
    _check_order(line)
    if not line.errors:
        _Law(line, today, book, calendar).check(idcard.birth_date(id_number))
    return line


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


def _check_order(line: Line) -> None:
    for chain in _ORDER:
        given = [key for key in chain if line.facts[key]]
        for before, key in pairwise(given):
            if line.facts[key] < line.facts[before]:
                line.refuse(key, "roster_order", earlier=BY_KEY[before].zh)


class _Law:
    """A row before the rules of its days; nothing is wrong with its cells."""

    def __init__(self, line: Line, today: date, book: Rulebook, calendar: Calendar) -> None:
        self._line, self._facts, self._today = line, line.facts, today
        self._book, self._calendar = book, calendar
        self._stage = Stage(line.facts["stage"])

    def check(self, born: date | None) -> None:
        """Judge every step that the row has a day of."""
        self._facts["at"] = JOINS[self._stage]
        self._facts["next_on"] = None
        self._application(born)
        if self._facts["activist_on"]:
            self._cultivation(self._facts["activist_on"])
        if self._facts["candidate_on"]:
            self._candidate()
        if self._facts["member_on"]:
            self._admission()

    def _rule(self, name: str, day: date) -> Rule:
        return self._book.rule(name, max(day, _FIRST_TEXT))

    def _application(self, born: date | None) -> None:
        applied, talked = self._facts["applied_on"], self._facts["talked_on"]
        rule = self._rule("apply_age", applied)
        first = deadlines.earliest(rule, born, self._calendar) if born else None
        if first and applied < first.day:
            self._line.refuse("applied_on", "roster_too_early", earliest=first.day.isoformat(), article=rule.citation)
        rule = self._rule("talk_deadline", applied)
        last = deadlines.deadline(rule, applied, self._calendar)
        if talked is None:
            self._line.warn("talked_on", "roster_no_talk", article=rule.citation)
        elif last and talked > last.day:
            self._line.warn("talked_on", "roster_late", due=last.day.isoformat(), article=rule.citation)

    def _cultivation(self, confirmed: date) -> None:
        line, facts = self._line, self._facts
        last = 0
        for review in facts["reviews"]:
            rule = self._rule("activist_review", review["on"])
            turn = self._turn(rule, confirmed, review["on"])
            if turn == 0:
                first = cultivation.review_day(rule, confirmed, 1, self._calendar)
                line.refuse("reviews", "roster_too_early", earliest=first.isoformat(), article=rule.citation)
                return
            if turn == last:
                line.refuse("reviews", "roster_review_twice", day=review["on"].isoformat())
                return
            due = cultivation.review_day(rule, confirmed, turn, self._calendar)
            last, review["turn"], review["due_on"] = turn, turn, due
        until = facts["candidate_on"] or self._today
        rule = self._rule("activist_review", until)
        missed = self._turn(rule, confirmed, until) - len(facts["reviews"])
        if self._stage == Stage.ACTIVIST:
            if missed > 0:
                line.warn("reviews", "roster_reviews_missing", n=missed, article=rule.citation)
            self._contacts()
            reports = self._rule("thought_report", self._today)
            turn = cultivation.next_turn(rule, reports, confirmed, last, self._today, self._calendar).number
            facts["next_on"] = cultivation.review_day(rule, confirmed, turn, self._calendar)

    def _turn(self, rule: Rule, confirmed: date, day: date) -> int:
        """Return how many review days have come by a day."""
        turn = 0
        while cultivation.review_day(rule, confirmed, turn + 1, self._calendar) <= day:
            turn += 1
        return turn

    def _contacts(self) -> None:
        rule = self._rule("contact_persons", self._today)
        if not self._line.contacts:
            self._line.warn("contacts", "roster_no_contact", article=rule.citation)
        elif len(self._line.contacts) > rule.details["max"]:
            self._line.refuse("contacts", "contacts_number")

    def _candidate(self) -> None:
        line, facts = self._line, self._facts
        day = facts["candidate_on"]
        rule = self._rule("cultivation_min", day)
        first = deadlines.earliest(rule, facts["activist_on"], self._calendar)
        if first and day < first.day:
            line.refuse("candidate_on", "roster_too_early", earliest=first.day.isoformat(), article=rule.citation)
        held = sum(1 for review in facts["reviews"] if review["on"] <= day)
        if held < cultivation.REVIEWS_NEEDED:
            line.warn("reviews", "roster_reviews_few", n=held, needed=cultivation.REVIEWS_NEEDED)
        rule = self._rule("introducers", day)
        if not line.introducers:
            line.warn("introducers", "roster_no_introducers", article=rule.citation)
        elif len(line.introducers) != rule.details["exact"]:
            line.refuse("introducers", "introducers_number", number=rule.details["exact"])
        if self._stage == Stage.DEVELOPMENT_CANDIDATE:
            for key in ("reviewed_on", "trained_on"):
                if facts[key]:  # a case goes on with the political review: what stands on paper is taken up there
                    line.warn(key, "roster_again")
        elif facts["reviewed_on"] is None or facts["trained_on"] is None:
            key = "reviewed_on" if facts["reviewed_on"] is None else "trained_on"
            line.warn(key, "roster_missing_step")

    def _admission(self) -> None:
        line, facts = self._line, self._facts
        met, approved = facts["member_on"], facts["approved_on"]
        vote = votes.AdmissionVote(
            facts["entitled"], facts["present"], facts["yes"], written_yes=facts["written_yes"] or 0
        )
        for problem in votes.check_admission(vote)[:1]:
            line.refuse(problem.pointer.removeprefix("/"), problem.code, **problem.params)
        if not line.errors and (result := votes.admission(vote)) is not votes.VoteResult.PASSED:
            code = "roster_no_quorum" if result is votes.VoteResult.NO_QUORUM else "roster_not_passed"
            needed = votes.least_above_half(vote.entitled)
            rule = self._rule("quorum" if result is votes.VoteResult.NO_QUORUM else "pass", met)
            line.refuse("present" if code == "roster_no_quorum" else "yes", code, needed=needed, article=rule.citation)
        rule = self._rule("approval", approved)
        term = deadlines.term(rule, met, self._calendar)
        for limit in (term.special_due, term.due):
            if limit and approved > limit:
                line.warn("approved_on", "roster_late", due=limit.isoformat(), article=rule.citation)
                break
        self._probation(met)

    def _probation(self, met: date) -> None:
        line, until = self._line, self._facts["extended_until"]
        end = add_years(met, 1)
        if until is not None:
            rule = self._rule("extension", end)
            least, most = (length.months if length else 0 for length in (rule.minimum, rule.maximum))
            if not extended_until(end, least) <= until <= add_months(end, most):
                line.refuse("extended_until", "extension_months", least=least, most=most)
        last = until or end
        self._facts["next_on"] = last
        if last + timedelta(days=1) <= self._today:
            rule = self._rule("probation_outcome", self._today)
            line.warn("member_on", "roster_probation_over", until=last.isoformat(), article=rule.citation)


def stage_since(stage: str, facts: Mapping[str, Any]) -> Any:
    """Return the day that a stage is counted from."""
    return facts["candidate_on"] if stage == Stage.DEVELOPMENT_CANDIDATE else facts[imports.SINCE[stage]]


def named(columns: Sequence[Column] = COLUMNS) -> list[str]:
    """Return the headings of the template; what no row may lack has an asterisk."""
    return [column.zh + ("*" if column.needed else "") for column in columns]
