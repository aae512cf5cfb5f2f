"""Operators of a community joint committee (C02): the units asked, their consents, the committee itself.

A joint committee coordinates and approves nothing: it is no ancestor of anybody in the tree, units are affiliated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.actions.pinyin import pinyin
from service.domain.calendar import add_years
from service.domain.errors import Conflict, InvalidAnswers, NotFound, Problem
from service.store import admin_log, affiliations, people, posts
from service.store import organizations as tree
from service.store.database import Row
from service.store.ids import new_id

KIND: Final = "joint_committee"
LEVEL: Final = "base"


@operator("joint.units")
def units(ctx: Context) -> list[dict[str, str]]:
    """Return the units that are asked to take part; the one that proposes is not asked."""
    named = values.ids(ctx.answers, "units")
    problems = [
        Problem(f"/answers/units/{index}", "listed_twice" if who in named[:index] else "joint_itself")
        for index, who in enumerate(named)
        if who in named[:index] or who == ctx.organization_id
    ]
    name = " ".join(str(ctx.answers["joint_name"]).split())
    if tree.name_taken(ctx.tx, ctx.tenant, _parent(ctx), name):
        problems.append(Problem("/answers/joint_name", "organization_name_taken"))
    if problems:
        raise InvalidAnswers(problems)
    names = people.subject_names(ctx.tx, ctx.tenant, [str(unit) for unit in named], [])
    return [{"unit_id": str(unit), "unit_name": names[str(unit)]} for unit in named]


@operator("joint.consents")
def consents(ctx: Context, given: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count who takes part; people named as part-time members are full members of their unit."""
    agreed = [each for each in given if each.get("consent") == "agree"]
    ctx.record("joint.consents", {"asked": len(given), "agreed": len(agreed)})
    return {
        "agreed_n": len(agreed),
        "refused_n": len(given) - len(agreed),
        "units": [each["unit"]["unit_id"] for each in agreed],
        "members": [each["joint_member"] for each in agreed if each.get("joint_member")],
    }


@operator("joint.found")
def found(ctx: Context, name: str, consents: Mapping[str, Any], secretary: str, on: str) -> dict[str, Any]:
    """Found the committee beside the unit that proposed it, and affiliate all who agreed; posts last three years."""
    day = values.not_later(on, ctx.today, "/answers/meeting_on")
    if ctx.actor_id is None:
        raise NotFound("person_not_found")
    tree.lock_tree(ctx.tx, ctx.tenant)
    affiliations.lock(ctx.tx, ctx.tenant)
    parent, called = _parent(ctx), " ".join(name.split())
    if tree.name_taken(ctx.tx, ctx.tenant, parent, called):
        raise Conflict("organization_name_taken")
    made = new_id()
    row = {
        "id": made,
        "parent": parent,
        "level": LEVEL,
        "kind": KIND,
        "name": called,
        "pinyin": pinyin(called),
        "on": day,
    }
    tree.add(ctx.tx, ctx.tenant, row)
    facts = {"name": called, "level": LEVEL, "kind": KIND}
    tree.note(ctx.tx, ctx.tenant, made, "founded", day, ({}, facts), "", ctx.actor_id, ctx.at)
    units = [ctx.organization_id, *(values.uuid(unit) for unit in consents["units"])]
    for unit in units:
        affiliations.add(ctx.tx, ctx.tenant, unit, made, day)
        after = {"committee": made, "from_on": day}
        admin_log.record(ctx.tx, ctx.tenant, ctx.actor_id, "organization.affiliated", unit, None, after)
    _grant(ctx, made, "joint_secretary", values.uuid(secretary))
    members = {values.uuid(who) for who in consents["members"]} - {values.uuid(secretary)}
    for who in sorted(members):
        _grant(ctx, made, "joint_member", who)
    ctx.record("organization.founded", {"organization_id": str(made), "on": day, "units": len(units)})
    return {"organization_id": str(made), "units_n": len(units), "members_n": 1 + len(members)}


def _parent(ctx: Context) -> UUID:
    own: Row | None = tree.find(ctx.tx, ctx.tenant, ctx.organization_id, [ctx.organization_id])
    if own is None or own["parent_id"] is None:
        raise NotFound("organization_not_found")
    parent: UUID = own["parent_id"]
    return parent


def _grant(ctx: Context, organization: UUID, role: str, person: UUID) -> None:
    if ctx.actor_id is None or not posts.lock_person(ctx.tx, ctx.tenant, person):
        raise NotFound("person_not_found")
    until = add_years(ctx.today, 3)
    review = add_years(ctx.today, 1)
    key = posts.add(ctx.tx, ctx.tenant, person, role, organization, ctx.today, until, review, ctx.actor_id)
    facts = {"person": person, "role": role, "organization": organization, "from_on": ctx.today, "to_on": until}
    admin_log.record(ctx.tx, ctx.tenant, ctx.actor_id, "post.granted", key, None, facts)
