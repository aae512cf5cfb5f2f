"""What leaves the house: begin a try, take what came of it back into the case, and what people do when it fails.

The try itself runs between two transactions, outside of every lock. It may happen twice (the worker died before it
could report); what comes of it is taken once, under the instance's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.actions.steps import RUNNING, Cause, note, step
from service.connectors import contracts
from service.domain import clock, deliveries, deliveries_access
from service.domain.deliveries import Contract, Failure
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound
from service.domain.instances import Event
from service.domain.labels import DELIVERY_STATUSES
from service.domain.messages import Term
from service.domain.moves import reason_of
from service.domain.outcome import JSON, Outcome
from service.domain.people import Actor
from service.engine import Engine
from service.store import deliveries as store
from service.store import instances, moves, notices, queue
from service.store.database import Database, Row, Tx
from service.store.notices import NewNotice


@dataclass(frozen=True, slots=True)
class Wish:
    """One try that has begun: what to send, and whom it is for."""

    id: UUID
    instance_id: UUID
    kind: str
    key: UUID
    params: Mapping[str, Any]
    tries: int
    demo: bool
    sent: Mapping[str, Any] | None
    """What came of it when it is out already, and the case could not take it then."""


def begin(db: Database, tenant: int, delivery_id: UUID) -> Wish | None:
    """Begin a try; None when nobody waits for it, or the case stands still (resuming it queues the job again)."""
    with db.transaction() as tx:
        row = store.claim(tx, tenant, delivery_id)
        if row is None or row["case_status"] not in RUNNING:
            return None
        sent = row["result"] if row["status"] == deliveries.SENT else None
        params = store.unseal(tx.sealer, row)
        return Wish(row["id"], row["instance_id"], row["kind"], row["key"], params, row["tries_now"], row["demo"], sent)


def succeeded(db: Database, engine: Engine, tenant: int, wish: Wish, result: Mapping[str, JSON]) -> None:
    """Hand the result to the case; one that stands still or cannot go on takes it when it can."""
    with db.transaction() as tx:
        case = _waiting(tx, tenant, wish)
        if case is None:
            return
        if case["status"] not in RUNNING:
            store.set_status(tx, tenant, wish.id, deliveries.SENT, result=result)
            return
        taken = _answer(tx, engine, tenant, case, wish.id, "delivery.done", dict(result))
        status = deliveries.CANCELLED if taken is None else deliveries.SENT if taken.fault else deliveries.DONE
        store.set_status(tx, tenant, wish.id, status, result=result)


def failed(db: Database, engine: Engine, tenant: int, wish: Wish, failure: Failure) -> None:
    """Try again later, or give it up: by the diagram's error event, or else for a person to decide."""
    contract = contracts().get(wish.kind, Contract(()))
    error = {"code": failure.code, "params": failure.params}
    with db.transaction() as tx:
        case = _waiting(tx, tenant, wish)
        if case is None:
            return
        if failure.again and wish.tries < contract.tries:
            at = datetime.now(UTC) + deliveries.pause(contract, wish.tries, failure.after)
            store.set_status(tx, tenant, wish.id, deliveries.WAITING, error, next_at=at)
            queue.deliver_outside(tx, tenant, [wish.id], at)
            return
        code = deliveries.UNREACHABLE if failure.again else failure.given_up
        caught = case["status"] in RUNNING and _catch(tx, engine, tenant, case, wish, code, error)
        store.set_status(tx, tenant, wish.id, deliveries.CAUGHT if caught else deliveries.DEAD, error)
        if not caught:
            _record(tx, tenant, case, "delivery.dead", wish.id, {"error": code, **error})
            _tell(tx, tenant, wish)


def _tell(tx: Tx, tenant: int, wish: Wish) -> None:
    """Tell those who look after it, once until they have read it; the administrator without the case."""
    row = store.lock(tx, tenant, wish.id)
    for keeper in store.keepers(tx, tenant, wish.instance_id, clock.today()):
        told = [NewNotice(keeper["person_id"], "delivery_dead", {"name": row["name"] if row else ""})]
        notices.send(tx, tenant, wish.instance_id if keeper["office"] else None, clock.now(), told)


def _waiting(tx: Tx, tenant: int, wish: Wish) -> Row | None:
    """Lock case and delivery, unless somebody was faster: another run of the job, or a person."""
    case = instances.lock_instance(tx, tenant, wish.instance_id)
    row = store.lock(tx, tenant, wish.id)
    if case is None or row is None or row["key"] != wish.key:
        return None
    return case if row["status"] in (deliveries.WAITING, deliveries.SENT) else None


def _answer(
    tx: Tx,
    engine: Engine,
    tenant: int,
    case: Row,
    delivery_id: UUID,
    type_: str,
    result: dict[str, JSON],
    actor: Actor | None = None,
    reason: str | None = None,
) -> Outcome | None:
    """Take a step with what came of a delivery; None when the case does not wait for it any more."""
    told = {"wait": str(delivery_id), "result": result, **({"reason": reason} if reason else {})}
    event = Event(type_, clock.today(), told, actor_id=actor.person_id if actor else None)
    cause = Cause(event, actor.person_id if actor else None)
    try:
        return step(
            tx,
            engine,
            tenant,
            case,
            cause,
            lambda model, state, services: engine.answered(model, state, delivery_id, result, services),
        ).outcome
    except Conflict as conflict:
        if conflict.code != "task_not_ready":
            raise
        return None


def _catch(tx: Tx, engine: Engine, tenant: int, case: Row, wish: Wish, code: str, error: Mapping[str, Any]) -> bool:
    """Let an error event of the diagram take over; tell whether one did."""
    details = {"error": code, **error["params"], "reason": error["code"]}
    event = Event("delivery.failed", clock.today(), {"wait": str(wish.id), "error": code, "details": details})
    try:
        stepped = step(
            tx,
            engine,
            tenant,
            case,
            Cause(event),
            lambda model, state, services: engine.failed(model, state, wish.id, code, details, services),
        )
    except Conflict as conflict:
        if conflict.code not in ("nobody_catches", "task_not_ready"):
            raise
        return False
    return stepped.outcome.fault is None


def _record(
    tx: Tx,
    tenant: int,
    case: Row,
    type_: str,
    delivery_id: UUID,
    payload: Mapping[str, Any],
    actor: Actor | None = None,
) -> None:
    """Add a row to the case's history that moves nothing; read anew, a step may have moved the case before."""
    row = instances.lock_instance(tx, tenant, case["instance_id"])
    assert row is not None
    me = actor.person_id if actor else None
    event = Event(type_, clock.today(), {"wait": str(delivery_id), **payload}, actor_id=me)
    note(tx, tenant, row, (event,), me)


# --- people ----------------------------------------------------------------------------------------------------------


def retry_in(tx: Tx, actor: Actor, delivery_id: UUID, reason: str, address: str | None = None) -> None:
    """Give a failed delivery another round of tries, to a corrected address if one is given.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    case, row, why = _handle(tx, actor, delivery_id, reason, skipping=False)
    params, shown = None, None
    if address is not None:
        params, shown = _corrected(store.unseal(tx.sealer, row), row["kind"], address), address
    store.renew(tx, actor.tenant, row, actor.person_id, why, params, shown)
    told = {"reason": why, "corrected": address is not None}
    _record(tx, actor.tenant, case, "delivery.retried", row["id"], told, actor)


def _corrected(params: dict[str, Any], kind: str, address: str) -> dict[str, Any]:
    contract = contracts().get(kind)
    if contract is None or not contract.address or not address.strip() or not address.isprintable():
        raise Invalid.at("/address", "delivery_address")
    return {**params, contract.address: address.strip()}


def skip_in(tx: Tx, engine: Engine, actor: Actor, delivery_id: UUID, reason: str) -> None:
    """Let a case go on without what could not be delivered: the diagram finds `skipped` in the result.

    Raises NotFound, Forbidden, Invalid, Conflict.
    """
    case, row, why = _handle(tx, actor, delivery_id, reason, skipping=True)
    if _answer(tx, engine, actor.tenant, case, row["id"], "delivery.skipped", {"skipped": True}, actor, why) is None:
        raise Conflict("delivery_stands", status=Term(*DELIVERY_STATUSES[deliveries.CANCELLED]))
    store.set_status(tx, actor.tenant, row["id"], deliveries.SKIPPED, reason=why, handled_by=actor.person_id)


def _handle(tx: Tx, actor: Actor, delivery_id: UUID, reason: str, skipping: bool) -> tuple[Row, Row, str]:
    """Lock a failed delivery for somebody who may handle it."""
    instance_id = store.instance_of(tx, actor.tenant, delivery_id)
    case = None if instance_id is None else instances.lock_instance(tx, actor.tenant, instance_id)
    row = store.lock(tx, actor.tenant, delivery_id)
    if case is None or row is None:
        raise NotFound("delivery_not_found")
    above = moves.way_up(tx, actor.tenant, case["instance_org"])
    refusal = deliveries_access.why_not_handle(actor, above, case["person_id"], clock.today(), skipping)
    if refusal is not None:
        kind = NotFound if refusal.code == "delivery_not_found" else Forbidden
        raise kind(refusal.code, **refusal.params)
    why = reason_of(reason)
    if row["status"] != deliveries.DEAD:
        raise Conflict("delivery_stands", status=Term(*DELIVERY_STATUSES[row["status"]]))
    if case["status"] not in RUNNING:
        raise Conflict(f"instance_{case['status']}")
    return case, row, why
