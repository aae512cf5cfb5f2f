"""The points ledger: caps, pro rata base, reversals, disputes, bands; recomputed against a naive sum."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import points
from service.domain.errors import Invalid, NotFound
from service.domain.points import Circumstances, ClosedCycle, Draft, Fact
from tests.domain.makers import load, scheme

SCHEME = scheme()
D = Decimal
_numbers = iter(range(10**6))


def make_fact(item: str, quantity: int = 1, day: date = date(2017, 3, 1), **changes: Any) -> Fact:
    worth = points.raw_points(SCHEME.item(item), D(quantity))
    return Fact(changes.pop("id", next(_numbers)), item, day, worth, **changes)


def test_the_shipped_scheme() -> None:
    assert SCHEME.template
    bonus = [item.cap for item in SCHEME.items.values() if not item.deducts and item.cap is not None]
    minus = [item.cap for item in SCHEME.items.values() if item.deducts and item.cap is not None]
    assert list(SCHEME.items) == [f"P{n:02}" for n in range(1, 12)] + [f"N0{n}" for n in range(1, 6)]
    assert (sum(bonus), sum(minus), SCHEME.bonus_cap) == (60, 20, 40)
    assert SCHEME.item("N05").cap is None
    for item in SCHEME.items.values():
        assert not set(item.recorder) & set(item.verifier), item.code


@pytest.mark.parametrize(
    ("item", "quantity", "worth"),
    [("P01", 1, "1"), ("P06", 4, "2.0"), ("P06", 3, "1.5"), ("P05", 2, "4"), ("N04", 1, "-3"), ("N05", 1, "-5")],
)
def test_worth_in_half_points(item: str, quantity: int, worth: str) -> None:
    assert points.raw_points(SCHEME.item(item), D(quantity)) == D(worth)


def test_cap_per_item() -> None:
    facts = [make_fact("P01", day=date(2017, 1, 1) + timedelta(days=day)) for day in range(10)]
    found = points.balance(SCHEME, facts, D(20))
    assert (found.bonus, found.total) == (8, 28)
    assert [found.counted[fact.id] for fact in facts] == [1] * 8 + [0] * 2
    assert [found.cap_after[fact.id] for fact in facts] == [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]
    assert found.uses["P01"].left == 0
    assert points.cap_left(SCHEME, facts[:3], "P01") == 5
    assert points.cap_left(SCHEME, [], "P01") == 8
    assert points.cap_left(SCHEME, facts, "N05") is None


def test_cap_of_the_whole_bonus() -> None:
    facts = [make_fact(item, 20) for item in SCHEME.items if item.startswith("P")]
    found = points.balance(SCHEME, facts, D(60))
    assert (found.bonus, found.total) == (40, 100)


def test_a_partial_entry_fills_the_cap() -> None:
    facts = [make_fact("P06", 18), make_fact("P06", 4)]  # nine points, then two more under a cap of ten
    found = points.balance(SCHEME, facts, D(0))
    assert [found.counted[fact.id] for fact in facts] == [9, 1]


def test_deductions_have_caps_and_a_floor() -> None:
    facts = [make_fact("N01", 1, date(2017, 1, 1) + timedelta(days=day)) for day in range(9)]
    assert points.balance(SCHEME, facts, D(20)).total == 14
    assert points.balance(SCHEME, facts, D(3)).total == 0
    fraud = [make_fact("N05"), make_fact("N05")]
    assert points.balance(SCHEME, fraud, D(20)).total == 10


@pytest.mark.parametrize(
    ("activist_from", "until", "base"),
    [
        (date(2016, 4, 20), date(2017, 12, 31), 60),
        (date(2017, 1, 1), date(2017, 12, 31), 60),
        (date(2017, 7, 15), date(2017, 12, 31), 30),
        (date(2017, 12, 31), date(2017, 12, 31), 5),
        (date(2016, 4, 20), date(2017, 4, 10), 20),
        (date(2017, 5, 2), date(2017, 4, 10), 0),
        (None, date(2017, 4, 10), 0),
    ],
)
def test_the_base_is_pro_rata(activist_from: date | None, until: date, base: int) -> None:
    assert points.base_points(SCHEME, 2017, activist_from, until) == base


def test_a_reversal_gives_its_room_back() -> None:
    facts = [make_fact("P03", day=date(2017, month, 1)) for month in range(1, 6)]
    assert points.balance(SCHEME, facts, D(0)).counted[facts[4].id] == 0
    wrong = facts[0]
    reversal = make_fact("P03", day=wrong.event_date, reverses_id=wrong.id, status="reversal")
    undone = [Fact(wrong.id, "P03", wrong.event_date, wrong.points, "reversed"), *facts[1:], reversal]
    found = points.balance(SCHEME, undone, D(0))
    assert found.counted[facts[4].id] == 1
    assert (found.bonus, wrong.id in found.counted, reversal.id in found.counted) == (4, False, False)
    only_appended = [*facts, make_fact("P03", day=wrong.event_date, reverses_id=wrong.id)]
    assert points.balance(SCHEME, only_appended, D(0)).bonus == 4


def test_disputed_entries_stay_out_of_decisions() -> None:
    facts = [make_fact("P01"), make_fact("N01", status="disputed"), make_fact("P05", status="draft")]
    assert points.balance(SCHEME, facts, D(20)).total == 21
    assert points.balance(SCHEME, facts, D(20), with_disputed=True).total == 20


def test_a_new_version_in_the_middle_of_a_year_keeps_what_was_recorded() -> None:
    """Points 3.6: other points and caps from July on, one item gone; what was recorded before is worth what it was."""
    raw = load("points_scheme_demo_v1")
    items = [{**item, "points": 2, "cap": 6} if item["code"] == "P01" else item for item in raw["items"]]
    later = points.parse_scheme({**raw, "items": [item for item in items if item["code"] != "P07"]})
    facts = [make_fact("P01", 3), make_fact("P07"), make_fact("P07", day=date(2017, 4, 1))]
    assert points.balance(SCHEME, facts, D(20)).total == 29
    assert points.balance(later, facts, D(20)).total == 29
    more = [*facts, Fact("new", "P01", date(2017, 8, 1), points.raw_points(later.item("P01"), D(2)))]
    assert points.balance(later, more, D(20)).total == 32, "four more, three of them under the new cap"


@pytest.mark.parametrize(
    ("total", "code"),
    [
        ("59.9", "support"),
        ("60", "general"),
        ("79.9", "general"),
        ("80", "key"),
        ("89.5", "key"),
        ("89.9", "key"),
        ("90", "priority"),
        ("100", "priority"),
        ("0", "support"),
        ("59.5", "support"),
    ],
)
def test_band_edges(total: str, code: str) -> None:
    assert points.band(SCHEME, D(total)).code == code


def test_no_band_before_a_whole_closed_cycle() -> None:
    assert points.band_of_person(SCHEME, []) is None
    assert points.band_of_person(SCHEME, [ClosedCycle(2016, D(44), False)]) is None
    assert points.band_of_person(SCHEME, [ClosedCycle(2015, D(95), True), ClosedCycle(2016, D(44), False)]) is None
    found = points.band_of_person(SCHEME, [ClosedCycle(2015, D(95), True), ClosedCycle(2016, D(84), True)])
    assert found is not None
    assert found.code == "key"


def test_a_whole_cycle() -> None:
    assert points.whole_cycle(2016, date(2016, 1, 1))
    assert points.whole_cycle(2016, date(2015, 4, 28))
    assert not points.whole_cycle(2016, date(2016, 1, 2))
    assert not points.whole_cycle(2016, None)
    assert not points.whole_cycle(2016, date(2015, 4, 28), date(2016, 12, 30))


def make_draft(**changes: Any) -> Draft:
    given_ = {
        "item": "P01",
        "quantity": D(1),
        "event_date": date(2017, 4, 5),
        "evidence_ref": "签到表 3",
        "recorder": 1,
    }
    return Draft(**{**given_, **changes})


def make_around(**changes: Any) -> Circumstances:
    given_: dict[str, Any] = {"today": date(2017, 4, 10), "cycle": 2017, "activist_from": date(2016, 4, 20)}
    return Circumstances(**{**given_, **changes})


@pytest.mark.parametrize(
    ("draft", "around", "codes"),
    [
        ({}, {}, []),
        ({"item": "P99"}, {}, ["points_item_unknown"]),
        ({"item": "V01"}, {}, ["points_item_veto"]),
        ({"quantity": D(0)}, {}, ["points_quantity"]),
        ({"quantity": D("0.5")}, {}, ["points_quantity"]),
        ({"quantity": D(-1)}, {}, ["points_quantity"]),
        ({"event_date": date(2017, 4, 11)}, {}, ["future_date"]),
        ({"event_date": date(2016, 12, 31)}, {}, ["points_cycle"]),
        ({}, {"activist_from": date(2017, 4, 6)}, ["points_not_activist"]),
        ({}, {"activist_from": None}, ["points_not_activist"]),
        ({"event_date": date(2017, 3, 10)}, {}, ["points_late"]),
        ({"event_date": date(2017, 3, 11)}, {}, []),
        ({"event_date": date(2017, 3, 10)}, {"office_agrees": True}, []),
        ({}, {"closed_until": date(2017, 4, 5)}, ["points_closed"]),
        ({}, {"closed_until": date(2017, 4, 4)}, []),
        ({"evidence_ref": "  "}, {}, ["points_evidence"]),
        ({}, {"evidence": frozenset({("P01", date(2017, 4, 5), "签到表 3")})}, ["duplicate_entry"]),
        ({"verifier": 1}, {}, ["task_same_recorder"]),
        ({"verifier": 2}, {}, []),
        ({"item": "N01"}, {"make_up_missed": False}, ["points_make_up"]),
        ({"item": "N01"}, {}, []),
        ({"item": "P04"}, {"entries": (make_fact("P04"),)}, ["points_cap"]),
    ],
)
def test_what_may_be_recorded(draft: dict[str, Any], around: dict[str, Any], codes: list[str]) -> None:
    found = points.check(SCHEME, make_draft(**draft), make_around(**around))
    assert [problem.code for problem in found] == codes


def test_schemes_switch_by_day() -> None:
    raw = load("points_scheme_demo_v1")
    later = {**raw, "id": "points_scheme_v2", "effective_from": "2017-07-01"}
    raws = [load("cpc_dev_2014"), raw, later]
    assert points.scheme_on(raws, date(2017, 6, 30)).id == "points_scheme_demo_v1"
    assert points.scheme_on(raws, date(2017, 7, 1)).id == "points_scheme_v2"
    with pytest.raises(NotFound):
        points.scheme_on(raws, date(2010, 1, 1))


def test_a_scheme_that_changes_in_july_leaves_what_was_recorded_before() -> None:
    """What an entry is worth was settled when it was recorded; caps are those of the scheme that adds up."""
    raw = load("points_scheme_demo_v1")
    changed = {"P01": {"points": 3, "cap": 12}, "P03": {"cap": 2}}
    items = [{**item, **changed.get(item["code"], {})} for item in raw["items"]]
    later = points.parse_scheme({**raw, "id": "v2", "effective_from": "2017-07-01", "items": items})
    old = [make_fact("P01", day=date(2017, 3, day)) for day in (1, 2)]
    reports = [make_fact("P03", day=date(2017, month, 1)) for month in (2, 5, 6)]
    new = Fact(next(_numbers), "P01", date(2017, 7, 3), points.raw_points(later.item("P01"), D(1)))
    assert (new.points, {fact.points for fact in old}) == (D(3), {D(1)})
    before, after = points.balance(SCHEME, [*old, *reports], D(20)), points.balance(later, [*old, *reports, new], D(20))
    assert (before.bonus, after.bonus) == (5, 7)
    assert [after.counted[fact.id] for fact in (*old, new)] == [1, 1, 3]


@pytest.mark.parametrize("broken", [{"items": []}, {"bonus_cap": "0.3"}, {"bands": []}, {"floor": "low"}, {"base": 5}])
def test_a_broken_scheme_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        points.parse_scheme({**load("points_scheme_demo_v1"), **broken})


ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(sorted(SCHEME.items)),
        st.integers(1, 6),
        st.dates(date(2017, 1, 1), date(2017, 12, 31)),
        st.sampled_from(["verified", "published", "disputed", "reversed", "draft"]),
    ),
    max_size=40,
)


@given(ENTRIES, st.integers(0, 12))
def test_the_total_against_a_naive_sum(rows: list[tuple[str, int, date, str]], months: int) -> None:
    facts = [make_fact(item, quantity, day, status=status) for item, quantity, day, status in rows]
    base = D(5 * months)
    sums: dict[str, Decimal] = defaultdict(lambda: D(0))
    for fact in facts:
        if fact.status in ("verified", "published"):
            sums[fact.item] += abs(fact.points)
    capped = {code: min(total, SCHEME.items[code].cap or total) for code, total in sums.items()}
    bonus = min(sum((v for k, v in capped.items() if k.startswith("P")), D(0)), D(40))
    minus = sum((v for k, v in capped.items() if k.startswith("N")), D(0))
    found = points.balance(SCHEME, facts, base)
    assert found.total == min(max(base + bonus - minus, D(0)), D(100))
    assert sum(found.counted.values(), D(0)) == bonus - minus
    assert found.total % D("0.5") == 0
