"""Imports of people: stage rows, turn them into people, take them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg

from service.store import codec
from service.store.database import Row, Tx

OUTCOMES: Final = ("new", "changed", "unchanged", "rejected")
ROW: Final = (
    "tenant_id", "run_id", "number", "id", "outcome", "reasons", "facts", "person_id", "id_number", "id_number_index",
    "birth_date", "phone", "phone_index", "raw", "before", "before_phone", "before_index", "version_before", "warnings",
    "branch_id",
)  # fmt: skip
_JSON: Final = frozenset({"reasons", "facts", "before", "warnings"})
_FACTS: Final = """f(name text, name_pinyin text, sex text, birth_year smallint, branch_id uuid, stage text,
  stage_since date, applied_on date, activist_on date, member_on date, education text, occupation text,
  floating boolean)"""


def branches(tx: Tx, tenant: int, seats: Sequence[UUID]) -> list[Row]:
    """Return the branches at or below organisations, with what they stand under."""
    return tx.rows(
        """select o.id, o.name, p.name as parent from organization o
             left join organization p on p.tenant_id = o.tenant_id and p.id = o.parent_id
            where o.tenant_id = %s and o.level = 'branch' and o.dissolved_on is null and exists (
              select 1 from org_closure c where c.tenant_id = o.tenant_id and c.descendant_id = o.id
                 and c.ancestor_id = any(%s))""",
        (tenant, list(seats)),
    )


def known(tx: Tx, tenant: int, indexes: Sequence[bytes]) -> dict[bytes, Row]:
    """Return the people on record with these identity numbers, by the keyed index."""
    rows = tx.rows(
        """select id, id_number_index, name, branch_id, stage, education, occupation, floating, phone, phone_index,
                  version
             from person where tenant_id = %s and id_number_index = any(%s)""",
        (tenant, list(indexes)),
    )
    return {bytes(row["id_number_index"]): row for row in rows}


def add(
    tx: Tx, tenant: int, run: UUID, file_name: str, who: UUID, at: datetime, rows: Sequence[Row], kind: str = "people"
) -> None:
    """Stage a sheet."""
    tx.run(
        """insert into import_run (tenant_id, id, kind, file_name, status, counts, created_by, created_at)
           values (%s, %s, %s, %s, 'staged', '{}', %s, %s)""",
        (tenant, run, kind, file_name, who, at),
    )
    with tx.connection.cursor() as cursor, cursor.copy(f"copy import_row ({', '.join(ROW)}) from stdin") as target:
        for row in rows:
            full = {**row, "tenant_id": tenant, "run_id": run}
            target.write_row([_copied(name, full[name]) for name in ROW])
    count(tx, tenant, run)


def _copied(name: str, value: Any) -> Any:
    return codec.dumps(value) if name in _JSON and value is not None else value


def count(tx: Tx, tenant: int, run: UUID) -> None:
    """Count the rows of a run by outcome."""
    tx.run(
        """update import_run r set counts = (
             select coalesce(jsonb_object_agg(c.outcome, c.n), '{}') from (
               select outcome, count(*) as n from import_row where tenant_id = %(tenant)s and run_id = %(run)s
                group by outcome) c)
            where r.tenant_id = %(tenant)s and r.id = %(run)s""",
        {"tenant": tenant, "run": run},
    )


def lock(tx: Tx, tenant: int, run: UUID, kind: str = "people") -> Row | None:
    """Lock a run."""
    return tx.row(
        "select * from import_run where tenant_id = %s and id = %s and kind = %s for update", (tenant, run, kind)
    )


def end(tx: Tx, tenant: int, run: UUID, status: str, who: UUID, at: datetime) -> None:
    """Bring a run to its next status."""
    tx.run(
        "update import_run set status = %s, ended_by = %s, ended_at = %s where tenant_id = %s and id = %s",
        (status, who, at, tenant, run),
    )


def confirm(tx: Tx, tenant: int, run: UUID) -> None:
    """Write the people of a run; what somebody else has changed meanwhile is refused row by row."""
    key = {"tenant": tenant, "run": run}
    tx.run(
        f"""with added as (
              insert into person (tenant_id, id, name, name_pinyin, sex, birth_year, birth_date, id_number,
                id_number_index, phone, phone_index, branch_id, stage, stage_since, applied_on, activist_on,
                member_on, education, occupation, floating)
              select r.tenant_id, r.person_id, f.name, f.name_pinyin, f.sex, f.birth_year, r.birth_date, r.id_number,
                     r.id_number_index, r.phone, r.phone_index, f.branch_id, f.stage, f.stage_since, f.applied_on,
                     f.activist_on, f.member_on, f.education, f.occupation, coalesce(f.floating, false)
                from import_row r cross join lateral jsonb_to_record(r.facts) as {_FACTS}
                join organization o on o.tenant_id = r.tenant_id and o.id = f.branch_id and o.dissolved_on is null
               where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.outcome = 'new'
              on conflict do nothing returning id, version)
            update import_row r set version_after = added.version from added
             where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.person_id = added.id""",
        key,
    )
    tx.run(
        f"""with kept as (
              update person p set education = coalesce(f.education, p.education),
                     occupation = coalesce(f.occupation, p.occupation), floating = coalesce(f.floating, p.floating),
                     phone = coalesce(r.phone, p.phone),
                     phone_index = coalesce(r.phone_index, p.phone_index), version = p.version + 1
                from import_row r cross join lateral jsonb_to_record(r.facts) as {_FACTS}
               where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.outcome = 'changed'
                 and p.tenant_id = r.tenant_id and p.id = r.person_id and p.version = r.version_before
              returning p.id, p.version)
            update import_row r set version_after = kept.version from kept
             where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.person_id = kept.id
               and r.outcome = 'changed'""",
        key,
    )
    tx.run(
        """update import_row set outcome = 'rejected',
                  reasons = '[{"column": "", "code": "import_meanwhile", "params": {}}]'
            where tenant_id = %(tenant)s and run_id = %(run)s and outcome in ('new', 'changed')
              and version_after is null""",
        key,
    )
    count(tx, tenant, run)


# Tables that speak of a person without a foreign key.
_MENTIONED: Final = " or ".join(
    f"exists (select 1 from {table} x where x.tenant_id = p.tenant_id and p.id in ({columns}))"
    for table, columns in (
        ("contact", "x.person_id, x.contact_id"),
        ("nomination", "x.person_id"),
        ("points_entry", "x.person_id"),
        ("attendance", "x.person_id"),
        ("notice", "x.person_id"),
        ("objection", "x.person_id"),
        ("task", "x.assignee_id, x.completed_by"),
    )
)


def undo(tx: Tx, tenant: int, run: UUID) -> int:
    """Take a run back; return how many people somebody has worked with since: then nothing is taken back."""
    key = {"tenant": tenant, "run": run}
    touched = tx.value(
        f"""select count(*) from import_row r
              left join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
             where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.version_after is not null
               and (p.version is distinct from r.version_after or (r.outcome = 'new' and ({_MENTIONED})))""",
        key,
    )
    if touched:
        return int(touched)
    tx.run(
        """update person p set education = f.education, occupation = f.occupation, floating = f.floating,
                  phone = r.before_phone, phone_index = r.before_index, version = p.version + 1
             from import_row r
             cross join lateral jsonb_to_record(r.before) as f(education text, occupation text, floating boolean)
            where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.outcome = 'changed'
              and p.tenant_id = r.tenant_id and p.id = r.person_id""",
        key,
    )
    with tx.attempt() as attempt:
        try:
            tx.run(
                """delete from person p using import_row r
                    where r.tenant_id = %(tenant)s and r.run_id = %(run)s and r.outcome = 'new'
                      and p.tenant_id = r.tenant_id and p.id = r.person_id""",
                key,
            )
        except psycopg.errors.ForeignKeyViolation:
            attempt.undo()
            return 1
    return 0


def forget_sealed(tx: Tx, tenant: int, run: UUID, outcomes: Iterable[str] = OUTCOMES) -> None:
    """Drop what is sensitive from rows that need it no longer."""
    tx.run(
        """update import_row set id_number = null, id_number_index = null, birth_date = null, phone = null,
                  phone_index = null, raw = null, before_phone = null, before_index = null
            where tenant_id = %s and run_id = %s and outcome = any(%s)""",
        (tenant, run, list(outcomes)),
    )


def raw_of(tx: Tx, tenant: int, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Return what refused rows said in the sealed columns, sealed."""
    rows = tx.rows("select id, raw from import_row where tenant_id = %s and id = any(%s)", (tenant, list(ids)))
    return {row["id"]: bytes(row["raw"]) for row in rows if row["raw"] is not None}
