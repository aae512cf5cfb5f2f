"""The state: small, versioned, and the same case after every reload."""

from __future__ import annotations

import base64
import json
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import EngineFault
from service.engine import step
from service.engine.scripts import Evaluator
from service.engine.state import VERSION
from service.engine.workflow import Case, ScriptEngine
from tests.engine import keep_state
from tests.engine.conftest import MONDAY, Desk
from tests.engine.draw import Process, definitions, message, table, timer

FIXTURES = Path(__file__).parent / "states"


def twelve() -> tuple[bytes, bytes]:
    """Draw the measuring model: 12 user tasks, a choice, three branches, a table, a timer, a call, a script."""
    p = Process("proc_a").start().decide("dt", "dmn_a").gate("xor", "gw_x", "gw_m").gate("and", "gw_f", "gw_j")
    for number in range(1, 13):
        p.user(f"ut_{number}", more={"form": f"form_ut_{number}"})
    p.script("sc", "total = amount * 2\nsummary = title + level").call("ca", "proc_b").end()
    p.user("ut_r", more={"form": "form_ut_r"}).end("end_r")
    p.boundary("tm", "ut_8", timer("timeDuration", "P3D"), interrupting=False)
    p.flow("start_1", "ut_1", "ut_2", "dt", "gw_x").when("gw_x", "ut_3", "level == 'manager'").otherwise("gw_x", "ut_4")
    p.flow("ut_3", "gw_m").flow("ut_4", "gw_m", "gw_f")
    for number in (5, 6, 7):
        p.flow("gw_f", f"ut_{number}", "gw_j")
    p.flow("gw_j", "sc", "ut_8", "ca", "ut_9", "ut_10", "ut_11", "ut_12", "end_1").flow("tm", "ut_r", "end_r")
    q = Process("proc_b").start("start_b").end("end_b")
    for key in ("ut_b1", "ut_b2"):
        q.user(key, more={"form": f"form_{key}"})
    q.flow("start_b", "ut_b1", "ut_b2", "end_b")
    dmn = table("dmn_a", ["amount"], ["level"], [("< 1000", '"manager"'), (">= 1000", '"director"')])
    return definitions(p.xml(), q.xml()), dmn


ANSWERS = {"outcome": "approved", "by": "bob", "comment": "fine " * 10}
FIRST = {"title": "采购", "amount": 1200, "lines": [{"item": f"i{n}", "qty": n} for n in range(20)]}


def test_a_case_of_twelve_tasks_stays_below_3_kb(desk: Desk) -> None:
    file, dmn = twelve()
    run = desk.run(desk.model(file, tables=(dmn,)))
    largest = 0
    while not run.ended:
        node = run.open()[0]
        run.do(node, **(FIRST if node == "ut_1" else {f"answer_{node}": ANSWERS}))
        largest = max(largest, len(run.state))
    assert largest <= 3_072, largest


class InMemory:
    """The same case without a single reload: one Case object from start to end."""

    def __init__(self, model: Any, data: dict[str, Any]) -> None:
        self.evaluator = Evaluator(workers=1)
        self.case = Case(model, "proc_a", ScriptEngine(self.evaluator, MONDAY))
        self.case.now, self.case.services = MONDAY, lambda operator, params: None
        self.case.task_tree.data = dict(data)
        self.case.settle_timers()

    def open(self) -> list[str]:
        return sorted(task.task_spec.name for task in step.waits_of(self.case).tasks.values())

    def do(self, node: str, variables: dict[str, Any]) -> None:
        task = next(task for task in step.waits_of(self.case).tasks.values() if task.task_spec.name == node)
        task.data.update(variables)
        task.run()
        self.case.settle()


def test_reloading_after_every_step_changes_nothing(desk: Desk) -> None:
    file, dmn = twelve()
    model = desk.model(file, tables=(dmn,))
    run, memory = desk.run(model), InMemory(model, {})
    while not run.ended:
        assert run.open() == memory.open()
        node = run.open()[-1]
        variables = FIRST if node == "ut_1" else {f"answer_{node}": ANSWERS}
        run.do(node, **variables)
        memory.do(node, variables)
        assert run.path == [passed.node for passed in memory.case.journal]
    memory.evaluator.close()
    assert memory.case.completed and run.last.variables == memory.case.data


def kept() -> tuple[bytes, bytes]:
    """Draw the model of the fixtures; never change it, or the fixtures prove nothing."""
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").call("ca", "proc_b").user("ut_z").end()
    p.boundary("tm", "ut_a", timer("timeDuration", "P3D"), interrupting=False).user("ut_t").end("end_t")
    p.catch("ev", message("msg_go"), {"key": "who"}).call("co", "proc_b", instance="own")
    p.flow("start_1", "gw_f", "ut_a", "gw_j").flow("gw_f", "ca", "gw_j").flow("gw_f", "ev", "gw_j").flow(
        "gw_f", "co", "gw_j"
    )
    p.flow("gw_j", "ut_z", "end_1").flow("tm", "ut_t", "end_t")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    return definitions(p.xml(), q.xml(), messages=("msg_go",)), b""


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("v*.json")), ids=lambda path: path.stem)
def test_every_format_version_loads_for_ever(desk: Desk, fixture: Path) -> None:
    saved = json.loads(fixture.read_text())
    state = base64.b64decode(saved["state"])
    run = desk.run(desk.model(kept()[0]), who="ann", deep={"typename": "x"})
    run.state = state
    assert state[0] == int(fixture.stem.lstrip("v"))
    waits = desk.engine.fire(run.model, state, run.services)
    assert waits.fault is None and not waits.opened and not waits.closed
    from uuid import UUID

    for node in ("ut_a", "ut_b"):
        outcome = desk.engine.complete(run.model, run.state, UUID(saved["tasks"][node]), {node: 1}, run.services)
        run.state = outcome.state
    run.state = desk.engine.deliver(run.model, run.state, "msg_go", {"go": 1}, run.services).state
    last = desk.engine.child_ended(run.model, run.state, UUID(saved["child"]), {"own": 1}, run.services)
    (task,) = last.opened
    assert task.node == "ut_z"
    assert task.data == {"who": "ann", "deep": {"typename": "x"}, "ut_a": 1, "ut_b": 1, "go": 1, "own": 1}


@pytest.mark.parametrize("fixture", sorted(FIXTURES.glob("rich-v*.json")), ids=lambda path: path.stem)
def test_every_rich_state_waits_for_the_same_and_ends(desk: Desk, fixture: Path) -> None:
    """Several instances half done, joins half arrived, timers, subprocesses, calls inside, outside and as own cases."""
    kept = json.loads(fixture.read_text())
    state, desk.clock.now = base64.b64decode(kept["state"]), datetime.fromisoformat(kept["at"])
    assert state[0] == int(fixture.stem.removeprefix("rich-v"))
    held = keep_state.model(desk)
    assert keep_state.waiting(desk.engine, held, state) == kept["waiting"]
    assert keep_state.finish(desk.engine, held, state) == kept["end"]


def test_the_present_version_has_its_fixtures() -> None:
    """A raised version needs its own: see keep_state.py."""
    assert {int(path.stem.removeprefix("rich-v")) for path in FIXTURES.glob("rich-v*.json")} == {*range(1, VERSION + 1)}
    assert (FIXTURES / "v1.json").exists()


def test_a_newer_or_broken_state_is_refused(desk: Desk) -> None:
    run = desk.run(desk.model(kept()[0]), who="ann")
    newer = bytes([VERSION + 1]) + run.state[1:]
    for state, code in ((newer, "state_too_new"), (b"", "state_broken"), (run.state[:-9], "state_broken")):
        with pytest.raises(EngineFault) as refused:
            desk.engine.fire(run.model, state, run.services)
        assert refused.value.code == code


def test_threads_share_a_release(desk: Desk) -> None:
    file, dmn = twelve()
    model = desk.model(file, tables=(dmn,))
    ends: list[Any] = []

    def work() -> None:
        for _ in range(4):
            run = desk.run(model)
            while not run.ended:
                node = run.open()[0]
                run.do(node, **(FIRST if node == "ut_1" else {node: 1}))
            ends.append((tuple(run.path), json.dumps(run.last.variables, sort_keys=True)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ends) == 16 and len(set(ends)) == 1


def test_the_cache_parses_a_release_once_and_is_bounded(desk: Desk) -> None:
    from service.engine import Bundle, Engine

    engine, loads = Engine(desk.clock, cache_size=2), []

    def load(key: str) -> Any:
        return lambda: (loads.append(key), Bundle({"a.bpmn": kept()[0]}))[1]

    first = engine.model("r1", load("r1"))
    assert engine.model("r1", load("r1")) is first and loads == ["r1"]
    engine.model("r2", load("r2"))
    engine.model("r3", load("r3"))
    assert engine.model("r1", load("r1")) is not first and loads == ["r1", "r2", "r3", "r1"]
