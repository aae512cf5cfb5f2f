"""Ask colleagues to sign before a decision, take a request back, answer one (加签, 减签, 会签意见).

What it means and who may stands in domain/signers.py. Nothing here moves the process: the instance keeps its state
and gains history, under the same lock as a decision, so that a decision and an answer never pass each other unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from service.actions import countersign
from service.actions.steps import RUNNING, note
from service.actions.tasks import check_open, lock, right
from service.desk import open_release
from service.domain import assignment, clock, moves
from service.domain import signers as rules
from service.domain.calendar import end_of
from service.domain.errors import Conflict, Forbidden, NotFound, StaleVersion
from service.domain.instances import Event
from service.domain.people import Actor
from service.engine import Engine
from service.store import moves as facts
from service.store import notices, signers
from service.store.database import Row, Tx
from service.store.ids import new_id
from service.store.notices import NewNotice


def add_in(
    tx: Tx,
    engine: Engine,
    actor: Actor,
    task_id: UUID,
    people: Sequence[UUID],
    text: str,
    due: date | None = None,
    version: int | None = None,
) -> None:
    """Ask people to sign a task inside the caller's transaction; a countersigned step gets them as equal signers.

    Raises NotFound, TaskNotYours, TaskAlreadyCompleted, StaleVersion, Conflict, Invalid.
    """
    row, principal = _held(tx, actor, task_id, version)
    task = asking(tx, actor.tenant, row)
    refusal = rules.why_not_ask(task)
    if refusal is not None:
        raise Conflict(refusal.code, **refusal.params)
    found = signers.candidates(tx, actor.tenant, row["instance_org"], clock.today(), people)
    posts: dict[UUID, set[str]] = {}
    for each in found:
        posts.setdefault(each["id"], set()).add(each["role"])
    if _countersigned(tx, engine, actor, row):
        countersign.add(tx, engine, actor, row, people, posts, text)
        return
    rules.check_people(task, actor, people, posts)
    rules.check_due(due, clock.today())
    said, at = rules.words(text, "/text"), clock.now()
    due_at = max(row["due_at"], at) if due is None else end_of(due)
    names = {each["id"]: each["name"] for each in found}
    asked = [(new_id(), person, row["history_seq"] + 1 + index) for index, person in enumerate(people)]
    day = clock.office_day(due_at)
    events = [
        _event("signer.added", row, actor, signer=str(key), whom=str(person), name=names[person], reason=said,
               due=day.isoformat())
        for key, person, _ in asked
    ]  # fmt: skip
    note(tx, actor.tenant, row, [replace(event, on_behalf_of=principal) for event in events], actor.person_id)
    signers.add(tx, actor.tenant, row, asked, actor.person_id, due_at, at)
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"], "due": day, "reason": said}
    told = [NewNotice(person, "signer_asked", params) for person in people]
    notices.send(tx, actor.tenant, row["instance_id"], at, told)


def remove_in(
    tx: Tx, engine: Engine, actor: Actor, task_id: UUID, signer_id: UUID, reason: str, version: int | None = None
) -> None:
    """Take a request back inside the caller's transaction, as long as it has not been answered; the person is told.

    Raises NotFound, Forbidden, TaskNotYours, TaskAlreadyCompleted, StaleVersion, Conflict, Invalid.
    """
    row = lock(tx, actor, task_id, version)
    if row["task_status"] == "open" and _countersigned(tx, engine, actor, row):
        _check_runs(row)
        countersign.remove(tx, engine, actor, row, signer_id, reason)
        return
    principal = _check_held(row, actor)
    signer = signers.find(tx, actor.tenant, signer_id)
    if signer is None or signer["task_id"] != task_id:
        raise NotFound("signer_not_found")
    why = moves.reason_of(reason)
    if signer["status"] != "open":
        raise Conflict(f"signer_{signer['status']}", who=signer["name"])
    event = _event("signer.removed", row, actor, signer=str(signer_id), whom=str(signer["person_id"]),
                   name=signer["name"], reason=why)  # fmt: skip
    _answer(tx, actor, row, signer_id, "removed", None, replace(event, on_behalf_of=principal))
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"], "reason": why}
    told = [NewNotice(signer["person_id"], "signer_removed", params)]
    notices.send(tx, actor.tenant, row["instance_id"], clock.now(), told)


def sign_in(tx: Tx, actor: Actor, signer_id: UUID, opinion: str, text: str, version: int | None = None) -> None:
    """Answer a request to sign inside the caller's transaction; whoever asked is told.

    Raises NotFound, Forbidden, StaleVersion, Conflict, Invalid.
    """
    known = signers.find(tx, actor.tenant, signer_id)
    if known is None or known["person_id"] != actor.person_id:
        raise NotFound("signer_not_found")
    row = lock(tx, actor, known["task_id"])
    signer = signers.find(tx, actor.tenant, signer_id)  # what stands now, under the lock
    assert signer is not None
    if row["task_status"] != "open" or signer["status"] != "open":
        raise Conflict("signer_closed" if signer["status"] == "open" else f"signer_{signer['status']}", who=actor.name)
    way_up = facts.way_up(tx, actor.tenant, row["instance_org"])
    refusal = rules.why_not_sign(actor, row["person_id"], way_up, row["exclude"], clock.today())
    if refusal is not None:
        raise Forbidden(refusal.code, **refusal.params)
    if version is not None and version != signer["version"]:
        raise StaleVersion(who="")
    said = rules.words(text, "/text", needed=opinion != "agree")
    _check_runs(row)
    declined = opinion == "decline"
    event = _event("signer.declined" if declined else "signer.signed", row, actor, signer=str(signer_id),
                   asked_by=str(signer["asked_by"]), reason=said,
                   **({} if declined else {"opinion": opinion}))  # fmt: skip
    _answer(tx, actor, row, signer_id, "declined" if declined else "signed", None if declined else opinion, event)
    params = {"who": actor.name, "subject": row["subject_name"], "title": row["title"]}
    told = [NewNotice(signer["asked_by"], f"signer_{opinion}", params)]
    notices.send(tx, actor.tenant, row["instance_id"], clock.now(), told)


def _countersigned(tx: Tx, engine: Engine, actor: Actor, row: Row) -> bool:
    model = open_release(tx, engine, actor.tenant, row["release_id"]).model
    return countersign.is_countersigned(model.nodes[row["task_process"]][row["node"]].properties)


def asking(tx: Tx, tenant: int, row: Row) -> rules.Asking:
    """Return a task as far as asking is concerned."""
    return rules.Asking(row["role"], row["person_id"], row["exclude"], signers.taken(tx, tenant, row["id"]))


def _held(tx: Tx, actor: Actor, task_id: UUID, version: int | None) -> tuple[Row, UUID | None]:
    """Lock a task for somebody who may decide it; the lawful day may still be to come."""
    row = lock(tx, actor, task_id, version)
    return row, _check_held(row, actor)


def _check_held(row: Row, actor: Actor) -> UUID | None:
    """Refuse whoever may not decide a task; return in whose stead they do, if in anybody's."""
    check_open(row, actor)
    principal = assignment.check_complete(*right(row, actor, early=True))
    _check_runs(row)
    return principal.principal_id if principal else None


def _check_runs(row: Row) -> None:
    if row["status"] not in RUNNING:
        raise Conflict(f"instance_{row['status']}")


def _event(type_: str, row: Row, actor: Actor, **payload: str) -> Event:
    return Event(type_, clock.today(), payload, node=row["node"], task_id=row["id"], actor_id=actor.person_id)


def _answer(tx: Tx, actor: Actor, row: Row, signer_id: UUID, status: str, opinion: str | None, event: Event) -> None:
    note(tx, actor.tenant, row, [event], actor.person_id)
    signers.answer(tx, actor.tenant, row, signer_id, status, opinion, row["history_seq"] + 1, clock.now())
