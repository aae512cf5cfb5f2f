"""Judge lists of points facts against scheme, cycle, caps and ledger, each line also against the lines before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context
from service.domain import points as rules
from service.domain.errors import InvalidAnswers, NotFound, Problem
from service.domain.points import Circumstances, Draft, Fact, Scheme
from service.store import periods, points
from service.store.database import Row
from service.store.ids import new_id
from service.store.points import NewEntry


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list, read and judged."""

    person_id: UUID
    draft: Draft
    problems: tuple[Problem, ...]
    cut: bool  # a cap takes part or all of it away

    def entry(self, book: Scheme) -> NewEntry:
        """Return the entry that this line becomes."""
        draft = self.draft
        worth = rules.raw_points(book.item(draft.item), draft.quantity)
        return NewEntry(
            new_id(), self.person_id, draft.item, draft.event_date, draft.quantity, worth, draft.evidence_ref
        )


def scheme(ctx: Context) -> Scheme:
    """Return the scheme in force today."""
    found = points.scheme(ctx.tx, ctx.tenant, ctx.today)
    if found is None:
        raise NotFound("rule_pack_not_found", day=ctx.today)
    return found


def judge(
    ctx: Context,
    book: Scheme,
    lines: Sequence[Mapping[str, Any]],
    home: UUID,
    office_agrees: bool = False,
    within_closed: bool = False,
    pointer: str = "/answers/entries/{index}",
    without: UUID | None = None,
) -> list[Listed]:
    """Judge every line of a list about people below an organisation; `without` an entry that will be reversed.

    Raises InvalidAnswers for people who have no ledger there, and for the recorder's own.
    """
    wanted = [_read(line, ctx.starter_id, pointer.format(index=index)) for index, line in enumerate(lines)]
    people = [person for person, _ in wanted]
    known = {row["id"]: row for row in points.holders(ctx.tx, ctx.tenant, home)}
    _refuse_strangers(ctx, people, known, pointer)
    closed = {} if within_closed else periods.closed_until(ctx.tx, ctx.tenant, set(people))
    cycles = {draft.event_date.year for _, draft in wanted} & {ctx.today.year, ctx.today.year - 1}
    ledgers = {cycle: points.of_people(ctx.tx, ctx.tenant, set(people), cycle) for cycle in cycles}
    judged: list[Listed] = []
    for person, draft in wanted:
        cycle = draft.event_date.year if draft.event_date.year in cycles else ctx.today.year
        around = _around(
            book,
            [row for row in ledgers.get(cycle, {}).get(person, []) if row["id"] != without],
            [line.draft for line in judged if line.person_id == person and line.draft.event_date.year == cycle],
            Circumstances(
                ctx.today,
                cycle,
                known[person]["activist_on"],
                closed_until=closed.get(person),
                office_agrees=office_agrees,
            ),
        )
        problems = [_named(problem, known[person]) for problem in rules.check(book, draft, around)]
        judged.append(Listed(person, draft, tuple(problems), _is_cut(book, around.entries, draft)))
    return judged


def _around(book: Scheme, rows: Sequence[Row], earlier: Sequence[Draft], bare: Circumstances) -> Circumstances:
    """Add to the circumstances what stands in the ledger and what the lines before will add."""
    facts = points.facts(rows)
    standing = {entry.id for entry in rules.standing(facts)}
    evidence = {(row["item"], row["event_date"], row["evidence_ref"]) for row in rows if row["id"] in standing}
    evidence |= {(draft.item, draft.event_date, draft.evidence_ref) for draft in earlier}
    facts += [_fact(book, draft, place) for place, draft in enumerate(earlier) if draft.item in book.items]
    return Circumstances(
        bare.today, bare.cycle, bare.activist_from, facts, frozenset(evidence), bare.closed_until, bare.office_agrees
    )


def _fact(book: Scheme, draft: Draft, place: object) -> Fact:
    return Fact((place,), draft.item, draft.event_date, rules.raw_points(book.item(draft.item), draft.quantity))


def _is_cut(book: Scheme, facts: Sequence[rules.Entry], draft: Draft) -> bool:
    if draft.item not in book.items:
        return False
    mine = _fact(book, draft, "this")
    return rules.balance(book, [*facts, mine], rules.ZERO).counted.get(mine.id) != mine.points


def _named(problem: Problem, person: Row) -> Problem:
    if problem.code != "points_not_activist":
        return problem
    return Problem(problem.pointer, problem.code, {**problem.params, "who": person["name"]})


def _read(line: Mapping[str, Any], recorder: UUID | None, where: str) -> tuple[UUID, Draft]:
    try:
        quantity = Decimal(str(line["qty"]))
    except (KeyError, InvalidOperation):
        raise InvalidAnswers.at(f"{where}/qty", "points_quantity", step=1) from None
    day: date = values.day(line["event_date"])
    evidence = str(line.get("evidence_ref") or "").strip()
    return values.uuid(line["person_id"]), Draft(str(line["item"]), quantity, day, evidence, recorder)


def _refuse_strangers(ctx: Context, people: Sequence[UUID], known: Mapping[UUID, Row], pointer: str) -> None:
    problems = [
        Problem(
            f"{pointer.format(index=index)}/person_id",
            "task_own_case" if person in ctx.starters else "points_no_ledger",
        )
        for index, person in enumerate(people)
        if person not in known or person in ctx.starters
    ]
    if problems:
        raise InvalidAnswers(problems)
