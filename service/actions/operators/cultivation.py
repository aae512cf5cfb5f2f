"""Operators of the cultivation of an activist (A05): the next half year, its contact, its review, its points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from service.actions.operators import points, values
from service.actions.operators.judging import judge, scheme
from service.actions.operators.registry import Context, operator, undoes
from service.domain import assignment
from service.domain import cultivation as rules
from service.domain.calendar import parse_duration
from service.domain.errors import Conflict, Forbidden, InvalidAnswers, NotFound, Problem
from service.domain.labels import stage_name
from service.domain.people import Stage
from service.domain.rules import Rule
from service.store import cultivation, people
from service.store.database import Row

GOOD_REVIEW: Final = "P08"
PROPOSE: Final = "propose"
# How long a half-year review may take before it is late, and how long the person's own report is waited for [TEMPLATE].
REVIEW_MONTH: Final = "P1M"


@operator("cultivation.next")
def next_(ctx: Context, person_id: str) -> dict[str, Any]:
    """Return which half-year review comes next and when; days are counted from the day of confirmation."""
    person = activist(ctx, person_id)
    held = cultivation.reviews(ctx.tx, ctx.tenant, person["id"], person["activist_on"])
    last = max((row["turn"] for row in held), default=0)
    turn = rules.next_turn(
        _rule(ctx, "activist_review"),
        _rule(ctx, "thought_report"),
        person["activist_on"],
        last,
        ctx.today,
        ctx.calendar,
    )
    month = parse_duration(REVIEW_MONTH)
    # Whoever was an activist before the stage opened is late with nothing: no term is over on the day it begins.
    soonest = month.after(ctx.today, ctx.calendar).day
    due, report_due = (
        end if end >= ctx.today else soonest
        for end in (month.after(day, ctx.calendar).day for day in (turn.review_on, turn.report_on))
    )
    return {
        "n": turn.number,
        "activist_on": person["activist_on"].isoformat(),
        "review_on": turn.review_on.isoformat(),
        "opens": values.after(turn.review_on - timedelta(days=1)),
        "due": due.isoformat(),
        "expires": values.after(due),
        "report_opens": values.after(turn.report_on - timedelta(days=1)),
        "report_expires": values.after(report_due),
    }


@operator("cultivation.contact")
def contact(ctx: Context, person_id: str) -> dict[str, Any]:
    """Return who gives the contact's opinion today; null when there is nobody who still can (article 9)."""
    person = activist(ctx, person_id)
    found = cultivation.contact(ctx.tx, ctx.tenant, person["id"], person["branch_id"], ctx.today)
    return {"contact_id": str(found) if found else None, "known": found is not None}


@operator("cultivation.record")
def record(ctx: Context, person_id: str, n: int, review_on: str) -> dict[str, Any]:
    """Record a half-year review as the branch answered it (`held_on`, `review_result`, `branch_wish`).

    Raises InvalidAnswers for a review before its day, and for a proposal before a year, two reviews or a pause is over.
    """
    person = activist(ctx, person_id)
    answers = ctx.answers
    held_on = values.not_later(answers.get("held_on"), ctx.today, "/answers/held_on")
    due_on, result = values.day(review_on), str(answers.get("review_result"))
    half_year = _rule(ctx, "activist_review")
    if held_on < due_on:
        raise InvalidAnswers.at("/answers/held_on", "too_early", earliest=due_on, article=half_year.citation)
    earlier = [
        row for row in cultivation.reviews(ctx.tx, ctx.tenant, person["id"], person["activist_on"]) if row["turn"] < n
    ]
    results = [*(row["result"] for row in earlier), result]
    earliest = first_day(ctx, person)
    if answers.get("branch_wish") == PROPOSE:
        _check_proposal(ctx, held_on, earliest, len(results), result)
    cultivation.record_review(
        ctx.tx, ctx.tenant, person["id"], n, due_on, held_on, result, ctx.instance_id, ctx.actor_id, ctx.at
    )
    ctx.record("cultivation.reviewed", {"turn": n, "held_on": held_on, "result": result})
    return {
        "n": n,
        "reviews": len(results),
        "result": result,
        "weak_n": rules.weak_in_a_row(results),
        "held_on": held_on.isoformat(),
        "earliest": earliest.isoformat(),
        "year_done": held_on >= earliest,
    }


@operator("cultivation.post_points")
def post_points(ctx: Context, person_id: str, n: int, held_on: str) -> dict[str, Any]:
    """Enter a good review into the ledger: proposed by the system, verified by whoever completed this step.

    `why` is the code of what kept it out (closed, late, entered already); nothing fails for that.
    """
    verifier = ctx.actor_id
    if verifier is None:
        raise Forbidden("task_same_recorder")
    assignment.check_verifier(ctx.person_id, verifier)
    person = activist(ctx, person_id)
    book = scheme(ctx)
    # A fixed text of the register, so that one review is entered once.
    fact = {
        "person_id": str(person["id"]), "item": GOOD_REVIEW, "qty": 1, "event_date": held_on,
        "evidence_ref": f"培养考察登记表第{n}次半年考察",
    }  # fmt: skip
    if GOOD_REVIEW not in book.items:
        return {"posted": False, "entry_id": None, "why": "points_item_unknown"}
    (judged,) = judge(replace(ctx, starter_id=None, stand_in_id=None), book, [fact], person["branch_id"])
    barred = next((problem.code for problem in judged.problems if problem.code != "points_cap"), None)
    if barred is not None:
        return {"posted": False, "entry_id": None, "why": barred}
    (entry,) = points.write(ctx, book, [judged.entry(book)], {}, None, verifier)
    return {"posted": True, "entry_id": entry["entry_id"], "why": None}


@undoes("cultivation.post_points")
def take_back(ctx: Context, said: Mapping[str, Any]) -> None:
    """Reverse the entry of a review, if there was one."""
    if said.get("entry_id"):
        points.reverse(ctx, [{"entry_id": said["entry_id"]}])


def activist(ctx: Context, person_id: Any) -> Row:
    """Lock an activist's record.

    Raises Conflict for somebody who is none: their stage has changed since the step was drawn up.
    """
    found = people.lock(ctx.tx, ctx.tenant, values.uuid(person_id))
    if found is None:
        raise NotFound("person_not_found")
    if found["stage"] != Stage.ACTIVIST or found["activist_on"] is None:
        raise Conflict("person_stage", who=found["name"], stage=stage_name(found["stage"]))
    return found


def first_day(ctx: Context, person: Row) -> date:
    """Return the first day on which an activist may be proposed as a development candidate."""
    since = person["activist_on"]
    pause = cultivation.not_before(ctx.tx, ctx.tenant, person["id"], since)
    return rules.earliest_proposal(_rule(ctx, "cultivation_min"), since, pause, ctx.calendar)


def _check_proposal(ctx: Context, on: date, earliest: date, reviews: int, result: str) -> None:
    pointer, article = "/answers/branch_wish", _rule(ctx, "cultivation_min").citation
    problems: list[Problem] = []
    if on < earliest:
        problems.append(Problem(pointer, "too_early", {"earliest": earliest, "article": article}))
    if reviews < rules.REVIEWS_NEEDED:
        problems.append(Problem(pointer, "reviews_missing", {"reviews": reviews, "needed": rules.REVIEWS_NEEDED}))
    if result == rules.WEAK:
        problems.append(Problem(pointer, "review_weak"))
    if problems:
        raise InvalidAnswers(problems)


def _rule(ctx: Context, rule: str) -> Rule:
    return ctx.rules.rule(rule, ctx.today)
