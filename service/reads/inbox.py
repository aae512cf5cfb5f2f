"""The inbox: a page is one index probe per post, merged; its cost does not grow with the number of open tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.domain import assignment, clock, labels, phrases
from service.domain.people import Actor
from service.reads import access, cursor
from service.store import shown
from service.store.database import Row, Tx

_SIGNED = f"{shown.COLUMNS}, t.task_id as signing, t.asked_by"

# A request to sign in the shape of a task, so that filters, order and page are the same. Its task comes by the key:
# as a plain join, a generic plan would read the whole table of tasks; the limit inside the lateral forbids that.
_SIGNERS = """(select s.id, s.instance_id, k.node, k.title, k.role, k.organization_id, s.person_id as assignee_id,
    null::timestamptz as claimed_at, case s.status when 'open' then 'open' else 'completed' end as status, s.due_at,
    null::date as earliest_on, k.priority, k.milestone, s.created_at, s.answered_at as completed_at,
    case s.status when 'declined' then 'decline' else s.opinion end as decision, s.version, s.tenant_id, s.task_id,
    s.asked_by, s.status as stands, null::jsonb as returned
  from signer s cross join lateral (
    select * from task own where own.tenant_id = s.tenant_id and own.id = s.task_id limit 1) k)"""
_BARE = "(select s.tenant_id, s.instance_id, s.person_id as assignee_id, s.due_at, s.status as stands from signer s)"

# `{f}` are the filters that are set; both arms of the union use the same, so a count and its page agree.
_OPEN = """
  (select x.* from g cross join lateral (
     select {plain} from task t {join}
      where t.tenant_id = %(tenant)s and t.organization_id = g.organization_id and t.role = g.role and t.status = 'open'
        and t.assignee_id is null and not (%(me)s = any(t.exclude)) {f} {order}) x)
   union all
  (select {plain} from task t {join}
    where t.tenant_id = %(tenant)s and t.assignee_id = %(me)s and t.status = 'open' {f} {order})
   union all
  (select {signed} from {signers} t {join}
    where t.tenant_id = %(tenant)s and t.assignee_id = %(me)s and t.stands = 'open' {f} {order})
"""

# What is done in others' stead: by a post of theirs, or what they would have to do in person. A post that the reader
# holds, too, or that an earlier row gives already, is not offered twice; nor is what bars the principal or the reader.
# Two arms, each with an index of its own: a condition that is either of both would read all open tasks.
_STEAD = """
   union all
  (select x.* from b cross join lateral (
     select {{plain}} from task t join instance c on c.tenant_id = t.tenant_id and c.id = t.instance_id {{join}}
      where t.tenant_id = %(tenant)s and t.status = 'open' and {whose}
        and coalesce(b.process, c.process_key) = c.process_key and coalesce(b.node, t.node) = t.node
        and not (%(me)s = any(t.exclude)) and not (b.principal = any(t.exclude))
        and c.person_id is distinct from %(me)s and not coalesce(c.person_id = any(b.barred), false)
        and not exists (select 1 from b o where o.n < b.n and o.role is not distinct from b.role
              and coalesce(o.org, t.organization_id) = t.organization_id
              and (o.role is not null or o.principal = b.principal)
              and coalesce(o.process, c.process_key) = c.process_key and coalesce(o.node, t.node) = t.node
              and not (o.principal = any(t.exclude)) and not coalesce(c.person_id = any(o.barred), false))
        {{f}} {{order}}) x where {which})
"""
_IN_STEAD = _STEAD.format(
    whose="t.assignee_id is null and t.role = b.role and t.organization_id = b.org",
    which="b.role is not null and (b.role, b.org) not in (select role, organization_id from g)",
) + _STEAD.format(
    whose="""t.assignee_id = b.principal and t.role <> 'applicant'
        and coalesce(b.org, t.organization_id) = t.organization_id""",
    which="b.role is null",
)
_STANDING = """, b as materialized (select * from jsonb_to_recordset(%(standing)s::jsonb)
  as s(n int, principal uuid, role text, org uuid, process text, node text, barred uuid[]))"""
# Nobody is offered a case that they keep out of.
_BARRED = """and not exists (select 1 from instance y where y.tenant_id = t.tenant_id and y.id = t.instance_id
   and y.person_id = any(%(barred)s::uuid[]))"""

_DONE = """
  (select {plain} from task t {join}
    where t.tenant_id = %(tenant)s and t.completed_by = %(me)s and t.status = 'completed' {f} {order})
   union all
  (select {signed} from {signers} t {join}
    where t.tenant_id = %(tenant)s and t.assignee_id = %(me)s and t.stands in ('signed', 'declined') {f} {order})
"""

_GRANTS = """g as materialized (select distinct role, organization_id
  from unnest(%(roles)s::text[], %(orgs)s::uuid[]) as u(role, organization_id))"""

_SHOW = f"""
select t.*, {shown.NAMES}, asker.name as asked_by_name
  from page t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
  left join person asker on asker.tenant_id = t.tenant_id and asker.id = t.asked_by
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the inbox to."""

    q: str | None = None
    process: str | None = None
    organization: UUID | None = None
    overdue: bool = False
    unclaimed: bool = False
    due_before: datetime | None = None


def page(tx: Tx, actor: Actor, box: str, filters: Filters, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of tasks: todo (by due day) or done (newest first)."""
    if box == "done":
        return _done(tx, actor, filters, after, limit, lang)
    if box != "todo":
        return {"items": [], "next": None, "total_capped": 0, "overdue_capped": 0, "facets": {"processes": []}}
    return _todo(tx, actor, filters, after, limit, lang)


def _todo(tx: Tx, actor: Actor, filters: Filters, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    join, conditions, params = _conditions(actor, filters)
    barred, more_params = _barred(actor)
    conditions += barred
    params |= {**cursor.window(after, limit, cursor.FIRST), "now": clock.now()}
    params |= more_params
    arms = _open(actor).format(
        plain=shown.PLAIN,
        signed=_SIGNED,
        signers=_SIGNERS,
        join=join,
        f=f"{conditions} and (t.due_at, t.id) > (%(at)s, %(after)s)",
        order="order by t.due_at, t.id limit %(limit)s",
    )
    rows = tx.rows(
        f"""with {_given(actor)}, page as (select * from ({arms}) z order by due_at, id limit %(limit)s)
            {_SHOW} order by t.due_at, t.id""",
        params,
    )
    counts = _counts(tx, actor, join, conditions, params)
    rows, more = cursor.cut(rows, limit, "due_at")
    return {
        "items": [row_of(row, lang, _in_stead(row, actor)) for row in rows],
        "next": more,
        **counts,
    }


def _open(actor: Actor) -> str:
    """Return the arms of what is open; most people stand in for nobody, and their statement does not grow."""
    return _OPEN + _IN_STEAD if actor.substitutions else _OPEN


def _given(actor: Actor) -> str:
    return _GRANTS + _STANDING if actor.substitutions else _GRANTS


def _barred(actor: Actor) -> tuple[str, dict[str, Any]]:
    return (f" {_BARRED}", {"barred": list(actor.recused_from)}) if actor.recused_from else ("", {})


def _in_stead(row: Row, actor: Actor) -> str | None:
    """Return the name of the principal in whose stead somebody sees an open task, None when it is their own."""
    if not actor.substitutions or row["signing"] is not None:
        return None
    principal = assignment.principal_of(
        assignment.TaskView(
            role=row["role"],
            organization_id=row["organization_id"],
            assignee_id=row["assignee_id"],
            process=row["process_key"],
            node=row["node"],
            claimed=row["claimed_at"] is not None,
        ),
        actor,
        clock.today(),
    )
    return principal.principal if principal else None


def _counts(tx: Tx, actor: Actor, join: str, conditions: str, params: dict[str, Any]) -> dict[str, Any]:
    """Count what is open, up to the cap, by process and by lateness, in one statement."""
    columns = "t.tenant_id, t.instance_id, t.due_at"
    arms = _open(actor).format(
        plain=columns,
        signed=columns,
        signers=_SIGNERS if conditions else _BARE,
        join=join,
        f=conditions,
        order="limit %(cap)s",
    )
    rows = tx.rows(
        f"""with {_given(actor)}, open as (select * from ({arms}) z limit %(cap)s)
            select i.process_key as key, coalesce(r.name, i.process_key) as name, count(*) as n,
                   count(*) filter (where p.due_at < %(now)s) as late
              from open p join instance i on i.tenant_id = p.tenant_id and i.id = p.instance_id
              left join release r on r.tenant_id = p.tenant_id and r.process_key = i.process_key
                   and r.status = 'released'
             group by 1, 2 order by 3 desc, 2""",
        params,
    )
    return {
        "total_capped": sum(row["n"] for row in rows),
        "overdue_capped": sum(row["late"] for row in rows),
        "facets": {"processes": [{"key": row["key"], "name": row["name"], "n": row["n"]} for row in rows]},
    }


def counts(tx: Tx, actor: Actor) -> dict[str, int]:
    """Return how many tasks wait for a person, for the rail."""
    params = {**access.params(actor), "cap": cursor.COUNT_CAP, "now": clock.now()}
    barred, more = _barred(actor)
    params |= more
    arms = _open(actor).format(
        plain="t.due_at", signed="t.due_at", signers=_BARE, join="", f=barred, order="limit %(cap)s"
    )
    row = tx.row(
        f"""with {_given(actor)}, open as (select * from ({arms}) z limit %(cap)s)
            select count(*) as todo, count(*) filter (where due_at < %(now)s) as overdue,
                   (select count(*) from notice n where n.tenant_id = %(tenant)s and n.person_id = %(me)s
                      and n.read_at is null) as notices
              from open""",
        params,
    )
    assert row is not None
    return {"todo": row["todo"], "overdue": row["overdue"], "notices": row["notices"]}


def _done(tx: Tx, actor: Actor, filters: Filters, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    join, conditions, params = _conditions(actor, filters)
    params |= cursor.window(after, limit, cursor.LAST)
    page = _DONE.format(
        plain=shown.PLAIN,
        signed=_SIGNED,
        signers=_SIGNERS,
        join=join,
        f=f"{conditions} and (t.completed_at, t.id) < (%(at)s, %(after)s)",
        order="order by t.completed_at desc, t.id desc limit %(limit)s",
    )
    rows = tx.rows(
        f"""with page as (select * from ({page}) z order by completed_at desc, id desc limit %(limit)s)
            {_SHOW} order by t.completed_at desc, t.id desc""",
        params,
    )
    every = _DONE.format(plain="1", signed="1", signers=_SIGNERS, join=join, f=conditions, order="limit %(cap)s")
    total = tx.value(f"select count(*) from (select * from ({every}) z limit %(cap)s) c", params)
    rows, more = cursor.cut(rows, limit, "completed_at")
    return {
        "items": [row_of(row, lang) for row in rows],
        "next": more,
        "total_capped": total,
        "overdue_capped": 0,
        "facets": {"processes": []},
    }


def _conditions(actor: Actor, filters: Filters) -> tuple[str, str, dict[str, Any]]:
    params = access.params(actor)
    join, parts = "", []
    if filters.q or filters.process:
        join = "join instance f on f.tenant_id = t.tenant_id and f.id = t.instance_id"
    if filters.q:
        parts.append("and (t.title ilike %(q)s or f.subject_name ilike %(q)s or f.business_key ilike %(q)s)")
        params["q"] = like(filters.q)
    if filters.process:
        parts.append("and f.process_key = %(process)s")
        params["process"] = filters.process
    if filters.organization:
        parts.append(
            """and exists (select 1 from org_closure oc where oc.tenant_id = t.tenant_id
                 and oc.ancestor_id = %(under)s and oc.descendant_id = t.organization_id)"""
        )
        params["under"] = filters.organization
    if filters.overdue:
        parts.append("and t.due_at < %(late)s")
        params["late"] = clock.now()
    if filters.unclaimed:
        parts.append("and t.assignee_id is null")
    if filters.due_before:
        parts.append("and t.due_at < %(before)s")
        params["before"] = filters.due_before
    return join, " ".join(parts), params


def like(text: str) -> str:
    """Return a LIKE pattern that finds the text anywhere and takes none of it for a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def row_of(row: Row, lang: str, in_stead_of: str | None = None) -> dict[str, Any]:
    """Shape a task for a list; `in_stead_of` is the principal when the reader sees it as a substitute."""
    open_ = row["status"] == "open"
    signing = row["signing"] is not None
    claimed = row["assignee_id"] is not None and row["claimed_at"] is not None
    return {
        "id": row["id"],
        "node": row["node"],
        "title": row["title"],
        "subject": row["subject_name"],
        "process": {"key": row["process_key"], "name": row["process_name"]},
        "instance_id": row["instance_id"],
        "organization": {"id": row["organization_id"], "name": row["organization_name"]},
        "role": row["role"],
        "role_name": labels.role_name(row["role"], lang),
        "due_at": row["due_at"],
        "earliest_on": row["earliest_on"],
        "overdue": open_ and row["due_at"] < clock.now(),
        "priority": row["priority"],
        "status": row["status"],
        "milestone": row["milestone"],
        "claimed_by": {"id": row["assignee_id"], "name": row["assignee_name"]} if claimed else None,
        "created_at": row["created_at"],
        "completed_at": row["completed_at"],
        "decision": phrases.text(f"opinion.{row['decision']}", lang) if signing and not open_ else row["decision"],
        "version": row["version"],
        "returned": _returned(row["returned"]) if open_ and row["returned"] else None,
        "in_stead_of": in_stead_of,
        "signing": {"task_id": row["signing"], "asked_by": row["asked_by_name"]} if signing else None,
    }


def _returned(said: Mapping[str, Any]) -> dict[str, Any]:
    """Say why a task is open again: who returned it, when, from which step, and the reason."""
    return {**said, "at": datetime.fromisoformat(said["at"])}


def rows_by_id(tx: Tx, tenant: int, ids: list[UUID], lang: str) -> list[dict[str, Any]]:
    """Return tasks for lists, in the order of the ids."""
    if not ids:
        return []
    rows = rows_where(tx, {"tenant": tenant, "ids": ids}, "t.id = any(%(ids)s)")
    shaped = {row["id"]: row_of(row, lang) for row in rows}
    return [shaped[task_id] for task_id in ids if task_id in shaped]


def rows_where(tx: Tx, params: dict[str, Any], where: str) -> list[Row]:
    """Return the rows of tasks under a condition on `t`, for row_of."""
    return tx.rows(
        f"with page as (select {shown.PLAIN} from task t where t.tenant_id = %(tenant)s and ({where})) {_SHOW}", params
    )
