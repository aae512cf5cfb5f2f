"""Documents, their scans and the office's templates: sealed in their rows, opened by whoever has been let."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from service.domain import documents as rules
from service.domain import history
from service.store import codec, filing
from service.store.database import Row, Tx
from service.store.ids import new_id

BODY: Final = "document.body"
SEALED: Final = "document.sealed"
SCAN: Final = "document_scan.body"
SERIES: Final = "DOC-"
_HEAD: Final = """tenant_id, id, instance_id, person_id, organization_id, code, number, version, issued_on, issued_at,
  issued_by, digest, void_at"""


def facts_of(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID | None, organization_id: UUID) -> dict[str, Any]:
    """Return what stands in the head of a document: the person and the organisations on the way up."""
    facts: dict[str, Any] = {
        row["level"]: row["name"]
        for row in tx.rows(
            """select o.level, o.name from org_closure c
                 join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
                where c.tenant_id = %s and c.descendant_id = %s and o.level in ('branch', 'base', 'town')
                order by c.depth desc""",
            (tenant, organization_id),
        )
    }
    facts["case_no"] = tx.value(
        "select business_key from instance where tenant_id = %s and id = %s", (tenant, instance_id)
    )
    if person_id is not None:
        row = tx.row("select * from person where tenant_id = %s and id = %s", (tenant, person_id))
        facts |= {key: row[key] for key in rules.HEAD if row is not None and row.get(key) is not None}
        facts["sex"] = rules.sex(facts.get("sex"))
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items() if value}


def names_of(tx: Tx, tenant: int, ids: Collection[str]) -> dict[str, str]:
    """Return what ids of people, organisations and contacts are called."""
    if not ids:
        return {}
    rows = tx.rows(
        """select id, name from person where tenant_id = %(tenant)s and id = any(%(ids)s::uuid[])
           union all select id, name from organization where tenant_id = %(tenant)s and id = any(%(ids)s::uuid[])""",
        {"tenant": tenant, "ids": sorted(ids)},
    )
    return {str(row["id"]): row["name"] for row in rows}


def last(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID | None, code: str) -> Row | None:
    """Return the newest version of a document of a case that has not been taken back."""
    return tx.row(
        f"""select {_HEAD}, body, sealed from document
             where tenant_id = %s and instance_id = %s and person_id is not distinct from %s and code = %s
               and void_at is null order by issued_at desc, version desc limit 1""",
        (tenant, instance_id, person_id, code),
    )


def take_number(tx: Tx, tenant: int, code: str, year: int) -> str:
    """Take the next number of a kind of document."""
    return rules.written(code, year, filing.take(tx, tenant, SERIES + rules.KINDS[code].series, year))


def add(
    tx: Tx,
    tenant: int,
    row: Mapping[str, Any],
    body: Mapping[str, Any],
    sealed: list[list[dict[str, Any]]],
) -> tuple[UUID, bytes]:
    """Seal and keep a document; return its id and the digest of all that it says, salted.

    `sealed` has, for each entry of the body, its lines of class L3.
    """
    key = new_id()
    text = history.canonical({**body, "salt": secrets.token_hex(history.SALT_BYTES)}).decode()
    more = history.canonical(sealed).decode() if any(sealed) else None
    digest = sha256(f"{text}\0{more or ''}".encode()).digest()
    tx.run(
        """insert into document (tenant_id, id, instance_id, person_id, organization_id, code, number, version,
             issued_on, issued_at, issued_by, digest, body, sealed)
           values (%(tenant)s, %(id)s, %(instance_id)s, %(person_id)s, %(organization_id)s, %(code)s, %(number)s,
             %(version)s, %(issued_on)s, %(issued_at)s, %(issued_by)s, %(digest)s, %(body)s, %(sealed)s)""",
        {
            **row,
            "tenant": tenant,
            "id": key,
            "digest": digest,
            "body": tx.sealer.seal(text, key, BODY),
            "sealed": tx.sealer.seal(more, key, SEALED) if more else None,
        },
    )
    return key, digest


def void(tx: Tx, tenant: int, key: UUID, at: datetime) -> bool:
    """Take a document back with the step that issued it; tell whether it stood."""
    gone = tx.run(
        "update document set void_at = %s where tenant_id = %s and id = %s and void_at is null", (at, tenant, key)
    )
    return gone == 1


def find(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a document, closed."""
    return tx.row(
        f"select {_HEAD}, body, sealed from document where tenant_id = %s and id = %s",
        (tenant, key),
    )


def open_body(tx: Tx, row: Row) -> dict[str, Any]:
    """Open what a document says; an erased one says nothing."""
    if row["body"] is None:
        return {}
    found: dict[str, Any] = codec.loads(tx.sealer.open(bytes(row["body"]), row["id"], BODY))
    return found


def open_sealed(tx: Tx, row: Row) -> list[list[dict[str, Any]]]:
    """Open the lines of class L3, entry by entry; whoever calls has logged it in this transaction."""
    if row["sealed"] is None:
        return []
    found: list[list[dict[str, Any]]] = codec.loads(tx.sealer.open(bytes(row["sealed"]), row["id"], SEALED))
    return found


def holds(tx: Tx, row: Row) -> bool:
    """Tell whether a document still says what its digest was made of; an erased one cannot be told."""
    if row["body"] is None:
        return True
    text = tx.sealer.open(bytes(row["body"]), row["id"], BODY)
    more = tx.sealer.open(bytes(row["sealed"]), row["id"], SEALED) if row["sealed"] is not None else ""
    return sha256(f"{text}\0{more}".encode()).digest() == bytes(row["digest"])


def of_instance(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return the documents of a case, oldest first; of one that grew the newest version."""
    return tx.rows(
        """select * from (
             select distinct on (d.number) d.id, d.instance_id, d.person_id, d.code, d.number, d.version, d.issued_on,
                    d.issued_at, d.digest, d.sealed is not null as has_sealed, d.body is null as erased, p.name as who
               from document d left join person p on p.tenant_id = d.tenant_id and p.id = d.issued_by
              where d.tenant_id = %s and d.instance_id = %s and d.void_at is null
              order by d.number, d.version desc) x
            order by issued_at, number""",
        (tenant, instance_id),
    )


def papers(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID | None) -> list[Row]:
    """Return everything that belongs into a person's archive: the newest documents of their cases, and the scans."""
    return tx.rows(
        """with mine as (
             select distinct on (d.number) d.* from document d
              where d.tenant_id = %(tenant)s and d.void_at is null and d.code <> 'DOC_ARCHIVE'
                and (d.instance_id = %(instance)s or d.person_id = %(person)s)
              order by d.number, d.version desc)
           select number, code, null::text as name, issued_on as day, digest, issued_at as at from mine
           union all
           select d.number, d.code, '扫描件：' || s.name, (s.scanned_at at time zone 'Asia/Shanghai')::date, s.digest,
                  s.scanned_at
             from document_scan s join document d on d.tenant_id = s.tenant_id and d.id = s.document_id
            where s.tenant_id = %(tenant)s and d.void_at is null
              and (s.instance_id = %(instance)s or d.person_id = %(person)s)
            order by at, number""",
        {"tenant": tenant, "instance": instance_id, "person": person_id},
    )


# --- scans


def add_scan(
    tx: Tx, tenant: int, document: Row, name: str, media_type: str, content: bytes, at: datetime, by: UUID
) -> UUID:
    """Seal and keep a scan of a document."""
    key = new_id()
    tx.run(
        """insert into document_scan (tenant_id, id, document_id, instance_id, name, media_type, size, digest, body,
             scanned_at, scanned_by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            tenant,
            key,
            document["id"],
            document["instance_id"],
            name,
            media_type,
            len(content),
            sha256(content).digest(),
            tx.sealer.seal(base64.b64encode(content).decode(), key, SCAN),
            at,
            by,
        ),
    )
    return key


def find_scan(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a scan, closed."""
    return tx.row("select * from document_scan where tenant_id = %s and id = %s", (tenant, key))


def open_scan(tx: Tx, row: Row) -> bytes:
    """Open a scan; whoever calls has logged it in this transaction. An erased one is empty."""
    if row["body"] is None:
        return b""
    return base64.b64decode(tx.sealer.open(bytes(row["body"]), row["id"], SCAN))


def scans_of(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return the scans of a case's documents, closed, oldest first; they stay with every version of their document."""
    return tx.rows(
        """select s.id, d.number, s.name, s.media_type, s.size, s.digest, s.scanned_at, p.name as who,
                  s.body is null as erased
             from document_scan s
             join document d on d.tenant_id = s.tenant_id and d.id = s.document_id
             join person p on p.tenant_id = s.tenant_id and p.id = s.scanned_by
            where s.tenant_id = %s and s.instance_id = %s order by s.scanned_at, s.id""",
        (tenant, instance_id),
    )


# --- the office's own templates


def templates(tx: Tx, tenant: int) -> list[Row]:
    """Return the templates in use, without their content."""
    return tx.rows(
        """select t.id, t.code, t.name, t.digest, t.uploaded_at, p.name as who from document_template t
             join person p on p.tenant_id = t.tenant_id and p.id = t.uploaded_by
            where t.tenant_id = %s and t.ended_at is null order by t.code""",
        (tenant,),
    )


def template_of(tx: Tx, tenant: int, code: str) -> bytes | None:
    """Return the office's template for a kind of document."""
    found = tx.value(
        "select content from document_template where tenant_id = %s and code = %s and ended_at is null", (tenant, code)
    )
    return None if found is None else bytes(found)


def find_template(tx: Tx, tenant: int, key: UUID) -> Row | None:
    """Return a template with its content."""
    return tx.row(
        "select id, code, name, content from document_template where tenant_id = %s and id = %s and ended_at is null",
        (tenant, key),
    )


def add_template(tx: Tx, tenant: int, code: str, name: str, content: bytes, at: datetime, by: UUID) -> UUID:
    """Keep a template in the place of the one before."""
    key = new_id()
    tx.run(
        "update document_template set ended_at = %s where tenant_id = %s and code = %s and ended_at is null",
        (at, tenant, code),
    )
    tx.run(
        """insert into document_template (tenant_id, id, code, name, digest, content, uploaded_at, uploaded_by)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (tenant, key, code, name, sha256(content).digest(), content, at, by),
    )
    return key


def end_template(tx: Tx, tenant: int, key: UUID, at: datetime) -> bool:
    """Use a template no longer; tell whether it was in use."""
    gone = tx.run(
        "update document_template set ended_at = %s where tenant_id = %s and id = %s and ended_at is null",
        (at, tenant, key),
    )
    return gone == 1
