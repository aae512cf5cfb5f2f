"""Instances: the list of cases and one case whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from service.domain import clock, labels, moves, phrases
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine import Engine, Model
from service.reads import access, cursor, outside, stages, timeline
from service.reads import course as courses
from service.reads.inbox import like
from service.reads.passage import Passage
from service.reads.passage import read as read_passage
from service.store import moves as facts
from service.store.database import Row, Tx

_COLUMNS = """i.tenant_id, i.id, i.release_id, i.process_key, i.subject_name, i.business_key, i.organization_id,
  i.person_id, i.parent_id, i.status, i.milestone, i.started_at, i.ended_at, i.starter_id, i.stand_in_id, i.version,
  i.fault, i.history_seq, i.history_head"""

_SHOW = """
select p.*, coalesce(named.name, p.process_key) as process_name, r.version as process_version,
       o.name as organization_name, starter.name as starter_name, stand_in.name as stand_in_name,
       w.title as w_title, w.role as w_role, w.organization_name as w_organization, w.who as w_who, w.n as w_n,
       e.name as e_name, e.due_at as e_due, e.failed as e_failed, k.n as children_n
  from page p
  join release r on r.tenant_id = p.tenant_id and r.id = p.release_id
  left join release named on named.tenant_id = p.tenant_id and named.process_key = p.process_key
        and named.status = 'released'
  join organization o on o.tenant_id = p.tenant_id and o.id = p.organization_id
  left join person starter on starter.tenant_id = p.tenant_id and starter.id = p.starter_id
  left join person stand_in on stand_in.tenant_id = p.tenant_id and stand_in.id = p.stand_in_id
  left join lateral (
    select t.title, t.role, wo.name as organization_name, wp.name as who, count(*) over () as n
      from task t join organization wo on wo.tenant_id = t.tenant_id and wo.id = t.organization_id
      left join person wp on wp.tenant_id = t.tenant_id and wp.id = t.assignee_id
     where t.tenant_id = p.tenant_id and t.instance_id = p.id and t.status = 'open' order by t.due_at, t.id limit 1
  ) w on true
  left join lateral (
    select name, due_at, failed from (
      select d.name, null::timestamptz as due_at, 0 as rank, d.status = 'dead' as failed from delivery d
       where d.tenant_id = p.tenant_id and d.instance_id = p.id and d.status in ('waiting', 'sent', 'dead')
      union all
      select s.name, null, 1, false from subscription s
       where s.tenant_id = p.tenant_id and s.instance_id = p.id and s.name <> ''
      union all
      select m.name, m.due_at, 2, false from timer m
       where m.tenant_id = p.tenant_id and m.instance_id = p.id and m.name <> ''
    ) waits order by failed desc, rank, due_at limit 1
  ) e on true
  left join lateral (select count(*) as n from instance c where c.tenant_id = p.tenant_id and c.parent_id = p.id
                       and c.status = 'running') k on true
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrowed the list to."""

    q: str | None = None
    process: str | None = None
    organization: UUID | None = None
    person: UUID | None = None
    status: str | None = None
    started_by_me: bool = False
    parent: UUID | None = None


def page(tx: Tx, actor: Actor, filters: Filters, after: str | None, limit: int, lang: str) -> dict[str, Any]:
    """Return a page of the cases that a person may see, newest first."""
    where, params = _where(actor, filters)
    params |= cursor.window(after, limit, cursor.LAST)
    rows = tx.rows(
        f"""with page as (select {_COLUMNS} from instance i where {where} and (i.started_at, i.id) < (%(at)s, %(after)s)
              order by i.started_at desc, i.id desc limit %(limit)s) {_SHOW} order by p.started_at desc, p.id desc""",
        params,
    )
    total = tx.value(f"select count(*) from (select 1 from instance i where {where} limit %(cap)s) c", params)
    shown, more = cursor.cut(rows, limit, "started_at")
    return {"items": [row_of(row, lang) for row in shown], "next": more, "total_capped": total}


def _where(actor: Actor, filters: Filters) -> tuple[str, dict[str, Any]]:
    params = access.params(actor)
    parts = ["i.tenant_id = %(tenant)s", access.VISIBLE]
    if filters.q:
        parts.append("(i.subject_name ilike %(q)s or i.business_key ilike %(q)s)")
        params["q"] = like(filters.q)
    if filters.process:
        parts.append("i.process_key = %(process)s")
        params["process"] = filters.process
    if filters.organization:
        parts.append(
            """exists (select 1 from org_closure oc where oc.tenant_id = i.tenant_id
                 and oc.ancestor_id = %(under)s and oc.descendant_id = i.organization_id)"""
        )
        params["under"] = filters.organization
    if filters.person:
        parts.append("i.person_id = %(person)s")
        params["person"] = filters.person
    if filters.status:
        parts.append("i.status = %(status)s")
        params["status"] = filters.status
    if filters.started_by_me:
        parts.append("(i.starter_id = %(me)s or i.stand_in_id = %(me)s) and i.parent_id is null")
    if filters.parent:
        parts.append("i.parent_id = %(parent)s")
        params["parent"] = filters.parent
    return " and ".join(parts), params


def row_of(row: Row, lang: str) -> dict[str, Any]:
    """Shape an instance for a list."""
    person = row["person_id"] is not None
    return {
        "id": row["id"],
        "process": {"key": row["process_key"], "name": row["process_name"], "version": row["process_version"]},
        "title": f"{row['subject_name']} · {row['process_name']}",
        "business_key": row["business_key"],
        "subject": {
            "id": row["person_id"] if person else row["organization_id"],
            "name": row["subject_name"],
            "kind": "person" if person else "organization",
        },
        "organization": {"id": row["organization_id"], "name": row["organization_name"]},
        "status": row["status"],
        "milestone": row["milestone"],
        "started_at": row["started_at"],
        "ended_at": row["ended_at"],
        "starter": _starter(row, lang),
        "waiting": _waiting(row, lang),
        "version": row["version"],
    }


def _starter(row: Row, lang: str) -> str | None:
    """Say who started an instance, and in whose stead."""
    if not row["stand_in_name"]:
        return row["starter_name"]  # type: ignore[no-any-return]
    return phrases.text("in_stead", lang, who=row["stand_in_name"], principal=row["starter_name"] or "")


def _waiting(row: Row, lang: str) -> str | None:
    """Say who or what an instance waits for, in one sentence."""
    if row["status"] in ("ended", "cancelled"):
        return None
    if row["e_failed"]:
        return phrases.text("waiting_failed", lang, name=row["e_name"])
    if row["w_title"]:
        code = "waiting_person" if row["w_who"] else "waiting_task"
        first = phrases.text(
            code,
            lang,
            who=row["w_who"],
            organization=row["w_organization"],
            role=labels.role_name(row["w_role"], lang),
            title=row["w_title"],
        )
        return phrases.text("waiting_more", lang, first=first, n=row["w_n"] - 1) if row["w_n"] > 1 else first
    if row["children_n"]:
        return phrases.text("waiting_parts", lang, n=row["children_n"])
    if row["e_name"]:
        if row["e_due"]:
            day = clock.office_day(row["e_due"]).isoformat()
            return phrases.text("waiting_until", lang, name=row["e_name"], day=day)
        return phrases.text("waiting_event", lang, name=row["e_name"])
    return None


def rows_where(
    tx: Tx, actor: Actor, condition: str, params: dict[str, Any], limit: int, lang: str
) -> list[dict[str, Any]]:
    """Return visible instances under a condition on `i`, newest first."""
    rows = tx.rows(
        f"""with page as (select {_COLUMNS} from instance i where i.tenant_id = %(tenant)s and {access.VISIBLE}
              and {condition} order by i.started_at desc, i.id desc limit %(limit)s)
            {_SHOW} order by p.started_at desc, p.id desc""",
        {**access.params(actor), **params, "limit": limit},
    )
    return [row_of(row, lang) for row in rows]


def find(tx: Tx, actor: Actor, instance_id: UUID) -> Row:
    """Return an instance's row for lists and heads.

    Raises NotFound when there is none that this person may see.
    """
    row = tx.row(
        f"""with page as (select {_COLUMNS} from instance i where i.tenant_id = %(tenant)s and i.id = %(instance)s
              and {access.VISIBLE}) {_SHOW}""",
        {**access.params(actor), "instance": instance_id},
    )
    if row is None:
        raise NotFound("instance_not_found")
    return row


def get(tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, lang: str) -> dict[str, Any]:
    """Return one case whole: stages, timeline, outline, parts, proof."""
    row = find(tx, actor, instance_id)
    course = courses.read(tx, engine, actor.tenant, instance_id, row["release_id"])
    model = course.open(row["release_id"]).model
    done = timeline.done(tx, course, actor.tenant, instance_id, lang)
    now = timeline.now(tx, actor.tenant, instance_id, lang)
    places = timeline.places(tx, actor.tenant, row["organization_id"])
    passage = read_passage(tx, course, course.now, actor.tenant, instance_id, row["process_key"])
    open_nodes = [(step["process"], step["node"]) for step in now] or _silent(model, passage)
    return {
        **row_of(row, lang),
        "path": stages.path_of(tx, actor.tenant, row["person_id"], lang) if row["person_id"] else [],
        "timeline": [*done, *now, *timeline.upcoming(engine, model, places, open_nodes, lang)],
        "waits": [
            {"name": wait["name"] or _drawn(model, wait["node"]), "due_at": wait["due_at"], "kind": wait["kind"]}
            for wait in timeline.waits(tx, actor.tenant, instance_id)
        ],
        "outline": outline(engine, model, row["process_key"], passage, {step["node"]: step for step in now}),
        "documents": [],
        "children": rows_where(tx, actor, "i.parent_id = %(parent)s", {"parent": instance_id}, 300, lang),
        "parent": _parent(tx, actor, row, lang),
        "chain": {"length": row["history_seq"], "head": bytes(row["history_head"]).hex(), "verified": None},
        "fault": row["fault"],
        "deliveries": outside.of_case(tx, actor.tenant, instance_id, lang),
        "can": _rights(tx, actor, row),
    }


def _rights(tx: Tx, actor: Actor, row: Row) -> dict[str, bool]:
    """Tell what the reader may do with a case."""
    above = facts.way_up(tx, actor.tenant, row["organization_id"])
    may = moves.why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today()) is None
    running, suspended = row["status"] in ("running", "faulted"), row["status"] == "suspended"
    part = row["parent_id"] is not None and facts.status_of(tx, actor.tenant, row["parent_id"])
    return {
        "suspend": may and running,
        "resume": may and suspended and part != "suspended",
        "cancel": may and (running or suspended) and part not in ("running", "faulted", "suspended"),
    }


def _silent(model: Model, passage: Passage) -> list[tuple[str, str]]:
    """Return the events that an instance waits at when no person has anything to do."""
    kinds = ("intermediateCatchEvent", "callActivity")
    return [(p, n) for p, n in sorted(passage.now) if n in model.nodes.get(p, {}) and model.nodes[p][n].kind in kinds]


def _drawn(model: Model, node: str) -> str:
    """Return the name of a node that listens: its wait has none, so that lists do not take it for what is awaited."""
    return next((nodes[node].name for nodes in model.nodes.values() if node in nodes), node)


def _parent(tx: Tx, actor: Actor, row: Row, lang: str) -> dict[str, Any] | None:
    if row["parent_id"] is None:
        return None
    found = rows_where(tx, actor, "i.id = %(up)s", {"up": row["parent_id"]}, 1, lang)
    return found[0] if found else None


def outline(
    engine: Engine,
    model: Model,
    process: str,
    passage: Passage,
    open_steps: dict[str, dict[str, Any]],
    prefix: str = "",
) -> list[dict[str, Any]]:
    """Return the process as text with what happened at each node; called processes stand below their call."""
    lines: list[dict[str, Any]] = []
    for node in engine.outline(model, process):
        key = (node.process, node.node)
        status = "now" if key in passage.now else "done" if passage.passed[key] else "next"
        step = open_steps.get(node.node)
        lines.append(
            {
                "no": f"{prefix}{node.no}",
                "node": node.node,
                "process": node.process,
                "name": node.name,
                "kind": node.kind,
                "lane": node.lane_name,
                "status": status,
                "who": (step["who"] or step["role_name"]) if step else None,
                "at": passage.last.get(key),
                "note": str(passage.passed[key]) if passage.passed[key] > 1 else None,
            }
        )
        if node.called and node.called in model.processes and node.properties.get("instance") != "own":
            lines += outline(engine, model, node.called, passage, open_steps, f"{prefix}{node.no}.")
    return lines
