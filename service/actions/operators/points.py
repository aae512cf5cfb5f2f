"""Operators of the points ledger: check a list, post it, dispute and resolve single entries.

Closing, publishing and freezing periods stand in points_periods.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.judging import Listed, judge, scheme
from service.actions.operators.registry import Context, operator, undoes
from service.domain import assignment
from service.domain import points as rules
from service.domain.errors import Conflict, DuplicateEntry, Forbidden, InvalidAnswers, NotFound, Problem
from service.domain.labels import POINTS_STATUSES, label
from service.domain.points import Scheme
from service.store import objections, people, points
from service.store.database import Row
from service.store.ids import new_id
from service.store.points import NewEntry

# What a problem of an entry counts as in the result of points.check, which a decision table judges.
COUNTED: Final = {
    "points_item_unknown": "inactive_n",
    "points_item_veto": "inactive_n",
    "future_date": "outside_cycle_n",
    "points_cycle": "outside_cycle_n",
    "points_closed": "outside_cycle_n",
    "points_late": "late_n",
    "duplicate_entry": "duplicate_n",
    "points_not_activist": "not_activist_n",
    "points_cap": "over_cap_n",
}
POINTERS: Final = {"/quantity": "qty", "/evidence_ref": "evidence_ref", "/item": "item", "/event_date": "event_date"}


@operator("points.check")
def check(ctx: Context, entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Check a list against scheme, cycle, caps and ledger; what no table can judge is refused at once."""
    judged = judge(ctx, scheme(ctx), entries, ctx.organization_id)
    refused = [
        Problem(f"/answers/entries/{index}/{POINTERS.get(problem.pointer, 'item')}", problem.code, problem.params)
        for index, line in enumerate(judged)
        for problem in line.problems
        if problem.code not in COUNTED
    ] + [
        Problem(f"/answers/entries/{index}/person_id", "task_own_case")  # also whoever corrects it in another's stead
        for index, line in enumerate(judged)
        if line.person_id == ctx.actor_id
    ]
    if refused:
        raise InvalidAnswers(refused)
    counts = dict.fromkeys(COUNTED.values(), 0)
    for line in judged:
        for name in {COUNTED[problem.code] for problem in line.problems} - {"over_cap_n"}:
            counts[name] += 1
        counts["over_cap_n"] += line.cut
    ok = not any(count for name, count in counts.items() if name != "over_cap_n")
    return {"ok": ok, "n": len(judged), **counts}


@operator("points.post")
def post(ctx: Context, entries: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Write a verified list into the ledger: recorded by who wrote it, verified by who completed this step."""
    recorder, verifier = ctx.starter_id, ctx.actor_id
    if verifier is None:
        raise Forbidden("task_same_recorder")
    for who in (recorder, ctx.stand_in_id):
        assignment.check_verifier(who, verifier)
    book = scheme(ctx)
    judged = judge(ctx, book, entries, ctx.organization_id, office_agrees=True)
    if any(line.person_id == verifier for line in judged):
        raise Forbidden("task_own_case")
    for line in judged:
        for problem in line.problems:
            if problem.code == "duplicate_entry":
                raise DuplicateEntry()
            if problem.code != "points_cap":
                raise Conflict(problem.code, **problem.params)
    return write(ctx, book, [line.entry(book) for line in judged], {}, recorder, verifier)


@undoes("points.post")
def reverse(ctx: Context, said: Sequence[Mapping[str, str]]) -> None:
    """Reverse posted entries one by one; an entry that is disputed or reversed already is settled elsewhere first."""
    for line in said:
        entry = _standing(ctx, line["entry_id"], rules.COUNTED)
        reversal = reverse_entry(ctx, entry, ctx.actor_id)
        ctx.record("points.reversed", {"entry_id": str(entry["id"]), "reversal_id": str(reversal)})


def write(
    ctx: Context,
    book: Scheme,
    entries: Sequence[NewEntry],
    recorders: Mapping[UUID, UUID | None],
    recorder: UUID | None,
    verifier: UUID | None,
) -> list[dict[str, str]]:
    """Write entries and tell the history which; a fact that is on record already refuses the whole list."""
    written = points.insert(
        ctx.tx, ctx.tenant, book.id, ctx.instance_id, entries, recorders, recorder, verifier, ctx.at
    )
    if len(written) != len(entries):
        raise DuplicateEntry()
    if entries:
        ctx.record("points.posted", {"entries": [str(entry.id) for entry in entries], "scheme": book.id})
    return [{"entry_id": str(entry.id), "person_id": str(entry.person_id)} for entry in entries]


@operator("points.dispute")
def dispute(ctx: Context, entry_id: str) -> None:
    """Mark an entry as disputed by its person; it stays out of every total until it is settled."""
    entry = _standing(ctx, entry_id, rules.COUNTED)
    person: UUID = entry["person_id"]
    if ctx.person_id is not None and ctx.person_id != person:
        raise NotFound("points_entry_not_found")
    points.set_status(ctx.tx, ctx.tenant, entry["id"], "disputed")
    text = str(ctx.answers.get("statement") or ctx.answers.get("ground") or "")
    objections.open_(ctx.tx, ctx.tenant, person, ctx.instance_id, objections.ENTRY, entry["id"], text, ctx.at)
    ctx.record("points.disputed", {"entry_id": str(entry["id"])})


@operator("points.resolve")
def resolve(ctx: Context, entry_id: str, upheld: bool) -> dict[str, str | None]:
    """Settle a dispute: reverse and, if given, write the corrected fact; or let the entry stand again."""
    entry = _standing(ctx, entry_id, frozenset({"disputed"}))
    handler = ctx.actor_id
    if handler in (entry["recorder_id"], entry["verifier_id"]) and handler is not None:
        raise Forbidden("task_same_handler")
    outcome = "upheld" if upheld else "rejected"
    reason = str(ctx.answers.get("explanation") or "")
    objections.answer(ctx.tx, ctx.tenant, entry["id"], outcome, reason, ctx.at, handler)
    if not upheld:
        points.restore(ctx.tx, ctx.tenant, entry["id"])
        ctx.record("points.kept", {"entry_id": str(entry["id"])})
        return {"reversal_id": None, "entry_id": str(entry["id"])}
    reversal = reverse_entry(ctx, entry, handler)
    corrected = _corrected(ctx, entry)
    ctx.record(
        "points.reversed",
        {"entry_id": str(entry["id"]), "reversal_id": str(reversal), "corrected_id": corrected and str(corrected)},
    )
    return {"reversal_id": str(reversal), "entry_id": str(corrected) if corrected else None}


def reverse_entry(ctx: Context, entry: Row, handler: UUID | None) -> UUID:
    """Mark an entry as reversed and write its reversal; the entry itself stays as it was recorded."""
    reversal = _reversal(entry)
    points.set_status(ctx.tx, ctx.tenant, entry["id"], "reversed")
    points.insert(ctx.tx, ctx.tenant, entry["scheme"], ctx.instance_id, [reversal], {}, handler, None, ctx.at)
    return reversal.id


def at_correction(judged: Listed) -> list[Problem]:
    """Return what is wrong with a corrected fact, each at its field; a cap is no fault, it only counts less."""
    return [
        Problem(f"/answers/correction/{POINTERS.get(problem.pointer, 'item')}", problem.code, problem.params)
        for problem in judged.problems
        if problem.code != "points_cap"
    ]


def _standing(ctx: Context, entry_id: str, statuses: frozenset[str]) -> Row:
    entry = points.lock(ctx.tx, ctx.tenant, values.uuid(entry_id))
    if entry is None:
        raise NotFound("points_entry_not_found")
    if entry["status"] not in statuses:
        raise Conflict("points_status", status=label(POINTS_STATUSES, entry["status"]))
    return entry


def _reversal(entry: Row) -> NewEntry:
    return NewEntry(
        new_id(), entry["person_id"], entry["item"], entry["event_date"], entry["quantity"], -entry["points"],
        entry["evidence_ref"], status="reversal", reverses_id=entry["id"],
    )  # fmt: skip


def _corrected(ctx: Context, entry: Row) -> UUID | None:
    """Write the fact as it really was; the office that corrects it records it, so nobody else has to verify."""
    correction = ctx.answers.get("correction")
    if not isinstance(correction, Mapping) or ctx.answers.get("correct") == "no":
        return None
    book = scheme(ctx)
    line = {**correction, "person_id": entry["person_id"]}
    home = people.lock(ctx.tx, ctx.tenant, entry["person_id"])
    assert home is not None
    (judged,) = judge(
        ctx, book, [line], home["branch_id"], office_agrees=True, within_closed=True, pointer="/answers/correction"
    )
    if problems := at_correction(judged):
        raise InvalidAnswers(problems)
    new = judged.entry(book)
    if not points.insert(ctx.tx, ctx.tenant, book.id, ctx.instance_id, [new], {}, ctx.actor_id, None, ctx.at):
        raise InvalidAnswers.at("/answers/correction/evidence_ref", "duplicate_entry")
    return new.id
