"""Keep what the rules keep and no longer: the daily erasure, and the holds of the privacy officer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.domain import clock
from service.domain.administration import PRIVACY
from service.domain.errors import Forbidden, Invalid, NotFound
from service.domain.people import Actor
from service.store import access_anchor, admin_log, exams, leftovers, tasks
from service.store import retention as store
from service.store.database import Database, Tx

MIN_REASON = 4
BATCH: Final = 2000  # records of one transaction
STRETCHES: Final = 20  # of the access log: each holds up to 5,000 rows


@dataclass(slots=True)
class Erased:
    """What one run erased or deleted."""

    cases: int = 0
    held: int = 0
    people: int = 0
    people_held: int = 0
    records: int = 0
    notices: int = 0
    import_rows: int = 0
    exam_answers: int = 0
    drafts: int = 0
    deliveries: int = 0
    jobs: int = 0
    acts: int = 0
    access_archived: int = 0
    access_emptied: int = 0


def run(db: Database, tenant: int) -> Erased:
    """Erase and delete what is past its time, a transaction a case, a person or a batch; what is held stays."""
    done = Erased()
    _cases(db, tenant, done)
    _people(db, tenant, done)
    with db.transaction() as tx:
        done.records = store.erase_sealed(tx, tenant)
        done.exam_answers = exams.forget_answers(tx, tenant)
        done.drafts = tasks.forget_drafts(tx, tenant)
    done.notices = _all(db, lambda tx: leftovers.forget(tx, tenant, "notice", BATCH))
    done.import_rows = _all(db, lambda tx: leftovers.forget(tx, tenant, "import_row", BATCH))
    done.deliveries = _all(db, lambda tx: leftovers.forget(tx, tenant, "delivery", BATCH))
    done.jobs = _all(db, lambda tx: leftovers.forget(tx, tenant, "job", BATCH))
    done.acts = _all(db, lambda tx: admin_log.erase(tx, tenant, BATCH))
    done.access_archived = _archive(db, tenant)
    done.access_emptied = _all(db, lambda tx: access_anchor.empty(tx, tenant, STRETCHES))
    return done


def _cases(db: Database, tenant: int, done: Erased) -> None:
    with db.transaction() as tx:
        rows = store.due(tx, tenant)
    for row in rows:
        if row["held"]:
            done.held += 1
            continue
        with db.transaction() as tx:
            done.cases += store.erase(tx, tenant, row["id"]) > 0


def _people(db: Database, tenant: int, done: Erased) -> None:
    with db.transaction() as tx:
        rows = store.applicants(tx, tenant)
    for row in rows:
        if row["held"]:
            done.people_held += 1
            continue
        with db.transaction() as tx:
            done.people += store.anonymise(tx, tenant, row["person_id"])


def _archive(db: Database, tenant: int) -> int:
    """Go through the old part of the access log, some anchors a transaction."""
    total, place = 0, 0
    while True:
        with db.transaction() as tx:
            n, last = access_anchor.archive(tx, tenant, place, STRETCHES)
        if last is None:
            return total
        total, place = total + n, last


def _all(db: Database, batch: Callable[[Tx], int]) -> int:
    """Run a batch after another, each in its own transaction, until nothing is left to do."""
    total = 0
    while True:
        with db.transaction() as tx:
            n = batch(tx)
        if n == 0:
            return total
        total += n


def check_officer(actor: Actor) -> None:
    """Refuse whoever is not the privacy officer.

    Raises Forbidden.
    """
    if not actor.holds(PRIVACY, clock.today()):
        raise Forbidden("not_privacy_officer")


def hold_in(tx: Tx, actor: Actor, case: str, whole_person: bool, reason: str) -> None:
    """Hold a case, named by its id or number, or all cases of whom it is about, inside the caller's transaction.

    Raises Forbidden, Invalid.
    """
    check_officer(actor)
    why = _reason(reason)
    found = store.subject_of(tx, actor.tenant, key) if (key := _case(tx, actor.tenant, case)) else None
    if found is None:
        raise Invalid.at("/case", "hold_no_case")
    if whole_person and found["person_id"] is None:
        raise Invalid.at("/case", "hold_no_person")
    instance, person = (None, found["person_id"]) if whole_person else (found["id"], None)
    row = store.hold(tx, actor.tenant, instance, person, why, actor.person_id, clock.now())
    after = {"instance": instance, "person": person}
    admin_log.record(tx, actor.tenant, actor.person_id, "hold.set", row, after=after, reason=why)


def release_in(tx: Tx, actor: Actor, key: UUID, reason: str) -> None:
    """End a hold inside the caller's transaction.

    Raises Forbidden, Invalid, NotFound.
    """
    check_officer(actor)
    why = _reason(reason)
    if not store.release(tx, actor.tenant, key, actor.person_id, clock.now()):
        raise NotFound("not_found")
    admin_log.record(tx, actor.tenant, actor.person_id, "hold.ended", key, reason=why)


def _case(tx: Tx, tenant: int, text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return store.case_by_key(tx, tenant, text.strip())


def _reason(text: str) -> str:
    if len(text.strip()) < MIN_REASON:
        raise Invalid.at("/reason", "required")
    return text.strip()
