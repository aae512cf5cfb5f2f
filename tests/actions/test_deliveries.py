"""What leaves the house, from the step that asks for it to the result, the failure and the people who handle it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.actions import deliveries, incidents, jobs, moves
from service.actions.deploy import deploy
from service.domain import clock
from service.domain.deliveries import NOT_ALLOWED, REFUSED, Failure
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.reads import history, notices, outside
from service.reads import instances as cases
from service.wiring import House
from tests.actions.conftest import diagram_files
from tests.town import Town, complete_task, make_town, person, start_case

URL = "https://hooks.example.cn/in?token=secret"
WHY = "外部系统已经修好。"
GONE = Failure("web_refused", again=False, given_up=REFUSED, host="hooks.example.cn", status=410)
BUSY = Failure("web_busy", host="hooks.example.cn", status=503)


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        made = make_town(tx, demo=False)
    deploy(house.db, house.engine, made.tenant, diagram_files("letter"), None)
    return made


@pytest.fixture(scope="module")
def admin(house: House, town: Town) -> Actor:
    with house.db.transaction() as tx:
        return person(tx, "钱管理", town.other_branch, "full_member", ("sys_admin", town.town))


def start(house: House, town: Town, process: str = "proc_letter") -> tuple[UUID, UUID]:
    """Start a case; return it and what it waits for outside."""
    case = start_case(house, town.ann, process, town.branch, {"name": "王示例的材料", "url": URL}).instance_id
    return case, row(house, case)["id"]


def row(house: House, case: UUID) -> dict[str, Any]:
    with house.db.reading() as tx:
        found = tx.row("select * from delivery where instance_id = %s", (case,))
    assert found is not None
    return found


def begun(house: House, town: Town, delivery: UUID) -> deliveries.Wish:
    wish = deliveries.begin(house.db, town.tenant, delivery)
    assert wish is not None
    return wish


def fail(house: House, town: Town, delivery: UUID, failure: Failure = GONE) -> None:
    deliveries.failed(house.db, house.engine, town.tenant, begun(house, town, delivery), failure)


def succeed(house: House, town: Town, delivery: UUID) -> None:
    wish = begun(house, town, delivery)
    deliveries.succeeded(house.db, house.engine, town.tenant, wish, {"status": 200, "answer": None})


def queued(house: House, delivery: UUID) -> list[dict[str, Any]]:
    with house.db.reading() as tx:
        return tx.rows(
            "select queue_name, scheduled_at from procrastinate_jobs where args->>'delivery' = %s order by id",
            (str(delivery),),
        )


def types(house: House, case: UUID) -> list[str]:
    with house.db.reading() as tx:
        rows = tx.rows("select type from history where instance_id = %s order by seq", (case,))
    return [each["type"] for each in rows]


def open_nodes(house: House, case: UUID) -> dict[str, UUID]:
    with house.db.reading() as tx:
        rows = tx.rows("select id, node from task where instance_id = %s and status = 'open'", (case,))
    return {each["node"]: each["id"] for each in rows}


def shown(house: House, reader: Actor, case: UUID) -> dict[str, Any]:
    with house.db.reading() as tx:
        return cases.get(tx, house.engine, reader, case, "zh-CN")


def test_a_step_asks_and_queues_in_its_own_transaction(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    kept = row(house, case)
    assert (kept["kind"], kept["status"], kept["tries"], kept["address"]) == (
        "webhook.post", "waiting", 0, "hooks.example.cn"
    )  # fmt: skip
    assert "王示例".encode() not in kept["params"] and b"secret" not in kept["params"]
    (job,) = queued(house, delivery)
    assert job["queue_name"] == "outside" and job["scheduled_at"] is None
    wish = begun(house, town, delivery)
    assert wish.params == {"url": URL, "body": {"name": "王示例的材料"}, "event": "letter.sent"}
    assert wish.key == kept["key"] != delivery and not wish.demo
    case_page = shown(house, town.ann, case)
    assert case_page["waiting"].endswith("办理“归档”") and case_page["deliveries"][0]["status_name"] == "待发送"


def test_the_result_is_taken_once(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    first, second = begun(house, town, delivery), begun(house, town, delivery)
    for wish in (first, second):
        deliveries.succeeded(house.db, house.engine, town.tenant, wish, {"status": 200, "answer": None})
    assert first.key == second.key
    assert types(house, case).count("delivery.done") == 1 and row(house, case)["status"] == "done"
    assert row(house, case)["params"] == b"", "what is over keeps nothing about people"
    assert deliveries.begin(house.db, town.tenant, delivery) is None
    done = complete_task(house, town.ann, open_nodes(house, case)["ut_file"], {"note": "已归档"})
    assert done.ended
    with house.db.reading() as tx:
        assert history.verify(tx, town.ann, case)["ok"]


def test_a_failed_try_is_tried_again_later(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    before = datetime.now(UTC)
    fail(house, town, delivery, BUSY)
    kept = row(house, case)
    assert (kept["status"], kept["tries"], kept["error"]["code"]) == ("waiting", 1, "web_busy")
    assert timedelta(seconds=3) < kept["next_at"] - before < timedelta(seconds=20)
    assert queued(house, delivery)[-1]["scheduled_at"] == kept["next_at"]
    fail(house, town, delivery, Failure("web_busy", after=timedelta(minutes=9), host="x", status=429))
    assert row(house, case)["next_at"] - before > timedelta(minutes=8)
    assert shown(house, town.ann, case)["deliveries"][0]["why"] == "x 暂时不能接收（429）。"


def test_patience_ends(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    for _ in range(10):
        fail(house, town, delivery, BUSY)
    assert (row(house, case)["status"], row(house, case)["tries"]) == ("dead", 10)
    assert types(house, case).count("delivery.dead") == 1 and len(queued(house, delivery)) == 10
    page = shown(house, town.ann, case)
    assert page["waiting"] == "报送上级系统：送不出去，待处理" and page["status"] == "running"
    assert "ut_file" in open_nodes(house, case), "the other branch goes on"


def test_those_who_look_after_it_are_told_once(house: House, town: Town, admin: Actor) -> None:
    with house.db.transaction() as tx:
        tx.run("update notice set read_at = now()")
    (first, delivery), (_, other) = start(house, town), start(house, town)
    for each in (delivery, other):
        fail(house, town, each)
    with house.db.reading() as tx:
        rows = tx.rows("select person_id, instance_id from notice where kind = 'delivery_dead' and read_at is null")
        texts = {notice["text"] for notice in notices.page(tx, town.dora, "zh-CN")}
    told = {row["person_id"]: row["instance_id"] for row in rows}
    assert told == {town.dora.person_id: first, admin.person_id: None} and len(rows) == 2
    assert "“报送上级系统”多次发送仍不成功，请到“外发任务”处理。此后送不出去的也列在那里。" in texts


def test_an_error_event_of_the_diagram_takes_over(house: House, town: Town) -> None:
    case, delivery = start(house, town, "proc_letter_caught")
    fail(house, town, delivery)
    assert row(house, case)["status"] == "caught"
    assert set(open_nodes(house, case)) == {"ut_file", "ut_phone"} and "delivery.dead" not in types(house, case)
    assert deliveries.begin(house.db, town.tenant, delivery) is None


def test_a_timer_takes_the_wish_back(house: House, town: Town) -> None:
    case, delivery = start(house, town, "proc_letter_caught")
    wish = begun(house, town, delivery)
    try:
        clock.use_offset(timedelta(days=4))
        jobs.fire_timers(house.db, house.engine, town.tenant, case)
    finally:
        clock.use_offset(timedelta(0))
    assert row(house, case)["status"] == "cancelled" and "ut_phone" in open_nodes(house, case)
    deliveries.succeeded(house.db, house.engine, town.tenant, wish, {"status": 200})
    assert row(house, case)["status"] == "cancelled" and "delivery.done" not in types(house, case)


def test_a_cancelled_case_sends_nothing(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    with house.db.transaction() as tx:
        moves.cancel_in(tx, town.dora, case, "材料有误，终止。")
    assert row(house, case)["status"] == "cancelled" and deliveries.begin(house.db, town.tenant, delivery) is None


def test_a_suspended_case_sends_nothing_until_it_goes_on(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    other, sent = start(house, town)
    wish = begun(house, town, sent)
    for each in (case, other):
        with house.db.transaction() as tx:
            moves.suspend_in(tx, town.dora, each, "先停一停。")
    assert deliveries.begin(house.db, town.tenant, delivery) is None and row(house, case)["tries"] == 0
    deliveries.succeeded(house.db, house.engine, town.tenant, wish, {"status": 200})
    assert row(house, other)["status"] == "sent"
    for each in (case, other):
        with house.db.transaction() as tx:
            moves.resume_in(tx, house.engine, town.dora, each, "可以继续了。")
    assert len(queued(house, delivery)) == len(queued(house, sent)) == 2
    assert begun(house, town, delivery).sent is None
    again = begun(house, town, sent)
    assert again.sent == {"status": 200}, "it is not sent a second time"
    deliveries.succeeded(house.db, house.engine, town.tenant, again, again.sent or {})
    assert row(house, other)["status"] == "done"


# --- people ----------------------------------------------------------------------------------------------------------


def test_it_is_tried_again(house: House, town: Town, admin: Actor) -> None:
    case, delivery = start(house, town)
    fail(house, town, delivery)
    key = row(house, case)["key"]
    with house.db.transaction() as tx:
        deliveries.retry_in(tx, admin, delivery, WHY)
    kept = row(house, case)
    assert (kept["status"], kept["tries_now"], kept["key"]) == ("waiting", 0, key), "the same wish has the same key"
    succeed(house, town, delivery)
    assert row(house, case)["status"] == "done" and row(house, case)["tries"] == 2
    assert [t for t in types(house, case) if t.startswith("delivery")] == [
        "delivery.dead", "delivery.retried", "delivery.done"
    ]  # fmt: skip


def test_to_another_address_it_is_another_wish(house: House, town: Town, admin: Actor) -> None:
    case, delivery = start(house, town)
    fail(house, town, delivery)
    old = begun_key = row(house, case)["key"]
    with house.db.transaction() as tx:
        deliveries.retry_in(tx, admin, delivery, WHY, "https://new.example.cn/in")
    kept = row(house, case)
    assert kept["key"] != old == begun_key and kept["address"] == "new.example.cn"
    assert begun(house, town, delivery).params["url"] == "https://new.example.cn/in"


def test_a_case_goes_on_without_it(house: House, town: Town) -> None:
    case, delivery = start(house, town)
    fail(house, town, delivery, Failure("web_not_allowed", again=False, given_up=NOT_ALLOWED, host="x"))
    with house.db.transaction() as tx:
        deliveries.skip_in(tx, house.engine, town.dora, delivery, "已电话告知。")
    assert row(house, case)["status"] == "skipped"
    with house.db.reading() as tx:
        rows = history.page(tx, house.engine, town.ann, case, None, 100, "zh-CN")["items"]
    assert [each["type_name"] for each in rows if each["type"] == "delivery.skipped"] == ["跳过发送，继续办理"]
    assert complete_task(house, town.ann, open_nodes(house, case)["ut_file"], {"note": "齐"}).ended


def test_who_may_do_what(house: House, town: Town, admin: Actor) -> None:
    case, delivery = start(house, town)
    fail(house, town, delivery)
    for wrong in (town.ann, town.ben, town.cleo, town.auditor, town.applicant):
        with pytest.raises(NotFound), house.db.transaction() as tx:
            deliveries.retry_in(tx, wrong, delivery, WHY)
        with pytest.raises(NotFound), house.db.transaction() as tx:
            deliveries.skip_in(tx, house.engine, wrong, delivery, WHY)
        with pytest.raises(Forbidden), house.db.reading() as tx:
            outside.page(tx, wrong, outside.Filters(), None, 20, "zh-CN")
    with pytest.raises(Forbidden) as refused, house.db.transaction() as tx:
        deliveries.skip_in(tx, house.engine, admin, delivery, WHY)
    assert refused.value.code == "delivery_skip_office"
    with pytest.raises(Invalid), house.db.transaction() as tx:
        deliveries.retry_in(tx, admin, delivery, "嗯")
    with pytest.raises(Invalid), house.db.transaction() as tx:
        deliveries.retry_in(tx, admin, delivery, WHY, " \n")
    assert row(house, case)["status"] == "dead"


def test_only_what_failed_is_handled(house: House, town: Town, admin: Actor) -> None:
    _, delivery = start(house, town)
    with pytest.raises(Conflict) as waiting, house.db.transaction() as tx:
        deliveries.retry_in(tx, admin, delivery, WHY)
    assert "待发送" in waiting.value.message()
    succeed(house, town, delivery)
    with pytest.raises(Conflict), house.db.transaction() as tx:
        deliveries.skip_in(tx, house.engine, town.dora, delivery, WHY)


def test_the_administrator_reads_no_names(house: House, town: Town, admin: Actor) -> None:
    _, delivery = start(house, town)
    fail(house, town, delivery)
    with house.db.reading() as tx:
        mine = outside.one(tx, admin, delivery, "zh-CN")
        office = outside.one(tx, town.dora, delivery, "zh-CN")
    assert mine["case"] is None and mine["can"] == {"retry": True, "correct": True, "skip": False}
    assert office["case"]["title"] == "后田社区第一党支部 · 报送材料" and office["can"]["skip"]
    assert mine["why"] == office["why"] == "hooks.example.cn 拒收（410）。" and mine["most_tries"] == 10
    assert "secret" not in str(mine)


def test_pages_follow_each_other(house: House, town: Town, admin: Actor) -> None:
    for _ in range(3):
        start(house, town)
    seen: list[UUID] = []
    after = None
    while True:
        with house.db.reading() as tx:
            page = outside.page(tx, admin, outside.Filters(kind="webhook.post"), after, 2, "en")
        seen += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == page["total_capped"] >= 3
    with house.db.reading() as tx:
        assert outside.page(tx, admin, outside.Filters(status="skipped", process="no"), None, 20, "en")["items"] == []


def test_a_case_with_a_fault_goes_on_when_it_is_mended(house: House, town: Town, admin: Actor) -> None:
    case, _ = start(house, town)
    fault = '{"node": "st", "line": null, "code": "stalled", "params": {"node": "归档"}}'
    with house.db.transaction() as tx:
        tx.run("update instance set status = 'faulted', fault = %s::jsonb where id = %s", (fault, case))
    with house.db.reading() as tx:
        (shown_fault,) = outside.incidents(tx, admin, "zh-CN")["faults"]
    assert shown_fault["id"] == case and shown_fault["case"] is None and "归档" in shown_fault["why"]
    with pytest.raises(NotFound), house.db.transaction() as tx:
        incidents.retry_case_in(tx, house.engine, town.ann, case, WHY)
    with house.db.transaction() as tx:
        incidents.retry_case_in(tx, house.engine, admin, case, WHY)
    with pytest.raises(Conflict), house.db.transaction() as tx:
        incidents.retry_case_in(tx, house.engine, admin, case, WHY)
    assert "instance.retried" in types(house, case)
    with house.db.reading() as tx:
        assert outside.incidents(tx, admin, "zh-CN")["faults"] == []


def test_a_job_that_gave_up_is_seen_and_queued_again(house: House, town: Town, admin: Actor) -> None:
    _, delivery = start(house, town)
    with house.db.transaction() as tx:
        job = tx.value(
            """update procrastinate_jobs set status = 'failed', attempts = 8 where args->>'delivery' = %s
               returning id""",
            (str(delivery),),
        )
    with house.db.reading() as tx:
        (failed,) = outside.incidents(tx, admin, "zh-CN")["jobs"]
        assert outside.incidents(tx, town.dora, "zh-CN")["jobs"] == []
    assert (failed["id"], failed["name"], failed["tries"]) == (str(job), "向外发送", 8)
    for wrong in (town.dora, town.ann):
        with pytest.raises(Forbidden), house.db.transaction() as tx:
            incidents.retry_job_in(tx, wrong, job)
    with house.db.transaction() as tx:
        incidents.retry_job_in(tx, admin, job)
    with pytest.raises(NotFound), house.db.transaction() as tx:
        incidents.retry_job_in(tx, admin, job)
    with house.db.reading() as tx:
        assert outside.incidents(tx, admin, "zh-CN")["jobs"] == []
