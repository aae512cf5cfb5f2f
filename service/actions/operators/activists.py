"""Operators of the yearly census of activists (A15): the branches asked, what differs, who is late, what came of it."""

from __future__ import annotations

from typing import Any, Final

from service.actions.operators import values
from service.actions.operators.notices import tell
from service.actions.operators.registry import Context, operator
from service.domain import activists as rules
from service.domain.errors import Conflict, InvalidAnswers, Problem
from service.store import activists as store
from service.store import notices
from service.store.notices import NewNotice

# Found by a branch about somebody who is not on its register.
UNLISTED: Final = "unlisted"


@operator("activists.branches")
def branches(ctx: Context, due: str) -> list[dict[str, str]]:
    """Return the branches that hold their register against what they find, until a day."""
    if values.day(due) < ctx.today:
        raise InvalidAnswers.at("/answers/due_on", "past_date", today=ctx.today)
    rows = store.branches(ctx.tx, ctx.tenant, ctx.organization_id)
    ctx.record("activists.asked", {"branches": len(rows)})
    return [{"branch_id": str(row["id"]), "branch_name": row["name"]} for row in rows]


@operator("activists.compare")
def compare(ctx: Context) -> dict[str, Any]:
    """Hold the register against what the branch has just taken down; each difference becomes a task.

    Raises InvalidAnswers: a row without a person, or with somebody who is not on the register.
    """
    listed = store.register(ctx.tx, ctx.tenant, ctx.organization_id)
    known = {row["id"] for row in listed}
    found, problems = [], []
    for index, row in enumerate(values.rows(ctx.answers, "differences")):
        person = values.uuid(row["person_id"]) if row.get("person_id") else None
        at = f"/answers/differences/{index}"
        if row["kind"] == UNLISTED and not row.get("name"):
            problems.append(Problem(f"{at}/name", "required"))
        elif row["kind"] != UNLISTED and person not in known:
            problems.append(Problem(f"{at}/person_id", "required" if person is None else "not_among_options"))
        found.append((str(row["kind"]), None if row["kind"] == UNLISTED else person))
    if problems:
        raise InvalidAnswers(problems)
    made = rules.differences(listed, found, ctx.today)
    ctx.record("activists.compared", {"listed": len(listed), "differences": len(made)})
    return {
        "listed_n": len(listed),
        "differences_n": len(made),
        "missing_contact_n": sum(each.kind == rules.NO_CONTACT for each in made),
        "missing_review_n": sum(each.kind == rules.NO_REVIEW for each in made),
        "differences": [
            {"kind": each.kind, "person_id": str(each.person) if each.person else None, "row": each.row}
            for each in made
        ],
    }


@operator("activists.urge")
def urge(ctx: Context, name: str, due: str) -> dict[str, int]:
    """Urge the branches whose part of the census is not done; the census goes on."""
    rows = store.late(ctx.tx, ctx.tenant, ctx.instance_id)
    for row in rows:
        home = row["organization_id"]
        holders = notices.holders_of(ctx.tx, ctx.tenant, "org_commissioner", "branch", home, ctx.today)
        tell(ctx, [NewNotice(each, "activist_census_late", {"name": name, "due": due}) for each in holders])
    return {"late_n": len(rows)}


@operator("activists.figures")
def figures(ctx: Context) -> dict[str, int]:
    """Return the figures of a census whose branches are done; the yearly analysis (§11) is made from them."""
    found = store.sums(ctx.tx, ctx.tenant, ctx.instance_id)
    listed = store.register(ctx.tx, ctx.tenant, ctx.organization_id)
    if not found["branches_n"]:
        raise Conflict("operator_parameters", name="activists.figures")
    candidates = sum(row["stage"] == "development_candidate" for row in listed)
    counts = {name: int(value) for name, value in found.items()}
    ctx.record("activists.counted", {**counts, "activists": len(listed) - candidates})
    return {**counts, "activists_n": len(listed) - candidates, "candidates_n": candidates}
