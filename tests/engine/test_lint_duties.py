"""Separation of duties in the model (seed.md 1.2): recorder is not verifier, introducer is not approver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.actions.deploy import lint as lint_shipped
from service.actions.deploy import read_files
from service.engine import Bundle, Finding
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions

OURS = ("same-hands", "duty-value")
FORMS: dict[str, Any] = {
    "form_any": {"schema": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    "form_entries": {"schema": {"type": "object", "properties": {"rows": {"type": "array"}}}},
}


def found(desk: Desk, drawn: Process) -> list[Finding]:
    files = Bundle({"a.bpmn": definitions(drawn.xml())}, {}, FORMS)
    return [each for each in desk.engine.lint(files) if each.rule in OURS]


def two(first: dict[str, str], second: dict[str, str]) -> Process:
    """Draw one step after another."""
    p = Process("proc_a").start().user("ut_a", more=first).user("ut_b", more=second).end()
    return p.flow("start_1", "ut_a", "ut_b", "end_1")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"role": "introducer"}, {"role": "town_committee"}),
        ({"role": "introducer"}, {"role": "town_secretary"}),
        ({"role": "vote_teller"}, {"role": "vote_monitor"}),
        ({"duty": "record"}, {"duty": "verify"}),
        ({"duty": "introduce", "role": "branch_secretary"}, {"duty": "approve"}),
    ],
)
def test_the_later_step_keeps_out_who_did_the_earlier(
    desk: Desk, first: dict[str, str], second: dict[str, str]
) -> None:
    (bad,) = found(desk, two(first, second))
    assert (bad.rule, bad.severity, bad.element) == ("same-hands", "error", "ut_b")
    assert "ut_a" in bad.hint_zh and "不能" in bad.zh
    assert not found(desk, two(first, {**second, "exclude": "starter, ut_a"}))


def test_what_cannot_come_before_is_left_alone(desk: Desk) -> None:
    """Two branches of which a case takes one, and steps without these duties."""
    p = Process("proc_a").start().gate("xor", "gw").end()
    p.user("ut_a", more={"role": "introducer"}).user("ut_b", more={"role": "town_committee"})
    p.flow("start_1", "gw").when("gw", "ut_a", "n > 1").otherwise("gw", "ut_b").flow("ut_a", "end_1").flow(
        "ut_b", "end_1"
    )
    assert not found(desk, p)
    assert not found(desk, two({"role": "branch_secretary"}, {"role": "town_org_office"}))


def test_a_way_through_a_subprocess_counts(desk: Desk) -> None:
    inner = Process("sp", "subProcess").start("st_i").user("ut_i", more={"role": "introducer"}).end("end_i")
    p = Process("proc_a").start().sub(inner.flow("st_i", "ut_i", "end_i"))
    p.user("ut_b", more={"role": "town_committee"}).end().flow("start_1", "sp", "ut_b", "end_1")
    assert [each.element for each in found(desk, p)] == ["ut_b"]


def test_an_unknown_duty_is_told(desk: Desk) -> None:
    (bad,) = found(desk, two({"duty": "recorder"}, {}))
    assert bad.rule == "duty-value" and "recorder" in bad.zh


def test_what_enters_the_ledger_is_verified_by_somebody_else(desk: Desk) -> None:
    """Known from the operator and the forms alone: no property says who records."""

    def drawn(exclude: str) -> Process:
        p = Process("proc_a").start().user("ut_r", more={"form": "form_entries"})
        p.user("ut_v", more={"exclude": exclude} if exclude else {}).service("st", "points.post", entries="rows").end()
        return p.flow("start_1", "ut_r", "ut_v", "st", "end_1")

    (bad,) = found(desk, drawn(""))
    assert (bad.element, bad.rule) == ("ut_v", "same-hands") and "ut_r" in bad.hint_en
    assert not found(desk, drawn("ut_r"))


@pytest.mark.parametrize("part", ["starter", "ut_record"])
def test_the_shipped_entry_of_points_would_be_refused_without(project: Path, part: str) -> None:
    files = read_files(project / "bpmn", project / "forms")
    assert not [each for each in lint_shipped(files) if each.severity == "error"]
    path = "points/proc_points_entry.bpmn"
    kept = "ut_record" if part == "starter" else "starter"
    files[path] = files[path].replace(
        b'name="exclude" value="starter,ut_record"', f'name="exclude" value="{kept}"'.encode()
    )
    (bad,) = [each for each in lint_shipped(files) if each.rule == "same-hands"]
    assert bad.element == "ut_verify" and part in bad.hint_zh
