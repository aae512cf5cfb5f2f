"""The access log: every read of class L3 or L4 and every refused attempt is a row; the service can only add rows.

A read is logged in the transaction that reads, before the value is shown: no row, no value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from service.domain import clock
from service.domain.people import Actor
from service.store.database import Tx
from service.store.ids import new_id

ALLOWED: Final = "allowed"
DENIED: Final = "denied"
L3: Final = "L3"
L4: Final = "L4"

_INSERT: Final = """
insert into access_log (tenant_id, id, at, actor_id, account_id, result, subject_id, data_class, fields, purpose, note,
                        action, target_id, code, request_id, ip_hash)
values (%(tenant)s, %(id)s, %(at)s, %(actor)s, %(account)s, %(result)s, %(subject)s, %(data_class)s, %(fields)s,
        %(purpose)s, %(note)s, %(action)s, %(target)s, %(code)s, %(request)s, %(ip_hash)s)
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from: its number, a keyed hash of the address, what was asked (verb and rule)."""

    request_id: str = ""
    ip_hash: bytes | None = None
    action: str = ""


def record_login(tx: Tx, tenant: int, account: UUID | None, person: UUID | None, code: str, origin: Origin) -> None:
    """Write down a log-in that was refused: whose account it was, if anybody's, and why; never what was tried."""
    _write(tx, tenant, {"actor": person, "account": account, "result": DENIED, "code": code}, origin)


def record(
    tx: Tx,
    actor: Actor,
    result: str,
    *,
    subject: UUID | None = None,
    data_class: str | None = None,
    fields: Sequence[str] = (),
    purpose: str | None = None,
    note: str = "",
    target: UUID | None = None,
    code: str | None = None,
    origin: Origin = Origin(),
) -> UUID:
    """Write one row; an allowed read wants a purpose, a refused one the code of the refusal."""
    return _write(
        tx,
        actor.tenant,
        {
            "actor": actor.person_id,
            "account": actor.account_id,
            "result": result,
            "subject": subject,
            "data_class": data_class,
            "fields": list(fields),
            "purpose": purpose,
            "note": note,
            "target": target,
            "code": code,
        },
        origin,
    )


_EMPTY: Final[Mapping[str, Any]] = {
    "subject": None,
    "data_class": None,
    "fields": [],
    "purpose": None,
    "note": "",
    "target": None,
}


def _write(tx: Tx, tenant: int, facts: Mapping[str, Any], origin: Origin) -> UUID:
    row_id = new_id()
    where = {"action": origin.action, "request": origin.request_id, "ip_hash": origin.ip_hash}
    tx.run(_INSERT, {**_EMPTY, "tenant": tenant, "id": row_id, "at": clock.now(), **facts, **where})
    return row_id
