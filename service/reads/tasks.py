"""One task as its page needs it: the rule in sight, the form, what others said, what comes next, and why you."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from service.desk import Desk, open_release
from service.domain import assignment, clock, deadlines, labels, messages, phrases, withdrawal
from service.domain.calendar import is_duration
from service.domain.errors import NotFound
from service.domain.moves import why_not_steer
from service.domain.people import Actor
from service.domain.rules import Rule
from service.engine import Engine
from service.engine.rule_uses import computed
from service.reads import access, inbox, panels, signers, sources, timeline
from service.reads import course as courses
from service.store import countersign, moves, returns, sessions
from service.store import tasks as drafts
from service.store import withdrawal as facts
from service.store.database import Row, Tx

MOST_ROWS = 100
_SAID = ("done", "returned")

_TASK = f"""
select t.tenant_id, t.id, t.instance_id, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at,
       t.status, t.due_at, t.earliest_on, t.priority, t.milestone, t.created_at, t.completed_at, t.completed_by,
       t.decision, t.version, t.signers, t.returned, null as signing,
       t.exclude, t.data, t.draft, t.draft_at, t.draft_by, t.process_key as task_process,
       i.subject_name, i.process_key, i.release_id, i.organization_id as instance_org, i.person_id, i.variables,
       i.business_key, i.starter_id, i.status as instance_status,
       coalesce(r.name, i.process_key) as process_name, r.version as process_version,
       o.name as organization_name, holder.name as assignee_name, doer.name as completed_by_name
  from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
  join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
  join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
  left join person holder on holder.tenant_id = t.tenant_id and holder.id = t.assignee_id
  left join person doer on doer.tenant_id = t.tenant_id and doer.id = t.completed_by
 where t.tenant_id = %(tenant)s and t.id = %(task)s and {access.VISIBLE}
"""


def get(tx: Tx, engine: Engine, actor: Actor, task_id: UUID, lang: str) -> dict[str, Any]:
    """Return everything about a task.

    Raises NotFound when there is none that this person may see.
    """
    row = _find(tx, actor, task_id)
    course = courses.read(tx, engine, actor.tenant, row["instance_id"], row["release_id"])
    desk = course.open(course.then(row["completed_at"]).release_id)
    node = desk.model.nodes[row["task_process"]][row["node"]]
    right = _right(row, actor, lang)
    refusal = right.refusal
    open_ = row["status"] == "open"
    acts = open_ and row["instance_status"] != "suspended"
    mine = row["assignee_id"] == actor.person_id
    properties = node.properties
    if refusal is None and open_ and properties.get("sign", "one") != "one":
        twice = countersign.signs_twice(tx, actor.tenant, row, actor.person_id, right.principal is not None)
        refusal = assignment.Refusal("countersign_twice", {}) if twice else None
    form = desk.model.bundle.forms.get(properties.get("form", ""))
    places = timeline.places(tx, actor.tenant, row["instance_org"])
    asked = signers.of_task(tx, actor.tenant, row, properties, lang)
    own_draft = row["draft_by"] == actor.person_id
    draft, draft_at = (
        (drafts.open_draft(tx, task_id, row["draft"]), row["draft_at"]) if own_draft and open_ else (None, None)
    )
    if (
        open_
        and draft is None
        and (before := returns.answers_before(tx, actor.tenant, row["instance_id"], row["node"], actor.person_id))
    ):
        draft, draft_at = before["answers"], before["at"]
    done = [s for s in timeline.done(tx, course, actor.tenant, row["instance_id"], lang) if s["kind"] in _SAID]
    return {
        **inbox.row_of(row, lang, right.principal.principal if right.principal else None),
        "process": {
            "key": row["process_key"],
            "name": row["process_name"],
            "version": row["process_version"],
            "step": desk.model.processes[row["task_process"]].name,
        },
        "business_key": row["business_key"],
        "completed_by": row["completed_by_name"],
        "documentation": node.documentation,
        "article": properties.get("article"),
        "rule": _rule(desk, row, properties, node.documentation, lang),
        "form": {"key": properties["form"], "schema": form["schema"], "ui": form["ui"]} if form else None,
        "data": _prefill(tx, actor, form, row),
        "draft": draft if open_ else None,
        "draft_saved_at": draft_at if open_ else None,
        "verb": properties.get("verb") or phrases.text("verb_complete", lang),
        "decision_field": properties.get("decision"),
        "context": panels.build(tx, actor.tenant, _names(properties.get("context")), row, lang),
        "timeline": [
            *done,
            *timeline.now(tx, actor.tenant, row["instance_id"], lang),
        ],
        "next": timeline.upcoming(engine, desk.model, places, [(row["task_process"], row["node"])], lang)
        if open_
        else [],
        "why_me": _why_me(tx, actor, row, lang),
        "signers": asked,
        "can": {
            "complete": acts and refusal is None and not row["signers"],
            "ask": acts and (refusal is None or refusal.code == "too_early") and signers.may_ask(row),
            "remove_signer": acts and signers.may_lose(properties, asked) and _steers(tx, actor, row),
            "claim": acts
            and row["assignee_id"] is None
            and right.principal is None
            and (refusal is None or refusal.code == "too_early"),
            "send_back": acts and any(not s["undone"] for s in done) and _may_return(tx, actor, row, refusal),
            "release": open_ and mine and row["claimed_at"] is not None,
            "draft": open_ and (refusal is None or refusal.code == "too_early"),
            "why_not": _sentence(row, refusal, lang) or (signers.waited_for(asked, lang) if open_ else None),
            **_withdrawal(tx, desk, actor, row, lang),
        },
    }


def is_visible(tx: Tx, actor: Actor, task_id: UUID) -> bool:
    """Tell whether there is such a task and this person may see it."""
    return tx.row(_TASK, {**access.params(actor), "task": task_id}) is not None


def _may_return(tx: Tx, actor: Actor, row: Row, refusal: assignment.Refusal | None) -> bool:
    """Tell whether somebody may return a task: whoever may decide it, and whoever may steer its case."""
    if refusal is None or refusal.code == "too_early":
        return True
    return _steers(tx, actor, row)


def _steers(tx: Tx, actor: Actor, row: Row) -> bool:
    above = moves.way_up(tx, actor.tenant, row["instance_org"])
    return why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today()) is None


def _withdrawal(tx: Tx, desk: Desk, actor: Actor, row: Row, lang: str) -> dict[str, Any]:
    """Tell whoever decided whether they may take it back, until when, and why not."""
    if row["status"] != "completed" or row["completed_by"] != actor.person_id:
        return {"withdraw": False, "withdraw_until": None, "withdraw_why_not": None}
    step = withdrawal.step_of(facts.rows_since(tx, actor.tenant, row["instance_id"], row["id"]), desk.operator)
    later = facts.follow_up(tx, actor.tenant, step.opened) if step else []
    status, at = row["instance_status"], row["completed_at"]
    refusal = withdrawal.why_not(step, status, at, clock.now(), actor.person_id, later)
    return {
        "withdraw": refusal is None,
        "withdraw_until": at + withdrawal.WITHIN if refusal is None else None,
        "withdraw_why_not": messages.text(refusal.code, lang, **refusal.params) if refusal else None,
    }


def options(
    tx: Tx, engine: Engine, actor: Actor, task_id: UUID, field: str, q: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return what may be chosen in a field of a task's form; `field` may be nested: nominees.person_id."""
    row = _find(tx, actor, task_id)
    desk = open_release(tx, engine, actor.tenant, row["release_id"])
    form = desk.model.bundle.forms.get(desk.model.nodes[row["task_process"]][row["node"]].properties.get("form", ""))
    source = sources.of_field(form["schema"], field) if form else None
    if source is None:
        raise NotFound("not_found")
    return sources.options(tx, actor.tenant, source, row, q, limit)


def signers_of(tx: Tx, engine: Engine, actor: Actor, task_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return those asked to sign a task, or the signers of its step."""
    row = _find(tx, actor, task_id)
    node = open_release(tx, engine, actor.tenant, row["release_id"]).model.nodes[row["task_process"]][row["node"]]
    return signers.of_task(tx, actor.tenant, row, node.properties, lang)


def candidates(tx: Tx, actor: Actor, task_id: UUID, q: str | None, limit: int, lang: str) -> list[dict[str, Any]]:
    """Return who may be asked to sign a task, nearest first; only whoever may decide it may look."""
    row = to_decide(tx, actor, task_id, lang)
    return signers.candidates(tx, actor, row, q, limit, lang)


def to_decide(tx: Tx, actor: Actor, task_id: UUID, lang: str) -> Row:
    """Return an open task to whoever may decide it.

    Raises NotFound.
    """
    row = _find(tx, actor, task_id)
    refusal = _why_not(row, actor, lang)
    if row["status"] != "open" or (refusal is not None and refusal.code != "too_early"):
        raise NotFound("not_found")
    return row


def _find(tx: Tx, actor: Actor, task_id: UUID) -> Row:
    row = tx.row(_TASK, {**access.params(actor), "task": task_id})
    if row is None:
        raise NotFound("task_not_found")
    return row


def _why_not(row: Row, actor: Actor, lang: str) -> assignment.Refusal | None:
    return _right(row, actor, lang).refusal


def _right(row: Row, actor: Actor, lang: str) -> assignment.Right:
    view = assignment.view_of(row)
    names = {
        "role": labels.role_name(row["role"], lang),
        "organization": row["organization_name"],
        "who": row["assignee_name"] or row["subject_name"],
        "node": row["title"],
    }
    return assignment.right_to(view, actor, clock.today(), names)


def _sentence(row: Row, refusal: assignment.Refusal | None, lang: str) -> str | None:
    if row["status"] == "completed":
        ago = int((clock.now() - row["completed_at"]).total_seconds())
        return messages.text("task_already_completed", lang, who=row["completed_by_name"] or "", ago_seconds=ago)
    if row["status"] == "cancelled":
        return messages.text("task_cancelled", lang)
    if refusal is None:
        return messages.text("instance_suspended", lang) if row["instance_status"] == "suspended" else None
    return messages.text(refusal.code, lang, **{"article": "", **refusal.params})


def _rule(desk: Desk, row: Row, properties: Mapping[str, str], documentation: str, lang: str) -> dict[str, Any] | None:
    """Return the rule behind the task's dates, in force on the day the task was opened."""
    opened = clock.office_day(row["created_at"])
    rule: Rule | None = None
    for name in ("due", "earliest"):
        value = properties.get(name) or ""
        if rule is None and value and not value.startswith("data:") and not is_duration(value):
            rule = desk.rules.find(value, opened)
    english = messages.is_english(lang)
    earliest: date | None = row["earliest_on"]
    article = _cited(desk, row, properties.get("article"))
    shape: dict[str, Any] = {
        "id": None,
        "pack": None,
        "article": article,
        "text": documentation,
        "kind": "deadline",
        "strength": "plain",
        "earliest": earliest,
        "due": clock.office_day(row["due_at"]),
        "start": None,
        "template": False,
        "provisional": False,
    }
    if rule is None and (counted := _counted_by(desk, row, properties, opened)):
        # The days are the diagram's; what it counts by, people may look up.
        shape |= {"id": counted.id, "pack": counted.pack, "strength": str(counted.strength)}
        shape |= {"article": article or counted.citation, "template": counted.template}
    if rule is not None:
        start = deadlines.data_day(row["data"], rule.start)
        shape |= {
            "id": rule.id,
            "pack": rule.pack,
            "article": article or rule.citation,
            "text": rule.text_en if english and rule.text_en else rule.text or documentation,
            "kind": str(rule.kind),
            "strength": str(rule.strength),
            "start": start,
            "template": rule.template,
            "provisional": deadlines.term(rule, start or opened, desk.calendar).provisional,
        }
    return shape


def _counted_by(desk: Desk, row: Row, properties: Mapping[str, str], opened: date) -> Rule | None:
    """Return the rule by which an earlier step has computed the task's days (`data:NAME.due`), if one did."""
    process = row["task_process"]
    drawn = computed(desk.model.bundle.processes[desk.model.processes[process].file])
    for name in ("due", "earliest"):
        variable = (properties.get(name) or "").removeprefix("data:").partition(".")[0]
        if known := drawn.get((process, variable)):
            return None if is_duration(known) else desk.rules.find(known, opened)
    return None


def _cited(desk: Desk, row: Row, article: str | None) -> str | None:
    """Return an article with its text named, as people cite it: 《细则》第八条."""
    process = desk.model.processes[row["task_process"]]
    statutory = process.properties.get("rules") == "cpc_dev"
    return f"《细则》{article}" if article and statutory and article.startswith("第") else article


def _prefill(tx: Tx, actor: Actor, form: Mapping[str, Any] | None, row: Row) -> dict[str, Any]:
    """Return the process data that the form has fields for, and one row for each choice where a table wants them all.

    `x-rows` on a list names the column whose choices make the rows: nobody looks up by hand whom the service knows.
    """
    if form is None:
        return {}
    fields = form["schema"].get("properties", {})
    known = {name: row["data"][name] for name in fields if name in row["data"]}
    if row["status"] != "open":
        return known
    for name, field in fields.items():
        column = field.get("x-rows")
        source = sources.of_field(form["schema"], f"{name}.{column}") if column else None
        if source and name not in known:
            choices = sources.options(tx, actor.tenant, source, row, None, field.get("maxItems", MOST_ROWS))
            known[name] = [{column: choice["value"]} for choice in choices if not choice.get("disabled")]
    return known


def _names(value: str | None) -> list[str]:
    return [name.strip() for name in (value or "").split(",") if name.strip()]


def _why_me(tx: Tx, actor: Actor, row: Row, lang: str) -> dict[str, Any]:
    """Say why this task is where it is: the post, who holds it, or the one person it is for."""
    role = labels.role_name(row["role"], lang)
    if row["assignee_id"] is not None and row["claimed_at"] is None:
        return {
            "role_name": role,
            "organization": row["organization_name"],
            "basis": phrases.text("why_person", lang, who=row["assignee_name"] or ""),
            "holders": [{"name": row["assignee_name"] or ""}],
        }
    holders = sessions.holders(tx, actor.tenant, row["role"], row["organization_id"], clock.today())
    code = "why_post" if holders else "why_nobody"
    return {
        "role_name": role,
        "organization": row["organization_name"],
        "basis": phrases.text(code, lang, organization=row["organization_name"], role=role),
        "holders": [{"name": holder["name"]} for holder in holders],
    }
