"""More traps of plain SpiffWorkflow 3.2.0: what a save, a second click, an error or a thousand people do to a case."""

from __future__ import annotations

import json
import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from service.domain.errors import Conflict, Invalid
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, event, several, table, timer
from tests.engine.test_traps import fork, loop, plain, ready, two_true

SERIALIZER = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))


def saved(workflow: BpmnWorkflow) -> str:
    return str(SERIALIZER.serialize_json(workflow))


def line(*scripts: str) -> bytes:
    """Draw ut_a, the scripts, ut_b."""
    p = Process("proc_a").start().user("ut_a").user("ut_b").end()
    names = [f"sc_{number}" for number, _ in enumerate(scripts)]
    for name, text in zip(names, scripts, strict=True):
        p.script(name, text)
    return definitions(p.flow("start_1", "ut_a", *names, "ut_b", "end_1").xml())


# --- the saved state (2.3, 3 and 7) ---------------------------------------------------------------------------------


def test_plain_loses_data_when_a_database_sorts_the_keys() -> None:
    """As PostgreSQL's jsonb does: a task is read before the parent that its data are told from."""
    workflow = plain(line(*(f"x{number} = {number}" for number in range(12))))
    ready(workflow)[0].data["who"] = "ann"
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    kept = {key: task.data for key, task in SERIALIZER.deserialize_json(saved(workflow)).tasks.items()}
    state = json.loads(saved(workflow))
    state["tasks"] = dict(sorted(state["tasks"].items(), key=lambda item: item[0][::-1]))
    back = SERIALIZER.deserialize_json(json.dumps(state))
    assert any(task.data != kept[key] for key, task in back.tasks.items())


def test_our_state_is_bytes_that_no_database_reorders(desk: Desk) -> None:
    run = desk.run(desk.model(line(*(f"x{number} = {number}" for number in range(12)))))
    run.do("ut_a", who="ann")
    assert isinstance(run.state, bytes)
    assert run.task("ut_b").data == {"who": "ann", **{f"x{number}": number for number in range(12)}}
    assert run.do("ut_b").variables == run.last.variables and run.last.variables["x11"] == 11


@pytest.mark.parametrize("value", [{1: "a"}, ("a", "b")])
def test_plain_brings_other_values_back_than_it_got(value: Any) -> None:
    workflow = plain(fork())
    task = ready(workflow)[0]
    task.data["value"] = value
    assert SERIALIZER.deserialize_json(saved(workflow)).tasks[task.id].data["value"] != value


@pytest.mark.parametrize("value", [{1: "a"}, ("a", "b"), date(2017, 4, 1), Decimal("1.5"), b"x", float("nan"), {1, 2}])
def test_what_is_not_json_does_not_get_in(desk: Desk, value: Any) -> None:
    run = desk.run(desk.model(fork()))
    before = run.state
    with pytest.raises(Invalid) as refused:
        run.do("ut_a", value=value)
    assert refused.value.problems[0].pointer.startswith("/value") and run.state == before


# --- one completion (2.3, 8) ----------------------------------------------------------------------------------------


def test_plain_completes_a_task_twice() -> None:
    workflow = plain(line())
    task = ready(workflow)[0]
    task.run()
    workflow.do_engine_steps()
    task.run()
    assert task.state == TaskState.COMPLETED


def test_a_second_click_is_a_conflict(desk: Desk) -> None:
    run = desk.run(desk.model(line()))
    key = run.task("ut_a").id
    run.do("ut_a")
    with pytest.raises(Conflict):
        desk.engine.complete(run.model, run.state, key, {}, run.services)
    assert run.open() == ["ut_b"]


# --- errors of scripts (2.3, 9) -------------------------------------------------------------------------------------


def guarded() -> bytes:
    inner = Process("sp", "subProcess").start("s").user("ut_a").script("sc", "x = 1 / n").end("e")
    p = Process("proc_a").start().sub(inner.flow("s", "ut_a", "sc", "e")).end().user("ut_x").end("end_x")
    p.boundary("bd", "sp", event("error")).flow("start_1", "sp", "end_1").flow("bd", "ut_x", "end_x")
    return definitions(p.xml())


def test_plain_is_stuck_after_a_script_failed() -> None:
    workflow = plain(guarded())
    ready(workflow)[0].data["n"] = 0
    ready(workflow)[0].run()
    with pytest.raises(WorkflowTaskException):
        workflow.do_engine_steps()
    back = SERIALIZER.deserialize_json(saved(workflow))
    back.do_engine_steps()
    assert not ready(back) and not back.completed  # no error event, no task, no way on


def test_a_script_that_fails_takes_nothing_with_it(desk: Desk) -> None:
    """An error of Python is no error event: the step is undone, the task stays open, other answers may go on."""
    run = desk.run(desk.model(guarded()))
    before = run.state
    failed = run.do("ut_a", check=False, n=0)
    assert failed.fault is not None and (failed.fault.node, failed.fault.code) == ("sc", "script_failed")
    assert failed.fault.line == 1 and failed.state == before and run.open() == ["ut_a"]
    assert run.do("ut_a", n=2).ended


# --- late answers (2.3, 10) -----------------------------------------------------------------------------------------


def test_plain_lets_a_late_answer_win() -> None:
    p = Process("proc_a").start().user("ut_a").end().user("ut_late").end("end_2")
    p.boundary("tm", "ut_a", timer("timeDuration", "'PT0.02S'")).flow("start_1", "ut_a", "end_1")
    workflow = plain(definitions(p.flow("tm", "ut_late", "end_2").xml()))
    time.sleep(0.05)
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert not ready(workflow) and workflow.completed  # ours: test_a_late_completion_loses_against_an_overdue_timer


# --- gateways -------------------------------------------------------------------------------------------------------


def drawn(first: int, second: int) -> bytes:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="s_{key}" bpmnElement="{key}"><dc:Bounds x="0" y="{y}" width="1" height="1"/>'
        "</bpmndi:BPMNShape>"
        for key, y in (("ut_a", first), ("ut_b", second))
    )
    spaces = 'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    plane = f'<bpmndi:BPMNDiagram {spaces}><bpmndi:BPMNPlane bpmnElement="proc_a">{shapes}</bpmndi:BPMNPlane>'
    return two_true().replace(b"</bpmn:definitions>", plane.encode() + b"</bpmndi:BPMNDiagram></bpmn:definitions>")


def test_plain_asks_the_drawing_which_way_to_go() -> None:
    ways = []
    for first, second in ((10, 90), (90, 10)):
        workflow = plain(drawn(first, second))
        ready(workflow)[0].data["n"] = 5
        ready(workflow)[0].run()
        workflow.do_engine_steps()
        ways.append(ready(workflow)[0].task_spec.name)
    assert ways == ["ut_a", "ut_b"]


def test_two_ways_are_named_wherever_they_are_drawn(desk: Desk) -> None:
    for first, second in ((10, 90), (90, 10)):
        fault = desk.run(desk.model(drawn(first, second))).do("ut_0", check=False, n=5).fault
        assert fault is not None and fault.params["flows"] == ["名ut_a", "名ut_b"]


def doubtful() -> bytes:
    p = Process("proc_a").start().user("ut_a").decide("dt", "dmn_a").user("ut_b").end()
    return definitions(p.flow("start_1", "ut_a", "dt", "ut_b", "end_1").xml())


DOUBTFUL = table("dmn_a", ["n"], ["level"], [("> 1", '"low"'), ("> 5", '"high"')])


def test_plain_answers_with_the_first_rule_of_a_unique_table() -> None:
    parser = SpiffBpmnParser()
    parser.add_bpmn_str(doubtful())
    parser.add_dmn_str(DOUBTFUL)
    workflow = BpmnWorkflow(parser.get_spec("proc_a"), parser.get_subprocess_specs("proc_a"))
    workflow.do_engine_steps()
    ready(workflow)[0].data["n"] = 9
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert ready(workflow)[0].data["level"] == "low"


def test_two_rules_of_a_unique_table_are_a_fault(desk: Desk) -> None:
    run = desk.run(desk.model(doubtful(), tables=(DOUBTFUL,)))
    fault = run.do("ut_a", check=False, n=9).fault
    assert fault is not None and fault.node == "dt"
    run.do("ut_a", n=3)
    assert run.task("ut_b").data["level"] == "low"


# --- size and time --------------------------------------------------------------------------------------------------


def test_three_thousand_rounds_are_as_quick_and_small_as_the_first(desk: Desk) -> None:
    run, sizes, times = desk.run(desk.model(loop())), [], []
    for _ in range(3_000):
        began = time.process_time()
        run.do("ut_a", again=True)
        times.append(time.process_time() - began)
        sizes.append(len(run.state))
    assert run.do("ut_a", again=False).ended
    assert max(sizes) <= sizes[9] + 16
    assert sorted(times[-500:])[250] < 2 * sorted(times[10:510])[250]


def people(count: int, sequential: bool, until: str | None = None) -> bytes:
    p = Process("proc_a").start().script("sc", f"people = list(range({count}))").user("ut_z").end()
    p.user("ut_v", several("people", sequential=sequential, until=until))
    return definitions(p.flow("start_1", "sc", "ut_v", "ut_z", "end_1").xml())


def test_plain_keeps_every_stage_of_the_result_list() -> None:
    sizes = []
    for count in (40, 120):
        workflow = plain(people(count, sequential=True))
        for number in range(count):
            (task,) = ready(workflow)
            task.data["result"] = f"signed {number}"
            task.run()
            workflow.do_engine_steps()
        sizes.append(len(saved(workflow)))
    assert sizes[1] > 4 * sizes[0]  # three times the people; at 300 it is 790 KB


@pytest.mark.parametrize(("sequential", "signed", "most"), [(True, 1_000, 6_000), (False, 60, 40_000)])
def test_a_thousand_people_sign(desk: Desk, sequential: bool, signed: int, most: int) -> None:
    """One after another all of them; at the same time until enough have signed."""
    run = desk.run(desk.model(people(1_000, sequential, f"completed >= {signed}")))
    assert len(run.open()) == (1 if sequential else 1_000)
    for number in range(signed):
        key = next(iter(run.tasks))
        run.absorb(desk.engine.complete(run.model, run.state, key, {"result": f"signed {number}"}, run.services))
        assert len(run.state) < most
    assert run.open() == ["ut_z"]
    assert run.task("ut_z").data["results"] == [f"signed {number}" for number in range(signed)]
