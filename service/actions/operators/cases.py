"""Operators of the membership case: register, dates, contacts, stage, close, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from service.actions.operators import values
from service.actions.operators.registry import Context, operator, undoes
from service.domain import people as rules
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.domain.labels import stage_name
from service.store import cases, filing, people
from service.store.database import Row

CASE_SERIES: Final = "FZ"
FILING_SERIES: Final = {"activist": "BA", "org_reply": "PF", "membership_form": "ZYS"}
CLOSED_STAGES: Final = {
    "withdrawn": "withdrawn",
    "elsewhere": "transferred_out",
    "transferred": "transferred_out",
    "disqualified": "disqualified",
    "probation_cancelled": "probation_cancelled",
    "deceased": "deceased",
}


@operator("case.register")
def register(ctx: Context, person_id: str, received_on: str) -> dict[str, str]:
    """Open a person's case and issue its number."""
    person = _person(ctx, person_id)
    received = values.not_later(received_on, ctx.today, "/answers/received_on")
    return {"case_no": number(ctx, person, received)}


def number(ctx: Context, person: Row, received: date) -> str:
    """Give a person's only running case its number, by the year of the application."""
    if cases.other_running(ctx.tx, ctx.tenant, person["id"], ctx.instance_id):
        raise Conflict("case_exists", who=person["name"])
    case_no = cases.number_of(ctx.tx, ctx.tenant, ctx.instance_id)
    if case_no is None:  # registered once more after a return, a case keeps its number
        taken = filing.take(ctx.tx, ctx.tenant, CASE_SERIES, received.year)
        case_no = filing.written(CASE_SERIES, received.year, taken)
    ctx.record("case.registered", {"case_no": case_no, "received_on": received})
    return case_no


@operator("case.set_dates")
def set_dates(ctx: Context, person_id: str, event: str, on: str) -> None:
    """Record a date of the case."""
    if event != "talked":
        raise Conflict("operator_parameters", name=event)
    person = _person(ctx, person_id)
    day = values.not_later(on, ctx.today, "/answers/talked_on")
    if person["applied_on"] is not None and day < person["applied_on"]:
        raise InvalidAnswers.at("/answers/talked_on", "before_application", applied_on=person["applied_on"])
    people.set_talked(ctx.tx, ctx.tenant, person["id"], day)


@operator("case.set_contacts")
def set_contacts(ctx: Context, person_id: str, contacts: list[str], on: str) -> dict[str, int]:
    """Appoint one or two full members of the branch as contacts; earlier ones end."""
    person = _person(ctx, person_id)
    day = values.not_later(on, ctx.today, "/answers/appointed_on")
    wanted = [values.uuid(contact) for contact in contacts]
    if not 1 <= len(set(wanted)) <= 2:
        raise InvalidAnswers.at("/answers/contacts", "contacts_number")
    members = cases.full_members(ctx.tx, ctx.tenant, person["branch_id"], wanted)
    problems = [
        Problem(f"/answers/contacts/{index}", "contact_not_full_member")
        for index, contact in enumerate(wanted)
        if contact not in members or contact == person["id"]
    ]
    if problems:
        raise InvalidAnswers(problems)
    cases.set_contacts(ctx.tx, ctx.tenant, person["id"], wanted, day)
    ctx.record("case.contacts_set", {"contacts": [str(contact) for contact in wanted], "on": day})
    return {"n": len(set(wanted))}


@operator("case.close")
def close(ctx: Context, person_id: str, outcome: str) -> None:
    """Close a case that ends before its last stage: why is the outcome; most of those concerned may apply again."""
    if outcome not in CLOSED_STAGES:
        raise Conflict("operator_parameters", name=outcome)
    person = _person(ctx, person_id)
    cases.close(ctx.tx, ctx.tenant, person["id"], CLOSED_STAGES[outcome], ctx.today)
    ctx.record("case.closed", {"outcome": outcome})


@operator("person.advance")
def advance(ctx: Context, person_id: str, stage: str, on: str) -> dict[str, Any]:
    """Bring a person one stage further."""
    person = _person(ctx, person_id)
    day = values.not_later(on, ctx.today, "/answers/meeting_on" if stage != "applicant" else "/answers/received_on")
    now = person["stage"] if person["stage"] in rules.STAGES else None
    # An applicant who applies once more, after withdrawing or from the roster, begins at the beginning.
    again = stage == rules.Stage.APPLICANT and now in (None, rules.Stage.APPLICANT)
    if not again and not rules.may_advance(now, stage):
        raise Conflict("person_stage", who=person["name"], stage=stage_name(person["stage"]))
    people.set_stage(ctx.tx, ctx.tenant, person["id"], stage, day)
    ctx.record("person.advanced", {"from": person["stage"], "to": stage, "on": day})
    before = {name: person[name] for name in people.STAGE_FACTS}
    return {"person_id": str(person["id"]), "to": stage, "before": values.plain(before)}


@undoes("person.advance")
def take_back(ctx: Context, said: Mapping[str, Any]) -> None:
    """Bring a person back to the stage from which they were advanced; whoever has moved on since stays."""
    person = _person(ctx, said["person_id"])
    if person["stage"] != said["to"]:
        raise Conflict("person_stage", who=person["name"], stage=stage_name(person["stage"]))
    people.restore_stage(ctx.tx, ctx.tenant, person["id"], said["before"])
    ctx.record("person.taken_back", {"from": said["to"], "to": said["before"]["stage"]})


@operator("filing.number")
def filing_number(ctx: Context, kind: str) -> dict[str, str]:
    """Issue the next number of a filing series."""
    series = FILING_SERIES.get(kind)
    if series is None:
        raise Conflict("operator_parameters", name=kind)
    number = filing.number_of(ctx.tx, ctx.tenant, ctx.instance_id, kind)
    if number is None:
        number = filing.written(series, ctx.today.year, filing.take(ctx.tx, ctx.tenant, series, ctx.today.year))
    ctx.record("filing.numbered", {"number": number, "kind": kind})
    return {"number": number}


def _person(ctx: Context, person_id: Any) -> Row:
    found = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if found is None:
        raise NotFound("person_not_found")
    return found
