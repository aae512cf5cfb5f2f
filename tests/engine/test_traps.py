"""The traps of plain SpiffWorkflow 3.2.0: each one shown on the plain engine, and closed behind the wall.

When a test of the plain engine begins to fail, upstream has mended the trap and our remedy can go.
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
from SpiffWorkflow.spiff.serializer.config import SPIFF_CONFIG
from SpiffWorkflow.util.task import TaskState

from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions, timer


def plain(*files: bytes) -> BpmnWorkflow:
    parser = SpiffBpmnParser()
    for file in files:
        parser.add_bpmn_str(file)
    workflow = BpmnWorkflow(parser.get_spec("proc_a"), parser.get_subprocess_specs("proc_a"))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: BpmnWorkflow) -> list[Any]:
    return [task for task in workflow.get_tasks(state=TaskState.READY) if task.task_spec.manual]


def loop() -> bytes:
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").user("ut_a").end()
    p.flow("start_1", "gw_m", "ut_a", "gw_d").when("gw_d", "gw_m", "again").otherwise("gw_d", "end_1")
    return definitions(p.xml())


def test_plain_loop_stalls() -> None:
    workflow = plain(loop())
    rounds = 0
    while rounds < 400 and (tasks := ready(workflow)):
        tasks[0].data["again"] = True
        tasks[0].run()
        workflow.do_engine_steps()
        rounds += 1
    assert rounds == 333 and not workflow.completed


def test_a_loop_goes_on(desk: Desk) -> None:
    run = desk.run(desk.model(loop()))
    for _ in range(400):
        run.do("ut_a", again=True)
    assert run.do("ut_a", again=False).ended


def blocks(count: int, branches: int) -> bytes:
    p = Process("proc_a").start().user("ut_0").end()
    last = "ut_0"
    for block in range(count):
        p.gate("and", f"gw_f{block}", f"gw_j{block}").flow(last, f"gw_f{block}")
        for branch in range(branches):
            p.user(f"ut_{block}_{branch}").flow(f"gw_f{block}", f"ut_{block}_{branch}", f"gw_j{block}")
        last = f"gw_j{block}"
    return definitions(p.flow("start_1", "ut_0").flow(last, "end_1").xml())


def test_plain_prediction_explodes() -> None:
    assert len(plain(blocks(7, 2)).tasks) > 900


def test_parallel_blocks_stay_small(desk: Desk) -> None:
    run = desk.run(desk.model(blocks(12, 3)))
    run.do("ut_0")
    largest = 0
    while not run.ended:
        run.do(run.open()[0])
        largest = max(largest, len(run.state))
    assert largest < 3_000


def test_plain_parallel_join_loses_list_entries() -> None:
    workflow = plain(fork())
    workflow_tasks = ready(workflow)
    for number, task in enumerate(workflow_tasks):
        task.data["notes"] = [1, 4 + 5 * number]
        task.run()
        workflow.do_engine_steps()
    merged = ready(workflow)[0].data["notes"]
    assert merged != [1, 4, 9] or len(merged) != 3


def fork() -> bytes:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").user("ut_z").end()
    p.flow("start_1", "gw_f", "ut_a", "gw_j").flow("gw_f", "ut_b", "gw_j").flow("gw_j", "ut_z", "end_1")
    return definitions(p.xml())


def test_a_join_keeps_what_both_branches_did(desk: Desk) -> None:
    run = desk.run(desk.model(fork()), notes=[1], form={"a": 0, "b": 0, "deep": {"x": 1}}, gone=1)
    run.do("ut_a", notes=[1, 4], form={"a": 5, "b": 0, "deep": {"x": 1, "y": 2}})
    run.do("ut_b", notes=[1, 9], form={"a": 0, "b": 7, "deep": {"x": 1}})
    data = run.task("ut_z").data
    assert data["notes"] == [1, 4, 9]
    assert data["form"] == {"a": 5, "b": 7, "deep": {"x": 1, "y": 2}}


def test_where_two_branches_set_the_same_value_the_later_one_stands(desk: Desk) -> None:
    model = desk.model(fork())
    for first, second in (("ut_a", "ut_b"), ("ut_b", "ut_a")):
        run = desk.run(model, value="old")
        run.do(first, value=first)
        run.do(second, value=second)
        assert run.task("ut_z").data["value"] == second


def test_plain_scripts_change_the_past() -> None:
    p = Process("proc_a").start().user("ut_a").script("sc", "order['lines'][0]['n'] = 99").user("ut_b").end()
    workflow = plain(definitions(p.flow("start_1", "ut_a", "sc", "ut_b", "end_1").xml()))
    task = ready(workflow)[0]
    task.data["order"] = {"lines": [{"n": 1}]}
    task.run()
    workflow.do_engine_steps()
    assert task.data["order"]["lines"][0]["n"] == 99


def test_nothing_is_shared_between_tasks_or_with_the_caller(desk: Desk) -> None:
    run = desk.run(desk.model(fork()), order={"lines": [{"n": 1}]})
    answers = {"order": {"lines": [{"n": 2}]}}
    run.absorb(desk.engine.complete(run.model, run.state, run.task("ut_a").id, answers, run.services))
    answers["order"]["lines"][0]["n"] = 3
    run.task("ut_b").data["order"]["lines"][0]["n"] = 4  # type: ignore[index]
    run.do("ut_b")
    assert run.task("ut_z").data["order"] == {"lines": [{"n": 2}]}


def test_a_script_changes_only_what_comes_after_it(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").end()
    p.script("sc", "order['lines'][0]['n'] = 99").user("ut_b")
    p.flow("start_1", "gw_f", "ut_a", "gw_j").flow("gw_f", "sc", "ut_b", "gw_j", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), order={"lines": [{"n": 1}]})
    assert run.task("ut_a").data["order"] == {"lines": [{"n": 1}]}
    assert run.task("ut_b").data["order"] == {"lines": [{"n": 99}]}


def test_plain_state_with_the_poison_key_never_loads_again() -> None:
    workflow = plain(fork())
    ready(workflow)[0].data["form"] = {"typename": "anything"}
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    saved = serializer.serialize_json(workflow)
    with pytest.raises(TypeError):
        serializer.deserialize_json(saved)


def test_the_poison_key_is_harmless(desk: Desk) -> None:
    poison = {"typename": "UUID", "value": [{"typename": "dict"}]}
    run = desk.run(desk.model(fork()), typename="top", form=poison)
    run.do("ut_a", more=poison)
    assert run.task("ut_b").data == {"typename": "top", "form": poison}
    run.do("ut_b")
    assert run.task("ut_z").data["more"] == poison


def two_true() -> bytes:
    p = Process("proc_a").start().user("ut_0").gate("xor", "gw_x").user("ut_a").user("ut_b").user("ut_c").end()
    p.flow("start_1", "ut_0", "gw_x").when("gw_x", "ut_a", "n > 1").when("gw_x", "ut_b", "n > 2")
    p.otherwise("gw_x", "ut_c").flow("ut_a", "end_1").flow("ut_b", "end_1").flow("ut_c", "end_1")
    return definitions(p.xml())


def test_plain_gateway_takes_one_of_two_true_flows() -> None:
    workflow = plain(two_true())
    ready(workflow)[0].data["n"] = 5
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert len(ready(workflow)) == 1


def test_two_true_conditions_are_a_fault_that_names_both(desk: Desk) -> None:
    run = desk.run(desk.model(two_true()))
    fault = run.do("ut_0", check=False, n=5).fault
    assert fault is not None and (fault.node, fault.code) == ("gw_x", "many_flows")
    assert fault.params["flows"] == ["名ut_a", "名ut_b"]


def test_where_a_shape_is_drawn_changes_nothing(desk: Desk) -> None:
    """The plain engine sorts the flows of a gateway by the y coordinate of their targets."""

    def drawn(first: int, second: int) -> bytes:
        shapes = "".join(
            f'<bpmndi:BPMNShape bpmnElement="{key}"><dc:Bounds x="0" y="{y}" width="1" height="1"/></bpmndi:BPMNShape>'
            for key, y in (("ut_a", first), ("ut_b", second))
        )
        head = (
            'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        )
        plane = f"<bpmndi:BPMNDiagram {head}><bpmndi:BPMNPlane>{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        return fork().replace(b"</bpmn:definitions>", plane.encode() + b"</bpmn:definitions>")

    orders = []
    for first, second in ((10, 90), (90, 10)):
        opened = desk.run(desk.model(drawn(first, second))).last.opened
        orders.append([task.node for task in opened])
    assert orders[0] == orders[1]


def test_plain_choice_into_a_parallel_join_stalls_silently() -> None:
    workflow = plain(stall())
    ready(workflow)[0].data["n"] = 1
    ready(workflow)[0].run()
    workflow.do_engine_steps()
    assert not ready(workflow) and not workflow.completed


def stall() -> bytes:
    p = Process("proc_a").start().user("ut_0").gate("xor", "gw_x").gate("and", "gw_j").script("a", "x = 1").end()
    p.script("b", "x = 2").flow("start_1", "ut_0", "gw_x").when("gw_x", "a", "n == 1").otherwise("gw_x", "b")
    return definitions(p.flow("a", "gw_j").flow("b", "gw_j", "end_1").xml())


def test_tokens_that_can_never_meet_are_a_fault(desk: Desk) -> None:
    run = desk.run(desk.model(stall()))
    fault = run.do("ut_0", check=False, n=1).fault
    assert fault is not None and (fault.node, fault.code) == ("gw_j", "stalled")


def test_a_loop_without_people_is_stopped(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").end()
    p.flow("start_1", "gw_m", "gw_d").when("gw_d", "gw_m", "n == 1").otherwise("gw_d", "end_1")
    model = desk.model(definitions(p.xml()))
    began = time.monotonic()
    outcome = desk.engine.start(model, "proc_a", {"n": 1}, lambda operator, params: None)
    assert outcome.fault is not None and outcome.fault.code == "runaway"
    assert time.monotonic() - began < 20


def test_a_process_that_calls_itself_is_stopped(desk: Desk) -> None:
    p = Process("proc_a").start().call("ca", "proc_a").end().flow("start_1", "ca", "end_1")
    outcome = desk.engine.start(desk.model(definitions(p.xml())), "proc_a", {}, lambda operator, params: None)
    assert outcome.fault is not None and outcome.fault.code == "calls_too_deep"


def test_a_parallel_join_in_a_loop(desk: Desk) -> None:
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b")
    p.end().flow("start_1", "gw_m", "gw_f", "ut_a", "gw_j").flow("gw_f", "ut_b", "gw_j", "gw_d")
    p.when("gw_d", "gw_m", "again").otherwise("gw_d", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), again=True)
    for number in range(30):
        assert run.open() == ["ut_a", "ut_b"]
        run.do("ut_a", a=number)
        run.do("ut_b", b=number, again=number < 29)
    assert run.ended and run.last.variables["a"] == run.last.variables["b"] == 29


def test_a_deep_loop_with_a_join_does_not_meet_the_recursion_limit(desk: Desk) -> None:
    """SpiffWorkflow's join walks up the tree by recursion."""
    p = Process("proc_a").start().gate("xor", "gw_m", "gw_d").gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b")
    p.user("ut_c").end().flow("start_1", "gw_m", "ut_c", "gw_d").when("gw_d", "gw_m", "again").otherwise("gw_d", "gw_f")
    p.flow("gw_f", "ut_a", "gw_j").flow("gw_f", "ut_b", "gw_j", "end_1")
    run = desk.run(desk.model(definitions(p.xml())))
    for _ in range(400):
        run.do("ut_c", again=True)
    run.do("ut_c", again=False)
    run.do("ut_a")
    assert run.do("ut_b").ended


def test_the_spec_is_never_in_the_state(desk: Desk) -> None:
    workflow = plain(fork())
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(SPIFF_CONFIG))
    assert "task_specs" in json.loads(serializer.serialize_json(workflow))["spec"]
    assert len(desk.run(desk.model(fork())).state) < 400


def test_a_late_completion_loses_against_an_overdue_timer(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end().user("ut_late").end("end_2")
    p.boundary("tm", "ut_a", timer("timeDuration", "P3D")).flow("start_1", "ut_a", "end_1").flow(
        "tm", "ut_late", "end_2"
    )
    from service.domain.errors import Conflict

    run = desk.run(desk.model(definitions(p.xml())))
    desk.clock.turn(days=4)
    with pytest.raises(Conflict):
        run.do("ut_a")
    fired = run.fire()
    assert run.open() == ["ut_late"] and len(fired.closed) == 1 and len(fired.disarmed) == 1


def test_a_step_that_fails_late_still_says_what_ran(desk: Desk) -> None:
    """An operator may have written before a later node fails: the caller must be able to undo it."""
    called: list[str] = []

    def services(operator: str, params: dict[str, Any]) -> None:
        called.append(operator)

    p = Process("proc_a").start().user("ut_a").service("st", "op.known").script("sc", "x = nothing").end()
    run = desk.run(desk.model(definitions(p.flow("start_1", "ut_a", "st", "sc", "end_1").xml())), services=services)
    before = run.state
    failed = run.do("ut_a", check=False)
    assert failed.fault is not None and failed.state == before and called == ["op.known"]
