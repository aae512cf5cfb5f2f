"""One row of the register: its case enters the process where the person stands, or is taken back untouched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.actions.steps import Cause, begin, cancel, start_data
from service.desk import Desk, open_release
from service.domain import clock, phrases, roster
from service.domain.calendar import parse_day
from service.domain.errors import Conflict
from service.domain.instances import Event
from service.domain.joining import joining
from service.domain.people import Stage
from service.engine import Engine
from service.store import cases, cultivation, instances, releases
from service.store import rosters as store
from service.store.database import Row, Tx
from service.store.ids import new_id

UNDONE: Final = "名册导入整批撤回"  # the reason that the case's history keeps
ENTRY: Final = {"entry": "register"}
# The days that the person's record keeps; the others stand in the case's first row of history.
_OF_RECORD: Final = ("applied_on", "talked_on", "activist_on", "member_on")
ALIVE: Final = ("running", "faulted", "suspended")


def forward(tx: Tx, engine: Engine, tenant: int, run: UUID, row: Row) -> None:
    """Let the case of a signed row begin at its stage, with its days.

    Raises Conflict when the record is no longer what was previewed, or a case runs already.
    """
    person = store.lock_person(tx, tenant, row["person_id"])
    if person is None or person["version"] != row["version_before"] or person["branch_id"] != row["branch_id"]:
        raise Conflict("import_meanwhile")
    instance_id = new_id()
    if cases.other_running(tx, tenant, person["id"], instance_id):
        raise Conflict("roster_running", key="")
    facts, before = row["facts"], _facts_of(person)
    if facts.get("why") and _step(tx, engine, tenant, facts) != facts["at"]:
        raise Conflict("roster_step_changed")
    left_before = store.kept(tx, tenant, person["id"])
    version = store.set_facts(tx, tenant, person["id"], _days(person, facts))
    _write(tx, tenant, person, facts, instance_id, row["signed_by"])
    _begin(tx, engine, tenant, run, row, person, instance_id)
    kept = {
        "facts": before,
        **left_before,
        "left": store.kept(tx, tenant, person["id"]),
        "seq": store.last_seq(tx, tenant, instance_id),
    }
    store.set_row(
        tx, tenant, run, row["number"], "entered", instance_id=instance_id, before=kept, version_after=version
    )


def _step(tx: Tx, engine: Engine, tenant: int, facts: Mapping[str, Any]) -> str:
    """Return what the rules of today let a row go on with."""
    return joining(facts, clock.today(), desk_of(tx, engine, tenant).rules).step


def desk_of(tx: Tx, engine: Engine, tenant: int) -> Desk:
    """Open the released way to membership.

    Raises Conflict.
    """
    release = releases.current(tx, tenant, cases.CASE)
    if release is None:
        raise Conflict("roster_no_process")
    return open_release(tx, engine, tenant, release["id"])


def _facts_of(person: Row) -> dict[str, Any]:
    return {key: person[key].isoformat() if person[key] else None for key in store.FACTS}


def _days(person: Row, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the days of the record with those of the register; what the register leaves empty stays."""
    days = {key: facts[key] or person[key] for key in _OF_RECORD}
    if facts["stage"] != Stage.PROBATIONARY_MEMBER:  # an assembly makes nobody a member before the approval
        days["member_on"] = person["member_on"]
    return days | {"stage_since": roster.stage_since(facts["stage"], facts)}


def _write(tx: Tx, tenant: int, person: Row, facts: Mapping[str, Any], instance_id: UUID, signer: UUID) -> None:
    who = person["id"]
    if facts["contacts"] and facts["stage"] in (Stage.ACTIVIST, Stage.DEVELOPMENT_CANDIDATE):
        since = parse_day(facts["activist_on"]) or clock.today()
        cases.set_contacts(tx, tenant, who, [UUID(each) for each in facts["contacts"]], since)
    if facts["introducers"]:
        since = parse_day(facts["candidate_on"]) or clock.today()
        cultivation.set_introducers(tx, tenant, who, [UUID(each) for each in facts["introducers"]], since)
    for review in facts["reviews"]:
        due_on, held_on = parse_day(review["due_on"]), parse_day(review["on"])
        assert due_on is not None and held_on is not None
        cultivation.record_review(
            tx, tenant, who, review["turn"], due_on, held_on, review["result"], instance_id, signer, clock.now()
        )


def _begin(tx: Tx, engine: Engine, tenant: int, run: UUID, row: Row, person: Row, instance_id: UUID) -> None:
    release = releases.current(tx, tenant, cases.CASE)
    if release is None:
        raise Conflict("roster_no_process")
    facts = row["facts"]
    answers = {**facts, **ENTRY}  # where the case goes on: case.enter
    # What stood on the register, under its names; people only by their ids, who signed as whoever started it.
    said = {key: facts[key] for key in (*roster.BY_KEY, "at") if facts.get(key) and key not in ("name", "branch")}
    payload = {"answers": ENTRY, "process": cases.CASE, "register": said, "import": str(run), "row": row["number"]}
    event = Event("instance.started", clock.today(), payload, actor_id=row["signed_by"])
    data = start_data(person["branch_id"], row["signed_by"], person["id"], clock.now()) | ENTRY
    begin(
        tx,
        engine,
        tenant,
        release["id"],
        cases.CASE,
        instance_id,
        person["branch_id"],
        person["id"],
        person["name"],
        data,
        Cause(event, row["signed_by"], row["signer"] or "", answers=answers),
    )


def back(tx: Tx, tenant: int, run: UUID, row: Row, who: UUID | None) -> None:
    """Take the case of a row back and put the record as it was, or say who has gone on with it."""
    case = instances.lock_instance(tx, tenant, row["instance_id"])
    person = store.lock_person(tx, tenant, row["person_id"])
    found = _moved_on(tx, tenant, row, case, person)
    if found is not None:
        store.set_row(tx, tenant, run, row["number"], "kept", found=found)
        return
    said = {"reason": UNDONE, "import": str(run), "row": row["number"]}
    event = Event("instance.stopped", clock.today(), said, actor_id=who)
    cancel(tx, tenant, row["instance_id"], clock.now(), who, event)
    store.put_back(tx, tenant, row["person_id"], row["before"])
    store.set_facts(tx, tenant, row["person_id"], row["before"]["facts"])
    store.set_row(tx, tenant, run, row["number"], "undone")


def _moved_on(tx: Tx, tenant: int, row: Row, case: Row | None, person: Row | None) -> dict[str, Any] | None:
    acted = store.acted_since(tx, tenant, row["instance_id"], row["before"]["seq"])
    if acted is not None:
        what = acted["title"] or phrases.PHRASES.get(acted["type"], (acted["type"],))[0]
        params = {"who": acted["who"] or "系统", "day": acted["occurred_on"].isoformat(), "what": what}
        return {"code": "roster_moved_on", "params": params}
    taken = store.claimed(tx, tenant, row["instance_id"])
    if taken is not None:
        return {"code": "roster_claimed", "params": {"who": taken["who"], "what": taken["title"]}}
    changed = (
        case is None
        or person is None
        or case["status"] not in ALIVE
        or person["version"] != row["version_after"]
        or store.kept(tx, tenant, row["person_id"]) != row["before"]["left"]
    )
    return {"code": "roster_changed", "params": {}} if changed else None
