"""What stopped and needs a person: cases with a fault, jobs that used up their tries. Both can be tried again."""

from __future__ import annotations

from uuid import UUID

from service.actions.catching_up import catch_up
from service.actions.steps import Cause, step
from service.domain import clock, deliveries_access
from service.domain.errors import Conflict, Forbidden, NotFound
from service.domain.instances import Event
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.engine import Engine
from service.store import instances, queue
from service.store import moves as facts
from service.store.database import Tx


def retry_case_in(tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, reason: str) -> None:
    """Let a case with a fault go on, when its cause is mended: overdue timers first, then what came meanwhile.

    Raises NotFound, Forbidden, Invalid, Conflict (process_fault: it fails again, nothing has changed).
    """
    tenant = actor.tenant
    row = instances.lock_instance(tx, tenant, instance_id)
    if row is None:
        raise NotFound("instance_not_found")
    above = facts.way_up(tx, tenant, row["instance_org"])
    refusal = deliveries_access.why_not_handle(actor, above, row["person_id"], clock.today(), skipping=False)
    if refusal is not None:
        hidden = refusal.code == "delivery_not_found"
        raise NotFound("instance_not_found") if hidden else Forbidden(refusal.code, **refusal.params)
    why = reason_of(reason)
    if row["status"] != "faulted":
        raise Conflict("instance_not_faulted")
    event = Event("instance.retried", clock.today(), {"reason": why}, actor_id=actor.person_id)
    cause = Cause(event, actor.person_id)
    step(tx, engine, tenant, row, cause, lambda model, state, services: engine.fire(model, state, services))
    catch_up(tx, engine, tenant, instance_id)


def retry_job_in(tx: Tx, actor: Actor, job_id: int) -> None:
    """Put a job that used up its tries into its queue again, with all its tries.

    Raises NotFound, Forbidden.
    """
    if not deliveries_access.sees_all(actor, clock.today()):
        raise Forbidden("delivery_not_yours")
    if not queue.retry_failed(tx, actor.tenant, job_id):
        raise NotFound("job_not_found")
