"""Rows of the register: what keeps one out, what wants to be confirmed, and where and when the case goes on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.domain import idcard, imports, roster, roster_law
from service.domain.calendar import Calendar
from service.domain.roster_samples import SAMPLES
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
    "trained_on": "2015-09-01", "pre_reviewed_on": "2016-06-20", "member_on": "2016-06-29", "entitled": 17,
    "present": 15, "yes": 9, "approved_on": "2016-08-15",
}  # fmt: skip
# how far a candidate has come, one step more each
PASSED = CANDIDATE | {"reviewed_on": "2017-03-30", "review_result": "合格"}
READY = PASSED | {"trained_on": "2017-04-02", "pre_reviewed_on": "2017-04-05"}
VOTED = {"member_on": "2017-04-08", "entitled": 17, "present": 15, "yes": 9}
# somebody of the text of 2026, and the same person under that of 2014
NEW = CANDIDATE | {
    "applied_on": "2024-03-01", "talked_on": "2024-03-20", "activist_on": "2025-03-02",
    "reviews": "2025-09-05 好；2026-03-03 好", "candidate_on": None, "introducers": None, "filed_on": "2025-03-10",
}  # fmt: skip
PROPOSED = NEW | {"stage": "入党积极分子", "proposed_on": "2026-04-10"}


def read(cells: dict[str, Any], today: date = TODAY) -> roster.Line:
    return roster_law.read(2, cells, today, True, BOOK, Calendar())


def said(reasons: list[Any]) -> list[tuple[str, str]]:
    return [(reason.column, reason.code) for reason in reasons]


@pytest.mark.parametrize(
    ("cells", "at", "on"),
    [
        (APPLICANT, "recommend", None),
        (ACTIVIST, "cultivation", date(2017, 8, 31)),  # 31 August and twelve months, never 28 February and six
        (ACTIVIST | {"filed_on": None, "activist_on": "2016-11-01", "reviews": None}, "filing", date(2017, 5, 1)),
        (CANDIDATE, "review", None),
        (PASSED, "training", None),
        (CANDIDATE | {"trained_on": "2017-04-01"}, "review", None),
        (PASSED | {"trained_on": "2017-04-02"}, "scrutiny", None),
        (PASSED | {"review_result": "暂缓"}, "take_up", None),
        (READY, "form", None),
        (READY | {"form_on": "2017-04-06"}, "introduce", None),
        (READY | VOTED, "report", None),
        (MEMBER, "welcome", date(2017, 6, 29)),
        (MEMBER | {"group_on": "2016-08-20"}, "oath", date(2017, 6, 29)),
        (MEMBER | {"oath_on": "2017-07-01", "probation_until": "2017-06-29"}, "refused", None),
        (MEMBER | {"oath_on": "2016-10-01", "probation_until": "2017-06-29"}, "group", date(2017, 6, 29)),
        (MEMBER | {"group_on": "2016-08-20", "oath_on": "2016-10-01"}, "probation", date(2017, 6, 29)),
    ],
)
def test_a_clean_row_goes_on_where_it_stands(cells: dict[str, Any], at: str, on: date | None) -> None:
    line = read(cells)
    if at == "refused":
        assert said(line.errors) == [("oath_on", "import_day_range")]
        return
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
        (MEMBER | {"extended_until": "2018-01-10"}, "extended_until", "roster_extended_early"),
        (MEMBER | {"probation_until": "2017-06-30"}, "probation_until", "roster_probation_end"),
        (MEMBER | {"group_on": "2016-08-01"}, "group_on", "roster_order"),
        (PASSED | {"reviewed_on": "2017-04-11"}, "reviewed_on", "import_day_range"),  # tomorrow
        (PASSED | {"review_result": "好"}, "review_result", "roster_review_result"),
        (CANDIDATE | {"review_result": "合格"}, "reviewed_on", "roster_needed"),
        (READY | {"review_result": "不合格"}, "review_result", "roster_review_not_passed"),
        (READY | {"reviewed_on": None, "review_result": None}, "reviewed_on", "roster_needed"),
        (READY | {"introducers": None}, "introducers", "roster_needed"),
        (READY | {"form_on": "2017-04-04"}, "form_on", "roster_order"),
        (READY | VOTED | {"pre_reviewed_on": None}, "pre_reviewed_on", "roster_needed"),
        (READY | VOTED | {"yes": None}, "yes", "roster_needed"),
        (READY | VOTED | {"yes": 8}, "yes", "roster_not_passed"),
        (READY | VOTED | {"approved_on": "2017-04-09"}, "approved_on", "roster_not_yet"),
        (ACTIVIST | {"agreed_on": "2017-03-02"}, "proposed_on", "roster_needed"),
        (ACTIVIST | {"proposed_on": "2017-03-20"}, "proposed_on", "roster_too_early"),
    ],
)
def test_what_keeps_a_row_out(cells: dict[str, Any], column: str, code: str) -> None:
    assert (column, code) in said(read(cells).errors)


@pytest.mark.parametrize("until", ["2017-10-01", "2018-07-01"])
def test_an_extension_lasts_six_to_twelve_months(until: str) -> None:
    errors = read(MEMBER | {"extended_until": until}, date(2017, 8, 1)).errors
    assert said(errors) == [("extended_until", "extension_months")]


def test_an_extended_probation_goes_on_to_its_longer_end() -> None:
    line = read(MEMBER | {"extended_until": "2018-01-10", "group_on": "2016-08-20"}, date(2017, 8, 1))
    assert (said(line.errors), line.facts["at"], line.facts["next_on"]) == ([], "oath", date(2018, 1, 10))


@pytest.mark.parametrize(
    ("cells", "at_2014", "at_2026"),
    [
        (PROPOSED, ("file", "第十三条"), ("agree", "第十三条")),
        # filed under the old text, listed under the new one: the notice comes first
        (PROPOSED | {"agreed_on": "2026-04-20"}, ("listing", "第十三条"), ("notice", "第十三条")),
        (NEW | {"candidate_on": "2026-04-28"}, ("introducers", "第十四条"), ("introducers", "第十四条")),
        (
            NEW | {"candidate_on": "2026-04-01", "introducers": "王示例、李测试", "reviewed_on": "2026-04-20",
                   "review_result": "合格", "trained_on": "2026-04-25", "pre_reviewed_on": "2026-05-05"},
            ("form", "第十九条"), ("form", "第十八条"),
        ),
        (
            NEW | {"candidate_on": "2026-04-01", "introducers": "王示例、李测试", "reviewed_on": "2026-04-20",
                   "review_result": "合格", "trained_on": "2026-04-25", "pre_reviewed_on": "2026-04-26"} | VOTED
            | {"member_on": "2026-05-08"},
            ("report", "第二十二条"), ("report", "第二十一条"),
        ),
    ],
)  # fmt: skip
def test_the_next_step_is_that_of_the_text_in_force(
    cells: dict[str, Any], at_2014: tuple[str, str], at_2026: tuple[str, str]
) -> None:
    for today, year, expected in ((date(2026, 5, 9), 2014, at_2014), (date(2026, 5, 12), 2026, at_2026)):
        line = read(cells, today)
        assert said(line.errors) == []
        why = line.facts["why"]
        assert (line.facts["at"], why["article"], why["pack"]) == (*expected, year)


def test_a_notice_that_runs_is_waited_for_and_one_that_is_over_is_reported_on() -> None:
    posted = PROPOSED | {"agreed_on": "2026-05-12", "notice_on": "2026-05-18"}
    (reason,) = read(posted, date(2026, 5, 20)).errors
    assert (reason.column, reason.code) == ("notice_on", "roster_notice_runs")
    over = read(posted, date.fromisoformat(reason.params["earliest"]))
    assert (said(over.errors), over.facts["at"]) == ([], "noticed")
    listed = posted | {"stage": "发展对象", "candidate_on": "2026-05-22"}
    assert ("candidate_on", "roster_too_early") in said(read(listed, date(2026, 6, 10)).errors)
    unposted = NEW | {"candidate_on": "2026-05-22", "introducers": "王示例、李测试"}
    assert ("notice_on", "roster_no_notice") in said(read(unposted, date(2026, 6, 10)).warnings)
    assert read(NEW | {"candidate_on": "2026-04-28", "introducers": "王示例、李测试"}, date(2026, 6, 10)).warnings == []


def test_terms_that_only_the_new_text_sets_are_held_by_the_new_text() -> None:
    assert read(READY, date(2017, 6, 10)).warnings == [], "in 2014 an assembly has no term"
    listed = {"candidate_on": "2026-04-28", "introducers": "王示例、李测试", "review_result": "合格"}
    ready = NEW | listed | {"reviewed_on": "2026-05-04", "trained_on": "2026-05-08", "pre_reviewed_on": "2026-05-12"}
    assert read(ready, date(2026, 6, 12)).warnings == []
    (late,) = read(ready, date(2026, 6, 13)).warnings
    assert (late.column, late.code, late.params) == (
        "member_on",
        "roster_late",
        {"due": "2026-06-12", "article": "第十九条"},
    )
    member = ready | VOTED | {"stage": "预备党员", "member_on": "2026-05-28", "approved_on": "2026-06-05"}
    assert read(member, date(2026, 7, 5)).warnings == []
    assert said(read(member, date(2026, 7, 6)).warnings) == [("oath_on", "roster_late")]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (APPLICANT | {"talked_on": "2016-04-02"}, "talked_on", "roster_late"),
        (APPLICANT | {"talked_on": None}, "talked_on", "roster_no_talk"),
        (ACTIVIST | {"reviews": None}, "reviews", "roster_reviews_missing"),
        (ACTIVIST | {"contacts": None}, "contacts", "roster_no_contact"),
        (CANDIDATE | {"reviews": "2016-09-05 好"}, "reviews", "roster_reviews_few"),
        (CANDIDATE | {"introducers": None}, "introducers", "roster_no_introducers"),
        (CANDIDATE | {"reviewed_on": "2017-04-01"}, "review_result", "roster_review_passed"),
        (READY | {"trained_on": None}, "trained_on", "roster_untrained"),
        (ACTIVIST | {"filed_on": None}, "filed_on", "roster_missing_step"),
        (MEMBER | {"pre_reviewed_on": None}, "pre_reviewed_on", "roster_missing_step"),
        (MEMBER | {"trained_on": None}, "trained_on", "roster_missing_step"),
        (MEMBER | {"introducers": None}, "introducers", "roster_unnamed"),  # nobody asks for them any more
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


@pytest.mark.parametrize(("name", "cells", "step"), SAMPLES)
def test_the_rows_that_the_template_shows_lead_where_they_say(name: str, cells: dict[str, Any], step: str) -> None:
    line = read({**cells, "name": name, "id_number": ID}, date(2026, 9, 1))
    assert (said(line.errors), line.facts["at"]) == ([], step)


def test_the_same_sheet_serves_the_import_of_people() -> None:
    headings = roster.named()
    assert {"name", "id_number", "branch", "stage", "member_on"} <= set(imports.place_columns(headings))
