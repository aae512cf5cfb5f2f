"""Return a case to an earlier step (退回), with the same look ahead for the preview and for the move itself.

What a return undoes is what the engine's replay no longer does (engine/returns.py): whatever has come of the decision.
All else is kept. The step that is returned to opens again with its answers as a draft, for whoever did it if they
still hold the post; the steps after it are done once more, each prefilled for whoever did it before. Operators take it
as domain/returns.py says: what cannot be taken back bars the way, and the preview says so by name.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from service.actions import return_write
from service.actions.return_look import Case, Way, comes, open_case, targets, way_to
from service.actions.steps import RUNNING
from service.actions.tasks import check_open, lock, right
from service.domain import assignment, clock, labels, moves
from service.domain import returns as rules
from service.domain.assignment import Refusal
from service.domain.errors import Conflict, NotFound, TaskNotYours
from service.domain.people import Actor
from service.domain.returns import Back, Held, Offer, Step
from service.engine import Engine
from service.store import instances, tasks
from service.store import moves as facts
from service.store import returns as store
from service.store.database import Row, Tx

MOST_OFFERS = 20


def offers(tx: Tx, engine: Engine, actor: Actor, task_id: UUID) -> list[Offer]:
    """Return the steps to which a task may be returned, the latest first, each with what would come of it.

    Raises NotFound, TaskNotYours.
    """
    row = tasks.for_draft(tx, actor.tenant, task_id)
    if row is None:
        raise NotFound("task_not_found")
    _check_may(tx, actor, row)
    if row["task_status"] != "open":
        return []
    found: list[Offer] = []
    for place in _places_above(tx, actor, row):
        case = open_case(tx, engine, actor.tenant, place)
        offers_ = (_offer(case, target) for target in targets(case)[:MOST_OFFERS])
        found += [offer for offer in offers_ if offer is not None]
    return found


def return_in(
    tx: Tx, engine: Engine, actor: Actor, task_id: UUID, target_id: UUID, reason: str, version: int | None = None
) -> None:
    """Return a task to an earlier step inside the caller's transaction.

    Raises NotFound, TaskNotYours, TaskAlreadyCompleted, StaleVersion, Invalid, Conflict.
    """
    whose = store.instance_of(tx, actor.tenant, target_id)
    if whose is not None:
        instances.lock_instance(tx, actor.tenant, whose)  # a whole before its part, as everywhere
    row = lock(tx, actor, task_id, version)
    check_open(row, actor)
    principal = _check_may(tx, actor, row)
    why = moves.reason_of(reason)
    place = next((each for each in _places_above(tx, actor, row) if each["instance_id"] == whose), None)
    if place is None:
        raise NotFound("return_target")
    if place["status"] not in RUNNING:
        raise Conflict(f"instance_{place['status']}")
    case = open_case(tx, engine, actor.tenant, place)
    target = next((step for step in targets(case) if step.cause["task_id"] == target_id), None)
    if target is None:
        raise NotFound("return_target")
    way = way_to(case, target)
    refusal = rules.why_final(way.undone)
    if refusal is not None:
        raise Conflict(refusal.code, **refusal.params)
    if not comes(case, way):
        raise Conflict("return_aside")
    return_write.write(case, actor, way, target, why, principal)


def _check_may(tx: Tx, actor: Actor, row: Row) -> UUID | None:
    """Let whoever may decide the task return it, and whoever may steer its case; return in whose stead, if so."""
    judged = assignment.right_to(*right(row, actor, early=True))
    refusal = judged.refusal
    if refusal is None:
        return judged.principal.principal_id if judged.principal else None
    above = facts.way_up(tx, actor.tenant, row["instance_org"])
    if moves.why_not_steer(actor, row["starter_id"], row["person_id"], above, clock.today()) is None:
        return None
    if actor.grant_for(row["role"], (row["organization_id"],), clock.today()) is None and not any(
        grant.organization_id in above and grant.in_force(clock.today()) for grant in actor.grants
    ):
        raise NotFound("task_not_found")
    raise TaskNotYours(refusal.code, **refusal.params)


def _places_above(tx: Tx, actor: Actor, row: Row) -> list[Row]:
    """Return the case of a task and the wholes that it is a part of, as far as the actor may steer them.

    `call` is what waits in a whole for the part that the task is in.
    """
    from_ = {"id": row["id"], "node": row["node"], "title": row["title"]}
    found: list[Row] = []
    instance, call = row["instance_id"], None
    while instance is not None:
        whole = store.standing(tx, actor.tenant, instance)
        if call is not None:
            above = facts.way_up(tx, actor.tenant, whole["instance_org"])
            if moves.why_not_steer(actor, whole["starter_id"], whole["person_id"], above, clock.today()) is not None:
                break
        found.append({**whole, **from_, "call": call})
        instance, call = whole["parent_id"], whole["parent_task_id"]
    return found


def _offer(case: Case, target: Step) -> Offer | None:
    """Say what a return to a step would do; None when the task does not come of it."""
    cause = target.cause
    offer = Offer(cause["task_id"], cause["node"], cause["title"] or "", cause["who"] or "", cause["at"])
    try:
        way = way_to(case, target)
    except Conflict as conflict:
        return replace(offer, refusal=Refusal(conflict.code, conflict.params))
    if not comes(case, way):
        return None
    closed = set(way.outcome.closed)
    open_ = [row for row in case.tasks if row["status"] == "open"]
    again = [row["title"] for row in case.tasks if row["status"] == "cancelled" and row["id"] in _reopened(way)]
    redone = [row["title"] for row in way.dropped() if row["task_id"] != cause["task_id"]]
    return replace(
        offer,
        refusal=rules.why_final(way.undone),
        cancelled=tuple(_held(row) for row in open_ if row["id"] in closed),
        kept=tuple(_held(row) for row in open_ if row["id"] not in closed),
        redone=tuple(dict.fromkeys([*redone, *again])),
        undone=tuple(each for each in way.undone if each.back is not Back.READS),
        parts=len(way.outcome.cancelled_children),
    )


def _held(row: Row) -> Held:
    post = f"{row['organization_name']} {labels.role_name(row['role'])}"
    return Held(row["title"], row["assignee_name"] or post, row["node"])


def _reopened(way: Way) -> set[UUID]:
    return {task.id for task in way.outcome.opened}
