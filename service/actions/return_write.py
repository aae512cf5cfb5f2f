"""Write a return: the case as the look ahead has shown it, the step open again, and everybody told.

Whoever decided may be another person the next time, so who may not do what is said anew: decisions that are undone
exclude nobody, and the step that opens again excludes whoever did a step that names it (four eyes hold both ways).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from service.actions.operators import Context, undo
from service.actions.return_look import Case, Way
from service.actions.steps import Cause, cancel, context_of, start_children
from service.actions.steps import write as write_step
from service.desk import Desk
from service.domain import clock, moves
from service.domain import returns as rules
from service.domain.instances import STARTER, Event, NewTask, Standing, address, kept_out, small
from service.domain.people import Actor
from service.domain.returns import Back, Mark, Step, Undone
from service.store import deliveries, notices, vault
from service.store import returns as store
from service.store import withdrawal as past
from service.store.database import Row
from service.store.notices import NewNotice
from service.store.returns import Reopened


def write(case: Case, actor: Actor, way: Way, target: Step, why: str, on_behalf_of: UUID | None = None) -> None:
    tx, tenant, row, outcome = case.tx, case.tenant, case.row, way.outcome
    at, me, cause = clock.now(), actor.person_id, target.cause
    day = clock.office_day(at)
    known = {each["id"]: each for each in case.tasks}
    came = [task for task in outcome.opened if task.id in known]
    standing = Standing(
        row["person_id"], row["starter_id"], "running", row["milestone"], row["business_key"], row["stand_in_id"]
    )
    news = {task.id: address(task, standing, case.desk.frame(), at, me, ()) for task in outcome.opened}
    told = replace(_event(case, actor, way, target, why, day), on_behalf_of=on_behalf_of)
    context = context_of(tx, case.engine, tenant, row, Cause(told, me, actor.name), case.desk, at)
    _take_back(context, way.undone)
    change = replace(
        moves.moved(row, at, "running", (told, *context.events), outcome, me),
        milestone=past.milestone_before(tx, tenant, row["instance_id"], cause["task_id"], outcome.closed),
        variables=small(outcome.variables, ()),
        opened=tuple(news[task.id] for task in outcome.opened if task.id not in known),
    )
    write_step(tx, tenant, row, change)
    gone = [each["task_id"] for each in way.dropped() if each["task_id"] != cause["task_id"]]
    store.undo(tx, tenant, [task for task in gone if task not in {each.id for each in came}])
    _reopen(case, actor, target, [(known[task.id], news[task.id]) for task in came], why)
    _say_who_may_not(case, {task.id for task in came})
    start_children(tx, case.engine, tenant, row, outcome.children, at, case.desk)
    deliveries.ask(tx, tenant, row["instance_id"], outcome.calls)
    deliveries.take_back(tx, tenant, outcome.cancelled_calls)
    for part in case.calls:
        if part["parent_task_id"] in outcome.cancelled_children:
            cancel(tx, tenant, part["id"], at, me)
    _tell(case, actor, way, target, why)


def _event(case: Case, actor: Actor, way: Way, target: Step, why: str, day: date) -> Event:
    """Say in history what was returned to what, why, and which rows count no more."""
    cause, closed, mark = target.cause, set(way.outcome.closed), _mark(way)
    payload = {
        "reason": why,
        "from": {"task": str(case.row["id"]), "node": case.row["node"], "title": case.row["title"]},
        "to": {"task": str(cause["task_id"]), "node": cause["node"], "title": cause["title"]},
        "undone": mark.undone,
        "instead": mark.instead,
        "cancelled": [[str(t["id"]), t["title"]] for t in case.tasks if t["id"] in closed and t["status"] == "open"],
        "reopened": [str(task.id) for task in way.outcome.opened],
        "renamed": dict(way.said.renamed),
    }
    return Event(rules.RETURNED, day, payload, cause["node"], cause["task_id"], actor.person_id)


def _mark(way: Way) -> Mark:
    """Say which rows of which steps count no more, and what is left of a step that is undone in part."""
    mark = Mark()
    for step, now in zip(way.steps, way.said.steps, strict=True):
        if step.kind == "moved" or step.undone_by is not None:
            continue
        first, last = step.rows[0]["seq"], step.rows[-1]["seq"]
        passed = [[p.node, p.kind, list(p.flows), p.process] for p in now.passed]
        if not now.kept and not passed:
            mark.undone.append([first, last])
            continue
        advanced = next((row for row in step.rows if row["type"] == "instance.advanced"), None)
        if advanced is None or _places(advanced["payload"]["passed"]) == _places(passed):
            continue
        mark.instead[str(advanced["seq"])] = passed
        if not now.kept:
            mark.undone.append([first, advanced["seq"] - 1])
        left = Counter(decision.node for decision in now.decisions)
        for row in step.rows:
            if row["type"] == "decision.made":
                left[row["node"]] -= 1
                if left[row["node"]] < 0:
                    mark.undone.append([row["seq"], row["seq"]])
    return mark


def _places(passed: Sequence[Sequence[Any]]) -> Counter[tuple[Any, Any]]:
    return Counter((each[0], each[3]) for each in passed)


def _take_back(context: Context, undone: Sequence[Undone]) -> None:
    """Take back what operators did, the latest first."""
    for each in reversed(undone):
        if each.back is Back.UNDOES and each.call is not None:
            undo(context, each.operator, each.call.result)


def _reopen(case: Case, actor: Actor, target: Step, came: Sequence[tuple[Row, NewTask]], why: str) -> None:
    at, cause = clock.now(), target.cause
    today = clock.office_day(at)
    keeps: dict[UUID, bool] = {}
    reopened = []
    for row, task in came:
        if row["id"] != cause["task_id"]:
            reopened.append(Reopened(row["id"], task.due_at))
            continue
        holder = cause["actor_id"]
        personal = row["assignee_id"] is not None and row["claimed_at"] is None
        keeps[row["id"]] = not personal and store.holds(
            case.tx, case.tenant, holder, row["role"], row["organization_id"], today
        )
        said = {"who": actor.name, "at": at.isoformat(), "reason": why, "title": case.row["title"]}
        words = vault.own_words(case.tx, case.tenant, cause["payload"], holder)
        reopened.append(Reopened(row["id"], task.due_at, said, words, holder))
    store.reopen(case.tx, case.tenant, reopened, keeps, at)


def _say_who_may_not(case: Case, came: Collection[UUID]) -> None:
    """Say anew who may not do the open tasks: the undone exclude nobody, and four eyes hold both ways."""
    rows = store.tasks(case.tx, case.tenant, case.row["instance_id"])
    signed = store.signed(case.tx, case.tenant, case.row["instance_id"])
    done = [(row["node"], _named(case.desk, row), row["completed_by"]) for row in rows if row["status"] == "completed"]
    done += [(row["node"], set(), row["person_id"]) for row in signed]
    changed: dict[UUID, set[UUID]] = {}
    for row in rows:
        named = _named(case.desk, row)
        people = {who for node, _, who in done if node in named}
        if row["id"] in came:
            people |= {who for _, names, who in done if row["node"] in names}
        if STARTER in named:
            people |= {who for who in (case.row["starter_id"], case.row["stand_in_id"]) if who is not None}
        people |= kept_out(named, row["data"])
        if row["status"] == "open" and people != set(row["exclude"]):
            changed[row["id"]] = people
    store.exclude(case.tx, case.tenant, changed)


def _named(desk: Desk, row: Row) -> set[str]:
    """Return the nodes that a task's node excludes."""
    info = desk.model.node(row["process_key"], row["node"])
    text = info.properties.get("exclude", "") if info else ""
    return {part.strip() for part in text.split(",") if part.strip()}


def _tell(case: Case, actor: Actor, way: Way, target: Step, why: str) -> None:
    """Tell whoever did what is undone; whoever did the step returned to has it in the inbox."""
    did = {row["actor_id"] for row in way.dropped()} - {actor.person_id, target.cause["actor_id"], None}
    params = {
        "subject": case.row["subject_name"],
        "who": actor.name,
        "title": target.cause["title"] or "",
        "reason": why,
    }
    sent = [NewNotice(person, "case_returned", params) for person in sorted(did)]
    notices.send(case.tx, case.tenant, case.row["instance_id"], clock.now(), sent)
