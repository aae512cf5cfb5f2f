"""A figure says what it counts; English leaves it to the label where the label says it."""

from __future__ import annotations

import pytest

from service.domain.figures import MEASURED, figure, heading
from service.domain.page_words import WORDS


@pytest.mark.parametrize(
    ("code", "value", "zh", "en"),
    [
        ("hours", 16, "16 学时", "16"),
        ("phase", 3, "第 3 期", "3"),
        ("votes", "5/17", "5/17 票", "5/17"),
        ("score", "86.87", "86.87 分", "86.87 points"),
        ("score", "—", "—", "—"),
        ("votes", "", "", ""),
        ("place", "302 室", "302 室", "302 室"),
    ],
)
def test_a_figure_with_what_it_counts(code: str, value: object, zh: str, en: str) -> None:
    assert (figure(code, value), figure(code, value, "en")) == (zh, en)


def test_a_column_says_what_its_bare_cells_count() -> None:
    assert [heading(code) for code in ("quota", "phase", "name")] == ["名额（个）", "期次", "姓名"]
    assert [heading(code) for code in ("votes", "points", "listed_n")] == ["得票", "分值", "在册人数"], "said already"
    assert (heading("quota", "en"), heading("score", "en")) == ("Places", "Score (points)")


def test_every_unit_belongs_to_a_label() -> None:
    assert set(MEASURED) <= set(WORDS)
