"""Operators of the star rating (B04): own marks, tallies of sheets, the branch's marks, score, publication, award.

Marks that others give come as averages and numbers of sheets; no operator ever sees who gave which. The rating is for
honours inside the Party and for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import stars as rules
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.domain.labels import STAR_LEVELS, label
from service.store import stars
from service.store.database import Row
from service.store.notices import NewNotice

Rated = Mapping[str, Any]


@operator("star.open")
def open_(ctx: Context, year: int) -> list[dict[str, str]]:
    """Take the branch's members into the rating of a year; each of them is asked for the own mark."""
    if int(year) > ctx.today.year:
        raise InvalidAnswers.at("/answers/rating_year", "future_date", today=ctx.today)
    taken = stars.open_(ctx.tx, ctx.tenant, ctx.organization_id, int(year), ctx.instance_id)
    if not taken:
        known = stars.running(ctx.tx, ctx.tenant, ctx.organization_id, int(year))
        raise InvalidAnswers.at("/answers/rating_year", "star_rated" if known else "star_nobody", year=int(year))
    ctx.record("star.opened", {"year": int(year), "members": len(taken)})
    return [{"person_id": str(row["id"])} for row in taken]


@operator("star.self")
def own(ctx: Context, year: int) -> dict[str, bool]:
    """Keep the own mark of the person this case is about, or that they do not take part."""
    if ctx.person_id is None:
        raise NotFound("person_not_found")
    takes_part = ctx.answers.get("takes_part") == "yes"
    mark = Decimal(str(ctx.answers["self_mark"])) if takes_part else None
    exempt = None if takes_part else str(ctx.answers["exempt_class"])
    if not stars.set_self(ctx.tx, ctx.tenant, ctx.person_id, int(year), mark, exempt):
        raise Conflict("star_closed")
    return {"takes_part": takes_part}


@operator("star.tally")
def tally(ctx: Context, year: int, part: str) -> dict[str, int]:
    """Keep the averages of the sheets just counted: of the peers, or of the representatives of the masses."""
    rows = values.rows(ctx.answers, "marks")
    members = {row["person_id"]: row for row in _members(ctx, year)}
    most = len(members) - 1 if part == "peers" else None  # nobody rates oneself
    problems = [
        Problem(f"/answers/marks/{place}/sheets", "star_sheets", {"most": most})
        for place, row in enumerate(rows)
        if most is not None and int(row["sheets"]) > most
    ] + _once(rows)
    if problems:
        raise InvalidAnswers(problems)
    kept = stars.set_tally(ctx.tx, ctx.tenant, ctx.organization_id, int(year), part, rows)
    ctx.record("star.tallied", {"part": part, "people": kept})
    return {"n": kept}


@operator("star.mark")
def mark(ctx: Context, year: int) -> dict[str, int]:
    """Keep the marks of the branch committee."""
    rows = values.rows(ctx.answers, "marks")
    if problems := _once(rows):
        raise InvalidAnswers(problems)
    marks = [(values.uuid(row["person_id"]), Decimal(str(row["mark"]))) for row in rows]
    kept = stars.set_branch(ctx.tx, ctx.tenant, ctx.organization_id, int(year), marks)
    return {"n": kept}


@operator("star.score")
def score(ctx: Context, year: int) -> list[dict[str, Any]]:
    """Weigh the parts that there are; who takes no part, or has no mark at all, is not rated."""
    scored = [(row, rules.score(parts_of(row))) for row in _members(ctx, year)]
    return [{"person_id": str(row["person_id"]), "score": float(found)} for row, found in scored if found is not None]


def parts_of(row: Row) -> dict[str, Decimal | None]:
    """Return the parts of a rating that count; too few sheets count for nothing."""
    return {
        "self": row["self_mark"],
        "peers": rules.counts(row["peers_n"], row["peers"]),
        "mass": rules.counts(row["mass_n"], row["mass"]),
        "branch": row["branch_mark"],
        "points": row["points"],
    }


@operator("star.propose")
def propose(ctx: Context, year: int, rated: Sequence[Rated], levels: Sequence[Any]) -> dict[str, int]:
    """Keep the scores with what the table says of each."""
    rows = [
        (values.uuid(one["person_id"]), Decimal(str(one["score"])), _stars(level))
        for one, level in zip(rated, levels, strict=True)
    ]
    ctx.record("star.proposed", {"year": int(year), "people": len(rows)})
    return {"n": stars.propose(ctx.tx, ctx.tenant, ctx.organization_id, int(year), rows)}


@operator("star.quorum")
def quorum(ctx: Context) -> None:
    """Refuse an assembly of fewer than two thirds of the members `[TEMPLATE]`."""
    votes = ctx.answers["votes"]
    if 3 * int(votes["present"]) < 2 * int(votes["entitled"]):
        raise InvalidAnswers.at("/answers/votes/present", "star_quorum", entitled=int(votes["entitled"]))


@operator("star.publish")
def publish(ctx: Context, year: int, until: str) -> dict[str, int]:
    """Publish what is proposed in the branch, and tell each person the own stars."""
    return {"n": _tell(ctx, year, "published", "star_published", until=values.day(until))}


@operator("star.upheld")
def upheld(ctx: Context, results: Sequence[Rated]) -> dict[str, int]:
    """Count the objections that were upheld: the branch looks at its marks again."""
    return {"n": sum(bool(result.get("star_upheld")) for result in results)}


@operator("star.award")
def award(ctx: Context, year: int) -> dict[str, int]:
    """Let the rating stand."""
    return {"n": _tell(ctx, year, "awarded", "star_awarded")}


def _tell(ctx: Context, year: int, status: str, kind: str, **more: Any) -> int:
    rows = stars.settle(ctx.tx, ctx.tenant, ctx.organization_id, int(year), status)
    said = [{"year": int(year), "stars": label(STAR_LEVELS, str(row["stars"])), **more} for row in rows]
    tell(ctx, [NewNotice(row["id"], kind, params) for row, params in zip(rows, said, strict=True)])
    ctx.record(f"star.{status}", {"year": int(year), "people": len(rows)})
    return len(rows)


def _members(ctx: Context, year: int) -> list[Row]:
    """Return who takes part, in the order of names."""
    rows = stars.of_branch(ctx.tx, ctx.tenant, ctx.organization_id, int(year))
    return [row for row in rows if row["exempt_class"] is None]


def _once(rows: Sequence[Rated]) -> list[Problem]:
    seen: set[UUID] = set()
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        person = values.uuid(row["person_id"])
        if person in seen:
            problems.append(Problem(f"/answers/marks/{place}/person_id", "star_twice"))
        seen.add(person)
    return problems


def _stars(level: Any) -> int:
    """Read what the table said about one person: a number, or a dict with it."""
    return int(level["stars"] if isinstance(level, Mapping) else level)
