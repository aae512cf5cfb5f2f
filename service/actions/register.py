"""Who is on record: record a person, mend a record, transfer somebody to another branch (system administrator).

The way through the stages is the business of processes and not seen here; sealed values are written, never read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from service.actions.pinyin import pinyin
from service.domain import administration, clock, idcard, imports
from service.domain.errors import Conflict, Forbidden, Invalid, NotFound, Problem, StaleVersion
from service.domain.moves import reason_of
from service.domain.people import Actor
from service.store import admin_log, following, register, sensitive, tenants
from service.store import organizations as tree
from service.store.database import Row, Tx
from service.store.ids import new_id


def add_in(tx: Tx, actor: Actor, given: Mapping[str, Any]) -> UUID:
    """Record a person; the same checks as for a row of an import.

    Raises Forbidden, Invalid (each field by its name), NotFound (branch).
    """
    seats = administration.seats(actor, clock.today())
    why, branch = reason_of(given["reason"]), _branch(tx, actor, seats, given["branch_id"])
    demo, number = tenants.is_demo(tx, actor.tenant), idcard.normal(given["id_number"])
    # a sheet says the sex to cross-check the number; here the number itself says it
    sex = "male" if idcard.problem(number, demo) else idcard.sex(number)
    cells = {**given, "sex": sex, "branch": branch["name"], "floating": "是" if given["floating"] else "否"}
    entry = imports.read(0, cells, clock.today(), demo)
    _refuse(entry.reasons)
    assert entry.born is not None
    sealer, person = tx.sealer, new_id()
    facts = {
        **entry.facts,
        "id": person,
        "name_pinyin": pinyin(entry.facts["name"]),
        "branch_id": branch["id"],
        "birth_date": sealer.seal(entry.born.isoformat(), person, "birth_date"),
        "id_number": sealer.seal(entry.id_number, person, "id_number"),
        "id_number_index": sealer.index(entry.id_number, "id_number"),
        "phone": sealer.seal(entry.phone, person, "phone") if entry.phone else None,
        "phone_index": sensitive.phone_index(sealer, entry.phone) if entry.phone else None,
    }
    taken = register.number_taken(tx, actor.tenant, sealer.indexes(entry.id_number, "id_number"), person)
    if taken or not register.add(tx, actor.tenant, facts):
        raise Invalid.at("/id_number", "register_known")
    after = {"branch": branch["id"], "phone": bool(entry.phone)}
    admin_log.record(tx, actor.tenant, actor.person_id, "person.recorded", person, None, after, why)
    return person


def edit_in(tx: Tx, actor: Actor, person: UUID, given: Mapping[str, Any]) -> None:
    """Mend what is on record about a person; what is not given stays. A number replaces the sealed one unseen.

    Raises Forbidden (one's own record), NotFound, StaleVersion, Invalid.
    """
    row, why = _locked(tx, actor, person, given["version"]), reason_of(given["reason"])
    said = {name: given[name] for name in ("name", "education", "occupation", "floating") if name in given}
    facts, number = {**row, **said}, idcard.normal(given.get("id_number") or "")
    phone, reasons = imports.check_facts(facts, given.get("phone") or "")
    born = _new_number(tx, actor, person, number, facts, reasons) if number else None
    _refuse(reasons)
    facts["name_pinyin"] = pinyin(facts["name"])
    register.edit(tx, actor.tenant, person, facts)
    if number or phone:
        given_phone, given_number = phone or None, number or None
        sensitive.write(tx, tx.sealer, actor.tenant, person, id_number=given_number, phone=given_phone, birth_date=born)
    changed = [name for name in register.EDITABLE if name != "name_pinyin" and facts[name] != row[name]]
    fields = [*changed, *(["id_number"] if number else []), *(["phone"] if phone else [])]
    # the name is what papers and people know them by; everything else is told by its kind only
    before, after = ({"name": each["name"]} if "name" in changed else {} for each in (row, facts))
    admin_log.record(
        tx, actor.tenant, actor.person_id, "person.mended", person, before, {**after, "fields": fields}, why
    )


def _new_number(
    tx: Tx, actor: Actor, person: UUID, number: str, facts: dict[str, Any], reasons: list[imports.Reason]
) -> date | None:
    """Check an identity number that replaces the one on record; sex and year of birth come with it."""
    if code := idcard.problem(number, tenants.is_demo(tx, actor.tenant)):
        reasons.append(imports.Reason("id_number", code))
        return None
    if register.number_taken(tx, actor.tenant, tx.sealer.indexes(number, "id_number"), person):
        reasons.append(imports.Reason("id_number", "register_known"))
    born = idcard.birth_date(number)
    facts |= {"sex": idcard.sex(number), "birth_year": born.year if born else None}
    return born


def transfer_in(tx: Tx, actor: Actor, person: UUID, given: Mapping[str, Any]) -> None:
    """Put a person into another branch; open cases about them and what waits in these follow, posts do not.

    Raises Forbidden (oneself), NotFound, StaleVersion, Invalid.
    """
    row, why = _locked(tx, actor, person, given["version"]), reason_of(given["reason"])
    seats = administration.seats(actor, clock.today())
    tree.lock_tree(tx, actor.tenant)
    branch = _branch(tx, actor, seats, given["branch_id"])
    if branch["id"] == row["branch_id"]:
        raise Invalid.at("/branch_id", "register_same_branch")
    tasks = cases = 0
    if row["branch_id"] is not None:
        found = following.cases_of(tx, actor.tenant, row["branch_id"], [person])
        tasks = following.follow(
            tx, actor.tenant, found, row["branch_id"], branch["id"], actor=actor.person_id, because="transferred"
        )
        cases = len(found)
    register.set_branch(tx, actor.tenant, [person], branch["id"])
    after = {"branch": branch["id"], "cases": cases, "tasks": tasks}
    before = {"branch": row["branch_id"]}
    admin_log.record(tx, actor.tenant, actor.person_id, "person.transferred", person, before, after, why)


def _locked(tx: Tx, actor: Actor, person: UUID, version: int) -> Row:
    seats = administration.seats(actor, clock.today())
    row = register.lock(tx, actor.tenant, seats, person)
    if row is None:
        raise NotFound("person_not_found")
    if person == actor.person_id:
        raise Forbidden("register_oneself")
    if row["version"] != version:
        raise StaleVersion("register_stale")
    return row


def _branch(tx: Tx, actor: Actor, seats: Sequence[UUID], branch: UUID) -> Row:
    row = tree.find(tx, actor.tenant, branch, seats)
    if row is None or row["level"] != "branch":
        raise Invalid.at("/branch_id", "import_branch_unknown")
    if row["dissolved_on"] is not None:
        raise Conflict("organization_dissolved")
    return row


def _refuse(reasons: Sequence[imports.Reason]) -> None:
    if reasons:
        raise Invalid([Problem(f"/{reason.column}", reason.code, dict(reason.params)) for reason in reasons])
