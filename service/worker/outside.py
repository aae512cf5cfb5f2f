"""One delivery brought out: between two transactions, holding neither a lock nor a connection meanwhile."""

from __future__ import annotations

from uuid import UUID

import structlog

from service import connectors
from service.actions import deliveries as actions
from service.domain.deliveries import REFUSED, Failure
from service.wiring import House

log = structlog.get_logger()
INVALID = ".invalid"


def deliver(house: House, tenant: int, delivery: UUID) -> None:
    """Try a delivery once; what comes of it is written down, and a failed try queues the next."""
    wish = actions.begin(house.db, tenant, delivery)
    if wish is None:
        return
    try:
        result = wish.sent if wish.sent is not None else _send(house, wish)
    except Failure as failure:
        log.info("delivery.failed", delivery=str(delivery), kind=wish.kind, code=failure.code, tries=wish.tries)
        actions.failed(house.db, house.engine, tenant, wish, failure)
        return
    except Exception:
        log.exception("delivery.broken", delivery=str(delivery), kind=wish.kind)
        actions.failed(house.db, house.engine, tenant, wish, Failure("delivery_internal"))
        return
    log.info("delivery.sent", delivery=str(delivery), kind=wish.kind, tries=wish.tries)
    actions.succeeded(house.db, house.engine, tenant, wish, result)


def _send(house: House, wish: actions.Wish) -> dict[str, object]:
    """Send for real; a demo town only pretends, because its people are invented and addresses may not be.

    There an address below `.invalid` (RFC 2606) is refused, so that people can see what a failure looks like.
    """
    contract = connectors.contracts().get(wish.kind)
    if contract is not None and wish.tries > contract.tries:
        raise Failure("delivery_internal")  # every try ended with the worker: whatever it is, it is not tried for ever
    if wish.demo:
        address = connectors.contracts()[wish.kind].address
        if INVALID in str(wish.params.get(address)):
            raise Failure("demo_refused", again=False, given_up=REFUSED)
        return {"demo": True}
    return connectors.send(wish.kind, wish.params, wish.key, house.settings.outside)
