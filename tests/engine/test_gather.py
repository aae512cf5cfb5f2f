"""What arrives at the end of a scope waits there as one token: nothing is lost, and a state stays small for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.gather import compose
from service.engine.merge import merge_dicts
from service.engine.state import _decode
from tests.engine.conftest import Desk, Runner
from tests.engine.draw import Process, definitions, message, timer

FIRINGS = {"boundary": 1_000, "listener": 1_000, "two ends": 200, "two listeners": 200}

# --- one change behind the other -------------------------------------------------------------------------------------

SCALAR = st.sampled_from([0, 1, 2, "a", None])
VALUE = st.recursive(SCALAR, lambda inner: st.dictionaries(st.sampled_from("pqr"), inner, max_size=3), max_leaves=5)
DATA = st.dictionaries(st.sampled_from("xyz"), VALUE, max_size=3)


@settings(max_examples=400, deadline=None)
@given(st.tuples(DATA, DATA), st.tuples(DATA, DATA), DATA)
def test_two_changes_as_one_do_what_both_do(first: Any, second: Any, ours: dict[str, Any]) -> None:
    """Whatever the others have made of the data meanwhile."""
    one = compose(first, second)
    if one is not None:
        assert merge_dicts(one[0], ours, one[1]) == merge_dicts(
            second[0], merge_dicts(first[0], ours, first[1]), second[1]
        )


LISTS = st.lists(st.integers(0, 2), max_size=2)


@given(LISTS, LISTS, LISTS, LISTS, st.booleans())
def test_what_both_have_added_to_a_list_is_added(
    began: list[int], one: list[int], two: list[int], main: list[int], saw: bool
) -> None:
    """Beside each other or one after the other; what the main way has added meanwhile stays, too."""
    second = began + one if saw else began
    change = compose(({"x": began}, {"x": began + one}), ({"x": second}, {"x": second + two}))
    assert change is not None
    assert merge_dicts(change[0], {"x": began + main}, change[1]) == {"x": began + main + one + two}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (({"x": 1}, {}), ({"x": 1}, {"x": 2})),
        (({"x": [1]}, {"x": [1, 2]}), ({"x": [3]}, {"x": [3, 4]})),
        (({"x": {"p": 1}}, {"x": {"p": 2}}), ({"x": 5}, {"x": {"p": 3}})),
    ],
)
def test_what_cannot_be_said_as_one_stays_two(first: Any, second: Any) -> None:
    assert compose(first, second) is None


# --- a year of events -------------------------------------------------------------------------------------------------


def rows(run: Runner) -> int:
    _, _, top, parts = _decode(run.state)
    return len(top) + sum(len(part) for _, _, part in parts)


def reminding(kind: str) -> bytes:
    """Draw a task with something that comes again and again beside it."""
    p = Process("proc_a").start().user("ut_a").user("ut_z").end().flow("start_1", "ut_a", "ut_z", "end_1")
    if kind == "boundary":
        p.boundary("tm", "ut_a", timer("timeCycle", "R/P1D"), interrupting=False)
        p.script("sc", "times = times + 1").end("end_r").flow("tm", "sc", "end_r")
    elif kind == "two ends":
        p.boundary("tm", "ut_a", timer("timeCycle", "R/P1D"), interrupting=False)
        p.gate("xor", "gw").script("sc", "times = times + 1\nlog = log + [times]").end("end_r").end("end_s")
        p.flow("tm", "sc", "gw").when("gw", "end_r", "times == 1").otherwise("gw", "end_s")
    elif kind == "listener":
        inner = Process("es", "subProcess").script("sc", "times = times + 1\nlog = log + [times]").end("end_e")
        p.on_event(inner.flow("st", "sc", "end_e"), "st", timer("timeCycle", "R/P1D"), interrupting=False)
    else:
        inner = Process("es", "subProcess").script("sc", "times = times + 1").end("end_e").flow("st", "sc", "end_e")
        p.on_event(inner, "st", message("msg"), interrupting=False)
        other = Process("et", "subProcess").script("sd", "log = log + [times]").end("end_f").flow("su", "sd", "end_f")
        p.on_event(other, "su", timer("timeCycle", "R/P1D"), interrupting=False)
    return definitions(p.xml(), messages=("msg",))


@pytest.mark.parametrize(("kind", "firings"), FIRINGS.items())
def test_a_thousand_firings_leave_a_state_as_small_as_the_first_ones(desk: Desk, kind: str, firings: int) -> None:
    run = desk.run(desk.model(reminding(kind)), times=0, log=[])
    sizes, bytes_ = [], []
    for _ in range(firings):
        desk.clock.now += timedelta(days=1)
        run.fire()
        if kind == "two listeners":
            run.deliver("msg")
        sizes.append(rows(run))
        bytes_.append(len(run.state))
    assert sizes[-1] == sizes[9] <= 16, (sizes[0], sizes[9], sizes[-1])
    run.do("ut_a")
    last = run.do("ut_z")
    assert last.ended and not run.timers
    if kind == "listener":
        assert (last.variables["times"], last.variables["log"]) == (firings, list(range(1, firings + 1)))
    if kind == "two listeners":
        assert last.variables["times"] == firings and len(last.variables["log"]) == firings
    if kind == "two ends":
        assert set(last.end_nodes) == {"end_1", "end_r"} and last.variables["log"] == [1] * firings
