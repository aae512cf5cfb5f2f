"""Operators of the census of enterprises (C07): the list, a visit, the branches proposed, coverage before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.domain import enterprises as rules
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.store import enterprises

COUNTS: Final = ("employees_n", "full_members_n", "probationary_n", "applicants_n")


@operator("enterprise.register")
def register(ctx: Context, park: str) -> list[dict[str, str]]:
    """Put the enterprises of the form on the register and return those to be visited."""
    rows = values.rows(ctx.answers, "enterprises")
    seen: set[str] = set()
    problems = []
    for index, row in enumerate(rows):
        if row["uscc"] in seen:
            problems.append(Problem(f"/answers/enterprises/{index}/uscc", "listed_twice"))
        seen.add(str(row["uscc"]))
    if problems:
        raise InvalidAnswers(problems)
    listed = enterprises.register(ctx.tx, ctx.tenant, ctx.organization_id, ctx.instance_id, park, rows)
    ctx.record("census.opened", {"park": park, "enterprises": len(listed)})
    return [{"enterprise_id": str(row["id"]), "enterprise_name": row["name"]} for row in listed]


@operator("enterprise.visit")
def visit(ctx: Context, enterprise_id: str) -> dict[str, int]:
    """Write down what the visit has found: counts, and which organisation there is."""
    found = enterprises.lock(ctx.tx, ctx.tenant, values.uuid(enterprise_id))
    if found is None or found["area_id"] != ctx.organization_id:
        raise NotFound("enterprise_not_found")
    said = ctx.answers
    day = values.not_later(said["visited_on"], ctx.today, "/answers/visited_on")
    members = int(said["full_members_n"]) + int(said["probationary_n"])
    if members > int(said["employees_n"]):
        params = {"count": members, "limit": int(said["employees_n"])}
        raise InvalidAnswers.at("/answers/full_members_n", "count_over", **params)
    organization = values.uuid(said["existing_org"]) if said.get("existing_org") else None
    mass = set(said.get("mass_organizations") or ())
    facts: dict[str, Any] = {name: int(said[name]) for name in COUNTS}
    facts |= {
        "union_exists": "union" in mass,
        "league_exists": "league" in mass,
        "willing": said["willing"] == "yes",
        "organization": organization,
    }
    enterprises.visited(ctx.tx, ctx.tenant, found["id"], day, facts)
    ctx.record("census.visited", {"enterprise_id": enterprise_id, "on": day})
    return {"members_n": members}


@operator("enterprise.coverage")
def coverage(ctx: Context) -> dict[str, Any]:
    """Count organisation coverage and work coverage of a census as they are now."""
    found = rules.coverage(enterprises.reached(ctx.tx, ctx.tenant, ctx.instance_id))
    said = {
        "enterprises_n": found.enterprises,
        "organization_n": found.by_organization,
        "work_n": found.by_work,
        "organization_rate": rules.written_rate(found.organization_rate),
        "work_rate": rules.written_rate(found.work_rate),
    }
    ctx.record("census.covered", said)
    return said


@operator("enterprise.cluster")
def cluster(ctx: Context) -> dict[str, Any]:
    """Propose branches for the enterprises that no organisation covers; people decide on each."""
    rows = enterprises.of_census(ctx.tx, ctx.tenant, ctx.instance_id)
    open_ = [row for row in rows if row["organization_id"] is None]
    units: list[rules.Unit[UUID]] = [
        rules.Unit(row["id"], row["place"], row["full_members"] or 0, row["probationary"] or 0)
        for row in open_
        if row["visited_on"] is not None
    ]
    made, left = rules.clusters(units)
    numbers: dict[UUID, int | None] = {row["id"]: None for row in rows}
    numbers |= {unit.id: number for number, each in enumerate(made, 1) for unit in each.units}
    enterprises.propose(ctx.tx, ctx.tenant, numbers)
    said = {
        "full_members": sum(each.full_members for each in made),
        "members": sum(each.members for each in made),
        "branches_n": len(made),
        "joint_n": sum(each.joint for each in made),
        "units_n": sum(len(each.units) for each in made),
        "left_n": len(left),
    }
    ctx.record("census.clustered", said)
    return said


@operator("enterprise.instruct")
def instruct(ctx: Context) -> dict[str, int]:
    """Write that those for whom no branch is proposed have an instructor from today on, when the plan says so."""
    assigned = 0
    if ctx.answers.get("instructors") == "yes":
        assigned = enterprises.assign_instructors(ctx.tx, ctx.tenant, ctx.instance_id, ctx.today)
    ctx.record("census.instructed", {"assigned": assigned})
    return {"assigned_n": assigned}


@operator("enterprise.plan")
def plan(ctx: Context, name: str, size: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Plan the general branch over the branches to come."""
    general = {
        "name": name,
        "parent_id": str(ctx.organization_id),
        "form": "general_branch",
        "full_members": int(size["full_members"]),
        "members": int(size["members"]),
        "census_id": str(ctx.instance_id),
        "cluster": None,
    }
    return [general]


@operator("enterprise.plans")
def plans(ctx: Context, parent_id: str) -> list[dict[str, Any]]:
    """Return the branches that are proposed and not yet founded, below an organisation."""
    groups: dict[int, list[Any]] = {}
    for row in enterprises.of_census(ctx.tx, ctx.tenant, ctx.instance_id):
        if row["cluster"] is not None and row["organization_id"] is None:
            groups.setdefault(row["cluster"], []).append(row)
    if not groups:
        raise Conflict("census_nothing_planned")
    return [
        {
            "name": f"{units[0]['name']}{'联合' if len(units) > 1 else ''}党支部",
            "parent_id": parent_id,
            "form": "joint_branch" if len(units) > 1 else "branch",
            "full_members": sum(unit["full_members"] or 0 for unit in units),
            "members": sum((unit["full_members"] or 0) + (unit["probationary"] or 0) for unit in units),
            "census_id": str(ctx.instance_id),
            "cluster": number,
        }
        for number, units in sorted(groups.items())
    ]
