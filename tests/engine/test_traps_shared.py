"""The traps of plain SpiffWorkflow that lie in what is shared: threads, stored cases, tokens, signals.

As in test_traps.py: each one shown on the plain engine, and closed behind the wall.
"""

from __future__ import annotations

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG

from service.engine import Bundle
from service.engine.state import VERSION, _decode
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, event
from tests.engine.test_traps import plain, ready


def nobody(operator: str, params: object) -> None:
    """Answer for operators, of which there are none."""


def line(*keys: str) -> bytes:
    p = Process("proc_a").start().end()
    for key in keys:
        p.user(key)
    return definitions(p.flow("start_1", *keys, "end_1").xml())


# --- threads (2.3, 12) ----------------------------------------------------------------------------------------------


def test_plain_two_threads_complete_one_task_twice() -> None:
    p = Process("proc_a").start().user("ut_a").end().flow("start_1", "ut_a", "end_1")
    workflow = plain(definitions(p.xml()))
    (task,) = ready(workflow)
    both = threading.Barrier(2)
    run = task.task_spec._run
    times: list[int] = []

    def slowly(my_task: Any) -> Any:
        both.wait(20)
        times.append(1)
        return run(my_task)

    task.task_spec._run = slowly
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: task.run(), range(2)))
    assert times == [1, 1]


def test_a_state_is_a_value_whoever_works_on_it(desk: Desk) -> None:
    """Two threads get two outcomes of the same state; which one counts, the row's version decides in the store."""
    run = desk.run(desk.model(line("ut_a", "ut_b")))
    before, task = run.state, run.task("ut_a").id

    def complete(number: int) -> Any:
        return desk.engine.complete(run.model, before, task, {"n": number}, nobody)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(complete, range(16)))
    assert run.state == before
    assert [(o.fault, o.opened[0].node, o.opened[0].data) for o in outcomes] == [
        (None, "ut_b", {"n": number}) for number in range(16)
    ]


# --- cases that an older version has stored (2.3, 11) ----------------------------------------------------------------


def test_plain_cannot_load_an_older_case_with_a_subprocess() -> None:
    inner = Process("sp", "subProcess").start("s").user("ut_a").end("e").flow("s", "ut_a", "e")
    p = Process("proc_a").start().sub(inner).end().flow("start_1", "sp", "end_1")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    stored = json.loads(serializer.serialize_json(plain(definitions(p.xml()))))
    assert serializer.deserialize_json(json.dumps(stored)) is not None
    with pytest.raises(NameError):  # its own step from 1.4, the version of 3.1.2
        serializer.deserialize_json(json.dumps({**stored, serializer.VERSION_KEY: "1.4"}))


def test_every_version_of_ours_has_a_stored_case_with_parts() -> None:
    """That they load for ever is test_state.py's; here only that what upstream cannot load is among them."""
    for version in range(1, VERSION + 1):
        kept = json.loads((Path(__file__).parent / "states" / f"rich-v{version}.json").read_text())
        *_, parts = _decode(base64.b64decode(kept["state"]))
        assert parts, f"version {version}"


# --- tokens too many at a parallel join (2.1) ------------------------------------------------------------------------


def excess() -> bytes:
    """Draw a join of two ways, by one of which two tokens come."""
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").gate("xor", "gw_m").end()
    for key in ("ut_a", "ut_b", "ut_c", "ut_d"):
        p.user(key)
    p.flow("start_1", "gw_f", "ut_a", "gw_m", "ut_d", "gw_j").flow("gw_f", "ut_b", "gw_m")
    return definitions(p.flow("gw_f", "ut_c", "gw_j", "end_1").xml())


def do(workflow: BpmnWorkflow, node: str) -> None:
    task = next(task for task in ready(workflow) if task.task_spec.name == node)
    task.run()
    workflow.do_engine_steps()


def test_plain_swallows_a_token_too_many() -> None:
    workflow = plain(excess())
    for node in ("ut_a", "ut_b", "ut_c", "ut_d", "ut_d"):
        do(workflow, node)
    assert workflow.completed, "two of three tokens went on as one, and the third is nowhere"


def test_a_token_too_many_is_said(desk: Desk) -> None:
    run = desk.run(desk.model(excess()))
    for node in ("ut_a", "ut_b", "ut_c", "ut_d"):
        run.do(node)
    before = run.state
    fault = run.do("ut_d", check=False).fault
    assert fault is not None and (fault.node, fault.code) == ("gw_j", "stalled")
    assert run.state == before and run.open() == ["ut_d"], "nothing is lost: the case can be mended"


# --- signals (2.1) ---------------------------------------------------------------------------------------------------


def calling() -> bytes:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").throw("th", event("signal", "sig"))
    p.catch("ca", event("signal", "sig")).end().flow("start_1", "gw_f", "ut_a", "th", "gw_j")
    return definitions(p.flow("gw_f", "ca", "gw_j", "end_1").xml(), signals=("sig",))


def test_plain_keeps_a_signal_that_it_hears_itself() -> None:
    workflow = plain(calling())
    do(workflow, "ut_a")
    assert workflow.completed and workflow.get_events() == [], "nobody else will hear of it"


def test_a_signal_is_handed_out_whoever_hears_it(desk: Desk) -> None:
    run = desk.run(desk.model(calling()))
    sent = run.do("ut_a")
    assert [(thrown.kind, thrown.name) for thrown in sent.thrown] == [("signal", "sig")]


# --- errors of Python at error events (2.3, 9) -----------------------------------------------------------------------


def caught() -> bytes:
    p = Process("proc_a").start().user("ut_a").script("sc", "x = 1 / n").end().user("ut_x").end("end_x")
    p.boundary("bd", "sc", event("error")).flow("start_1", "ut_a", "sc", "end_1").flow("bd", "ut_x", "end_x")
    return definitions(p.xml())


def test_plain_error_event_on_a_script_catches_nothing() -> None:
    workflow = plain(caught())
    ready(workflow)[0].data["n"] = 0
    with pytest.raises(WorkflowTaskException):
        do(workflow, "ut_a")
    assert not ready(workflow)


def test_an_error_event_that_never_catches_is_found_while_drawing(desk: Desk) -> None:
    found = [f for f in desk.engine.lint(Bundle({"a.bpmn": caught()})) if f.element == "bd"]
    assert found, "an error event on a script is drawn for nothing"
