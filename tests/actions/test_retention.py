"""What is past its time is erased by one function, with a certificate; the chain still verifies; a hold keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from service.actions import retention as actions
from service.domain import clock
from service.domain import history as chain
from service.domain.errors import Forbidden, Invalid
from service.domain.sealed import Part
from service.store import documents, leftovers, retention, vault
from service.store.ids import new_id
from service.wiring import House
from tests.conftest import TestDatabase
from tests.town import Town, person, start_case
from tests.web.papers import PICTURE, issue_document

SUBMITTED = {"subject_line": "换路灯", "amount": 3, "note": "旧灯不亮。"}


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def ended(house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]], years: int) -> UUID:
    """Start a case, end it, and let years go by: as the owner with triggers off, because nobody else can."""
    case = start_case(house, town.ann, "proc_approval", town.branch).instance_id
    owner.execute(
        "insert into retention_rule values ('proc_approval', 24, '样例：2 年') on conflict do nothing",
    )
    owner.execute(
        "update instance set status = 'cancelled', ended_at = now() - make_interval(years => %s) where id = %s",
        (years, case),
    )
    owner.execute("alter table history disable trigger history_is_append_only")
    owner.execute("update history set recorded_at = now() - make_interval(years => %s) where instance_id = %s",
                  (years, case))  # fmt: skip
    owner.execute("alter table history enable trigger history_is_append_only")
    return case


def payloads(house: House, case: UUID) -> list[bool]:
    with house.db.transaction() as tx:
        rows = tx.rows("select payload from history where instance_id = %s order by seq", (case,))
    return [row["payload"] is not None for row in rows]


def erase(house: House, town: Town, case: UUID) -> int:
    with house.db.transaction() as tx:
        return retention.erase(tx, town.tenant, case)


def test_past_its_time(house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    case = ended(house, town, owner, 3)
    before = payloads(house, case)
    assert all(before) and before
    with house.db.transaction() as tx:
        assert case in {row["id"] for row in retention.due(tx, town.tenant)}
    assert erase(house, town, case) == len(before)
    assert not any(payloads(house, case))
    with house.db.transaction() as tx:
        rows = tx.rows(
            "select seq, body, hash, salt, payload from history where instance_id = %s order by seq", (case,)
        )
        links = [chain.ChainRow(**row) for row in rows]
        certificate = tx.row("select * from erasure where instance_id = %s", (case,))
        assert case not in {row["id"] for row in retention.due(tx, town.tenant)}
    found = chain.verify(links)
    assert found.ok and found.checked == len(before), "the chain holds without the words"
    assert certificate is not None
    assert (certificate["rows"], certificate["rule"]) == (len(before), "样例：2 年")
    assert bytes(certificate["head"]) == found.head
    assert erase(house, town, case) == 0, "once is enough"


def test_before_its_time(house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    case = ended(house, town, owner, 1)
    assert erase(house, town, case) == 0
    with house.db.transaction() as tx:
        tx.run("update instance set ended_at = now() - interval '9 years' where id = %s", (case,))
    assert erase(house, town, case) == 0, "the chain's own dates count, not what the service may write"
    assert all(payloads(house, case))


@pytest.mark.parametrize(("moved", "erases"), [("-8 years", False), ("8 years", True)])
def test_a_demo_town_keeps_by_the_earlier_clock(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]], moved: str, erases: bool
) -> None:
    """A town that stands in an earlier year keeps what it wrote then; one ahead erases what is past its time today."""
    case = ended(house, town, owner, 3)
    young = ended(house, town, owner, 1)
    owner.execute("update tenant set demo = true, clock_offset = %s::interval where id = %s", (moved, town.tenant))
    with house.db.transaction() as tx:
        due = {row["id"] for row in retention.due(tx, town.tenant)}
    assert (case in due, young in due) == (erases, False)
    assert (erase(house, town, case) > 0, erase(house, town, young)) == (erases, 0)


def test_running_or_without_a_rule(house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    running = start_case(house, town.ann, "proc_approval", town.branch).instance_id
    assert erase(house, town, running) == 0
    case = ended(house, town, owner, 30)
    owner.execute("delete from retention_rule where process_key = 'proc_approval'")
    assert erase(house, town, case) == 0
    assert all(payloads(house, case))


def test_a_hold_keeps_it(house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    case = ended(house, town, owner, 3)
    with house.db.transaction() as tx:
        tx.run(
            "insert into legal_hold (tenant_id, id, instance_id, reason) values (%s, %s, %s, '信访')",
            (town.tenant, new_id(), case),
        )
        assert {row["id"]: row["held"] for row in retention.due(tx, town.tenant)}[case] is True
    assert erase(house, town, case) == 0
    with house.db.transaction() as tx:
        tx.run("update legal_hold set ended_at = now() where instance_id = %s", (case,))
    assert erase(house, town, case) > 0


def test_whoever_waits_for_an_answer_keeps_their_cases(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    case, who = ended(house, town, owner, 3), town.applicant.person_id
    owner.execute("update instance set person_id = %s where id = %s", (who, case))
    with house.db.transaction() as tx:
        at = clock.now()
        origin = vault.Origin(case, None, "申请", town.ann.person_id, at)
        vault.keep(tx, town.tenant, origin, {"L4": [Part("/note", ("理由", "Reason"), "旧灯", ("旧灯", "旧灯"))]})
        tx.run(
            """insert into notice (tenant_id, id, person_id, kind, params, created_at)
               values (%s, %s, %s, 'x', '{}', %s)""",
            (town.tenant, new_id(), who, at - timedelta(days=1200)),
        )
    request = start_case(house, town.ann, "proc_approval", town.branch).instance_id
    asked = "update instance set process_key = 'proc_data_subject_request', person_id = %s where id = %s"
    owner.execute(asked, (who, request))
    with house.db.transaction() as tx:
        assert {row["id"]: row["held"] for row in retention.due(tx, town.tenant)}[case] is True
        (row,) = [each for each in leftovers.figures(tx, town.tenant, 0) if each["kind"] == "sealed_record"]
        assert (row["tonight"], row["held"]) == (0, 1)
        assert retention.erase_sealed(tx, town.tenant) == 0 and leftovers.forget(tx, town.tenant, "notice", 9) == 0
    assert erase(house, town, case) == 0 and all(payloads(house, case))
    owner.execute("update instance set status = 'cancelled', ended_at = now() where id = %s", (request,))
    with house.db.transaction() as tx:
        assert retention.erase_sealed(tx, town.tenant) == 1 and leftovers.forget(tx, town.tenant, "notice", 9) == 1
    assert erase(house, town, case) > 0


@pytest.mark.parametrize(
    "statement",
    [
        "update history set payload = null",
        "update history set state = null",
        "update erasure set rows = 0",
        "delete from erasure",
        "insert into erasure select * from erasure",
        "update retention_rule set keep_months = 6",
        "insert into retention_rule values ('proc_membership_case', 6, '')",
    ],
)
def test_the_service_erases_in_no_other_way(house: House, town: Town, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run(statement)


def test_sealed_answers_go_with_their_case(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    case = ended(house, town, owner, 3)
    at = clock.now()
    parts = [Part("/note", ("理由", "Reason"), "旧灯不亮", ("旧灯不亮", "旧灯不亮"))]
    with house.db.transaction() as tx:
        origin = vault.Origin(case, None, "申请", town.ann.person_id, at)
        kept = vault.keep(tx, town.tenant, origin, {"L3": parts, "L4": parts})
    ids = {each["class"]: UUID(each["id"]) for each in kept}

    def gone(data_class: str) -> bool:
        with house.db.transaction() as tx:
            row = vault.find(tx, town.tenant, ids[data_class])
            return row is not None and row["body"] is None

    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run("update sealed_text set body = null where id = %s", (ids["L3"],))
    with house.db.transaction() as tx:
        assert retention.erase_sealed(tx, town.tenant) == 1
    assert (gone("L3"), gone("L4")) == (False, True), "class L4 goes a year after the end"
    done = actions.run(house.db, town.tenant)
    assert done.cases >= 1 and gone("L3")


def test_documents_and_scans_go_with_their_case(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    case, who, by = ended(house, town, owner, 3), town.applicant.person_id, town.ann.person_id
    with house.db.transaction() as tx:
        key = issue_document(tx, case, town.branch, who, by)
        row = documents.find(tx, town.tenant, key)
        assert row is not None
        scan = documents.add_scan(tx, town.tenant, row, "签字页", "image/png", PICTURE, clock.now(), by)
    for table, one in (("document", key), ("document_scan", scan)):
        for statement in (f"update {table} set body = null where id = %s", f"delete from {table} where id = %s"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
                tx.run(statement, (one,))
    assert erase(house, town, case) > 0
    with house.db.transaction() as tx:
        found, sheet = documents.find(tx, town.tenant, key), documents.find_scan(tx, town.tenant, scan)
    assert found is not None and (found["body"], found["sealed"]) == (None, None)
    assert sheet is not None and sheet["body"] is None
    assert bytes(found["digest"]) == bytes(row["digest"]), "that there was one, and what it said to the byte, stays"


def test_the_privacy_officer_holds_and_releases(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    case = ended(house, town, owner, 3)
    with house.db.transaction() as tx:
        officer = person(tx, "钱示护", town.branch, "full_member", ("privacy_officer", town.town))
        with pytest.raises(Forbidden):
            actions.hold_in(tx, town.dora, str(case), False, "信访核查")
        with pytest.raises(Invalid):
            actions.hold_in(tx, officer, "没有的编号", False, "信访核查")
        actions.hold_in(tx, officer, str(case), False, "信访核查")
        (held,) = [row for row in retention.holds(tx, town.tenant) if row["instance_id"] == case]
    assert actions.run(house.db, town.tenant).held >= 1
    assert all(payloads(house, case))
    with house.db.transaction() as tx:
        actions.release_in(tx, officer, held["id"], "核查完毕")
        acts = tx.rows("select kind from admin_event where target = %s order by seq", (str(held["id"]),))
    assert [act["kind"] for act in acts] == ["hold.set", "hold.ended"]
    actions.run(house.db, town.tenant)
    assert not any(payloads(house, case))


def test_the_outbox_goes_three_years_after_its_case(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    case = ended(house, town, owner, 4)
    running = start_case(house, town.ann, "proc_approval", town.branch).instance_id
    past, day, held = "3 years", "3 years -1 day", "5 years"
    asked = [(case, "done", past), (case, "dead", past), (case, "done", day), (case, "waiting", past)]
    with house.db.transaction() as tx:
        for instance, status, ago in [*asked, (running, "done", held)]:
            tx.run(
                """insert into delivery (tenant_id, id, instance_id, process_key, node, name, kind, key, params, status,
                     updated_at) values (%s, %s, %s, 'proc_approval', 'n', '邮件', 'mail.send', gen_random_uuid(), 'x',
                     %s, now() - %s::interval)""",
                (town.tenant, new_id(), instance, status, ago),
            )
        hold = "insert into legal_hold (tenant_id, id, instance_id, reason) values (%s, %s, %s, '信访')"
        tx.run(hold, (town.tenant, new_id(), case))
    assert actions.run(house.db, town.tenant).deliveries == 0, "held"
    with house.db.transaction() as tx:
        tx.run("update legal_hold set ended_at = now() where instance_id = %s", (case,))
    assert actions.run(house.db, town.tenant).deliveries == 2
    with house.db.transaction() as tx:
        left = tx.rows("select instance_id, status from delivery order by id")
    assert [(row["instance_id"], row["status"]) for row in left] == [
        (case, "done"), (case, "waiting"), (running, "done")
    ]  # fmt: skip


def test_jobs_that_failed_go_after_a_year(
    house: House, town: Town, owner: psycopg.Connection[tuple[object, ...]]
) -> None:
    def job(status: str, ago: str, tenant: int) -> object:
        made = owner.execute(
            """insert into procrastinate_jobs (queue_name, task_name, status, args)
               values ('engine', 'deliver_message', %s::procrastinate_job_status, %s::jsonb) returning id""",
            (status, f'{{"tenant": {tenant}}}'),
        ).fetchone()
        assert made is not None
        owner.execute("delete from procrastinate_events where job_id = %s", made)
        owner.execute(
            """insert into procrastinate_events (job_id, type, at)
               values (%s, 'failed', now() - %s::interval)""",
            (*made, ago),
        )
        return made[0]

    gone = job("failed", "1 year", town.tenant)
    kept = [
        job("failed", "1 year -1 day", town.tenant), job("todo", "2 years", town.tenant), job("failed", "2 years", 99)
    ]  # fmt: skip
    assert actions.run(house.db, town.tenant).jobs == 1
    left = {row[0] for row in owner.execute("select id from procrastinate_jobs").fetchall()}
    assert gone not in left and set(kept) <= left
