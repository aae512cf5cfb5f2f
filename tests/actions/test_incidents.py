"""A case that stops while a message arrives: the message is kept, and comes again when somebody lets the case go on."""

from __future__ import annotations

from uuid import UUID

import orjson
import pytest

from service.actions import incidents, jobs, migration
from service.actions.deploy import deploy
from service.domain.migration import Wish
from service.reads import history
from service.wiring import House
from tests.engine.draw import definitions, properties
from tests.town import Town, make_town, start_case

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
    assert status == "faulted" and types.count("message.held") == 2, "its cause was not mended: it is kept again"
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
