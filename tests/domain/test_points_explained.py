"""What the points pages say: every line adds up to the total, every entry has its reason, nobody is compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import points, points_words
from service.domain.points import Fact
from service.domain.points_explained import changes, reasons, rooms, sum_up
from tests.domain.test_points import ENTRIES, SCHEME, D, make_fact

JULY, END = date(2017, 7, 15), date(2017, 12, 31)


def codes(facts: list[Fact], activist_on: date = date(2016, 4, 20), until: date = END) -> dict[str, Decimal]:
    return {step.code: step.points for step in sum_up(SCHEME, 2017, facts, activist_on, until)}


def test_a_sum_is_told_line_by_line() -> None:
    facts = [make_fact("P01", 10), make_fact("P06", 3), make_fact("N01"), make_fact("P02", status="disputed")]
    assert codes(facts, JULY) == {
        "base": 30, "bonus": D("11.5"), "item_caps": -2, "deduction": -1, "total": D("38.5"),
    }  # fmt: skip
    assert sum_up(SCHEME, 2017, facts, JULY, END)[0].params == {"months": 6, "each": 5, "year": 60}


def test_the_cap_of_all_bonuses_and_the_bounds_are_lines_of_their_own() -> None:
    found = codes([make_fact(item, 20) for item in SCHEME.items if item.startswith("P")])
    assert (found["bonus_cap"], found["total"]) == (-20, 100)
    fraud = codes([make_fact("N05", 3)], date(2017, 12, 1))
    assert (fraud["base"], fraud["deduction"], fraud["bounds"], fraud["total"]) == (5, -15, 10, 0)


@given(ENTRIES, st.dates(date(2016, 1, 1), date(2018, 1, 1)))
def test_the_lines_add_up_and_the_entries_too(rows: list[tuple[str, int, date, str]], activist_on: date) -> None:
    facts = [make_fact(item, quantity, day, status=status) for item, quantity, day, status in rows]
    *lines, last = sum_up(SCHEME, 2017, facts, activist_on, END)
    found = points.balance(SCHEME, facts, points.base_points(SCHEME, 2017, activist_on, END))
    assert last.points == found.total == sum((line.points for line in lines), D(0))
    said = reasons(SCHEME, facts)
    assert set(said) == {fact.id for fact in facts}
    assert sum((why.counts for why in said.values()), D(0)) == found.bonus - found.deduction


def test_why_an_entry_counts_what_it_does() -> None:
    facts = [
        make_fact("P06", 18, id="whole"),
        make_fact("P06", 4, date(2017, 3, 2), id="cut"),
        make_fact("P01", status="disputed", id="doubted"),
        make_fact("P02", status="reversed", id="wrong"),
        make_fact("P02", status="reversal", reverses_id="wrong", id="undoing"),
        make_fact("P03", status="draft", id="young"),
    ]
    assert {key: (why.code, why.counts) for key, why in reasons(SCHEME, facts).items()} == {
        "whole": ("counted", 9),
        "cut": ("item_cap", 1),
        "doubted": ("disputed", 0),
        "wrong": ("reversed", 0),
        "undoing": ("reversal", 0),
        "young": ("not_yet", 0),
    }
    everything = [make_fact(item, 20) for item in SCHEME.items if item.startswith("P")]
    assert "bonus_cap" in {why.code for why in reasons(SCHEME, everything).values()}


def test_what_would_change_it() -> None:
    facts = [make_fact("P01", 8), make_fact("P02", status="disputed")]
    said = dict(changes(SCHEME, 2017, facts, date(2016, 4, 20), date(2017, 4, 10)))
    assert said["change_months"] == {"each": 5, "more": 40}
    assert said["change_facts"] == {"left": 32, "days": 30}
    assert said["change_disputed"] == {"n": 1, "total": 29}
    later = dict(changes(SCHEME, 2017, facts, date(2016, 4, 20), date(2018, 1, 5)))
    assert set(later) == {"change_disputed", "change_wrong"}, "a year that is over changes by correction only"
    left = {room.item.code: room.left for room in rooms(SCHEME, facts)}
    assert "P01" not in left and left["P06"] == 10


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_code_has_its_words(lang: str) -> None:
    facts = [make_fact(item, 20) for item in SCHEME.items] + [make_fact("P01", status="disputed")]
    for step in sum_up(SCHEME, 2017, facts, JULY, END):
        assert points_words.say(step.code, lang) and points_words.say(f"{step.code}_rule", lang, **step.params)
    for why in ("counted", "item_cap", "bonus_cap", "disputed", "not_yet", "reversed", "reversal"):
        assert points_words.say(f"why_{why}", lang, counts="1")
    for code, params in changes(SCHEME, 2017, facts, JULY, date(2017, 8, 1)):
        assert points_words.say(code, lang, **params)
