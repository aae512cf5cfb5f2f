"""What the two texts of the law and the office's own terms say in numbers, value by value, and the days these give.

Written down a second time from the texts (statute.md 2.1a, the cards of seed.md), not read from the packs: a value that
somebody changes in a pack is noticed here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import deadlines
from service.domain.calendar import ONE_DAY, Calendar
from service.domain.rules import Kind
from tests.domain.makers import book, load, make_calendar

LAW_2014, LAW_2026 = date(2017, 4, 10), date(2026, 11, 23)
SAME: Any = object()
NONE: Any = None

# rule -> values in 2014 and 2026 (SAME: as in 2014; None: the text has no such rule), articles in both
VALUES: list[tuple[str, Any, Any, str, str]] = [
    ("apply_age", {"min": "P18Y", "from": "birth_date"}, SAME, "§5", "§5"),
    ("talk_deadline", {"value": "P1M", "start": "application_received"}, SAME, "§7", "§7"),
    ("contact_persons", {"min": 1, "max": 2, "must_be": "full_member"}, SAME, "§9", "§9"),
    ("activist_review", {"every": "P6M", "start": "activist_confirmed"}, SAME, "§11", "§11"),
    ("activist_analysis", {"every": "P1Y"}, SAME, "§11", "§11"),
    ("cultivation_min", {"value": "P1Y", "start": "activist_confirmed"}, SAME, "§13", "§13"),
    ("candidate_agreement", {"mode": "file"}, {"mode": "agree"}, "§13", "§13"),
    ("candidate_notice", NONE, {"min": 5, "unit": "working_day"}, "", "§13"),
    ("introducers", {"exact": 2, "must_be": "full_member"}, SAME, "§14", "§14"),
    ("training", {"min_days": 3, "or_min_hours": 24, "strength": "generally"}, SAME, "§17", "§17"),
    ("no_admission_if_leaving_within", {"value": "P3M", "strength": "generally"}, SAME, "§19", "§18"),
    ("assembly_after_pre_review", NONE, {"value": "P1M", "start": "pre_review_passed"}, "", "§19"),
    ("quorum", {"op": ">", "factor": 0.5, "den": "entitled_voting", "strength": "must"}, SAME, "§20", "§19"),
    ("pass", {"op": ">", "factor": 0.5, "den": "entitled_voting"}, SAME, "§21", "§20"),
    ("approval", {"value": "P3M", "special_max": "P6M", "start": "resolution_reported"}, SAME, "§26", "§25"),
    ("assign_branch_group", {"value": "promptly"}, SAME, "§29", "§28"),
    ("oath", {"value": None, "must_happen": "must"}, {"value": "P1M", "strength": "generally"}, "§30", "§29"),
    ("probation", {"value": "P1Y", "start": "assembly_passed"}, SAME, "§32", "§31"),
    ("extension", {"times": 1, "min": "P6M", "max": "P1Y", "strength": "may"}, SAME, "§32", "§31"),
    ("conversion_approval", {"value": "P3M", "start": "resolution_reported"}, SAME, "§34", "§33"),
    ("party_age", {"from": "full_member_at_end_of_probation"}, SAME, "§34", "§33"),
    ("transfer_postpone", {"max": "P6M", "start": "probation_end"}, SAME, "§36", "§35"),
]


@pytest.mark.parametrize(("rule", "old", "new", "old_article", "new_article"), VALUES, ids=[row[0] for row in VALUES])
def test_a_value_of_the_law(rule: str, old: Any, new: Any, old_article: str, new_article: str) -> None:
    for pack, said, article in (("cpc_dev_2014", old, old_article), ("cpc_dev_2026", new, new_article)):
        wanted = old if said is SAME else said
        found = load(pack)["rules"][rule]
        if wanted is None:
            assert found is None
            continue
        assert {name: found.get(name) for name in wanted} == wanted
        assert found["article"] == article


def test_every_number_of_the_law_stands_in_the_table() -> None:
    """A rule with a term, a count or a vote that is not written down above would not be noticed when it changes."""
    counted = {Kind.EARLIEST, Kind.DEADLINE, Kind.WINDOW, Kind.COUNT, Kind.VOTE}
    listed = {row[0] for row in VALUES}
    for day in (LAW_2014, LAW_2026):
        rules = book().pack_on(day).rules.values()
        with_numbers = {rule.id for rule in rules if rule.kind in counted} - {"approval_vote", "organizer_posts"}
        assert with_numbers <= listed


# rule, day whose text holds, start, earliest, due, latest in special cases
DAYS: list[tuple[str, date, date, date | None, date | None, date | None]] = [
    ("talk_deadline", LAW_2026, date(2026, 8, 31), None, date(2026, 9, 30), None),
    ("apply_age", LAW_2026, date(2008, 11, 23), date(2026, 11, 23), None, None),
    ("cultivation_min", LAW_2026, date(2024, 2, 29), date(2025, 2, 28), None, None),
    ("cultivation_min", LAW_2014, date(2015, 5, 29), date(2016, 5, 29), None, None),
    ("assembly_after_pre_review", LAW_2026, date(2027, 1, 31), None, date(2027, 2, 28), None),
    ("assembly_after_pre_review", LAW_2026, date(2028, 1, 31), None, date(2028, 2, 29), None),
    ("approval", LAW_2014, date(2017, 1, 31), None, date(2017, 4, 30), date(2017, 7, 31)),
    ("approval", LAW_2014, date(2016, 11, 30), None, date(2017, 2, 28), date(2017, 5, 30)),
    ("approval", LAW_2026, date(2026, 8, 31), None, date(2026, 11, 30), date(2027, 2, 28)),
    ("oath", LAW_2014, date(2017, 3, 31), None, None, None),
    ("oath", LAW_2026, date(2026, 12, 31), None, date(2027, 1, 31), None),
    ("probation", LAW_2026, date(2026, 6, 1), date(2027, 6, 1), None, None),
    ("extension", LAW_2026, date(2027, 8, 31), date(2028, 2, 29), date(2028, 8, 31), None),
    ("conversion_approval", LAW_2014, date(2017, 11, 30), None, date(2018, 2, 28), None),
    ("conversion_approval", LAW_2026, date(2026, 11, 23), None, date(2027, 2, 23), None),
    ("transfer_postpone", LAW_2026, date(2026, 8, 31), None, date(2027, 2, 28), None),
    ("no_admission_if_leaving_within", LAW_2026, date(2026, 11, 30), None, date(2027, 2, 28), None),
    ("retry_after_not_agreed", LAW_2014, date(2017, 8, 31), date(2018, 2, 28), None, None),
    ("retry_after_not_passed", LAW_2026, date(2026, 8, 31), date(2027, 2, 28), None, None),
]


@pytest.mark.parametrize(("rule", "day", "start", "earliest", "due", "special"), DAYS)
def test_the_days_of_the_law(
    rule: str, day: date, start: date, earliest: date | None, due: date | None, special: date | None
) -> None:
    found = deadlines.term(book().rule(rule, day), start, make_calendar())
    assert (found.earliest, found.due, found.special_due) == (earliest, due, special)


# The office's own terms `[TEMPLATE]`, from the cards: rule, value, and the last day counted from Monday 2017-04-10.
LOCAL: list[tuple[str, str, str]] = [
    ("application_register", "P3WD", "2017-04-13"),  # A02
    ("filing_reply", "P10WD", "2017-04-24"),  # A04
    ("candidate_agreement_reply", "P15WD", "2017-05-02"),  # A06: Labour Day lies between
    ("assign_branch_by", "P10WD", "2017-04-24"),  # A10
    ("points_verify", "P10D", "2017-04-20"),  # B01
    ("points_late", "P30D", "2017-05-10"),
    ("points_objection", "P10WD", "2017-04-24"),
    ("points_publication_objection", "P5WD", "2017-04-17"),  # B02
    ("round_objection", "P5WD", "2017-04-17"),  # A03
    ("objection_accept", "P3WD", "2017-04-13"),  # A13
    ("objection_answer", "P15WD", "2017-05-02"),
    ("objection_second_review", "P15WD", "2017-05-02"),
    ("hearing", "P10WD", "2017-04-24"),  # A12
    ("transfer_send", "P10WD", "2017-04-24"),  # A11
    ("transfer_examine", "P30D", "2017-05-10"),
    ("data_request", "P15WD", "2017-05-02"),  # H02
]


@pytest.mark.parametrize(("rule", "value", "last"), LOCAL, ids=[row[0] for row in LOCAL])
def test_a_term_of_the_office(rule: str, value: str, last: str) -> None:
    found = load("local_demo_v1")["rules"][rule]
    assert value in (found.get("value"), found.get("min"), found.get("max"))
    term = deadlines.term(book().rule(rule, LAW_2014), date(2017, 4, 10), make_calendar())
    assert (term.due or term.earliest) == date.fromisoformat(last)


STARTS = st.dates(date(2016, 6, 1), date(2028, 6, 1))
TERMS = sorted(row[0] for row in LOCAL) + [
    row[0] for row in VALUES if row[1] is not None and "value" in row[1] and str(row[1]["value"]).startswith("P")
]


@given(STARTS, st.sampled_from(TERMS))
def test_a_term_that_begins_later_never_ends_earlier(start: date, rule: str) -> None:
    """Whatever the month's length and the holidays: nobody gains by coming a day later."""
    calendar = Calendar()
    for day in (LAW_2014, LAW_2026):
        now, then = (deadlines.term(book().rule(rule, day), each, calendar) for each in (start, start + ONE_DAY))
        for before, after in ((now.earliest, then.earliest), (now.due, then.due), (now.special_due, then.special_due)):
            assert (before is None) == (after is None)
            assert before is None or after is None or start <= before <= after
