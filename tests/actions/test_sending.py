"""Signals and messages from one case to others: who hears them, how often, and who comes too late."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import pytest

from service.actions import jobs, moves, tasks
from service.actions.deploy import deploy
from service.domain.errors import Conflict
from service.reads import instances as cases
from service.wiring import House
from tests.engine.draw import Process, definitions, event, message, properties
from tests.town import Town, complete_task, start_case

WHO = {"title": "t", "type": "object", "properties": {"who": {"type": "string"}, "n": {"type": "integer"}}}
STARTED_BY = {"start": "manual", "start_role": "branch_secretary", "start_scope": "branch", "subject": "organization"}


def file(p: Process) -> bytes:
    head = properties({**STARTED_BY, "start_form": "form_any"}).encode()
    drawn = definitions(p.xml(), messages=("msg_note", "msg_any"), signals=("sig_bell",))
    return drawn.replace(b'isExecutable="true">', b'isExecutable="true">' + head)


def ring() -> Process:
    """Ring the bell, write a note, and wait for a bell oneself, before and after."""
    p = Process("proc_ring").start().user("ut_ring").gate("and", "gw").end("end_m").end("end_c")
    p.throw("tv_bell", event("signal", "sig_bell"), {"payload": "{'by': who}"})
    p.throw("tv_note", message("msg_note"), {"key": "who", "payload": "{'n': n}"})
    p.catch("cv_after", event("signal", "sig_bell")).catch("cv_beside", event("signal", "sig_bell")).user("ut_own")
    p.flow("start_1", "gw", "ut_ring", "tv_bell", "tv_note", "cv_after", "end_m")
    return p.flow("gw", "cv_beside", "ut_own", "end_c")


def call() -> Process:
    """Ring by an operator."""
    p = Process("proc_call").start().user("ut_call").service("st", "signal.send", name="'sig_bell'").end()
    return p.flow("start_1", "ut_call", "st", "end_1")


def hear() -> Process:
    p = Process("proc_hear").start().gate("and", "gw").end("end_b").end("end_n").end("end_a")
    p.catch("cv_bell", event("signal", "sig_bell")).user("ut_bell")
    p.catch("cv_note", message("msg_note"), {"key": "who"}).user("ut_note")
    p.catch("cv_any", message("msg_any")).user("ut_any")
    p.flow("start_1", "gw", "cv_bell", "ut_bell", "end_b").flow("gw", "cv_note", "ut_note", "end_n")
    return p.flow("gw", "cv_any", "ut_any", "end_a")


def gentle() -> Process:
    inner = Process("es", "subProcess").user("ut_bell").end("end_e").flow("st_e", "ut_bell", "end_e")
    p = Process("proc_gentle").start().user("ut_work").end().flow("start_1", "ut_work", "end_1")
    return p.on_event(inner, "st_e", event("signal", "sig_bell"), interrupting=False)


@pytest.fixture(scope="module")
def town(house: House, town: Town) -> Town:
    files = {f"{p.id}.bpmn": file(p) for p in (ring(), call(), hear(), gentle())}
    deploy(house.db, house.engine, town.tenant, {**files, "forms/form_any.schema.json": orjson.dumps(WHO)}, None)
    return town


class Room:
    """A branch with cases in it, and the jobs that its steps have queued."""

    def __init__(self, house: House, town: Town) -> None:
        self.house, self.town = house, town
        self.done = self.value("select coalesce(max(id), 0) from procrastinate_jobs")
        self.cases: list[UUID] = []

    def value(self, sql: str, *params: object) -> Any:
        with self.house.db.reading() as tx:
            return tx.value(sql, params)

    def start(self, process: str, who: str = "ann") -> UUID:
        started = start_case(self.house, self.town.ann, process, self.town.branch, {"who": who})
        self.cases.append(started.instance_id)
        return started.instance_id

    def open(self, case: UUID) -> list[str]:
        with self.house.db.reading() as tx:
            rows = tx.rows("select node from task where instance_id = %s and status = 'open' order by node", (case,))
        return [row["node"] for row in rows]

    def do(self, case: UUID, node: str, **answers: Any) -> None:
        task = self.value(
            "select id from task where instance_id = %s and node = %s and status = 'open' limit 1", case, node
        )
        complete_task(self.house, self.town.ann, task, answers)

    def jobs(self) -> list[dict[str, Any]]:
        with self.house.db.reading() as tx:
            return tx.rows(
                """select task_name, args from procrastinate_jobs
                    where id > %s and task_name like 'deliver_%%' order by id""",
                (self.done,),
            )

    def work(self, times: int = 1) -> None:
        """Run the jobs; more than once, as after a worker's death between its commit and its good-bye."""
        for job in self.jobs() * times:
            args, house = job["args"], self.house
            who = (house.db, house.engine, args["tenant"])
            if job["task_name"] == "deliver_signal":
                jobs.deliver_signal(*who, UUID(args["node"]), args["payload"], UUID(args["event"]))
            else:
                jobs.deliver_message(*who, args["message"], args["key"], args["payload"], UUID(args["event"]))
        self.done = self.value("select max(id) from procrastinate_jobs")


@pytest.fixture
def room(house: House, town: Town) -> Any:
    made = Room(house, town)
    yield made
    for case in made.cases:
        if made.value("select status from instance where id = %s", case) == "running":
            with house.db.transaction() as tx:
                moves.cancel_in(tx, town.ann, case, "测试完了。")


def test_a_signal_reaches_everybody_who_waits_once(room: Room) -> None:
    ringing, first, second, third = (room.start(f"proc_{name}") for name in ("ring", "hear", "hear", "gentle"))
    room.do(ringing, "ut_ring", who="ann", n=7)
    assert room.open(first) == [] and room.open(third) == ["ut_work"]
    room.work(times=2)
    assert room.open(first) == room.open(second) == ["ut_bell", "ut_note"]
    assert room.open(third) == ["ut_bell", "ut_work"]
    data = room.value("select data from task where instance_id = %s and node = 'ut_bell'", third)
    assert data["by"] == "ann"


def test_the_sender_hears_itself_only_where_it_waited_already(room: Room) -> None:
    ringing = room.start("proc_ring")
    room.do(ringing, "ut_ring", who="ann", n=1)
    room.work(times=2)
    assert room.open(ringing) == ["ut_own"]
    assert room.value("select array_agg(node) from subscription where instance_id = %s", ringing) == ["cv_after"]


def test_who_comes_late_hears_nothing(room: Room) -> None:
    ringing = room.start("proc_ring")
    room.do(ringing, "ut_ring", who="ann", n=1)
    late = room.start("proc_gentle")
    room.work()
    assert room.open(late) == ["ut_work"]


def test_a_gentle_listener_hears_every_ring(room: Room) -> None:
    listening = room.start("proc_gentle")
    for _ in range(2):
        room.do(room.start("proc_ring"), "ut_ring", who="ann", n=1)
    room.work(times=2)
    assert room.open(listening) == ["ut_bell", "ut_bell", "ut_work"]


def test_an_operator_rings_too(room: Room) -> None:
    listening, calling = room.start("proc_gentle"), room.start("proc_call")
    room.do(calling, "ut_call")
    room.work(times=2)
    assert room.open(listening) == ["ut_bell", "ut_work"]


def test_what_merely_listens_is_not_shown_as_the_present_step(room: Room) -> None:
    case = room.start("proc_gentle")
    with room.house.db.reading() as tx:
        shown = cases.get(tx, room.house.engine, room.town.ann, case, "zh-CN")
    status = {line["node"]: line["status"] for line in shown["outline"]}
    assert status["ut_work"] == "now" and status["es"] != "now" and status["st_e"] != "now"
    assert room.value("select name from subscription where instance_id = %s", case) == ""
    assert [wait["name"] for wait in shown["waits"]] == [
        next(x["name"] for x in shown["outline"] if x["node"] == "st_e")
    ]


def test_a_message_reaches_whom_its_key_names(room: Room) -> None:
    ringing, ann, ben = room.start("proc_ring"), room.start("proc_hear", "ann"), room.start("proc_hear", "ben")
    room.do(ringing, "ut_ring", who="ben", n=7)
    room.work(times=2)
    assert room.open(ann) == ["ut_bell"] and room.open(ben) == ["ut_bell", "ut_note"]
    assert room.value("select data from task where instance_id = %s and node = 'ut_note'", ben)["n"] == 7


def test_a_wait_without_a_key_takes_every_message_of_its_name(room: Room) -> None:
    case = room.start("proc_hear")
    house = room.house
    assert jobs.deliver_message(house.db, house.engine, room.town.tenant, "msg_any", "whoever", {}) == 1
    assert room.open(case) == ["ut_any"]


def test_a_message_for_nobody_is_gone(room: Room) -> None:
    ringing = room.start("proc_ring")
    room.do(ringing, "ut_ring", who="nobody", n=1)
    room.work()
    assert room.open(room.start("proc_hear", "nobody")) == []


def test_what_is_undone_sends_nothing(room: Room) -> None:
    ringing = room.start("proc_ring")
    task = room.value("select id from task where instance_id = %s and node = 'ut_ring'", ringing)
    with pytest.raises(ZeroDivisionError), room.house.db.transaction() as tx:
        tasks.complete_in(tx, room.house.engine, room.town.ann, task, {"who": "ann", "n": 1})
        raise ZeroDivisionError
    assert room.jobs() == [] and room.open(ringing) == ["ut_ring"]


def test_a_suspended_case_hears_it_when_it_is_resumed(room: Room) -> None:
    listening, ringing = room.start("proc_gentle"), room.start("proc_ring")
    house, ann = room.house, room.town.ann
    with house.db.transaction() as tx:
        moves.suspend_in(tx, ann, listening, "先停一停。", None)
    room.do(ringing, "ut_ring", who="ann", n=1)
    room.work(times=2)
    assert room.open(listening) == ["ut_work"]
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, ann, listening, "继续办理。", None)
    assert room.open(listening) == ["ut_bell", "ut_work"]


def test_history_says_what_was_sent(room: Room) -> None:
    ringing = room.start("proc_ring")
    room.do(ringing, "ut_ring", who="ann", n=1)
    with room.house.db.reading() as tx:
        rows = tx.rows(
            "select type, node from history where instance_id = %s and type like '%%.sent' order by seq", (ringing,)
        )
    assert [(row["type"], row["node"]) for row in rows] == [("signal.sent", "tv_bell"), ("message.sent", "tv_note")]


def test_what_has_been_sent_cannot_be_withdrawn(room: Room) -> None:
    ringing = room.start("proc_ring")
    task = room.value("select id from task where instance_id = %s and node = 'ut_ring'", ringing)
    room.do(ringing, "ut_ring", who="ann", n=1)
    with pytest.raises(Conflict) as refused, room.house.db.transaction() as tx:
        moves.withdraw_in(tx, room.house.engine, room.town.ann, task, "填错了人名。")
    assert refused.value.code == "withdraw_wrote"
