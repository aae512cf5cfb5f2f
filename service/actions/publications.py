"""Public notices (公示) whose case is no more: cancelled in the middle, it did not come to taking its notices down."""

from __future__ import annotations

from service.domain import clock
from service.domain.instances import Event
from service.store import noting, publications
from service.store.database import Database

TAKEN_DOWN = "publication.taken_down"


def take_down_left(db: Database, tenant: int) -> int:
    """Take down what ended cases have left up, with a row in their histories; return how many notices."""
    at = clock.now()
    with db.transaction() as tx:
        left = publications.take_down_left(tx, tenant, at)
        said = {case: [Event(TAKEN_DOWN, clock.office_day(at), {"places": n})] for case, n in left.items()}
        if said:
            noting.note(tx, tenant, said, at)
    return sum(left.values())
