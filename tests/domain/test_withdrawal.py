"""Withdrawing: what stands in the way, read out of plain history rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.domain import messages
from service.domain.returns import undone
from service.domain.withdrawal import Step, step_of, why_not

ME, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2017, 4, 10, 1, 0, tzinfo=UTC)
CALLED = {"sv_look": "deadline.compute", "sv_post": "points.post", "sv_tell": "notice.send", "sv_take": "case.register"}


def row(seq: int, type_: str, closes: bool = False, **payload: Any) -> dict[str, Any]:
    return {"seq": seq, "type": type_, "closes": closes, "payload": payload, "title": "初审", "who": "李测试"}


def step(*later: dict[str, Any], passed: tuple[str, ...] = (), children: tuple[Any, ...] = ()) -> Step:
    advanced = {
        "passed": [[node, "serviceTask", [], "proc"] for node in passed],
        "opened": [[str(OTHER), "ut_2"]],
        "children": list(children),
    }
    rows = [row(3, "task.completed", answers={"a": 1}), row(4, "instance.advanced", True, **advanced), *later]
    found = step_of(rows, lambda process, node: CALLED.get(node))
    assert found is not None
    return found


def code(made: Step | None, status: str = "running", minutes: int = 1, **follow_up: Any) -> str | None:
    task = {
        "title": "初审",
        "claimed_by": None,
        "claimed_name": "李",
        "draft_by": None,
        "draft_name": "李",
        **follow_up,
    }
    refusal = why_not(made, status, NOW - timedelta(minutes=minutes), NOW, ME, [task])
    if refusal is not None:
        assert "…" not in messages.text(refusal.code, **refusal.params)
    return refusal and refusal.code


def test_nothing_in_the_way() -> None:
    made = step(passed=("sv_look",))
    assert (made.first, made.last, made.opened) == (3, 4, (OTHER,))
    assert code(made) is None
    assert code(made, minutes=30) is None
    assert code(made, claimed_by=ME, draft_by=ME) is None


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (step(passed=("sv_tell",)), "withdraw_wrote"),
        (step(passed=("sv_post",)), "withdraw_wrote"),  # history is too old to say what was posted
        (step(row(5, "task.completed", True)), "withdraw_acted"),
        (step(row(5, "timer.fired", True)), "withdraw_moved"),
        (step(row(5, "instance.faulted", True)), "withdraw_moved"),
        (step(children=(["id", "ca"],)), "withdraw_parts"),
        (None, "withdraw_lost"),
    ],
)
def test_what_has_come_of_it(made: Step | None, expected: str) -> None:
    assert code(made) == expected


def test_what_is_written_anew_or_taken_back_is_no_hindrance() -> None:
    assert code(step(passed=("sv_take",))) is None
    posted = [["proc", "sv_post", "points.post", [{"entry_id": "1"}], None]]
    rows = [
        row(3, "task.completed"),
        row(4, "points.posted"),
        row(5, "instance.advanced", True, passed=[["sv_post", "serviceTask", [], "proc"]], called=posted),
    ]
    made = step_of(rows, lambda process, node: CALLED.get(node))
    assert made is not None and code(made) is None and [call.operator for call in made.undone] == ["points.post"]


def test_an_operator_s_own_row_counts_too() -> None:
    rows = [row(1, "task.completed"), row(2, "notices.sent"), row(3, "instance.advanced", True)]
    made = step_of(rows, lambda process, node: None)
    assert made is not None and made.wrote == "notices.sent" and code(made) == "withdraw_wrote"


def test_people_and_time() -> None:
    made = step()
    assert code(made, claimed_by=OTHER) == "withdraw_claimed"
    assert code(made, draft_by=OTHER) == "withdraw_drafted"
    assert code(made, minutes=31) == "withdraw_late"
    assert code(made, status="suspended") == "instance_suspended"


def test_what_was_withdrawn_itself_does_not_count() -> None:
    later = [
        row(5, "instance.suspended", True),
        row(6, "instance.resumed", True),
        row(7, "task.completed"),
        row(8, "instance.advanced", True),
        row(9, "task.withdrawn", True, undone=[7, 8]),
    ]
    assert undone(later) == {7, 8, 9}
    assert code(step(*later)) is None
    assert code(step(*later, row(10, "task.completed", True))) == "withdraw_acted"


def test_rows_that_do_not_tell() -> None:
    assert step_of([], lambda process, node: None) is None
    assert step_of([row(1, "task.completed")], lambda process, node: None) is None


def test_what_has_left_the_house_does_not_come_back() -> None:
    sent = {"passed": [], "opened": [], "children": [], "calls": [[str(OTHER), "st_tell"]]}
    made = step_of([row(3, "task.completed"), row(4, "instance.advanced", True, **sent)], lambda process, node: None)
    assert made is not None and made.wrote == "st_tell" and code(made) == "withdraw_wrote"
