"""One step after another: what opens, what closes, which way was taken, and what a failed step leaves behind."""

from __future__ import annotations

from uuid import uuid4

import pytest
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException

from service.domain import messages
from service.domain.errors import Conflict, InstanceEnded, Invalid, InvalidDefinition, NotFound
from service.engine.workflow import Case
from tests.engine.conftest import Desk
from tests.engine.draw import Process, definitions


def approval() -> Process:
    p = Process("proc_a").start().user("ut_a").gate("xor", "gw_x", "gw_m").user("ut_b").user("ut_c").end()
    p.flow("start_1", "ut_a", "gw_x").when("gw_x", "ut_b", "n > 3").otherwise("gw_x", "ut_c")
    return p.flow("ut_b", "gw_m").flow("ut_c", "gw_m").flow("gw_m", "end_1")


def test_a_case_runs_from_start_to_end(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(approval().xml())), who="ann")
    task = run.task("ut_a")
    assert (task.name, task.process, task.lane) == ("名ut_a", "proc_a", "lane_proc_a")
    assert task.properties["role"] == "branch_secretary" and task.documentation == "第七条"
    assert task.data == {"who": "ann"}
    closed = run.do("ut_a", n=5)
    assert closed.closed == (task.id,) and run.open() == ["ut_b"]
    last = run.do("ut_b")
    assert last.ended and last.end_nodes == ("end_1",) and last.variables == {"who": "ann", "n": 5}
    assert run.path == ["start_1", "ut_a", "gw_x", "ut_b", "gw_m", "end_1"]
    assert run.flows == ["f_start_1_ut_a", "f_ut_a_gw_x", "f_gw_x_ut_b", "f_ut_b_gw_m", "f_gw_m_end_1"]


def test_kinds_of_what_was_passed_are_bpmn_tags(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(approval().xml())))
    kinds = [passed.kind for passed in run.do("ut_a", n=1).passed]
    assert kinds == ["userTask", "exclusiveGateway"]


def test_a_task_completes_once(desk: Desk) -> None:
    """Plain SpiffWorkflow runs a completed task again without a word."""
    run = desk.run(desk.model(definitions(approval().xml())))
    done = run.task("ut_a").id
    run.do("ut_a", n=1)
    for task in (done, uuid4()):
        with pytest.raises(Conflict) as refused:
            desk.engine.complete(run.model, run.state, task, {}, run.services)
        assert refused.value.code == "task_not_ready"


def test_an_ended_case_takes_nothing_more(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(approval().xml())))
    run.do("ut_a", n=1)
    run.do("ut_c")
    assert len(run.state) < 60
    with pytest.raises(InstanceEnded):
        desk.engine.fire(run.model, run.state, run.services)


def test_an_unknown_process_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.run(desk.model(definitions(approval().xml())), "proc_b")


def test_a_failed_condition_leaves_the_case_where_it_was(desk: Desk) -> None:
    run = desk.run(desk.model(definitions(approval().xml())))
    before, task = run.state, run.task("ut_a").id
    failed = run.do("ut_a", check=False)
    assert failed.fault is not None and failed.fault.code == "expression_failed" and failed.fault.node == "gw_x"
    assert failed.fault.params["reason"] == "没有变量“n”" and failed.fault.params["node"] == "名gw_x"
    assert failed.state == before and not failed.closed and not failed.passed
    again = desk.engine.complete(run.model, before, task, {"n": 9}, run.services)
    assert [task.node for task in again.opened] == ["ut_b"]


def test_a_start_that_fails_is_a_fault_too(desk: Desk) -> None:
    p = Process("proc_a").start().script("sc", "x = 1\ny = nothing + 1").end().flow("start_1", "sc", "end_1")
    failed = desk.engine.start(desk.model(definitions(p.xml())), "proc_a", {}, lambda operator, params: None)
    assert failed.fault is not None and (failed.fault.code, failed.fault.line) == ("script_failed", 2)
    assert failed.state == b"" and not failed.ended


def test_an_operators_error_rolls_back(desk: Desk) -> None:
    def services(operator: str, params: dict[str, object]) -> object:
        raise Invalid.at("/answers/n", "bad_value")

    p = Process("proc_a").start().user("ut_a").service("st", "op.known").end().flow("start_1", "ut_a", "st", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), services=services)
    before = run.state
    with pytest.raises(Invalid):
        run.do("ut_a")
    assert run.state == before


def test_operators_get_copies_and_give_copies(desk: Desk) -> None:
    kept: list[dict[str, object]] = []

    def services(operator: str, params: dict[str, object]) -> object:
        assert operator == "op.known"
        kept.append(params)
        params["rows"].append("changed by the operator")  # type: ignore[attr-defined]
        return params

    p = Process("proc_a").start().service("st", "op.known", "result", rows="rows", why="'x'").user("ut_a").end()
    run = desk.run(
        desk.model(definitions(p.flow("start_1", "st", "ut_a", "end_1").xml())), services=services, rows=["a"]
    )
    kept[0]["rows"].append("changed later")  # type: ignore[attr-defined]
    data = run.task("ut_a").data
    assert data["rows"] == ["a"] and data["result"] == {"rows": ["a", "changed by the operator"], "why": "x"}


def test_branches_run_side_by_side_and_meet(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f", "gw_j").user("ut_a").user("ut_b").user("ut_z").end()
    p.flow("start_1", "gw_f", "ut_a", "gw_j").flow("gw_f", "ut_b", "gw_j").flow("gw_j", "ut_z", "end_1")
    run = desk.run(desk.model(definitions(p.xml())), base=1)
    assert run.open() == ["ut_a", "ut_b"]
    run.do("ut_b", b=2)
    assert run.open() == ["ut_a"]
    run.do("ut_a", a=1)
    assert run.task("ut_z").data == {"base": 1, "a": 1, "b": 2}


def test_a_called_process_runs_inside(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").call("ca", "proc_b").user("ut_z").end()
    p.flow("start_1", "ut_a", "ca", "ut_z", "end_1")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(definitions(p.xml()), definitions(q.xml())), n=1)
    run.do("ut_a")
    inner = run.task("ut_b")
    assert inner.process == "proc_b" and inner.parent is not None and inner.data == {"n": 1}
    run.do("ut_b", n=2)
    assert run.task("ut_z").data == {"n": 2} and run.task("ut_z").parent is None
    assert run.path == ["start_1", "ut_a", "start_b", "ut_b", "end_b", "ca"]


def test_a_finished_part_leaves_the_state(desk: Desk) -> None:
    p = Process("proc_a").start().call("ca", "proc_b").user("ut_z").end().flow("start_1", "ca", "ut_z", "end_1")
    q = (
        Process("proc_b")
        .start("start_b")
        .user("ut_b")
        .user("ut_c")
        .end("end_b")
        .flow("start_b", "ut_b", "ut_c", "end_b")
    )
    run = desk.run(desk.model(definitions(p.xml(), q.xml())))
    inside = len(run.state)
    run.do("ut_b")
    run.do("ut_c")
    assert len(run.state) < inside


def test_an_inclusive_gateway_waits_for_the_branches_it_started(desk: Desk) -> None:
    p = Process("proc_a").start().gate("or", "gw_f", "gw_j").user("ut_a").user("ut_b").user("ut_c").user("ut_z").end()
    p.flow("start_1", "gw_f").when("gw_f", "ut_a", "a").when("gw_f", "ut_b", "b").otherwise("gw_f", "ut_c")
    p.flow("ut_a", "gw_j").flow("ut_b", "gw_j").flow("ut_c", "gw_j").flow("gw_j", "ut_z", "end_1")
    model = desk.model(definitions(p.xml()))
    both = desk.run(model, a=True, b=True)
    both.do("ut_b")
    assert both.open() == ["ut_a"]
    both.do("ut_a")
    assert both.open() == ["ut_z"]
    assert desk.run(model, a=False, b=False).open() == ["ut_c"]


def test_an_error_end_is_caught_at_the_border(desk: Desk) -> None:
    inner = Process("sp", "subProcess").start("s").user("ut_a").end("e", '<bpmn:errorEventDefinition errorRef="err"/>')
    inner.flow("s", "ut_a", "e")
    p = Process("proc_a").start().sub(inner).end().user("ut_x").end("end_2")
    p.boundary("bd", "sp", '<bpmn:errorEventDefinition errorRef="err"/>')
    p.flow("start_1", "sp", "end_1").flow("bd", "ut_x", "end_2")
    run = desk.run(desk.model(definitions(p.xml(), errors=("err",))))
    run.do("ut_a")
    assert run.open() == ["ut_x"]


def test_an_error_that_nobody_catches_is_a_fault(desk: Desk) -> None:
    p = Process("proc_a").start().user("ut_a").end("e", '<bpmn:errorEventDefinition errorRef="err"/>')
    run = desk.run(desk.model(definitions(p.flow("start_1", "ut_a", "e").xml(), errors=("err",))))
    fault = run.do("ut_a", check=False).fault
    assert fault is not None and fault.code == "error_uncaught"


def test_a_terminate_end_takes_the_rest_with_it(desk: Desk) -> None:
    p = Process("proc_a").start().gate("and", "gw_f").user("ut_a").call("ca", "proc_b").end("end_a")
    p.end("end_t", "<bpmn:terminateEventDefinition/>")
    p.flow("start_1", "gw_f", "ut_a", "end_t").flow("gw_f", "ca", "end_a")
    q = Process("proc_b").start("start_b").user("ut_b").end("end_b").flow("start_b", "ut_b", "end_b")
    run = desk.run(desk.model(definitions(p.xml(), q.xml())))
    last = run.do("ut_a", done=True)
    assert last.ended and last.end_nodes == ("end_t",) and len(last.closed) == 2 and last.variables == {"done": True}


# --- nobody is shown what SpiffWorkflow says --------------------------------------------------------------------------


def test_its_own_words_stay_in_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(case: Case) -> None:
        raise WorkflowTaskException("Something rather English went wrong", next(iter(case.tasks.values())))

    run = desk.run(desk.model(definitions(approval().xml())))
    monkeypatch.setattr(Case, "settle", refuse)
    fault = run.do("ut_a", check=False, n=1).fault
    assert fault is not None and fault.code == "engine_refused"
    assert "English" not in repr(fault) and "English" in caplog.text
    for lang in ("zh-CN", "en"):
        said = messages.text(fault.code, lang, **fault.params)
        assert "English" not in said and "{" not in said and "went wrong" not in said


def test_nor_what_its_parser_says(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    odd = definitions(approval().xml()).replace(b"bpmn:userTask", b"bpmn:globalTask")
    with pytest.raises(InvalidDefinition) as refused:
        desk.model(odd)
    (problem,) = refused.value.problems
    assert "ut_a" in problem.message_zh and "supported" not in problem.message_zh
    assert "not supported" in caplog.text and "not supported" not in problem.message_en
