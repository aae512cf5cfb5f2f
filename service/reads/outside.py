"""What left the house or could not, and what stopped: for the administrator and the town office.

The administrator sees kind, place and reason, and no person's name: business data is not theirs to read. The office
sees the cases below it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from service.connectors import contracts
from service.domain import clock, deliveries, deliveries_access, labels, messages
from service.domain.deliveries import Contract
from service.domain.errors import Forbidden, NotFound
from service.domain.people import Actor
from service.reads import cursor
from service.store import stranded
from service.store.database import Row, Tx

SHOWN = 100
SOON = timedelta(minutes=1)  # a delivery whose next try is further away moves nothing that a reader waits for

# `office`: the reader may see the case itself, because it belongs below their office.
_OFFICE = """exists (select 1 from org_closure c where c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
                        and c.ancestor_id = any(%(offices)s::uuid[]))"""
_DELIVERIES = f"""
select d.id, d.instance_id, d.node, d.name, d.kind, d.address, d.status, d.tries, d.tries_now, d.next_at, d.error,
       d.reason, d.created_at, d.updated_at, i.process_key, r.name as process_name, i.subject_name, i.business_key,
       i.person_id, i.status as case_status, i.organization_id, o.name as organization_name, p.name as handler,
       {_OFFICE} as office
  from delivery d
  join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id
  join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
  join organization o on o.tenant_id = i.tenant_id and o.id = i.organization_id
  left join person p on p.tenant_id = d.tenant_id and p.id = d.handled_by
"""
# Whatever the list is narrowed to: a row under way comes into another list when it arrives.
_MOVING = f"""
select exists (select 1 from delivery d join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id
                where d.tenant_id = %(tenant)s and d.status = 'waiting' and i.status in ('running', 'faulted')
                  and (d.next_at is null or d.next_at < now() + %(soon)s) and (%(all)s or {_OFFICE}))
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the list to."""

    status: str | None = None
    kind: str | None = None
    process: str | None = None


def page(tx: Tx, actor: Actor, filters: Filters, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of deliveries, newest first.

    Raises Forbidden for anybody but the administrator and the town office.
    """
    params = _reader(actor) | {"status": filters.status, "kind": filters.kind, "process": filters.process}
    where = f"""d.tenant_id = %(tenant)s and (%(all)s or {_OFFICE})
       and (%(status)s::text is null or d.status = %(status)s) and (%(kind)s::text is null or d.kind = %(kind)s)
       and (%(process)s::text is null or i.process_key = %(process)s)"""
    params |= cursor.window(after, limit, cursor.LAST)
    rows = tx.rows(
        f"""{_DELIVERIES} where {where} and (d.created_at, d.id) < (%(at)s, %(after)s)
             order by d.created_at desc, d.id desc limit %(limit)s""",
        params,
    )
    total = tx.value(
        f"""select count(*) from (select 1 from delivery d
              join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id where {where} limit %(cap)s) c""",
        params,
    )
    shown, more = cursor.cut(rows, limit, "created_at")
    return {
        "items": [_row(row, actor, lang) for row in shown],
        "next": more,
        "total_capped": total,
        "moving": tx.value(_MOVING, params | {"soon": SOON}),
        "kinds": [{"key": kind, "name": _kind(kind, lang)} for kind in contracts()],
    }


def one(tx: Tx, actor: Actor, delivery_id: UUID, lang: str) -> dict[str, Any]:
    """Return one delivery as the list shows it.

    Raises NotFound.
    """
    row = tx.row(
        f"{_DELIVERIES} where d.tenant_id = %(tenant)s and d.id = %(id)s and (%(all)s or {_OFFICE})",
        {**_reader(actor), "id": delivery_id},
    )
    if row is None:
        raise NotFound("delivery_not_found")
    return _row(row, actor, lang)


def of_case(tx: Tx, tenant: int, instance_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return what a case has sent out or tried to, oldest first; whoever sees the case sees this."""
    rows = tx.rows(
        """select id, kind, name, address, status, tries, next_at, error, updated_at from delivery
            where tenant_id = %s and instance_id = %s order by created_at, id limit %s""",
        (tenant, instance_id, SHOWN),
    )
    return [_shown(row, lang) for row in rows]


def _reader(actor: Actor) -> dict[str, Any]:
    today = clock.today()
    everything, offices = deliveries_access.sees_all(actor, today), deliveries_access.offices(actor, today)
    if not everything and not offices:
        raise Forbidden("delivery_not_yours")
    return {"tenant": actor.tenant, "all": everything, "offices": offices}


def _shown(row: Row, lang: str) -> dict[str, Any]:
    """Return what everybody may know of a delivery."""
    failed = row["status"] in (deliveries.WAITING, deliveries.DEAD, deliveries.CAUGHT, deliveries.SKIPPED)
    return {
        "id": row["id"],
        "name": row["name"],
        "kind": {"key": row["kind"], "name": _kind(row["kind"], lang)},
        "address": row["address"],
        "status": row["status"],
        "status_name": labels.label(labels.DELIVERY_STATUSES, row["status"], lang),
        "tries": row["tries"],
        "next_at": _moment(row["next_at"]),
        "why": _sentence(row["error"], lang) if failed else None,
        "updated_at": _moment(row["updated_at"]),
    }


def _moment(at: datetime | None) -> datetime | None:
    """Jobs run by the real clock; people read the business clock."""
    return None if at is None else clock.of_real(at)


def _kind(kind: str, lang: str) -> str:
    contract = contracts().get(kind)
    return contract.name[messages.is_english(lang)] if contract else kind


def _row(row: Row, actor: Actor, lang: str) -> dict[str, Any]:
    contract = contracts().get(row["kind"], Contract(()))
    return {
        **_shown(row, lang),
        "process": {"key": row["process_key"], "name": row["process_name"]},
        "case": _case(row),
        "organization": {"id": row["organization_id"], "name": row["organization_name"]},
        "created_at": _moment(row["created_at"]),
        "most_tries": contract.tries,
        "handled": {"who": row["handler"], "reason": row["reason"]} if row["handler"] and row["reason"] else None,
        "can": _rights(row, actor, bool(contract.address)),
    }


def _case(row: Row) -> dict[str, Any] | None:
    if not row["office"]:
        return None
    title = f"{row['subject_name']} · {row['process_name']}"
    return {"id": row["instance_id"], "title": title, "business_key": row["business_key"]}


def _rights(row: Row, actor: Actor, has_address: bool) -> dict[str, bool]:
    open_ = row["status"] == deliveries.DEAD and row["case_status"] in ("running", "faulted")
    retry, skip = (open_ and _may(row, actor, skipping) for skipping in (False, True))
    return {"retry": retry, "correct": retry and has_address, "skip": skip}


def _may(row: Row, actor: Actor, skipping: bool) -> bool:
    today = clock.today()
    above = deliveries_access.offices(actor, today) if row["office"] else []
    return deliveries_access.why_not_handle(actor, above, row["person_id"], today, skipping) is None


def _sentence(fault: Mapping[str, Any] | None, lang: str) -> str | None:
    if not fault:
        return None
    return messages.text(fault["code"], lang, **fault.get("params", {}))


# --- what stopped ----------------------------------------------------------------------------------------------------


def incidents(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the cases with a fault, the steps that nobody can do and, for the administrator, the jobs that gave up.

    Raises Forbidden for anybody but the administrator and the town office.
    """
    params = _reader(actor)
    faults = tx.rows(
        f"""select i.id as instance_id, i.process_key, r.name as process_name, i.subject_name, i.business_key, i.fault,
                   i.person_id, i.status as case_status, i.updated_at, i.organization_id,
                   o.name as organization_name, {_OFFICE} as office
              from instance i
              join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
              join organization o on o.tenant_id = i.tenant_id and o.id = i.organization_id
             where i.tenant_id = %(tenant)s and i.status = 'faulted' and (%(all)s or {_OFFICE})
             order by i.updated_at desc, i.id limit %(most)s""",
        {**params, "most": SHOWN},
    )
    return {
        "faults": [_fault(row, actor, lang) for row in faults],
        "jobs": _jobs(tx, actor.tenant, lang) if params["all"] else [],
        "stranded": [
            _stranded(row, lang)
            for row in stranded.page(tx, actor.tenant, clock.today(), params["all"], params["offices"], SHOWN)
        ],
    }


def _stranded(row: Row, lang: str) -> dict[str, Any]:
    without = row["holders"] - row["able"]
    said = {
        "organization": row["organization_name"], "role": labels.role_term(row["role"]), "n": row["holders"],
        "without": without,
    }  # fmt: skip
    if row["personal"]:
        code = "stranded_person"
    elif not row["holders"]:
        code = "stranded_vacant"
    elif not row["able"]:
        code = "stranded_no_account"
    else:
        code = "stranded_some" if without else "stranded_barred"
    return {
        "id": row["id"],
        "title": row["title"],
        "process": {"key": row["process_key"], "name": row["process_name"]},
        "case": _case(row),
        "organization": {"id": row["organization_id"], "name": row["organization_name"]},
        "why": messages.text(code, lang, **said),
        "since": row["created_at"],
    }


def _fault(row: Row, actor: Actor, lang: str) -> dict[str, Any]:
    return {
        "id": row["instance_id"],
        "process": {"key": row["process_key"], "name": row["process_name"]},
        "case": _case(row),
        "organization": {"id": row["organization_id"], "name": row["organization_name"]},
        "why": _sentence(row["fault"], lang) or "",
        "since": row["updated_at"],
        "can": {"retry": _may(row, actor, skipping=False)},
    }


def _jobs(tx: Tx, tenant: int, lang: str) -> list[dict[str, Any]]:
    rows = tx.rows(
        """select j.id, j.task_name, j.attempts,
                  (select max(e.at) from procrastinate_events e where e.job_id = j.id and e.type = 'failed') as since
             from procrastinate_jobs j
            where j.status = 'failed' and coalesce(j.args->>'tenant', %(tenant)s) = %(tenant)s
            order by j.id desc limit %(most)s""",
        {"tenant": str(tenant), "most": SHOWN},
    )
    return [
        {
            "id": str(row["id"]),
            "name": labels.label(labels.JOBS, row["task_name"], lang),
            "tries": row["attempts"],
            "since": _moment(row["since"]),
            "why": messages.text("job_gave_up", lang, tries=row["attempts"], number=row["id"]),
        }
        for row in rows
    ]
