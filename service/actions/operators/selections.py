"""Operators of the choice of sunshine members (B05): places, names, checks, the committee's choice, notice, naming.

Stars and scores are for people to look at. The committee chooses; where it passes over a higher score for a lower one
of the same organisation it says why, and nobody is chosen whom the table, the office or the discipline body has out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import stars as rules
from service.domain.calendar import add_years
from service.domain.errors import InvalidAnswers, Problem
from service.domain.labels import SUNSHINE_VERDICTS, label
from service.domain.recommendation import has_reason, minimum_nominees
from service.store import filing, selections
from service.store.database import Row
from service.store.notices import NewNotice

REASON: Final = 10
SERIES: Final = "YGDY"
PLACES: Final = "名额所限"


@operator("selection.open")
def open_(ctx: Context, year: int, places: int, floor_from: int) -> list[dict[str, Any]]:
    """Share the places among the base organisations by members, and return who is asked to name how many."""
    year, places = int(year), int(places)
    if selections.running(ctx.tx, ctx.tenant, year):
        raise InvalidAnswers.at("/answers/selection_year", "selection_runs", year=year)
    rows = selections.bases(ctx.tx, ctx.tenant, ctx.organization_id, ctx.today)
    members = {row["base_id"]: int(row["members"]) for row in rows if row["members"]}
    shares = rules.shares(places, members, int(floor_from))
    asked = [
        {**row, "quota": shares[row["base_id"]], "needed": minimum_nominees(shares[row["base_id"]])}
        for row in rows
        if shares.get(row["base_id"])
    ]
    if not asked:
        raise InvalidAnswers.at("/answers/places", "selection_nobody")
    selections.share(ctx.tx, ctx.tenant, ctx.instance_id, year, asked)
    ctx.record("selection.opened", {"year": year, "places": places, "organizations": len(asked)})
    return [
        {
            "round_id": str(ctx.instance_id),
            "base_id": str(row["base_id"]),
            "organization_id": str(row["organization_id"]),
            "organization_name": row["name"],
            "level": row["level"],
            "quota": row["quota"],
            "needed": row["needed"],
        }
        for row in asked
    ]


@operator("selection.nominees")
def nominees(ctx: Context, unit: Mapping[str, Any], year: int) -> list[dict[str, Any]]:
    """Read whom the organisation names: members of its own, each once, a fifth more than its places or why not."""
    rows = values.rows(ctx.answers, "nominees")
    people = [values.uuid(row["person_id"]) for row in rows]
    known = selections.standing(ctx.tx, ctx.tenant, values.uuid(unit["base_id"]), people, int(year))
    problems = [
        Problem(f"/answers/nominees/{place}/person_id", "not_among_options" if person not in known else "star_twice")
        for place, person in enumerate(people)
        if person not in known or person in people[:place]
    ]
    if len(people) < int(unit["needed"]) and not has_reason(str(ctx.answers.get("waived") or ""), REASON):
        problems.append(Problem("/answers/waived", "selection_few", {"needed": int(unit["needed"])}))
    if problems:
        raise InvalidAnswers(problems)
    if ctx.answers.get("waived"):
        selections.waive(
            ctx.tx, ctx.tenant, values.uuid(unit["round_id"]), values.uuid(unit["base_id"]), str(ctx.answers["waived"])
        )
    year_ago = add_years(ctx.today, -1)
    return [
        {
            "person_id": str(person),
            "stars": known[person]["stars"] or 0,
            "scored": False,  # members have no points scheme of their own yet
            "points": 0,
            "disciplined": row["disciplined"] == "yes",
            "member_year": known[person]["member_on"] is not None and known[person]["member_on"] <= year_ago,
        }
        for row, person in zip(rows, people, strict=True)
    ]


@operator("selection.name")
def name(
    ctx: Context, unit: Mapping[str, Any], year: int, named: Sequence[Mapping[str, Any]], verdicts: Sequence[Any]
) -> dict[str, int]:
    """Keep who was named with what the table says of each; whom it has out stays out, with the reason."""
    base = values.uuid(unit["base_id"])
    known = selections.standing(ctx.tx, ctx.tenant, base, [values.uuid(one["person_id"]) for one in named], int(year))
    rows = []
    for one, said in zip(named, verdicts, strict=True):
        person = values.uuid(one["person_id"])
        verdict = str(said["verdict"] if isinstance(said, Mapping) else said)
        fits = verdict == "eligible"
        reason = "" if fits else label(SUNSHINE_VERDICTS, verdict)
        row = {"person_id": person, "stars": known[person]["stars"], "score": known[person]["score"]}
        status = "nominated" if fits else "excluded"
        rows.append({**row, "verdict": verdict, "status": status, "reason": reason})
    selections.nominate(ctx.tx, ctx.tenant, values.uuid(unit["round_id"]), base, int(year), rows)
    eligible = sum(row["status"] == "nominated" for row in rows)
    ctx.record("selection.named", {"people": len(rows), "eligible": eligible})
    return {"named_n": len(rows), "eligible_n": eligible}


@operator("selection.exclude")
def exclude(ctx: Context) -> dict[str, int]:
    """Take out whom the form just completed takes out, each with the reason; the others stand to be chosen."""
    rows = selections.nominees(ctx.tx, ctx.tenant, ctx.instance_id)
    out = {values.uuid(row["person_id"]): str(row["reason"]) for row in values.rows(ctx.answers, "removed")}
    settled = {row["person_id"]: ("nominated", "") for row in rows if row["status"] != "excluded"}
    settled |= {person: ("excluded", reason) for person, reason in out.items() if person in settled}
    selections.settle(ctx.tx, ctx.tenant, ctx.instance_id, settled)
    left = sum(status == "nominated" for status, _ in settled.values())
    ctx.record("selection.excluded", {"people": len(settled) - left, "left": left})
    return {"left_n": left}


@operator("selection.choose")
def choose(ctx: Context, places: int) -> dict[str, int]:
    """Keep the committee's choice; refuse more than there are places, and a passing over without a reason."""
    rows = {row["person_id"]: row for row in selections.nominees(ctx.tx, ctx.tenant, ctx.instance_id)}
    standing = {person: row for person, row in rows.items() if row["status"] != "excluded"}
    said = {values.uuid(row["person_id"]): row for row in values.rows(ctx.answers, "choices")}
    if set(said) != set(standing):
        raise InvalidAnswers.at("/answers/choices", "selection_everybody", n=len(standing))
    chosen = {person for person, row in said.items() if row["choice"] == "chosen"}
    why = {person: str(row.get("reason") or "") for person, row in said.items()}
    if len(chosen) > int(places):
        raise InvalidAnswers.at("/answers/choices", "selection_many", places=int(places))
    silent = [row for row in _passed_over(standing, chosen) if not has_reason(why[row["person_id"]], REASON)]
    if silent:
        who = "、".join(row["name"] for row in silent[:5])
        raise InvalidAnswers.at("/answers/choices", "selection_reason", who=who)
    settled = {
        person: ("chosen", "") if person in chosen else ("passed_over", why[person] or PLACES) for person in standing
    }
    selections.settle(ctx.tx, ctx.tenant, ctx.instance_id, settled)
    ctx.record("selection.chosen", {"people": len(chosen), "passed_over": len(settled) - len(chosen)})
    return {"chosen_n": len(chosen)}


def _passed_over(standing: Mapping[UUID, Row], chosen: set[UUID]) -> list[Row]:
    """Return who was left out though somebody of the same organisation with a lower score was chosen."""
    lowest: dict[UUID, Any] = {}
    for person in chosen:
        row = standing[person]
        if row["score"] is not None:
            base = row["organization_id"]
            lowest[base] = min(row["score"], lowest.get(base, row["score"]))
    return [
        row
        for person, row in standing.items()
        if person not in chosen
        and row["score"] is not None
        and row["score"] > lowest.get(row["organization_id"], row["score"])
    ]


@operator("selection.publish")
def publish(ctx: Context, year: int, until: str) -> dict[str, int]:
    """Publish whom the committee wants to name, and tell each of them."""
    rows = [
        row
        for row in selections.nominees(ctx.tx, ctx.tenant, ctx.instance_id)
        if row["status"] in ("chosen", "published")
    ]
    selections.settle(ctx.tx, ctx.tenant, ctx.instance_id, {row["person_id"]: ("published", "") for row in rows})
    params = {"year": int(year), "until": values.day(until)}
    tell(ctx, [NewNotice(row["person_id"], "sunshine_member_published", params) for row in rows])
    ctx.record("selection.published", {"people": len(rows), "until": until})
    return {"n": len(rows)}


@operator("selection.announce")
def announce(ctx: Context, year: int) -> dict[str, int]:
    """Name who was published, each with the number of a certificate; tell the others why not."""
    rows = selections.nominees(ctx.tx, ctx.tenant, ctx.instance_id)
    named = [row for row in rows if row["status"] == "published"]
    numbers: dict[UUID, str] = {}
    if named:
        first = filing.take(ctx.tx, ctx.tenant, SERIES, int(year), len(named))
        numbers = {row["person_id"]: filing.written(SERIES, int(year), first + n) for n, row in enumerate(named)}
        selections.certify(ctx.tx, ctx.tenant, ctx.instance_id, numbers)
    sent = [
        NewNotice(person, "sunshine_member_named", {"year": int(year), "number": number})
        for person, number in numbers.items()
    ]
    sent += [
        NewNotice(row["person_id"], "sunshine_member_not", {"year": int(year), "reason": row["reason"] or PLACES})
        for row in rows
        if row["status"] in ("passed_over", "excluded")
    ]
    tell(ctx, sent)
    ctx.record("selection.announced", {"year": int(year), "people": len(named)})
    return {"n": len(named)}
