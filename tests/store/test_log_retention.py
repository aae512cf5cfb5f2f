"""Logs are kept to the end and no longer: archived by the stretch, emptied by rule, chained all the while."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from service.actions import retention as job
from service.domain import clock, history
from service.reads import log_chains
from service.store import access_anchor, access_log, admin_log, leftovers
from service.store.ids import new_id
from service.wiring import House
from tests.conftest import TestDatabase
from tests.store.test_resealing import house
from tests.town import TENANT, Town, make_town

__all__ = ["house"]

Owner = psycopg.Connection[Any]
CANARY = "金丝雀事由七十三号"
TABLES = ("access_log", "access_anchor", "access_archive", "admin_event")


@pytest.fixture(scope="module")
def town(house: House) -> Town:
    with house.db.transaction() as tx:
        return make_town(tx)


@pytest.fixture
def owner(database: TestDatabase, town: Town) -> Iterator[Owner]:
    """Give the owner, and an empty log before and after."""
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection
        with freely(connection):
            for table in (*TABLES, "legal_hold"):
                connection.execute(f"delete from {table}")
        connection.execute("update tenant set clock_offset = '0'")


@contextmanager
def freely(owner: Owner) -> Iterator[None]:
    """Let the owner change what nobody may change: time passes so in tests."""
    for table in TABLES:
        owner.execute(f"alter table {table} disable trigger user")
    yield
    for table in TABLES:
        owner.execute(f"alter table {table} enable trigger user")


def looks(house: House, town: Town, subject: UUID | None = None, n: int = 2) -> None:
    """Write rows of both kinds, and anchor them as one stretch."""
    with pytest.MonkeyPatch.context() as patch, house.db.transaction() as tx:
        patch.setattr(access_anchor, "WAIT", timedelta(seconds=-1))
        origin = access_log.Origin("r-1", b"\x01\x02", "POST /session")
        for _ in range(n - 1):
            access_log.record(
                tx, town.ann, access_log.ALLOWED, subject=subject, data_class="L3", fields=["phone", "id_number"],
                purpose="contact", note=CANARY, origin=origin,
            )  # fmt: skip
        access_log.record_login(tx, TENANT, None, None, "login_wrong", origin)
        assert access_anchor.anchor(tx, TENANT) == n


def aged(owner: Owner, seq: int, ago: str) -> None:
    """Put a stretch and its anchor so long ago, and write the anchors' hashes anew."""
    with freely(owner):
        owner.execute("update access_anchor set at = now() - %s::interval where seq = %s", (ago, seq))
        owner.execute(
            """update access_log l set at = now() - %s::interval from access_anchor a
                where a.seq = %s and l.id <= a.through
                  and l.id > coalesce((select through from access_anchor where seq = a.seq - 1), %s)""",
            (ago, seq, access_anchor.NOTHING),
        )


def chained_again(house: House, owner: Owner) -> None:
    """Compute the anchors for rows whose days were moved."""
    head, after = history.GENESIS, access_anchor.NOTHING
    with freely(owner), house.db.reading() as tx:
        for each in tx.rows("select * from access_anchor order by seq"):
            sql = "select * from access_log where id > %s and id <= %s order by id"
            head, after = access_anchor._link(head, tx.rows(sql, (after, each["through"]))), each["through"]
            owner.execute("update access_anchor set hash = %s where seq = %s", (head, each["seq"]))


def ok(house: House) -> bool:
    with house.db.reading() as tx:
        return access_anchor.verify(tx, TENANT).ok


def count(owner: Owner, sql: str) -> int:
    row = owner.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def figure(house: House, kind: str, ahead: int = 90) -> tuple[int, int, int]:
    with house.db.reading() as tx:
        (row,) = [each for each in leftovers.figures(tx, TENANT, ahead) if each["kind"] == kind]
    return row["tonight"], row["soon"], row["held"]


def test_three_years_at_hand_ten_years_archived_and_a_chain_that_holds(house: House, town: Town, owner: Owner) -> None:
    for _ in range(3):
        looks(house, town)
    aged(owner, 1, "3 years")
    aged(owner, 2, "3 years -1 day")
    chained_again(house, owner)
    assert ok(house) and figure(house, "access_log") == (2, 2, 0)
    assert job.run(house.db, TENANT).access_archived == 2, "the day; the stretch of the day after stays"
    assert count(owner, "select count(*) from access_log") == 4
    with house.db.reading() as tx:
        (kept,) = tx.rows("select * from access_archive")
        anchor = tx.row("select * from access_anchor where seq = 1")
    assert anchor is not None and (kept["seq"], kept["rows"], kept["hash"]) == (1, 2, anchor["hash"])
    assert CANARY in str(kept["body"]) and kept["emptied_at"] is None
    assert ok(house), "archived rows give the anchor's hash to the byte"
    assert job.run(house.db, TENANT).access_archived == 0
    with house.db.reading() as tx:
        day = kept["from_at"].astimezone(clock.OFFICE_ZONE).date()
        (row, refused) = access_anchor.archived(tx, TENANT, day, day)
        assert (row["note"], refused["code"]) == (CANARY, "login_wrong")
        assert list(access_anchor.archived(tx, TENANT, day + timedelta(1), day + timedelta(1))) == []

    with freely(owner):
        owner.execute("update access_archive set until_at = now() - interval '10 years -1 day'")
    assert (figure(house, "access_archive"), job.run(house.db, TENANT).access_emptied) == ((0, 2, 0), 0)
    with freely(owner):
        owner.execute("update access_archive set until_at = now() - interval '10 years'")
    assert (figure(house, "access_archive"), job.run(house.db, TENANT).access_emptied) == ((2, 0, 0), 2)
    assert count(owner, f"select count(*) from access_archive t where t::text like '%{CANARY}%'") == 0
    assert count(owner, "select rows from access_archive where body is null and emptied_at is not null") == 2
    assert ok(house), "the certificate bridges what has gone"
    assert job.run(house.db, TENANT).access_emptied == 0


@pytest.mark.parametrize(
    "deed",
    [
        "update access_archive set body = jsonb_set(body, '{0,note}', '\"x\"')",
        "update access_archive set body = body - 0",
        "update access_archive set body = null, emptied_at = now(), rows = 3",
        "update access_anchor set hash = '\\x00' where seq = 1",
        "delete from access_log where id <= (select through from access_anchor where seq = 2)",
        """insert into access_log select (jsonb_populate_record(l, jsonb_build_object('id',
             '00000000-0000-7000-8000-000000000001'))).* from access_log l limit 1""",
    ],
    ids=["a note", "a row", "a certificate", "an anchor", "without a certificate", "slipped in"],
)
def test_what_happens_to_an_archived_stretch_is_found(house: House, town: Town, owner: Owner, deed: str) -> None:
    looks(house, town)
    looks(house, town)
    aged(owner, 1, "4 years")
    chained_again(house, owner)
    assert job.run(house.db, TENANT).access_archived == 2 and ok(house)
    with freely(owner):
        owner.execute(deed)
    assert not ok(house)


def test_an_anchor_of_an_emptied_stretch_is_held_by_the_next(house: House, town: Town, owner: Owner) -> None:
    looks(house, town)
    looks(house, town)
    aged(owner, 1, "11 years")
    chained_again(house, owner)
    done = job.run(house.db, TENANT)
    assert (done.access_archived, done.access_emptied) == (2, 2) and ok(house)
    with freely(owner):
        for table in ("access_archive", "access_anchor"):
            owner.execute(f"update {table} set hash = '\\x00' where seq = 1")
    assert not ok(house)


def test_a_stretch_that_is_not_what_its_anchor_says_stays(house: House, town: Town, owner: Owner) -> None:
    looks(house, town, n=3)
    aged(owner, 1, "4 years")
    with freely(owner):
        owner.execute("delete from access_log where id = (select id from access_log order by id limit 1)")
    assert job.run(house.db, TENANT).access_archived == 0
    assert count(owner, "select count(*) from access_log") == 2 and not ok(house)


@pytest.mark.parametrize(
    "hold",
    [
        "insert into legal_hold (tenant_id, id, person_id, reason) values (1, gen_random_uuid(), %s, '信访')",
        """insert into objection (tenant_id, id, person_id, subject_type, subject_id, text, opened_at, status)
           values (1, gen_random_uuid(), %s, 'case', gen_random_uuid(), '', now(), 'open')""",
    ],
    ids=["legal hold", "open objection"],
)
def test_what_concerns_somebody_under_way_stays(house: House, town: Town, owner: Owner, hold: str) -> None:
    looks(house, town, town.applicant.person_id)
    looks(house, town, town.activist.person_id)
    for seq in (1, 2):
        aged(owner, seq, "11 years")
    chained_again(house, owner)
    owner.execute(hold, (town.applicant.person_id,))
    assert figure(house, "access_log") == (2, 0, 2)
    assert job.run(house.db, TENANT).access_archived == 2 and ok(house)
    assert count(owner, "select count(*) from access_log") == 2, "the stretch of whom it is about"
    owner.execute("delete from legal_hold")
    owner.execute("delete from objection")
    assert job.run(house.db, TENANT).access_archived == 2 and ok(house)


def test_the_page_of_the_chains_tells_how_far_they_reach(house: House, town: Town, owner: Owner) -> None:
    looks(house, town)
    aged(owner, 1, "4 years")
    chained_again(house, owner)
    assert job.run(house.db, TENANT).access_archived == 2
    with house.db.reading() as tx:
        told = log_chains._access(tx, TENANT, check=True)
    assert (told["rows"], told["waiting"], told["ok"]) == (2, 0, True) and told["through"] is not None


def test_the_command_line_tells_does_and_reads_the_archive(
    house: House, town: Town, owner: Owner, database: TestDatabase, tmp_path: Path
) -> None:
    addresses = {"DATABASE_URL": database.owner_url, "DATABASE_APP_URL": database.app_url}
    secret = {"YANGGUANG_HOME": str(tmp_path), "YANGGUANG_SECRET": "test-secret-test-secret-test-secret-42"}

    def said(*words: str) -> str:
        script = [sys.executable, "-c", "from service.cli import cli; cli()", "retention", *words]
        given = {**os.environ, **addresses, **secret}
        done = subprocess.run(script, env=given, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    looks(house, town)
    aged(owner, 1, "4 years")
    chained_again(house, owner)
    erased = said("--erase")
    assert "（随时可查） 2（暂不清除 held 0）" in erased and "查阅记录归档 access rows archived 2\n" in erased
    assert ok(house)
    assert CANARY in said("--archived", "2000-01-01", "2099-01-01")


def test_an_archived_stretch_is_held_as_well(house: House, town: Town, owner: Owner) -> None:
    looks(house, town, town.applicant.person_id)
    aged(owner, 1, "4 years")
    chained_again(house, owner)
    job.run(house.db, TENANT)
    with freely(owner):
        owner.execute("update access_archive set until_at = now() - interval '12 years'")
    owner.execute(
        "insert into legal_hold (tenant_id, id, person_id, reason) values (1, %s, %s, '信访')",
        (new_id(), town.applicant.person_id),
    )
    assert (figure(house, "access_archive"), job.run(house.db, TENANT).access_emptied) == ((0, 0, 2), 0)
    owner.execute("update legal_hold set ended_at = now()")
    assert job.run(house.db, TENANT).access_emptied == 2 and ok(house)


def test_a_demo_town_that_stands_in_another_year_keeps_its_log(house: House, town: Town, owner: Owner) -> None:
    looks(house, town)
    aged(owner, 1, "4 years")
    chained_again(house, owner)
    owner.execute("update tenant set clock_offset = '-9 years'")
    assert job.run(house.db, TENANT).access_archived == 0
    owner.execute("update tenant set clock_offset = '9 years'")
    assert job.run(house.db, TENANT).access_archived == 2
    looks(house, town)
    assert job.run(house.db, TENANT).access_archived == 0, "a clock ahead makes nothing old"


@pytest.mark.parametrize("role", ["service", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "delete from access_log",
        "update access_log set note = ''",
        "delete from access_archive",
        "update access_archive set rows = 0",
        "update access_archive set body = '[]'",
        "truncate access_archive",
    ],
)
def test_logs_go_in_no_other_way(house: House, town: Town, owner: Owner, role: str, statement: str) -> None:
    looks(house, town)
    looks(house, town)
    aged(owner, 1, "4 years")
    job.run(house.db, TENANT)
    assert count(owner, "select count(*) from access_archive") == 1
    if role == "owner":
        with pytest.raises((psycopg.errors.RestrictViolation, psycopg.errors.RaiseException)):
            owner.execute(statement)
    else:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
            tx.run(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.db.transaction() as tx:
        tx.run("insert into access_archive select * from access_archive")


def test_what_administrators_changed_goes_after_ten_years(house: House, town: Town, owner: Owner) -> None:
    with house.db.transaction() as tx:
        for _ in range(3):
            admin_log.record(tx, TENANT, None, "person.edited", new_id(), after={"name": CANARY}, reason=CANARY)
        admin_log.record(tx, TENANT, None, "person.edited", town.ann.person_id, after={"name": CANARY})
    with freely(owner):
        owner.execute("update admin_event set at = now() - interval '10 years' where seq <> 2")
        owner.execute("update admin_event set at = now() - interval '10 years -1 day' where seq = 2")
    owner.execute(
        "insert into legal_hold (tenant_id, id, person_id, reason) values (1, %s, %s, '信访')",
        (new_id(), town.ann.person_id),
    )
    assert figure(house, "admin_act") == (2, 1, 1)
    assert job.run(house.db, TENANT).acts == 2
    left = owner.execute("select seq, payload is null, kind from admin_event order by seq").fetchall()
    assert left == [(n, n in (1, 3), "person.edited") for n in (1, 2, 3, 4)]
    with house.db.reading() as tx:
        assert admin_log.verify(tx, TENANT).ok


def test_every_kind_has_its_figures(house: House, town: Town) -> None:
    with house.db.reading() as tx:
        kinds = {row["kind"] for row in tx.rows("select kind from retention_kind")}
        assert {row["kind"] for row in leftovers.figures(tx, TENANT, 90)} == kinds == set(leftovers.KINDS)
