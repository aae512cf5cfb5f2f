"""The approval timeline of an instance: who did what, when and why; what waits now; who comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.domain import form_sources, labels, phrases
from service.domain.returns import RETURNED, undone
from service.engine import Engine, Model, NextNode
from service.reads.course import Course
from service.store import codec
from service.store.database import Row, Tx

_DONE = """
select h.seq, h.type, h.node, h.occurred_on, h.recorded_at, h.payload, actor.name as who, behalf.name as on_behalf_of,
       t.role, t.title, t.process_key, t.milestone, o.name as organization_name
  from history h
  left join person actor on actor.tenant_id = h.tenant_id and actor.id = h.actor_id
  left join person behalf on behalf.tenant_id = h.tenant_id and behalf.id = h.on_behalf_of
  left join task t on t.tenant_id = h.tenant_id and t.id = h.task_id
  left join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
 where h.tenant_id = %(tenant)s and h.instance_id = %(instance)s
   and h.type not in ('instance.advanced', 'decision.made')
 order by h.seq
"""

_SIGNERS = (
    "signer.added",
    "signer.signed",
    "signer.declined",
    "signer.removed",
    "countersign.added",
    "countersign.removed",
)
_MOVES = ("task.withdrawn", RETURNED, "instance.suspended", "instance.resumed", "instance.stopped")

# what came over a case from outside of its process
OUTSIDE = ("case.carried", "term.moved")

_NOW = """
select t.id, t.node, t.title, t.role, t.due_at, t.milestone, t.process_key, o.name as organization_name,
       p.name as assignee_name, t.claimed_at
  from task t
  join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
  left join person p on p.tenant_id = t.tenant_id and p.id = t.assignee_id
 where t.tenant_id = %(tenant)s and t.instance_id = %(instance)s and t.status = 'open' order by t.due_at, t.id
"""

_WAITS = """
select node, name, due_at, 'timer' as kind from timer where tenant_id = %(tenant)s and instance_id = %(instance)s
union all
select node, name, null, 'message' from subscription where tenant_id = %(tenant)s and instance_id = %(instance)s
"""


def done(tx: Tx, course: Course, tenant: int, instance_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return what has happened, oldest first, as sentences of the timeline, each read on its own release."""
    rows = tx.rows(_DONE, {"tenant": tenant, "instance": instance_id})
    said = [{**row, "payload": codec.loads(bytes(row["payload"])) if row["payload"] else {}} for row in rows]
    gone = undone(said)
    steps = (_done_step(row, course.model(row["seq"]), lang) for row in said)
    return [{**step, "undone": step["kind"] == "done" and step["seq"] in gone} for step in steps]


def _done_step(row: Row, model: Model, lang: str) -> dict[str, Any]:
    payload: Mapping[str, Any] = row["payload"]
    task = row["type"] == "task.completed"
    if row["type"] in _SIGNERS:
        return _signer_step(row, payload, lang)
    if row["type"] == RETURNED:
        return _return_step(row, payload, lang)
    return step(
        seq=row["seq"],
        kind="done" if task else "event",
        who=row["who"],
        on_behalf_of=row["on_behalf_of"],
        role_name=labels.role_name(row["role"], lang) if row["role"] else None,
        organization=row["organization_name"],
        title=row["title"] if task else phrases.event_name(row["type"], lang),
        decision=payload.get("decision") if task else None,
        opinion=_opinion(row, model, payload, lang),
        sealed=[{"id": each["id"], "data_class": each["class"]} for each in payload.get("sealed", ())],
        occurred_on=row["occurred_on"],
        at=row["recorded_at"],
        node=row["node"],
        stage=row["milestone"],
    )


def _return_step(row: Row, payload: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Say who returned the case from which step to which, and why."""
    return step(
        seq=row["seq"],
        kind="returned",
        who=row["who"],
        on_behalf_of=row["on_behalf_of"],
        title=payload.get("from", {}).get("title") or "",
        decision=phrases.text("line.task.returned", lang, title=row["title"] or ""),
        opinion=payload.get("reason"),
        occurred_on=row["occurred_on"],
        at=row["recorded_at"],
        node=row["node"],
        stage=row["milestone"],
    )


def _signer_step(row: Row, payload: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Say who was asked to sign a task, and what they said; a given opinion stands like a decision."""
    signed = row["type"] == "signer.signed"
    return step(
        seq=row["seq"],
        kind="done" if signed else "event",
        who=row["who"],
        title=phrases.text(f"line.{row['type']}", lang, name=payload.get("name") or "", title=row["title"] or ""),
        decision=phrases.text(f"opinion.{payload.get('opinion')}", lang) if signed else None,
        opinion=payload.get("reason") or None,
        occurred_on=row["occurred_on"],
        at=row["recorded_at"],
        node=row["node"],
        stage=row["milestone"],
    )


def _opinion(row: Row, model: Model, payload: Mapping[str, Any], lang: str) -> str | None:
    """Return why: the opinion of a decision, the reason of a move."""
    if row["type"] == "task.completed":
        return opinion(model, row["process_key"], row["node"], payload.get("answers") or {})
    if row["type"] in OUTSIDE:
        return moved(row["type"], payload, lang)
    if "to_version" in payload:
        return phrases.text("from_to", lang, old=payload["from_version"], new=payload["to_version"])
    return payload.get("reason") if row["type"] in _MOVES else None


def moved(type_: str, payload: Mapping[str, Any], lang: str) -> str | None:
    """Say from where to where something outside has moved a case or a term; None when that was erased."""
    if "from" not in payload:
        return None
    phrase = "term_from_to" if type_ == "term.moved" else f"carried.{payload['because']}"
    return phrases.text(phrase, lang, old=payload["from"], new=payload["to"], title=payload.get("title") or "")


def opinion(model: Model, process: str | None, node: str | None, answers: Mapping[str, Any]) -> str | None:
    """Return the text that explains a decision: the form's first long text that was filled in."""
    info = model.nodes.get(process or "", {}).get(node or "")
    form = model.bundle.forms.get(info.properties.get("form", "")) if info else None
    if form is None:
        return None
    for name, field in form_sources.fields(form["schema"]).items():
        long = field.get("type") == "string" and field.get("maxLength", 0) > 100
        if long and isinstance(answers.get(name), str) and answers[name].strip():
            return str(answers[name])
    return None


def now(tx: Tx, tenant: int, instance_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return what waits for people."""
    return [
        step(
            kind="now",
            who=row["assignee_name"],
            role_name=labels.role_name(row["role"], lang),
            organization=row["organization_name"],
            title=row["title"],
            due_at=row["due_at"],
            node=row["node"],
            stage=row["milestone"],
            process=row["process_key"],
        )
        for row in tx.rows(_NOW, {"tenant": tenant, "instance": instance_id})
    ]


def waits(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return the clocks and messages that an instance waits for."""
    return tx.rows(_WAITS, {"tenant": tenant, "instance": instance_id})


def upcoming(
    engine: Engine, model: Model, places: Mapping[str, str], open_nodes: Sequence[tuple[str, str]], lang: str
) -> list[dict[str, Any]]:
    """Return which tasks may come next after the open ones, with the office named; nothing twice.

    The way forward stands first: what is drawn further on comes before what leads back.
    """
    steps, seen = [], {node for _, node in open_nodes}
    for process, node in open_nodes:
        place = {line.node: index for index, line in enumerate(engine.outline(model, process))}
        here = place.get(node, 0)
        coming = engine.next_nodes(model, process, node)
        for each in sorted(coming, key=lambda n: (place.get(n.node, 0) < here, not n.sure, place.get(n.node, 0))):
            if each.node not in seen:
                seen.add(each.node)
                steps.append(_next_step(each, places, lang))
    return steps


def _next_step(coming: NextNode, places: Mapping[str, str], lang: str) -> dict[str, Any]:
    role = coming.properties.get("role")
    scope = coming.properties.get("scope", "self")
    return step(
        kind="next",
        role_name=labels.role_name(role, lang) if role else None,
        organization=places.get(scope, places.get("self")),
        title=coming.name,
        node=coming.node,
        stage=coming.properties.get("milestone"),
        sure=coming.sure,
    )


def places(tx: Tx, tenant: int, organization_id: UUID) -> dict[str, str]:
    """Return the names of the organisations on the way up, by level; `self` is the organisation itself."""
    rows = tx.rows(
        """select o.level, o.name, c.depth from org_closure c
             join organization o on o.tenant_id = c.tenant_id and o.id = c.ancestor_id
            where c.tenant_id = %s and c.descendant_id = %s order by c.depth desc""",
        (tenant, organization_id),
    )
    named = {row["level"]: row["name"] for row in rows}
    if rows:
        named["self"] = rows[-1]["name"]
    return named


def step(kind: str, title: str, **more: Any) -> dict[str, Any]:
    """Shape a step; what is not given is null."""
    shape: dict[str, Any] = dict.fromkeys(
        (
            "seq",
            "who",
            "on_behalf_of",
            "role_name",
            "organization",
            "decision",
            "opinion",
            "occurred_on",
            "at",
            "due_at",
            "node",
            "stage",
            "sure",
            "process",
        )
    )
    shape |= {"undone": False, "sealed": []}
    return {**shape, "kind": kind, "title": title, **more}
