"""The operator that records a death: what runs about the person ends, what hung on them is handed on."""

from __future__ import annotations

from service.actions.operators import values
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain.errors import Conflict, NotFound
from service.store import cases, deaths, notices, people, queue, standing
from service.store.notices import NewNotice

MESSAGE = "msg_deceased"


@operator("death.record")
def record(ctx: Context, person_id: str, on: str) -> dict[str, int]:
    """Record a death: the person's case is told and ends by its own diagram; without one the record is closed here.

    Whom the person was a contact of needs another; posts and accounts are the administrators' to end, who are told.
    """
    day = values.not_later(on, ctx.today, "/answers/died_on")
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if person is None:
        raise NotFound("person_not_found")
    if person["stage"] == "deceased":
        raise Conflict("death_recorded", who=person["name"])
    if standing.waits_for(ctx.tx, ctx.tenant, MESSAGE, person["id"], ctx.instance_id):
        queue.deliver_message(ctx.tx, ctx.tenant, MESSAGE, str(person["id"]), {})
        ctx.record("message.sent", {"message": MESSAGE, "key": str(person["id"])})
    else:
        cases.close(ctx.tx, ctx.tenant, person["id"], "deceased", ctx.today)
    charges = deaths.end_as_contact(ctx.tx, ctx.tenant, person["id"], day)
    held = deaths.held(ctx.tx, ctx.tenant, person["id"], ctx.today)
    if held:
        administrators = notices.holders_of(
            ctx.tx, ctx.tenant, "security_admin", "town", ctx.organization_id, ctx.today
        )
        tell(ctx, [NewNotice(each, "post_of_deceased", {"subject": person["name"]}) for each in administrators])
    ctx.record("death.recorded", {"on": day, "contact_of": charges, "posts": held})
    return {"contact_of_n": charges, "open_n": deaths.open_besides(ctx.tx, ctx.tenant, person["id"], ctx.instance_id)}
