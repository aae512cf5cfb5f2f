"""Rows of the register: what keeps one out, what wants to be confirmed, and where and when the case goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.domain import idcard, imports, roster
from service.domain.calendar import Calendar
from service.domain.rules import Rulebook, parse_pack

PACKS = sorted((Path(__file__).parents[2] / "bpmn" / "rules").glob("*.yaml"))
BOOK = Rulebook(parse_pack(yaml.safe_load(path.read_text("utf-8"))) for path in PACKS)
TODAY = date(2017, 4, 10)
ID = idcard.make_test_number(date(1990, 3, 7), 21)
APPLICANT = {
    "name": "试一", "id_number": ID, "branch": "第一党支部", "stage": "入党申请人", "applied_on": "2016-03-01",
    "talked_on": "2016-03-20",
}  # fmt: skip
ACTIVIST = APPLICANT | {
    "stage": "入党积极分子", "activist_on": "2016-08-31", "filed_on": "2016-09-05", "contacts": "王示例、李测试",
    "reviews": "2017-03-01 好",
}  # fmt: skip
CANDIDATE = ACTIVIST | {
    "stage": "发展对象", "applied_on": "2015-03-01", "talked_on": "2015-03-20",
    "activist_on": "2016-03-02", "filed_on": None, "candidate_on": "2017-03-20",
    "reviews": "2016-09-05 好；2017-03-03 一般", "introducers": "王示例、李测试",
}  # fmt: skip
MEMBER = CANDIDATE | {
    "stage": "预备党员", "applied_on": "2014-03-01", "talked_on": "2014-03-20", "activist_on": "2014-06-10",
    "reviews": "2014-12-15 好；2015-06-12 好", "candidate_on": "2015-07-01", "reviewed_on": "2015-08-01",
    "trained_on": "2015-09-01", "member_on": "2016-06-29", "entitled": 17, "present": 15, "yes": 9,
    "approved_on": "2016-08-15",
}  # fmt: skip


def read(cells: dict[str, Any], today: date = TODAY) -> roster.Line:
    return roster.read(2, cells, today, True, BOOK, Calendar())


def said(reasons: list[Any]) -> list[tuple[str, str]]:
    return [(reason.column, reason.code) for reason in reasons]


@pytest.mark.parametrize(
    ("cells", "at", "on"),
    [
        (APPLICANT, "recommend", None),
        (ACTIVIST, "cultivation", date(2017, 8, 31)),  # 31 August and twelve months, never 28 February and six
        (CANDIDATE, "review", None),
        (MEMBER, "probation", date(2017, 6, 29)),
        (MEMBER | {"extended_until": "2018-01-10"}, "probation", date(2018, 1, 10)),
    ],
)
def test_a_clean_row_goes_on_where_it_stands(cells: dict[str, Any], at: str, on: date | None) -> None:
    line = read(cells)
    assert (said(line.errors), said(line.warnings)) == ([], [])
    assert (line.facts["at"], line.facts["next_on"]) == (at, on)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (APPLICANT | {"stage": "正式党员"}, "stage", "one_of"),
        (APPLICANT | {"applied_on": None}, "applied_on", "import_stage_day"),
        (APPLICANT | {"applied_on": "2007-03-07", "talked_on": None}, "applied_on", "roster_too_early"),
        (APPLICANT | {"talked_on": "2016-02-01"}, "talked_on", "roster_order"),
        (APPLICANT | {"activist_on": "2016-06-01"}, "activist_on", "roster_not_yet"),
        (ACTIVIST | {"activist_on": "2016-01-31", "filed_on": None}, "activist_on", "roster_order"),
        (ACTIVIST | {"reviews": "2017-02-27 好"}, "reviews", "roster_too_early"),
        (ACTIVIST | {"reviews": "去年 好"}, "reviews", "roster_reviews"),
        (ACTIVIST | {"contacts": "甲、乙、丙"}, "contacts", "contacts_number"),
        (CANDIDATE | {"candidate_on": "2017-03-01"}, "candidate_on", "roster_too_early"),
        (CANDIDATE | {"reviews": "2016-09-05 好；2016-10-03 好"}, "reviews", "roster_review_twice"),
        (CANDIDATE | {"introducers": "王示例"}, "introducers", "introducers_number"),
        (MEMBER | {"yes": None}, "yes", "roster_votes_needed"),
        (MEMBER | {"yes": "九"}, "yes", "roster_count"),
        (MEMBER | {"present": 8, "yes": 8}, "present", "roster_no_quorum"),
        (MEMBER | {"yes": 8}, "yes", "roster_not_passed"),
        (MEMBER | {"present": 18}, "present", "vote_present"),
        (MEMBER | {"approved_on": "2016-06-01"}, "approved_on", "roster_order"),
        (MEMBER | {"extended_until": "2017-10-01"}, "extended_until", "extension_months"),
        (MEMBER | {"extended_until": "2018-07-01"}, "extended_until", "extension_months"),
    ],
)
def test_what_keeps_a_row_out(cells: dict[str, Any], column: str, code: str) -> None:
    assert (column, code) in said(read(cells).errors)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (APPLICANT | {"talked_on": "2016-04-02"}, "talked_on", "roster_late"),
        (APPLICANT | {"talked_on": None}, "talked_on", "roster_no_talk"),
        (ACTIVIST | {"reviews": None}, "reviews", "roster_reviews_missing"),
        (ACTIVIST | {"contacts": None}, "contacts", "roster_no_contact"),
        (CANDIDATE | {"reviews": "2016-09-05 好"}, "reviews", "roster_reviews_few"),
        (CANDIDATE | {"introducers": None}, "introducers", "roster_no_introducers"),
        (CANDIDATE | {"reviewed_on": "2017-04-01"}, "reviewed_on", "roster_again"),
        (MEMBER | {"trained_on": None}, "trained_on", "roster_missing_step"),
        (MEMBER | {"approved_on": "2016-10-15"}, "approved_on", "roster_late"),
    ],
)
def test_what_wants_to_be_confirmed(cells: dict[str, Any], column: str, code: str) -> None:
    line = read(cells)
    assert said(line.errors) == []
    assert (column, code) in said(line.warnings)


def test_a_step_is_judged_by_the_text_of_its_day() -> None:
    later = MEMBER | {"member_on": "2026-06-01", "approved_on": "2026-10-15"}
    (reason,) = [each for each in read(later, date(2026, 11, 1)).warnings if each.code == "roster_late"]
    (earlier,) = [each for each in read(MEMBER | {"approved_on": "2016-10-15"}).warnings if each.code == "roster_late"]
    assert (earlier.params["article"], reason.params["article"]) == ("第二十六条", "第二十五条")
    assert reason.params["due"] == "2026-09-01"


def test_a_probation_that_is_over_is_said() -> None:
    assert ("member_on", "roster_probation_over") in said(read(MEMBER, date(2017, 7, 3)).warnings)


def test_the_same_sheet_serves_the_import_of_people() -> None:
    headings = roster.named()
    assert {"name", "id_number", "branch", "stage", "member_on"} <= set(imports.place_columns(headings))
