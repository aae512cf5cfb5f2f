"""Sit an exam: begin or go on, save every answer, hand in; and what an invigilator may do beside it.

None of it touches the engine but closing, which is a message to the case that waits for it. Time is the service's: a
sitting ends when it says, whatever a taker's computer shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from service.actions import exam_scoring as scoring
from service.actions.catching_up import deliver
from service.actions.steps import RUNNING
from service.domain import clock, exam_sheet
from service.domain import exams as rules
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from service.domain.people import Actor
from service.engine import Engine
from service.store import exams as store
from service.store import instances, sheets, waits
from service.store.database import Row, Tx
from service.store.ids import new_id

MOST_PROBLEMS = 50


def import_bank_in(tx: Tx, actor: Actor, name: str, content: bytes) -> UUID:
    """Keep a sheet of questions as the next version of a bank.

    Raises Forbidden, Invalid (row by row what is no question).
    """
    seats = rules.seats(actor, clock.today(), (rules.BANKER,))
    headers, rows = sheets.read(content, rules.MAX_QUESTIONS)
    lines, problems = exam_sheet.read(headers, rows)
    if problems:
        raise Invalid(problems[:MOST_PROBLEMS])
    if not name.strip():
        raise Invalid.at("/name", "required")
    return store.add_bank(tx, actor.tenant, seats[0], name.strip(), lines, actor.person_id, clock.now())


def kept(tx: Tx, actor: Actor, exam_id: UUID, lock: bool = False) -> Row:
    """Return an exam that an actor looks after.

    Raises Forbidden, NotFound.
    """
    seats = rules.seats(actor, clock.today())
    row = store.get(tx, actor.tenant, exam_id, lock)
    if row is None or not store.keeps(tx, actor.tenant, row["organization_id"], seats):
        raise NotFound("exam_not_found")
    return row


# -- the taker --------------------------------------------------------------------------------------------------------


def start_in(tx: Tx, actor: Actor, exam_id: UUID) -> UUID:
    """Begin a sitting, or go on with the one that runs; return the sitting.

    Going on makes this the only device that may save. Raises NotFound, Conflict (not open, over, no sitting left).
    """
    exam, place = _own(tx, actor, exam_id)
    now = clock.now()
    past = store.sittings(tx, actor.tenant, exam_id, actor.person_id)
    last = past[-1] if past else None
    if last is not None and last["submitted_at"] is None:
        if not rules.is_late(now, last["ends_at"]):
            store.take_over(tx, actor.tenant, last["id"])
            running: UUID = last["id"]
            return running
        scoring.settle(tx, actor.tenant, exam, last, "time", last["ends_at"])
        past = store.sittings(tx, actor.tenant, exam_id, actor.person_id)
    if place["mode"] != rules.Mode.COMPUTER:
        raise Conflict("exam_not_by_computer")
    _check_open(exam, now)
    if any((row["score"] or 0) >= exam["pass_mark"] for row in past):
        raise Conflict("exam_passed_already")
    if len(past) > exam["resits"]:
        raise Conflict("exam_no_resit")
    sitting = new_id()
    bank = store.as_questions(store.questions(tx, actor.tenant, exam["bank_id"]))
    paper = rules.draw(bank, store.parts(exam), f"{exam_id}/{actor.person_id}/{len(past) + 1}")
    ends = rules.ends_at(now, exam["minutes"], place["extra_minutes"], exam["closes_at"])
    store.begin(tx, actor.tenant, exam_id, actor.person_id, len(past) + 1, sitting, paper, now, ends)
    return sitting


def save_in(
    tx: Tx, actor: Actor, exam_id: UUID, device: int, seq: int, chosen: Mapping[int, Sequence[str]]
) -> datetime:
    """Save answers of the sitting that runs; return when.

    Raises NotFound, Conflict (over, handed in, taken over elsewhere), Invalid (not on the paper).
    """
    row = _running(tx, actor, exam_id, device)
    now = clock.now()
    if rules.is_late(now, row["ends_at"]):
        raise Conflict("exam_time_over")
    _check_choices(store.paper_of(row), chosen)
    store.save(tx, actor.tenant, row["id"], seq, chosen, now)
    return now


def submit_in(tx: Tx, actor: Actor, exam_id: UUID, device: int) -> None:
    """Hand in the sitting that runs; it is scored at once."""
    row = _running(tx, actor, exam_id, device)
    exam = store.get(tx, actor.tenant, exam_id)
    assert exam is not None
    now = clock.now()
    late = rules.is_late(now, row["ends_at"])
    scoring.settle(tx, actor.tenant, exam, row, "time" if late else "taker", row["ends_at"] if late else now)


def _own(tx: Tx, actor: Actor, exam_id: UUID) -> tuple[Row, Row]:
    """Return an exam and the actor's place on its list, which stays locked: two tabs begin one sitting."""
    place = store.taker(tx, actor.tenant, exam_id, actor.person_id, lock=True)
    exam = None if place is None else store.get(tx, actor.tenant, exam_id)
    if place is None or exam is None or exam["status"] == "planned":
        raise NotFound("exam_not_found")
    return exam, place


def _check_open(exam: Row, now: datetime) -> None:
    if exam["status"] == "closed" or now >= exam["closes_at"]:
        raise Conflict("exam_closed")
    if now < exam["opens_at"]:
        raise Conflict("exam_too_early", at=exam["opens_at"].astimezone(clock.OFFICE_ZONE).strftime("%Y-%m-%d %H:%M"))


def _running(tx: Tx, actor: Actor, exam_id: UUID, device: int) -> Row:
    row = store.lock_sitting(tx, actor.tenant, exam_id, actor.person_id)
    if row is None:
        raise NotFound("exam_not_found")
    if row["submitted_at"] is not None:
        raise Conflict("exam_handed_in")
    if row["device"] != device:
        raise Conflict("exam_elsewhere")
    return row


def _check_choices(paper: Sequence[rules.Item], chosen: Mapping[int, Sequence[str]]) -> None:
    problems = [
        Problem(f"/answers/{place}", "exam_choice")
        for place, keys in chosen.items()
        if not 1 <= place <= len(paper) or not rules.fits(paper[place - 1].kind, paper[place - 1].options, keys)
    ]
    if problems:
        raise Invalid(problems)


# -- the invigilator --------------------------------------------------------------------------------------------------


def extend_in(tx: Tx, actor: Actor, exam_id: UUID, person: UUID, minutes: int, reason: str) -> None:
    """Give a taker more minutes, for a reason; never oneself.

    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    exam = kept(tx, actor, exam_id)
    if person == actor.person_id:
        raise Forbidden("exam_own")
    if exam["status"] != "open":
        raise Conflict("exam_closed")
    found = store.taker(tx, actor.tenant, exam_id, person, lock=True)
    if found is None:
        raise NotFound("exam_not_found")
    most = int(rules.MOST_EXTRA.total_seconds()) // 60
    if found["extra_minutes"] + minutes > most:
        raise Invalid.at("/minutes", "exam_extra", most=most)
    store.extend(tx, actor.tenant, exam_id, person, minutes, reason)


def to_paper_in(tx: Tx, actor: Actor, exam_id: UUID, person: UUID) -> None:
    """Let a taker sit on paper instead, as asked for; not once they have begun at the computer."""
    exam = kept(tx, actor, exam_id)
    found = store.taker(tx, actor.tenant, exam_id, person, lock=True)
    if found is None:
        raise NotFound("exam_not_found")
    if exam["status"] == "closed":
        raise Conflict("exam_closed")
    if any(row["submitted_at"] is None for row in store.sittings(tx, actor.tenant, exam_id, person)):
        raise Conflict("exam_begun")
    store.set_mode(tx, actor.tenant, exam_id, [person], rules.Mode.PAPER)


def close_in(tx: Tx, engine: Engine, actor: Actor, exam_id: UUID) -> None:
    """Close an exam before its time: everybody has finished. The case that waits goes on and scores what is left.

    Raises Forbidden, NotFound, Conflict (somebody still sits; closed already).
    """
    exam = kept(tx, actor, exam_id, lock=True)
    now = clock.now()
    if exam["status"] != "open":
        raise Conflict("exam_closed")
    sitting = sum(not rules.is_late(now, row["ends_at"]) for row in store.unfinished(tx, actor.tenant, exam_id))
    if sitting:
        raise Conflict("exam_still_sitting", n=sitting)
    known = store.waiting_for_end(tx, actor.tenant, exam_id)
    row = None if known is None else instances.lock_instance(tx, actor.tenant, known["instance_id"])
    wait = None if known is None else waits.subscription(tx, actor.tenant, known["id"])
    if row is None or wait is None or row["status"] not in RUNNING:
        raise Conflict("instance_busy")
    if not deliver(tx, engine, actor.tenant, row, wait, {}, by=actor):
        raise Conflict("instance_busy")
