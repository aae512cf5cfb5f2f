"""The exam: who sits it, papers by seed, what a sheet is worth, how people are shared among phases."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import exam_sheet
from service.domain.exams import (
    Item,
    Kind,
    Mode,
    Part,
    Question,
    draw,
    ends_at,
    fits,
    is_late,
    lacking,
    mode,
    score,
    total,
)
from service.domain.training import places

PHASE = date(2017, 3, 20)
BANK = [
    *(Question(n, Kind.SINGLE, ("A", "B", "C", "D"), frozenset("B")) for n in range(1, 61)),
    *(Question(n, Kind.MULTIPLE, ("A", "B", "C", "D"), frozenset("AC")) for n in range(61, 91)),
    *(Question(n, Kind.JUDGEMENT, ("T", "F"), frozenset("T")) for n in range(91, 131)),
]
BLUEPRINT = (Part(Kind.SINGLE, 30, 2), Part(Kind.MULTIPLE, 10, 2), Part(Kind.JUDGEMENT, 20, 1))
RIGHT = {question.number: question.right for question in BANK}


@pytest.mark.parametrize(
    ("born", "year", "expected"),
    [
        (date(1967, 3, 20), 1967, Mode.ATTENDANCE),  # fifty on the day is not under fifty
        (date(1967, 3, 21), 1967, Mode.COMPUTER),
        (date(1967, 3, 19), 1967, Mode.ATTENDANCE),
        (date(1968, 2, 29), 1968, Mode.COMPUTER),
        (None, 1968, Mode.COMPUTER),  # the year alone tells
        (None, 1966, Mode.ATTENDANCE),
        (None, 1967, Mode.UNKNOWN),  # it does not: the office decides
        (None, None, Mode.UNKNOWN),
    ],
)
def test_who_sits_at_a_computer(born: date | None, year: int | None, expected: Mode) -> None:
    assert mode(born, year, PHASE) is expected


@given(st.dates(date(1930, 1, 1), date(2000, 12, 31)), st.dates(date(2014, 1, 1), date(2030, 12, 31)))
def test_the_year_of_birth_never_contradicts_the_day(born: date, on: date) -> None:
    by_year = mode(None, born.year, on)
    assert by_year in (Mode.UNKNOWN, mode(born, born.year, on))


def test_a_paper_is_drawn_by_its_seed() -> None:
    paper = draw(BANK, BLUEPRINT, "seed/1")
    assert paper == draw(list(reversed(BANK)), BLUEPRINT, "seed/1"), "the order of the bank does not matter"
    assert paper != draw(BANK, BLUEPRINT, "seed/2")
    assert len({item.question for item in paper}) == 60 and total(BLUEPRINT) == 100
    assert all(item.options == ("T", "F") for item in paper[40:]), "right, wrong: never shuffled"
    # Frozen: a paper can be shown again years later, under whatever Python.
    assert [item.question for item in paper[:5]] == [15, 57, 41, 20, 50]
    assert lacking((Part(Kind.MULTIPLE, 31, 1),), BANK) == {Kind.MULTIPLE: 1} and not lacking(BLUEPRINT, BANK)


def test_every_question_is_drawn_about_as_often() -> None:
    drawn = Counter(item.question for n in range(1000) for item in draw(BANK, BLUEPRINT[:1], f"s{n}"))
    assert len(drawn) == 60 and min(drawn.values()) > 420 and max(drawn.values()) < 580


def test_a_question_counts_when_exactly_the_right_answers_are_chosen() -> None:
    paper = draw(BANK, BLUEPRINT, "seed")
    full = {place: sorted(RIGHT[item.question]) for place, item in enumerate(paper, 1)}
    assert score(paper, RIGHT, full) == 100
    assert score(paper, RIGHT, {}) == 0
    multiple = next(place for place, item in enumerate(paper, 1) if 61 <= item.question <= 90)
    for chosen, lost in ((["A"], 2), (["A", "B", "C"], 2), (["C", "A"], 0), ([], 2)):
        assert score(paper, RIGHT, {**full, multiple: chosen}) == 100 - lost
    no_key = [Item(1, Kind.SINGLE, ("A",), 5)]
    assert score(no_key, {1: frozenset()}, {1: []}) == 0, "a question without a key is worth nothing"


def test_a_choice_is_one_that_is_offered() -> None:
    assert fits(Kind.SINGLE, "AB", ["A"]) and fits(Kind.SINGLE, "AB", [])
    assert not fits(Kind.SINGLE, "AB", ["A", "B"]) and fits(Kind.MULTIPLE, "AB", ["A", "B"])
    assert not fits(Kind.MULTIPLE, "AB", ["C"]) and not fits(Kind.MULTIPLE, "AB", ["A", "A"])


def test_a_sitting_ends_with_its_minutes_or_with_the_exam() -> None:
    nine = datetime(2017, 3, 20, 1, tzinfo=UTC)
    assert ends_at(nine, 60, 0, nine + timedelta(hours=8)) == nine + timedelta(minutes=60)
    assert ends_at(nine, 60, 0, nine + timedelta(minutes=20)) == nine + timedelta(minutes=20)
    assert ends_at(nine, 60, 15, nine + timedelta(minutes=20)) == nine + timedelta(minutes=35)
    assert not is_late(nine + timedelta(seconds=30), nine) and is_late(nine + timedelta(seconds=31), nine)


def test_the_spring_rotation_is_shared_among_seven_phases() -> None:
    assert places(4610, 7) == [659, 659, 659, 659, 659, 659, 656]
    assert places(65, 2) == [33, 32]
    assert places(3, 7) == [1, 1, 1, 0, 0, 0, 0]


@given(st.integers(0, 7000), st.integers(1, 20))
def test_nobody_is_lost_between_phases(people: int, phases: int) -> None:
    found = places(people, phases)
    assert sum(found) == people and len(found) == phases and found == sorted(found, reverse=True)


def line(*cells: Any) -> tuple[int, list[Any]]:
    return 2, list(cells)


@pytest.mark.parametrize(
    ("cells", "right", "code"),
    [
        (("单选", "党的根本组织原则是？", "甲", "乙", None, None, None, None, "b", ""), ("B",), ""),
        (("多选题", "下列哪些属于党员义务？", "甲", "乙", "丙", None, None, None, "A、C", "党章"), ("A", "C"), ""),
        (("判断", "预备党员没有表决权。", None, None, None, None, None, None, "对", ""), ("T",), ""),
        (("判断", "预备党员有选举权。", None, None, None, None, None, None, "×", ""), ("F",), ""),
        (("填空", "一二三四五", "甲", "乙", None, None, None, None, "A", ""), None, "exam_kind"),
        (("单选", "短", "甲", "乙", None, None, None, None, "A", ""), None, "exam_stem"),
        (("单选", "只有一个选项的题", "甲", None, None, None, None, None, "A", ""), None, "exam_options"),
        (("单选", "选项有空缺的题", "甲", None, "丙", None, None, None, "A", ""), None, "exam_options"),
        (("单选", "答案不在选项里", "甲", "乙", None, None, None, None, "C", ""), None, "exam_answer"),
        (("多选", "多选只有一个答案", "甲", "乙", None, None, None, None, "A", ""), None, "exam_answer"),
        (("判断", "判断题答案不对", None, None, None, None, None, None, "也许", ""), None, "exam_answer"),
    ],
)
def test_a_row_of_the_bank(cells: tuple[Any, ...], right: tuple[str, ...] | None, code: str) -> None:
    lines, problems = exam_sheet.read(exam_sheet.HEADINGS, [line(*cells)])
    assert [each.right for each in lines] == ([right] if right else [])
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_a_sheet_without_its_columns_or_with_a_question_twice() -> None:
    _, problems = exam_sheet.read(["题型", "答案"], [])
    assert [problem.code for problem in problems] == ["exam_column"]
    row = ("判断", "同一道题", None, None, None, None, None, None, "对", "")
    lines, problems = exam_sheet.read(exam_sheet.HEADINGS, [line(*row), (3, list(row))])
    assert len(lines) == 1 and [problem.code for problem in problems] == ["exam_twice"]
