"""Operators of an election (C03): the reminders of a term, the candidates, the officers, the committee installed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from service.actions.operators import founding, values
from service.actions.operators.registry import Context, operator
from service.domain import votes
from service.domain.calendar import add_months, add_years
from service.domain.errors import InvalidAnswers, Problem

MONTHS: Final = (("six", 6), ("three", 3), ("one", 1))  # a term's end is called to mind three times
TERMS: Final = (3, 5)


@operator("org.term")
def term(ctx: Context, term_end: str) -> dict[str, str]:
    """Say when the end of a term is called to mind; a day that has passed already is put behind its end."""
    last = values.day(term_end)
    days = {name: add_months(last, -months) for name, months in MONTHS}
    over = add_years(last, 1)
    return {
        "term_end": last.isoformat(),
        **{name: values.after((day if day > ctx.today else over) - timedelta(days=1)) for name, day in days.items()},
    }


@operator("org.candidates")
def candidates(ctx: Context) -> dict[str, Any]:
    """Take down the candidates of a committee; there are at least a fifth more than seats."""
    seats, named = int(ctx.answers["seats"]), values.ids(ctx.answers, "nominees")
    twice = [index for index, who in enumerate(named) if who in named[:index]]
    problems = [Problem(f"/answers/nominees/{index}", "listed_twice") for index in twice]
    needed = votes.candidates_needed(seats)
    if len(named) < needed:
        problems.append(Problem("/answers/nominees", "candidates_too_few", {"seats": seats, "needed": needed}))
    if problems:
        raise InvalidAnswers(problems)
    ctx.record("election.candidates", {"seats": seats, "n": len(named)})
    return {"seats": seats, "nominees": [str(who) for who in named], "n": len(named)}


@operator("org.ballot")
def ballot(ctx: Context, candidates: Mapping[str, Any], count: Mapping[str, Any], so_far: list[str]) -> dict[str, Any]:
    """Hold a ballot against the approved candidates and the seats still open; say whether every seat is filled."""
    known = set(candidates["nominees"]) - set(so_far)
    open_seats = int(candidates["seats"]) - len(so_far)
    problems = [
        Problem(f"/answers/candidates/{index}/person_id", "not_on_list")
        for index, row in enumerate(values.rows(ctx.answers, "candidates"))
        if str(row["person_id"]) not in known
    ]
    if int(count["seats"]) != open_seats:
        problems.append(Problem("/answers/votes/seats", "seats_differ", {"seats": open_seats}))
    if problems:
        raise InvalidAnswers(problems)
    return {"complete": count["result"] == "complete", "elected": [*so_far, *count["elected"]]}


@operator("org.officers")
def officers(ctx: Context, elected: list[str]) -> dict[str, Any]:
    """Take down who of those elected has which post; nobody who was not elected, nobody twice."""
    named = {field: str(ctx.answers[field]) for field, _ in founding.COMMITTEE if ctx.answers.get(field)}
    problems = [Problem(f"/answers/{field}", "not_elected") for field, who in named.items() if who not in elected]
    seen = list(named.values())
    problems += [Problem(f"/answers/{field}", "listed_twice") for field, who in named.items() if seen.count(who) > 1]
    if problems:
        raise InvalidAnswers(problems)
    return {"posts": named, "n": len(named)}


@operator("org.install")
def install(ctx: Context, organization_id: str, posts: Mapping[str, str], years: int, on: str) -> dict[str, Any]:
    """Install the elected committee for its term of three or five years from the day of the election."""
    day = values.not_later(on, ctx.today, "/answers/assembly_on")
    if int(years) not in TERMS:
        raise InvalidAnswers.at("/answers/term_years", "bad_value")
    until = add_years(day, int(years)) - timedelta(days=1)
    return founding.install_posts(ctx, values.uuid(organization_id), posts, until, elected=True)


@operator("org.postpone")
def postpone(ctx: Context, term_end: str, held_by: str) -> dict[str, str]:
    """Move the end of a term as the upper committee has agreed: normally by no more than a year."""
    last, new = values.day(term_end), values.day(held_by)
    latest: date = add_years(last, 1)
    if new > latest:
        raise InvalidAnswers.at("/answers/held_by", "term_extension", latest=latest)
    ctx.record("election.moved", {"from": last, "to": new})
    return {"term_end": new.isoformat()}
