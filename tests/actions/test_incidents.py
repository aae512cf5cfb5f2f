"""A case that stops while a message arrives: the message is kept, and comes again when somebody lets the case go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from service.actions import incidents, jobs, migration, moves
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.migration import Wish
from service.reads import history
from service.wiring import House
from tests.engine.draw import Process, definitions, message, properties, timer
from tests.town import Town, complete_task, make_town, start_case

START = {
    "type": "object",
    "properties": {"ref": {"type": "string"}, "parts": {"type": "integer"}},
    "required": ["ref", "parts"],
}
DRAWN = """<bpmn:process id="proc_stop" name="等消息" isExecutable="true">
<bpmn:documentation>测试用。</bpmn:documentation>
{given}<bpmn:startEvent id="start" name="开始"/>
<bpmn:intermediateCatchEvent id="ev_wait" name="等回信">{key}
<bpmn:messageEventDefinition id="md" messageRef="msg_reply"/></bpmn:intermediateCatchEvent>
<bpmn:scriptTask id="sc_share" name="分摊"><bpmn:script>share = 100 // parts</bpmn:script></bpmn:scriptTask>
<bpmn:endEvent id="end" name="办结"/>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="ev_wait"/>
<bpmn:sequenceFlow id="f2" sourceRef="ev_wait" targetRef="sc_share"/>
<bpmn:sequenceFlow id="f3" sourceRef="sc_share" targetRef="end"/></bpmn:process>"""
WHY = "数据已经更正。"


def release(house: House, town: Town, *changes: tuple[str, str]) -> UUID:
    """Release the process that waits for a reply, with a few words exchanged."""
    given = {
        "start": "manual",
        "start_role": "branch_secretary",
        "start_scope": "branch",
        "subject": "organization",
        "start_form": "stop_start",
    }
    xml = definitions(DRAWN.format(given=properties(given), key=properties({"key": "ref"})), messages=("msg_reply",))
    for old, new in changes:
        xml = xml.replace(old.encode(), new.encode())
    files = {"stop.bpmn": xml, "forms/stop_start.schema.json": orjson.dumps(START)}
    return deploy(house.db, house.engine, town.tenant, files, None)[0].release_id


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        made = make_town(tx)
    release(house, made)
    return made


def told(house: House, case: UUID) -> tuple[str, list[str]]:
    with house.db.reading() as tx:
        status = tx.value("select status from instance where id = %s", (case,))
        rows = tx.rows("select type from history where instance_id = %s order by seq", (case,))
    return str(status), [row["type"] for row in rows]


def test_a_message_that_stopped_a_case_comes_again(house: House, town: Town) -> None:
    case = start_case(house, town.ann, "proc_stop", town.branch, {"ref": "r1", "parts": 0}).instance_id
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_reply", "r1", {}) == 1
    status, types = told(house, case)
    assert status == "faulted" and types[-2:] == ["instance.faulted", "message.held"]
    with house.db.transaction() as tx:
        incidents.retry_case_in(tx, house.engine, town.dora, case, WHY)
    status, types = told(house, case)
    assert status == "faulted" and types.count("message.held") == 1, "its cause was not mended: it is still kept"
    with house.db.reading() as tx:
        assert history.verify(tx, town.ann, case)["ok"]


def test_one_that_can_go_on_ends(house: House, town: Town) -> None:
    case = start_case(house, town.ann, "proc_stop", town.branch, {"ref": "r2", "parts": 4}).instance_id
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_reply", "r2", {}) == 1
    assert told(house, case)[0] == "ended"


def test_a_mended_release_brings_the_message(house: House, town: Town) -> None:
    case = start_case(house, town.ann, "proc_stop", town.branch, {"ref": "r3", "parts": 0}).instance_id
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_reply", "r3", {}) == 1
    assert told(house, case)[0] == "faulted"
    to = release(house, town, ("100 // parts", "100 // (parts or 1)"))
    with house.db.transaction() as tx:
        plan = migration.start_in(tx, house.engine, town.dora, "proc_stop", Wish(to, only=(case,)))
    migration.work(house.db, house.engine, town.tenant, plan)
    status, types = told(house, case)
    assert status == "ended" and types.count("message.received") == 1, "nobody sends it a second time"


# --- kept messages: each is taken once, whatever the case goes through in between ------------------------------------

GIVEN = {
    "start": "manual",
    "start_role": "branch_secretary",
    "start_scope": "branch",
    "subject": "organization",
    "start_form": "stop_start",
}
HEARD = "proc_heard"


def heard(house: House, town: Town, count: str, listener: bool = False) -> UUID:
    """Release a process with one task, beside which each letter adds to a count and opens a task of its own."""
    process = Process(HEARD)
    if listener:
        inner = Process("es_letter").script("sc_count", count).user("ut_read").end("end_letter")
        process.start().user("ut_first").user("ut_main").end().flow("start_1", "ut_first", "ut_main", "end_1")
        process.on_event(inner.flow("st_letter", "sc_count", "ut_read", "end_letter"), "st_letter",
                         message("msg_reply"), interrupting=False, more={"key": "ref"})  # fmt: skip
    else:
        process.start().user("ut_main").end().flow("start_1", "ut_main", "end_1")
        process.boundary("bd_letter", "ut_main", message("msg_reply"), interrupting=False, more={"key": "ref"})
        process.boundary("bd_late", "ut_main", timer("timeDuration", "P2D"), more=None)
        process.script("sc_count", count).user("ut_read").end("end_letter").end("end_late")
        process.flow("bd_letter", "sc_count", "ut_read", "end_letter").flow("bd_late", "end_late")
    drawn = process.xml().replace("<bpmn:laneSet", properties(GIVEN) + "<bpmn:laneSet", 1)
    form = {"type": "object", "properties": {}}
    files = {
        "heard.bpmn": definitions(drawn, messages=("msg_reply",)),
        "forms/stop_start.schema.json": orjson.dumps(START),
        "forms/form_any.schema.json": orjson.dumps(form),
    }
    return deploy(house.db, house.engine, town.tenant, files, None)[0].release_id


BAD, GOOD = "share = 100 // parts", "share = 100 // (parts or 1)"


def steer(house: House, town: Town, case: UUID, move: Any) -> None:
    with house.db.transaction() as tx:
        if move is moves.suspend_in:
            moves.suspend_in(tx, town.dora, case, WHY)
        elif move is moves.resume_in:
            moves.resume_in(tx, house.engine, town.dora, case, WHY)
        else:
            incidents.retry_case_in(tx, house.engine, town.dora, case, WHY)


def move_on(house: House, town: Town, case: UUID, to: UUID) -> UUID:
    with house.db.transaction() as tx:
        plan = migration.start_in(tx, house.engine, town.dora, HEARD, Wish(to, only=(case,)))
    migration.work(house.db, house.engine, town.tenant, plan)
    return plan


def letter(house: House, town: Town, ref: str) -> None:
    assert jobs.deliver_message(house.db, house.engine, town.tenant, "msg_reply", ref, {}) == 1


def begun(house: House, town: Town, ref: str, parts: int) -> UUID:
    return start_case(house, town.ann, HEARD, town.branch, {"ref": ref, "parts": parts}).instance_id


def open_task(house: House, case: UUID, node: str) -> UUID:
    with house.db.reading() as tx:
        found: UUID = tx.value(
            "select id from task where instance_id = %s and node = %s and status = 'open'", (case, node)
        )
    return found


def queued(house: House, case: UUID) -> int:
    with house.db.reading() as tx:
        return int(
            tx.value(
                "select count(*) from procrastinate_jobs where task_name = 'go_on' and args->>'instance' = %s",
                (str(case),),
            )
        )


def tasks_of(house: House, case: UUID) -> list[str]:
    with house.db.reading() as tx:
        rows = tx.rows("select node from task where instance_id = %s and status = 'open' order by node", (case,))
    return [row["node"] for row in rows]


@pytest.mark.parametrize("listener", [False, True])
def test_a_kept_message_comes_once_to_who_goes_on_listening(house: House, town: Town, listener: bool) -> None:
    heard(house, town, GOOD, listener)
    ref = f"h{listener}"
    case = begun(house, town, ref, 0)
    steer(house, town, case, moves.suspend_in)
    letter(house, town, ref)
    letter(house, town, ref)
    steer(house, town, case, moves.resume_in)
    assert tasks_of(house, case)[1:] == ["ut_read", "ut_read"]
    for _ in range(2):
        steer(house, town, case, moves.suspend_in)
        steer(house, town, case, moves.resume_in)
    jobs.go_on(house.db, house.engine, town.tenant, case)
    assert tasks_of(house, case)[1:] == ["ut_read", "ut_read"], "each came once"
    assert told(house, case)[1].count("message.received") == 2


@pytest.mark.parametrize("listener", [False, True])
@pytest.mark.parametrize("moved_first", [False, True])
def test_a_case_that_failed_was_suspended_and_moved_loses_nothing(
    house: House, town: Town, listener: bool, moved_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(house.engine, "try_out", lambda bundle: None)
        heard(house, town, BAD, listener)
    ref = f"m{listener}{moved_first}"
    case = begun(house, town, ref, 0)
    letter(house, town, ref)
    assert told(house, case)[0] == "faulted" and len(tasks_of(house, case)) == 1
    steer(house, town, case, moves.suspend_in)
    if moved_first:
        move_on(house, town, case, heard(house, town, GOOD, listener))
        with house.db.reading() as tx:
            assert tx.value("select fault from instance where id = %s", (case,)), "it has failed and is not tried yet"
    letter(house, town, ref)
    steer(house, town, case, moves.resume_in)
    if not moved_first:
        assert told(house, case)[0] == "faulted"
        move_on(house, town, case, heard(house, town, GOOD, listener))
    status, types = told(house, case)
    assert status == "running" and tasks_of(house, case)[1:] == ["ut_read", "ut_read"]
    assert types.count("message.held") == types.count("message.received") == 2
    with house.db.reading() as tx:
        assert tx.value("select fault from instance where id = %s", (case,)) is None
        assert history.verify(tx, town.ann, case)["ok"]


def test_what_a_case_failed_over_comes_again_when_something_else_brings_it_on(
    house: House, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(house.engine, "try_out", lambda bundle: None)
        heard(house, town, BAD, listener=True)
    case = begun(house, town, "g1", 0)
    letter(house, town, "g1")
    assert told(house, case)[0] == "faulted"
    complete_task(house, town.ann, open_task(house, case, "ut_first"), {})
    assert told(house, case)[0] == "running" and queued(house, case) == 1
    jobs.go_on(house.db, house.engine, town.tenant, case)
    assert told(house, case)[0] == "faulted", "the letter is still there, and still too much for the diagram"
    assert queued(house, case) == 1, "nothing brought it on"
    move_on(house, town, case, heard(house, town, GOOD, listener=True))
    assert told(house, case)[0] == "running" and tasks_of(house, case) == ["ut_main", "ut_read"]


def test_a_deadline_that_passed_meanwhile_is_no_reason_to_stay_suspended(house: House, town: Town) -> None:
    """The letter's node is gone when the overdue deadline has fired: resuming says so instead of refusing."""
    heard(house, town, GOOD)
    case = begun(house, town, "d1", 0)
    steer(house, town, case, moves.suspend_in)
    clock.use_offset(timedelta(days=3))
    try:
        letter(house, town, "d1")
        steer(house, town, case, moves.resume_in)
        assert told(house, case)[1][-2:] == ["instance.resumed", "message.missed"]
        jobs.fire_timers(house.db, house.engine, town.tenant, case)
    finally:
        clock.use_offset(timedelta(0))
    assert told(house, case)[0] == "ended"
    with house.db.reading() as tx:
        said = [row["text"] for row in history.page(tx, house.engine, town.ann, case, None, 100, "zh-CN")["items"]]
    assert "留存的消息已无人等待，不再送达" in "".join(said)


def test_an_answer_in_time_counts_though_the_case_goes_on_after_the_deadline(house: House, town: Town) -> None:
    """It came while the case stood still; nobody could have taken it earlier."""
    heard(house, town, GOOD)
    case = begun(house, town, "d2", 0)
    steer(house, town, case, moves.suspend_in)
    clock.use_offset(timedelta(days=1))
    try:
        letter(house, town, "d2")
        clock.use_offset(timedelta(days=3))
        steer(house, town, case, moves.resume_in)
        assert "message.received" in told(house, case)[1] and "message.missed" not in told(house, case)[1]
        assert "ut_read" in tasks_of(house, case)
        jobs.fire_timers(house.db, house.engine, town.tenant, case)
        assert tasks_of(house, case) == ["ut_read"], "and then the deadline is over for what it guards"
    finally:
        clock.use_offset(timedelta(0))
