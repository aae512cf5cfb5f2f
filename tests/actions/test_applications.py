"""A person withdraws their own application: at any stage, without a reason, and only their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest
import zstandard

from service.actions import applications, moves
from service.actions import retention as job
from service.domain import history as chain
from service.domain.errors import Conflict
from service.domain.idcard import make_test_number
from service.domain.people import Actor
from service.reads import instances as cases
from service.reads import people
from service.store import admin_log, retention, sensitive, vault
from service.store.database import release
from service.wiring import House
from tests.actions.test_migration_shipped import TALK
from tests.actions.test_returns import read
from tests.actions.test_returns_shipped import ENTERED, open_task, shipped, start  # noqa: F401  a fixture
from tests.conftest import TestDatabase
from tests.town import Town, complete_task, person


def apply(house: House, town: Town, name: str) -> tuple[Actor, UUID]:
    """Let somebody apply; the talk waits."""
    with house.db.transaction() as tx:
        who = person(tx, name, town.branch, "applicant")
    told = {"entry": "paper", "privacy_told": True}
    case = start(house, town.ben, "proc_membership_case", town.branch, who.person_id, **told)
    complete_task(house, town.ben, open_task(house, case, "ut_enter_application"), ENTERED)
    return who, case


def withdraw(house: House, actor: Actor) -> UUID:
    with house.db.transaction() as tx:
        return applications.withdraw_in(tx, house.engine, actor)


def kinds(house: House, who: UUID, case: UUID) -> list[str]:
    rows = read(house, "select kind from notice where person_id = %s and instance_id = %s order by id", who, case)
    return [str(row["kind"]) for row in rows]


def test_an_application_is_withdrawn_and_everybody_concerned_is_told(house: House, shipped: Town) -> None:  # noqa: F811
    who, case = apply(house, shipped, "沈撤回")
    other, untouched = apply(house, shipped, "韩不撤")
    assert withdraw(house, who) == case
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "ended"
    assert read(house, "select 1 from task where instance_id = %s and status = 'open'", case) == []
    assert read(house, "select stage from person where id = %s", who.person_id)[0]["stage"] == "withdrawn"
    said = read(house, "select actor_id from history where instance_id = %s and type = 'message.received'", case)
    assert [row["actor_id"] for row in said] == [who.person_id]
    assert kinds(house, who.person_id, case)[-1] == "withdrawn"
    assert "application_withdrawn" in kinds(house, shipped.ann.person_id, case)
    assert read(house, "select status from instance where id = %s", untouched)[0]["status"] == "running"
    assert "application_withdrawn" not in kinds(house, other.person_id, untouched)
    with pytest.raises(Conflict) as again:
        withdraw(house, who)
    assert again.value.code == "nothing_to_withdraw"


def test_nobody_withdraws_what_is_not_theirs(house: House, shipped: Town) -> None:  # noqa: F811
    _, case = apply(house, shipped, "杨在办")
    for actor in (shipped.ann, shipped.ben, shipped.dora):
        with pytest.raises(Conflict):
            withdraw(house, actor)
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "running"


def test_a_suspended_case_keeps_the_word_until_it_goes_on(house: House, shipped: Town) -> None:  # noqa: F811
    who, case = apply(house, shipped, "朱暂停")
    with house.db.transaction() as tx:
        moves.suspend_in(tx, shipped.ben, case, "核对材料中")
    assert withdraw(house, who) == case
    with pytest.raises(Conflict) as again:
        withdraw(house, who)
    assert again.value.code == "withdrawn_already"
    with house.db.transaction() as tx:
        moves.resume_in(tx, house.engine, shipped.ben, case, "核对完毕")
    assert read(house, "select status from instance where id = %s", case)[0]["status"] == "ended"


# --- two years later -----------------------------------------------------------------------------------------------

NAME, PHONE, NUMBER = "沈金雀丝", "13900007788", make_test_number(date(1990, 5, 6), 77)
BORN = date(1990, 5, 6)
NOBODY = "已匿名"


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def gone(house: House, town: Town, owner: psycopg.Connection[Any], name: str, ago: str) -> tuple[Actor, UUID]:
    """Let somebody apply, be talked to and withdraw, and let time go by: as the owner, nobody else can."""
    who, case = apply(house, town, name)
    said = {"place": f"{name}家中", "impression": f"{name}能够讲清楚入党动机，愿意接受党组织的培养。"}
    talk = {**TALK, **said, "talkers": [str(town.ann.person_id)]}
    complete_task(house, town.ann, open_task(house, case, "ut_talk"), talk)
    withdraw(house, who)
    heard(owner, who, ago)
    return who, case


def heard(owner: psycopg.Connection[Any], who: Actor, ago: str) -> None:
    """Put the last row of the cases about somebody, and all before it, so long ago."""
    with owner.transaction():
        owner.execute("alter table history disable trigger history_is_append_only")
        owner.execute(
            """update history set recorded_at = now() - %s::interval where instance_id in
                 (select id from instance where person_id = %s)""",
            (ago, who.person_id),
        )
        owner.execute("alter table history enable trigger history_is_append_only")


def waiting(house: House, who: Actor, ahead: int = 0) -> list[str | None]:
    release()  # what was read before stands in a transaction with its own now()
    with house.db.reading() as tx:
        rows = retention.applicants(tx, who.tenant, ahead)
    return [row["held"] for row in rows if row["person_id"] == who.person_id]


def found(owner: psycopg.Connection[Any], text: str) -> set[str]:
    """Return the tables in which a text stands, in clear, as bytes, or in a packed state."""
    forms = (f"%{text}%", f"%{text.encode().hex()}%")
    tables = owner.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    hits = {
        name
        for (name,) in tables
        if owner.execute(f'select 1 from "{name}" t where t::text like any(%s) limit 1', (list(forms),)).fetchone()
    }
    unpack = zstandard.ZstdDecompressor()
    for table in ("instance", "history"):
        for (state,) in owner.execute(f"select state from {table} where state is not null"):
            if text.encode() in unpack.decompress(bytes(state)[1:], max_output_size=2**24):
                hits.add(f"{table}.state")
    return hits


def test_two_years_after_a_withdrawal_one_line_is_left(
    house: House,
    shipped: Town,  # noqa: F811
    owner: psycopg.Connection[Any],
) -> None:
    job.run(house.db, shipped.tenant)  # those of the tests above, who withdrew in 2017
    who, case = gone(house, shipped, owner, NAME, "2 years -1 day")
    with house.db.transaction() as tx:
        sensitive.write(tx, house.sealer, who.tenant, who.person_id, id_number=NUMBER, phone=PHONE, birth_date=BORN)
        tx.run("update account set login = %s where person_id = %s", (NAME, who.person_id))
        edited = {"name": NAME}
        admin_log.record(tx, who.tenant, None, "person.edited", who.person_id, before=edited, after=edited, reason=NAME)
    assert found(owner, NAME) >= {"person", "instance", "account", "admin_event", "notice"}, "the search finds"
    assert (waiting(house, who), waiting(house, who, 1)) == ([], [None]), "the day before"
    assert job.run(house.db, who.tenant).people == 0 and found(owner, NAME)

    heard(owner, who, "2 years")
    number = read(house, "select business_key from instance where id = %s", case)[0]["business_key"]
    assert (waiting(house, who), job.run(house.db, who.tenant).people) == ([None], 1), "the day"
    assert found(owner, NAME) == set()
    (line,) = read(house, "select * from person where id = %s", who.person_id)
    assert (line["name"], line["status"], line["stage"]) == (NOBODY, "erased", "withdrawn")
    assert line["branch_id"] == shipped.branch and line["applied_on"] is not None
    empty = ("sex", "birth_year", "birth_date", "id_number", "id_number_index", "phone", "phone_index", "education",
             "occupation", "talked_on")  # fmt: skip
    assert [line[column] for column in empty] == [None] * len(empty)
    (left,) = read(house, "select subject_name, business_key, history_head from instance where id = %s", case)
    assert (left["subject_name"], left["business_key"]) == (NOBODY, number)
    assert read(house, "select 1 from account where person_id = %s", who.person_id) == []
    assert read(house, "select 1 from notice where instance_id = %s", case) == []
    assert read(house, "select 1 from document where instance_id = %s and body is not null", case) == []
    assert read(house, "select 1 from sealed_text where instance_id = %s and body is not null", case) == []

    links = [
        chain.ChainRow(**row)
        for row in read(
            house, "select seq, body, hash, salt, payload from history where instance_id = %s order by seq", case
        )
    ]
    checked = chain.verify(links, head=bytes(left["history_head"]))
    assert checked.ok and checked.checked == len(links) and not any(link.payload for link in links)
    with house.db.reading() as tx:
        assert admin_log.verify(tx, who.tenant).ok and vault.astray(tx, who.tenant) == []
        page = cases.get(tx, house.engine, shipped.ann, case, "zh-CN")
        line_page = people.get(tx, shipped.ann, who.person_id, "zh-CN", house.sealer)
    assert page["timeline"] and NAME not in str(page), "the branch still sees that there was one"
    assert line_page["name"] == NOBODY and line_page["sealed"]["fields"] == []
    (paper,) = read(house, "select * from anonymisation where person_id = %s", who.person_id)
    assert (paper["stage"], paper["cases"], paper["rows"]) == ("withdrawn", 1, len(links))
    (certificate,) = read(house, "select * from erasure where instance_id = %s", case)
    assert (certificate["rows"], bytes(certificate["head"])) == (len(links), checked.head)
    assert "最后一次联系后 2 年" in certificate["rule"] and certificate["rule"] == paper["rule"]
    assert (waiting(house, who), job.run(house.db, who.tenant).people) == ([], 0), "once is enough"


def test_who_withdraws_before_anything_was_entered_is_forgotten_too(
    house: House,
    shipped: Town,  # noqa: F811
    owner: psycopg.Connection[Any],
) -> None:
    with house.db.transaction() as tx:
        who = person(tx, "冯早撤", shipped.branch, "applicant")
    told = {"entry": "paper", "privacy_told": True}
    case = start(house, shipped.ben, "proc_membership_case", shipped.branch, who.person_id, **told)
    withdraw(house, who)
    assert not read(house, "select 1 from history where instance_id = %s and type = 'person.advanced'", case)
    heard(owner, who, "2 years")
    assert (waiting(house, who), job.run(house.db, who.tenant).people) == ([None], 1)
    assert found(owner, "冯早撤") == set()


@pytest.mark.parametrize(
    ("why", "hold", "lift"),
    [
        ("hold", "insert into legal_hold (tenant_id, id, person_id, reason) values (1, gen_random_uuid(), %s, '信访')",
         "update legal_hold set ended_at = now() where person_id = %s"),
        ("hold", """insert into legal_hold (tenant_id, id, instance_id, reason)
                    select 1, gen_random_uuid(), id, '信访' from instance where person_id = %s""",
         "update legal_hold set ended_at = now() where instance_id in (select id from instance where person_id = %s)"),
        ("objection", """insert into objection
                           (tenant_id, id, person_id, subject_type, subject_id, text, opened_at, status)
                         values (1, gen_random_uuid(), %s, 'case', gen_random_uuid(), '', now(), 'open')""",
         "update objection set status = 'answered' where person_id = %s"),
        ("post", """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
                    select 1, gen_random_uuid(), id, 'auditor', branch_id, '2010-01-01' from person where id = %s""",
         "update role_grant set to_on = current_date - 2 where person_id = %s"),
        ("case", "update instance set status = 'suspended' where person_id = %s",
         "update instance set status = 'ended' where person_id = %s"),
    ],
    ids=["person held", "case held", "objection", "post", "case"],
)  # fmt: skip
def test_what_is_under_way_keeps_a_person(
    house: House,
    shipped: Town,  # noqa: F811
    owner: psycopg.Connection[Any],
    why: str,
    hold: str,
    lift: str,
) -> None:
    who, _ = gone(house, shipped, owner, "韩留存", "3 years")
    owner.execute(hold, (who.person_id,))
    assert waiting(house, who) == [why]
    job.run(house.db, who.tenant)
    assert read(house, "select name from person where id = %s", who.person_id)[0]["name"] == "韩留存"
    owner.execute(lift, (who.person_id,))
    assert waiting(house, who) == [None]
    job.run(house.db, who.tenant)
    assert read(house, "select name from person where id = %s", who.person_id)[0]["name"] == NOBODY


def test_a_request_for_ones_data_keeps_a_person_and_its_own_case_keeps_its_time(
    house: House,
    shipped: Town,  # noqa: F811
    owner: psycopg.Connection[Any],
) -> None:
    who, case = gone(house, shipped, owner, "郑请求", "3 years")
    request = start(house, shipped.ann, "proc_approval", shipped.branch, None)
    made = "update instance set process_key = 'proc_data_subject_request', person_id = %s where id = %s"
    owner.execute(made, (who.person_id, request))
    heard(owner, who, "3 years")
    assert waiting(house, who) == ["case"]
    owner.execute("update instance set status = 'cancelled', ended_at = now() where id = %s", (request,))
    assert job.run(house.db, who.tenant).people == 1
    kept = read(house, "select payload is not null as kept from history where instance_id = %s", request)
    assert all(row["kept"] for row in kept), "five years by its own rule"
    assert not any(
        row["kept"]
        for row in read(house, "select payload is not null as kept from history where instance_id = %s", case)
    )
    assert read(house, "select subject_name from instance where id = %s", request)[0]["subject_name"] == NOBODY


def test_nobody_else_is_made_anonymous(
    house: House,
    shipped: Town,  # noqa: F811
    owner: psycopg.Connection[Any],
) -> None:
    """Neither who still applies, nor whose record alone says closed, nor who was a member by the chain."""
    still, _ = apply(house, shipped, "何仍在")
    forged, _ = apply(house, shipped, "何伪造")
    member, _ = gone(house, shipped, owner, "何党员", "9 years")
    for who in (still, forged):
        heard(owner, who, "9 years")
    ended = "update instance set status = 'cancelled', ended_at = now() where person_id = %s"
    closed = (
        "update person set status = 'closed', stage = 'withdrawn', activist_on = null, member_on = null where id = %s"
    )
    owner.execute(ended, (forged.person_id,))
    owner.execute(closed, (forged.person_id,))
    owner.execute(
        """insert into history (tenant_id, instance_id, seq, type, occurred_on, recorded_at, body, hash, salt, payload)
           select tenant_id, id, 99, 'person.advanced', now(), now() - interval '9 years', '', '', '', %s
             from instance where person_id = %s""",
        (b'{"from":"development_candidate","to":"probationary_member"}', member.person_id),
    )
    for who in (still, forged, member):
        assert waiting(house, who) == []
        with house.db.transaction() as tx:
            assert not retention.anonymise(tx, who.tenant, who.person_id)
    owner.execute("alter table history disable trigger history_is_never_deleted")
    owner.execute("delete from history where seq = 99")
    owner.execute("alter table history enable trigger history_is_never_deleted")
    assert waiting(house, member) == [None], "but for that row they would have been"


@pytest.mark.parametrize(
    "statement",
    [
        "insert into anonymisation select * from anonymisation",
        "update anonymisation set rows = 0",
        "delete from anonymisation",
    ],
)
def test_the_service_writes_no_certificate(house: House, shipped: Town, statement: str) -> None:  # noqa: F811
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run(statement)
