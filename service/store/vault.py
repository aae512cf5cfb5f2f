"""Sealed answers: class L3 in one table, class L4 in another with a key of its own; a reference stays in history.

The reference holds a salted digest of what was sealed: whoever opens it knows that it is what was written then, and
history's chain stays valid when it is erased. The salt is sealed with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.domain import history
from service.domain.assignment import BLIND, NO_BUSINESS
from service.domain.sealed import L3, L4, Part, put_back
from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id
from service.store.sealing import SealBroken, Sealer

TABLES: Final = {L3: "sealed_text", L4: "sealed_record"}
REFERENCES: Final = "sealed"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where sealed answers come from: the case, whom it is about, the step, its post, and who wrote them."""

    instance_id: UUID
    person_id: UUID | None
    title: str
    author_id: UUID
    at: datetime
    role: str | None = None
    organization_id: UUID | None = None
    node: str | None = None


def keep(tx: Tx, tenant: int, origin: Origin, found: Mapping[str, Sequence[Part]]) -> list[dict[str, Any]]:
    """Seal what was taken out of answers, one row a class, and return what history keeps of it."""
    references = []
    for data_class, parts in found.items():
        row, reference = closed(tx, origin, data_class, parts)
        names = ", ".join(row)
        places = ", ".join(f"%({name})s" for name in row)
        tx.run(
            f"insert into {TABLES[data_class]} (tenant_id, {names}) values (%(tenant)s, {places})",
            {**row, "tenant": tenant},
        )
        references.append(reference)
    return references


def closed(tx: Tx, origin: Origin, data_class: str, parts: Sequence[Part]) -> tuple[Row, dict[str, Any]]:
    """Seal parts under a new id; return the row as it is stored, and what history keeps of it."""
    key, salt = new_id(), secrets.token_bytes(history.SALT_BYTES)
    plain = history.canonical({"salt": salt, "parts": [[p.pointer, p.title, p.value, p.shown] for p in parts]})
    body = sealer_of(tx, data_class).seal(plain.decode(), key, f"{TABLES[data_class]}.body")
    digest = history.commit(salt, plain).hex()
    reference = {"id": str(key), "class": data_class, "digest": digest, "fields": [part.pointer for part in parts]}
    return {**asdict(origin), "id": key, "body": body}, reference


def sealer_of(tx: Tx, data_class: str) -> Sealer:
    """Return what closes a class: the vault's own key for L4."""
    return tx.vault if data_class == L4 else tx.sealer


def find(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return sealed answers, still closed, with their class and what the right to open them is judged by."""
    for data_class, table in TABLES.items():
        row = tx.row(
            f"""select s.*, i.subject_name, i.organization_id as instance_org, i.status as instance_status,
                       i.process_key, w.name as author
                  from {table} s join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id
                  join person w on w.tenant_id = s.tenant_id and w.id = s.author_id
                 where s.tenant_id = %s and s.id = %s""",
            (tenant, key),
        )
        if row is not None:
            return {**row, "data_class": data_class}
    return None


def open_(tx: Tx, row: Row) -> list[Part]:
    """Open sealed answers; whoever calls has logged it in this transaction. Erased ones are empty.

    Raises SealBroken.
    """
    if row["body"] is None:
        return []
    data_class = row["data_class"]
    plain = sealer_of(tx, data_class).open(bytes(row["body"]), row["id"], f"{TABLES[data_class]}.body")
    return [
        Part(pointer, (title[0], title[1]), value, (shown[0], shown[1]))
        for pointer, title, value, shown in codec.loads(plain)["parts"]
    ]


def digest_holds(tx: Tx, row: Row, digest: str) -> bool:
    """Tell whether sealed answers are those that history speaks of; erased ones cannot be told."""
    if row["body"] is None:
        return True
    data_class = row["data_class"]
    try:
        plain = sealer_of(tx, data_class).open(bytes(row["body"]), row["id"], f"{TABLES[data_class]}.body")
    except SealBroken:
        return False
    return history.commit(bytes.fromhex(codec.loads(plain)["salt"]), plain.encode()).hex() == digest


def astray(tx: Tx, tenant: int) -> list[UUID]:
    """Return the sealed answers that history refers to and that are gone, or say something else; a long look."""
    wrong = []
    for row in tx.rows(
        """select payload from history where tenant_id = %s and payload is not null
              and position('"sealed":'::bytea in payload) > 0""",
        (tenant,),
    ):
        for each in codec.loads(bytes(row["payload"])).get(REFERENCES) or ():
            found = find(tx, tenant, UUID(each["id"]))
            if found is None or not digest_holds(tx, found, each["digest"]):
                wrong.append(UUID(each["id"]))
    return wrong


def own_words(tx: Tx, tenant: int, payload: Mapping[str, Any], author: UUID | None) -> dict[str, Any]:
    """Return the answers of a row of history as their author wrote them, for them alone; class L4 stays sealed."""
    answers: dict[str, Any] = dict(payload.get("answers") or {})
    for each in payload.get(REFERENCES) or ():
        row = find(tx, tenant, UUID(each["id"])) if each["class"] == L3 else None
        if row is not None and row["author_id"] == author:
            answers = put_back(answers, {part.pointer: part.value for part in open_(tx, row)})
    return answers


def whole(tx: Tx, tenant: int, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of a row of history to be sealed anew elsewhere; class L4 stays shut and is only named.

    Nobody reads them by this, so nothing is logged.
    """
    answers: dict[str, Any] = dict(payload.get("answers") or {})
    for each in payload.get(REFERENCES) or ():
        row = find(tx, tenant, UUID(each["id"])) if each["class"] == L3 else None
        parts = {part.pointer: part.value for part in open_(tx, row)} if row is not None else {}
        answers = put_back(answers, dict.fromkeys(each["fields"]) if each["class"] == L4 else parts)
    return answers


def of_instance(tx: Tx, tenant: int, instance_id: UUID, data_class: str) -> list[Row]:
    """Return the sealed answers of a case, closed, oldest first."""
    return tx.rows(
        f"""select id, author_id, title, at from {TABLES[data_class]}
             where tenant_id = %s and instance_id = %s order by at""",
        (tenant, instance_id),
    )


# --- who may read class L4


def name_reader(
    tx: Tx, tenant: int, record: UUID, person: UUID, until: date, by: UUID, reason: str, at: datetime
) -> None:
    """Let a person read a sealed record until a day."""
    tx.run(
        """insert into sealed_reader (tenant_id, record_id, person_id, until, named_by, reason, at)
           values (%s, %s, %s, %s, %s, %s, %s)""",
        (tenant, record, person, until, by, reason, at),
    )


def end_reader(tx: Tx, tenant: int, record: UUID, person: UUID, at: datetime) -> bool:
    """Let a person read a sealed record no longer; tell whether they could."""
    return (
        tx.run(
            """update sealed_reader set ended_at = %s
                where tenant_id = %s and record_id = %s and person_id = %s and ended_at is null""",
            (at, tenant, record, person),
        )
        > 0
    )


def readers(tx: Tx, tenant: int, record: UUID, on: date) -> list[Row]:
    """Return who may read a sealed record on a day."""
    return tx.rows(
        """select r.person_id, p.name, max(r.until) as until, (array_agg(by.name order by r.at desc))[1] as named_by
             from sealed_reader r join person p on p.tenant_id = r.tenant_id and p.id = r.person_id
             join person by on by.tenant_id = r.tenant_id and by.id = r.named_by
            where r.tenant_id = %s and r.record_id = %s and r.until >= %s and r.ended_at is null
            group by r.person_id, p.name order by p.name, r.person_id""",
        (tenant, record, on),
    )


def addressed(tx: Tx, tenant: int, instance_id: UUID, person: UUID, posts: Sequence[tuple[str, UUID]]) -> bool:
    """Tell whether an open step of a case is addressed to a person or to one of these posts."""
    found = tx.row(
        """select 1 as x from task t where t.tenant_id = %s and t.instance_id = %s and t.status = 'open'
              and not %s = any(t.exclude)
              and (t.assignee_id = %s or (t.assignee_id is null and
                   (t.role, t.organization_id) in (select * from unnest(%s::text[], %s::uuid[])))) limit 1""",
        (tenant, instance_id, person, person, [role for role, _ in posts], [where for _, where in posts]),
    )
    return found is not None


def candidates(tx: Tx, tenant: int, organization_id: UUID, on: date) -> list[Row]:
    """Return who may be named to read a sealed record: who holds a post at its organisation or above it."""
    return tx.rows(
        """select p.id, p.name, min(g.role) as role from org_closure c
             join role_grant g on g.tenant_id = c.tenant_id and g.organization_id = c.ancestor_id
                  and g.from_on <= %(on)s and (g.to_on is null or g.to_on >= %(on)s) and g.role <> all(%(blind)s)
             join person p on p.tenant_id = g.tenant_id and p.id = g.person_id and p.status = 'active'
            where c.tenant_id = %(tenant)s and c.descendant_id = %(home)s
            group by p.id, p.name, p.name_pinyin order by p.name_pinyin, p.id limit 200""",
        {"tenant": tenant, "home": organization_id, "on": on, "blind": sorted(BLIND | NO_BUSINESS)},
    )
