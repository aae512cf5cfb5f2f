"""What leaves the house and what stopped (外发任务): see it, try it again, go on without it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import deliveries as actions
from service.actions import incidents
from service.reads import outside as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.admin import Delivery, DeliveryPage, DeliveryQuery, Incidents, Retry
from service.web.schemas.instances import Move

admin = Resource("admin", "管理 · What needs looking after")


@admin.read("/deliveries", DeliveryPage, query=DeliveryQuery, post=True)
def deliveries(query: dict[str, Any]) -> Response:
    """外发任务。 List what leaves the house, newest first."""
    after, limit = query.pop("cursor", None), query.pop("limit")
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), reads.Filters(**query), after, limit, language()))


@admin.act("/deliveries/<uuid:id>/retry", Delivery, body=Retry)
def retry(given: dict[str, Any], id: UUID) -> Response:
    """重新发送。 Try a failed delivery again, to a corrected address if one is given."""
    actor, lang = door.actor(), language()
    return decide(
        lambda tx: actions.retry_in(tx, actor, id, given["reason"], given.get("address")),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@admin.act("/deliveries/<uuid:id>/skip", Delivery, body=Move)
def skip(given: dict[str, Any], id: UUID) -> Response:
    """跳过。 Let the case go on without what could not be delivered."""
    engine, actor, lang = door.house().engine, door.actor(), language()
    return decide(
        lambda tx: actions.skip_in(tx, engine, actor, id, given["reason"]),
        lambda tx, _: reads.one(tx, actor, id, lang),
    )


@admin.read("/incidents", Incidents, post=True)
def stopped() -> Response:
    """停住的个案和后台任务。 List the cases with a fault and the jobs that used up their tries."""
    with door.house().db.reading() as tx:
        return present(reads.incidents(tx, door.actor(), language()))


@admin.act("/faults/<uuid:id>/retry", Incidents, body=Move)
def retry_case(given: dict[str, Any], id: UUID) -> Response:
    """再试一次。 Let a case with a fault go on, when its cause is mended."""
    engine, actor, lang = door.house().engine, door.actor(), language()
    return decide(
        lambda tx: incidents.retry_case_in(tx, engine, actor, id, given["reason"]),
        lambda tx, _: reads.incidents(tx, actor, lang),
    )


@admin.act("/jobs/<int:id>/retry", Incidents)
def retry_job(id: int) -> Response:
    """重新排队。 Queue a job that used up its tries again."""
    actor, lang = door.actor(), language()
    return decide(lambda tx: incidents.retry_job_in(tx, actor, id), lambda tx, _: reads.incidents(tx, actor, lang))
