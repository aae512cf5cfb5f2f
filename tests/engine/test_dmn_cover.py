"""Overlaps and gaps of decision tables, found at deployment and named with an example."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine import Bundle
from service.engine.dmn import Table, TableFailed, read_tables
from service.engine.dmn_cover import gap, overlaps
from service.engine.xml import read_xml
from tests.engine.conftest import Desk
from tests.engine.draw import table


def read(inputs: list[str], rules: list[tuple[str, ...]], policy: str = "UNIQUE", **more: str) -> Table:
    return read_tables(read_xml(table("dmn_a", inputs, ["x"], rules, policy, **more), "a.dmn"))[0][1]


def pairs(found: Table) -> list[tuple[str, str, dict[str, Any]]]:
    return [(both.first, both.second, both.example) for both in overlaps(found)]


def test_an_overlap_names_both_rules_and_an_example() -> None:
    assert pairs(read(["n"], [("< 5", "1"), ("[3..8]", "2"), ("> 8", "3")])) == [("r1", "r2", {"n": 3})]
    assert pairs(read(["n", "s"], [("< 5", '"a"', "1"), ("< 9", '"a","b"', "2")])) == [("r1", "r2", {"n": 4, "s": "a"})]
    assert pairs(read(["d"], [('< date("2017-05-01")', "1"), ('>= @"2017-04-30"', "2")])) == [
        ("r1", "r2", {"d": "2017-04-30"})
    ]
    assert pairs(read(["ok"], [("true", "1"), ("not(false)", "2")])) == [("r1", "r2", {"ok": True})]


@pytest.mark.parametrize(
    "rules",
    [
        [("< 5", "1"), ("[5..8]", "2"), ("> 8", "3")],
        [('"a"', "1"), ('"b"', "2"), ('not("a","b")', "3")],
        [("true", "1"), ("false", "2")],
        [('< date("2017-05-01")', "1"), ('[date("2017-05-01")..@"2017-12-31"]', "2"), ('> date("2017-12-31")', "3")],
        [("<= 5", "1"), (">= 6", "2")],  # people count in whole numbers here
        [("null", "1"), ("not(null)", "2")],
        [("-", "1")],
    ],
)
def test_a_complete_table_is_clean(rules: list[tuple[str, ...]]) -> None:
    found = read(["n"], rules)
    assert overlaps(found) == [] and gap(found) is None


def test_a_gap_names_an_input() -> None:
    assert gap(read(["n"], [("< 5", "1"), ("> 5", "2")])) == {"n": 5}
    assert gap(read(["n"], [("<= 59.5", "1"), (">= 60", "2")])) == {"n": 59.75}
    assert gap(read(["s"], [('"a"', "1")])) == {"s": "其他"}
    assert gap(read(["n", "ok"], [("< 5", "-", "1"), (">= 5", "true", "2")])) == {"n": 5, "ok": False}


def test_what_is_allowed_bounds_the_search() -> None:
    text = table("dmn_a", ["s"], ["x"], [('"a"', "1"), ('"b"', "2")]).decode()
    allowed = '<inputValues><text>"a","b"</text></inputValues></input>'
    found = read_tables(read_xml(text.replace("</input>", allowed).encode(), "a.dmn"))[0][1]
    assert gap(found) is None


def test_no_answer_may_be_an_answer() -> None:
    assert gap(read(["n"], [("< 5", "1")], "COLLECT")) is None
    assert pairs(read(["n"], [("< 5", "1"), ("< 9", "2")], "FIRST")) == []
    assert pairs(read(["n"], [("< 5", "1"), ("< 9", "1")], "ANY")) == []
    assert pairs(read(["n"], [("< 5", "1"), ("< 9", "2")], "ANY")) == [("r1", "r2", {"n": 4})]


def test_variables_are_given_the_benefit_of_doubt() -> None:
    found = read(["n"], [("< limit", "1"), (">= limit", "2")])
    assert overlaps(found) == [] and gap(found) is None


def test_columns_that_share_a_variable_only_warn(desk: Desk) -> None:
    def rules(*columns: str) -> list[tuple[str, str]]:
        blob = table("dmn_a", list(columns), ["x"], [("> 5", "< 9", "1"), ("-", "-", "2")])
        return [(finding.rule, finding.severity) for finding in desk.engine.lint(Bundle({}, {"a.dmn": blob}))]

    assert rules("a", "b") == [("dmn-overlap", "error")]
    assert rules("a", "a * 2") == [("dmn-may-overlap", "warning")]


def test_findings_are_sentences(desk: Desk) -> None:
    blob = table("dmn_a", ["n"], ["x"], [("< 5", "1"), ("[4..8]", "2")])
    overlap, hole = sorted(
        desk.engine.lint(Bundle({}, {"a.dmn": blob})), key=lambda finding: finding.rule, reverse=True
    )
    assert overlap.zh == "决策表“表dmn_a”的规则 r1 与 r2 同时成立，例如 n = 4。" and overlap.element == "r2"
    assert hole.zh == "决策表“表dmn_a”没有规则回答 n = 9。" and hole.severity == "warning"


def test_the_work_is_bounded() -> None:
    wide = [tuple(["-"] * row + [f"> {row}"] + ["-"] * (11 - row) + ["1"]) for row in range(12)]
    long = [(f"[{row}..{row + 1})", "1") for row in range(900)]
    for inputs, rules in (([f"n{index}" for index in range(12)], wide * 20), (["n"], long)):
        found = read(inputs, rules)
        began = time.process_time()
        overlaps(found)
        gap(found)
        assert time.process_time() - began < 5


def test_shipped_tables_are_clean(desk: Desk) -> None:
    for path in sorted((Path(__file__).parents[2] / "bpmn").glob("*/*.dmn")):
        assert desk.engine.lint(Bundle({}, {path.name: path.read_bytes()})) == [], path.name


CELLS = st.sampled_from(["-", "< 3", "<= 3", "3", "> 3", "[1..4)", "(1..4]", "not(2)", "1, 5", ">= 5"])
TEXTS = st.sampled_from(["-", '"a"', '"b"', '"a","b"', 'not("a")'])


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, TEXTS), min_size=1, max_size=6))
def test_the_analysis_agrees_with_trying_everything(rows: list[tuple[str, str]]) -> None:
    found = read(["n", "s"], [(*row, str(index)) for index, row in enumerate(rows)])
    twice, never = False, False
    for number, text in itertools.product(range(-1, 8), ["a", "b", "c"]):
        try:
            twice_now, never_now = False, not found.evaluate(lambda name, at=(number, text): at[name == "s"]).rules
        except TableFailed:
            twice_now, never_now = True, False
        twice, never = twice or twice_now, never or never_now
    assert bool(overlaps(found)) == twice
    assert (gap(found) is not None) == never
