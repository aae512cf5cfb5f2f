"""Operators of listing a development candidate (A06): how matters stand, outcome, introducers, public notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from service.actions.operators import deadline, values
from service.actions.operators.cultivation import activist, first_day
from service.actions.operators.registry import Context, operator, undoes
from service.domain import deadlines
from service.domain import publications as notices
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.domain.labels import stage_name
from service.domain.people import Stage
from service.domain.rules import Kind
from service.store import cases, cultivation, people, publications

LISTED: Final = "listed"
# Why somebody is not listed -> the rule that says from when one may try again; None: as soon as they are ready.
REASONS: Final = {
    "branch_hold": None,
    "not_agreed": "retry_after_not_agreed",
    "objection_upheld": None,
    "notice_affects": None,
}
NOTICE_RULES: Final = {"candidate": "candidate_notice"}
UNIT, RESIDENCE = "unit", "residence"


@operator("candidate.standing")
def standing(ctx: Context, person_id: str) -> dict[str, Any]:
    """Return from when an activist may be proposed, how many reviews stand, who speaks as the contact."""
    person = activist(ctx, person_id)
    held = cultivation.reviews(ctx.tx, ctx.tenant, person["id"], person["activist_on"])
    found = cultivation.contact(ctx.tx, ctx.tenant, person["id"], person["branch_id"], ctx.today)
    about = publications.subject(ctx.tx, ctx.tenant, person["id"])
    return {
        "activist_on": person["activist_on"].isoformat(),
        "earliest": first_day(ctx, person).isoformat(),
        "reviews": len(held),
        "contact_id": str(found) if found else None,
        "floating": bool(about and about["floating"]),
    }


@operator("candidate.close")
def close(ctx: Context, person_id: str, outcome: str, reason_class: str | None, on: str) -> dict[str, Any]:
    """Keep what came of a proposal; somebody who is not listed stays an activist and may be proposed again.

    Raises InvalidAnswers for a listing before the public notice has ended.
    """
    person = activist(ctx, person_id)
    day = values.not_later(on, ctx.today, "/answers/meeting_on")
    again: date | None = None
    if outcome == LISTED:
        posted = publications.of_case(ctx.tx, ctx.tenant, ctx.instance_id, person["id"])
        last = max((row["closes_on"] for row in posted), default=None)
        if last is not None and day <= last:
            raise InvalidAnswers.at("/answers/meeting_on", "notice_not_over", until=last)
    else:
        if reason_class not in REASONS:
            raise Conflict("operator_parameters", name=reason_class)
        pause = REASONS[reason_class]
        if pause is not None:
            found = deadlines.earliest(ctx.rules.rule(pause, ctx.today), day, ctx.calendar)
            again = found.day if found else None
    cultivation.record_attempt(
        ctx.tx, ctx.tenant, person["id"], ctx.instance_id, day, outcome, reason_class, again, ctx.actor_id, ctx.at
    )
    ctx.record("candidate.closed", {"outcome": outcome, "reason_class": reason_class, "on": day, "not_before": again})
    return {
        "outcome": outcome,
        "listed_on": day.isoformat() if outcome == LISTED else None,
        "reason_class": reason_class,
        "not_before": again.isoformat() if again else None,
    }


@operator("candidate.step_back")
def step_back(ctx: Context, person_id: str, on: str) -> dict[str, Any]:
    """Let a candidate whose review failed, or who was not admitted, go on as an activist: the time counts on."""
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if person is None:
        raise NotFound("person_not_found")
    if person["stage"] != Stage.DEVELOPMENT_CANDIDATE or person["activist_on"] is None:
        raise Conflict("person_stage", who=person["name"], stage=stage_name(person["stage"]))
    day = values.not_later(on, ctx.today, "/answers/taken_up_on")
    before = {name: person[name] for name in people.STAGE_FACTS}
    back = {**before, "stage": Stage.ACTIVIST, "stage_since": person["activist_on"]}
    people.restore_stage(ctx.tx, ctx.tenant, person["id"], back)
    ctx.record("person.taken_back", {"from": person["stage"], "to": Stage.ACTIVIST.value, "on": day})
    return {"person_id": str(person["id"]), "to": Stage.ACTIVIST.value, "before": values.plain(before)}


@undoes("candidate.step_back")
def forth_again(ctx: Context, said: Mapping[str, Any]) -> None:
    """Let somebody be the candidate they were; whoever has moved on since stays."""
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(said["person_id"]))
    if person is None or person["stage"] != said["to"]:
        raise Conflict("person_stage", who=person["name"] if person else "", stage=stage_name(said["to"]))
    people.restore_stage(ctx.tx, ctx.tenant, person["id"], said["before"])
    ctx.record("person.taken_back", {"from": said["to"], "to": said["before"]["stage"]})


@operator("case.set_introducers")
def set_introducers(ctx: Context, person_id: str, introducers: list[str], on: str) -> dict[str, int]:
    """Appoint the two introducers, full members of the branch; `warned` answers whether a warning is in effect (§14).

    Raises InvalidAnswers for another number, for others, and for whom the text of the day calls unsuitable.
    """
    person = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if person is None:
        raise NotFound("person_not_found")
    day = values.not_later(on, ctx.today, "/answers/appointed_on")
    wanted = [values.uuid(each) for each in introducers]
    rule = ctx.rules.rule("introducers", ctx.today)
    if len(set(wanted)) != rule.details["exact"]:
        raise InvalidAnswers.at("/answers/introducers", "introducers_number", number=rule.details["exact"])
    members = cases.full_members(ctx.tx, ctx.tenant, person["branch_id"], wanted)
    problems = [
        Problem(f"/answers/introducers/{index}", "introducer_not_full_member")
        for index, each in enumerate(wanted)
        if each not in members or each == person["id"]
    ]
    if ctx.answers.get("warned") == "yes" and rule.details.get("unsuitable"):
        problems.append(Problem("/answers/warned", "introducer_unsuitable", {"article": rule.citation}))
    if problems:
        raise InvalidAnswers(problems)
    cultivation.set_introducers(ctx.tx, ctx.tenant, person["id"], wanted, day)
    ctx.record("case.introducers_set", {"introducers": [str(each) for each in wanted], "on": day})
    return {"n": len(wanted)}


@operator("publication.post")
def post(ctx: Context, person_id: str, kind: str) -> dict[str, Any]:
    """Put up a public notice with the least that it needs; floating people's at both places, until the later ends.

    Answers: `posted_on`, and for the second place `residence_posted_on`. Raises InvalidAnswers when the second is
    missing for somebody who is floating, where the text asks for both.
    """
    about = publications.subject(ctx.tx, ctx.tenant, values.uuid(person_id))
    if about is None:
        raise NotFound("person_not_found")
    rule = ctx.rules.rule(NOTICE_RULES[kind], ctx.today)
    if rule.kind is not Kind.WINDOW:
        raise Conflict("rule_no_date", rule=rule.id)
    days = {UNIT: ctx.answers.get("posted_on"), RESIDENCE: ctx.answers.get("residence_posted_on")}
    both = rule.details.get("floating") is not None and (about["floating"] or ctx.answers.get("floating") == "yes")
    if both and not days[RESIDENCE]:
        raise InvalidAnswers.at("/answers/residence_posted_on", "notice_both_places", article=rule.citation)
    pointers = {UNIT: "/answers/posted_on", RESIDENCE: "/answers/residence_posted_on"}
    terms: list[tuple[date, date]] = []
    fields = notices.fields(about, ctx.today)
    for place, said in days.items():
        if said:
            opens = values.not_later(said, ctx.today, pointers[place])
            closes = deadline.window(ctx, rule.id, opens)
            publications.post(
                ctx.tx, ctx.tenant, ctx.instance_id, values.uuid(person_id), kind, place, opens, closes, fields
            )
            terms.append((opens, closes))
    if not terms:
        raise InvalidAnswers.at("/answers/posted_on", "required")
    last = max(closes for _, closes in terms)
    ctx.record("publication.posted", {"kind": kind, "places": len(terms), "until": last})
    return {
        "places": len(terms),
        "opens_on": min(opens for opens, _ in terms).isoformat(),
        "due": last.isoformat(),
        "expires": values.after(last),
    }


@operator("publication.take_down")
def take_down(ctx: Context, person_id: str) -> dict[str, int]:
    """Take down what this case has put up: what it said is erased, that it hung there remains."""
    count = publications.take_down(ctx.tx, ctx.tenant, ctx.instance_id, values.uuid(person_id), ctx.at)
    if count:
        ctx.record("publication.taken_down", {"places": count})
    return {"places": count}
