"""Withdraw an application for membership (撤回入党申请): the person's own word, without a reason, at any stage.

It is a message to the running case. What the case does with it, its diagram says: close it, tell the person. Those
who had something to do in it, and the branch, are told here, because a diagram knows only its own roles.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from service.actions.catching_up import deliver, hold
from service.actions.steps import RUNNING
from service.domain import clock
from service.domain.errors import Conflict
from service.domain.people import Actor
from service.engine import Engine
from service.store import applications, instances, notices, queue, standing, waits
from service.store import moves as facts
from service.store.database import Tx
from service.store.notices import NewNotice

KEEPER: Final = ("org_commissioner", "branch")  # who keeps the branch's register of applicants


def withdraw_in(tx: Tx, engine: Engine, actor: Actor) -> UUID:
    """Withdraw the actor's application inside the caller's transaction, and return its case.

    A suspended case keeps the withdrawal and closes when it is resumed.
    Raises Conflict when no case of the actor waits for it.
    """
    known = applications.open_withdrawal(tx, actor.tenant, actor.person_id)
    row = None if known is None else instances.lock_instance(tx, actor.tenant, known["instance_id"])
    wait = None if known is None else waits.subscription(tx, actor.tenant, known["id"])
    if row is None or wait is None or row["status"] not in (*RUNNING, "suspended"):
        raise Conflict("nothing_to_withdraw")
    case: UUID = row["instance_id"]
    if any(held.get("wait") == str(wait["id"]) for _, held in facts.kept_messages(tx, actor.tenant, case)):
        raise Conflict("withdrawn_already")
    at = clock.now()
    people = set(facts.people_waiting(tx, actor.tenant, case, clock.office_day(at)))
    people |= set(notices.holders_of(tx, actor.tenant, *KEEPER, row["instance_org"], clock.office_day(at)))
    if row["status"] == "suspended":
        hold(tx, actor.tenant, row, wait, {}, actor)
    elif not deliver(tx, engine, actor.tenant, row, wait, {}, by=actor):
        raise Conflict("instance_busy")
    elif standing.waits_for(tx, actor.tenant, applications.MESSAGE, actor.person_id, case):
        # what else is under way about them ends as well, such as taking away a status that they give up
        queue.deliver_message(tx, actor.tenant, applications.MESSAGE, str(actor.person_id), {})
    told = [NewNotice(person, "application_withdrawn", {"subject": row["subject_name"]}) for person in sorted(people)]
    notices.send(tx, actor.tenant, case, at, [each for each in told if each.person_id != actor.person_id])
    return case
