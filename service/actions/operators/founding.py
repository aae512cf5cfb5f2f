"""Operators that found an organisation (C01): what was asked for, the organisation itself, its people, its posts.

An organisation comes into being here by the town committee's reply, with the row in its history that the register of
organisations writes for an administrator's; its first posts come with a term.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from service.actions.operators import values
from service.actions.operators.registry import Context, operator
from service.actions.pinyin import pinyin
from service.domain import organizations as rules
from service.domain import posts as post_rules
from service.domain.calendar import add_years
from service.domain.errors import Conflict, InvalidAnswers, NotFound
from service.store import admin_log, enterprises, following, people, posts, register
from service.store import organizations as tree
from service.store.database import Row
from service.store.ids import new_id

# form asked for -> (level, kind)
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "branch": ("branch", "branch"),
    "joint_branch": ("branch", "joint_branch"),
    "general_branch": ("base", "general_branch"),
    "committee": ("base", "base_committee"),
}
# A branch is new for as long: who has come into it by its founding is not taken into the next one.
NEW: Final = timedelta(days=180)
# The posts of a committee, in the order of a form; one person holds one of them.
COMMITTEE: Final = (
    ("secretary", "branch_secretary"),
    ("deputy", "branch_deputy"),
    ("org_commissioner", "org_commissioner"),
    ("publicity_commissioner", "publicity_commissioner"),
    ("discipline_commissioner", "discipline_commissioner"),
)


@operator("org.request")
def request(ctx: Context) -> dict[str, Any]:
    """Read the request for an organisation from the form just completed."""
    said = ctx.answers
    full, probationary = int(said["full_members_n"]), int(said["probationary_n"])
    units = [str(unit) for unit in said.get("covered_units") or ()]
    return _checked(
        ctx,
        {
            "name": said["org_name"],
            "parent_id": said.get("parent_id") or str(ctx.organization_id),
            "form": said["proposed_form"],
            "full_members": full,
            "members": full + probationary,
            "units": units,
            "census_id": None,
            "cluster": None,
        },
    )


@operator("org.planned")
def planned(ctx: Context, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Take the request for an organisation from the plan of a census."""
    names = ("name", "parent_id", "form", "full_members", "members", "census_id", "cluster")
    return _checked(ctx, {**{name: plan[name] for name in names}, "units": []})


def _checked(ctx: Context, asked: dict[str, Any]) -> dict[str, Any]:
    parent = tree.find(ctx.tx, ctx.tenant, values.uuid(asked["parent_id"]), [ctx.organization_id])
    if parent is None or parent["dissolved_on"] is not None:
        raise InvalidAnswers.at("/answers/parent_id", "not_among_options")
    level, kind = FORMS[asked["form"]]
    if not rules.may_contain(parent["level"], level):
        raise InvalidAnswers.at("/answers/proposed_form", "organization_level")
    name = " ".join(str(asked["name"]).split())
    if tree.name_taken(ctx.tx, ctx.tenant, parent["id"], name):
        raise InvalidAnswers.at("/answers/org_name", "organization_name_taken")
    if len(asked["units"]) > 0 and asked["form"] != "joint_branch":
        raise InvalidAnswers.at("/answers/covered_units", "bad_value")
    ctx.record("organization.requested", {"name": name, "form": asked["form"]})
    return {**asked, "name": name, "level": level, "kind": kind}


@operator("org.found")
def found(ctx: Context, request: Mapping[str, Any], on: str) -> dict[str, Any]:
    """Found the organisation from a day on; what the request covers is covered by it from now on.

    A census founds its branches after the general branch: one that waited for an election would wait for members who
    come with those branches. Its first committee is appointed.
    """
    day = values.not_later(on, ctx.today, "/answers/reply_on")
    if request["census_id"] is not None and request["level"] != "branch" and ctx.answers.get("leaders") == "elect":
        raise InvalidAnswers.at("/answers/leaders", "first_committee_appointed")
    tree.lock_tree(ctx.tx, ctx.tenant)
    parent = tree.find(ctx.tx, ctx.tenant, values.uuid(request["parent_id"]), [ctx.organization_id])
    if parent is None or parent["dissolved_on"] is not None:
        raise NotFound("organization_not_found")
    name = str(request["name"])
    if tree.name_taken(ctx.tx, ctx.tenant, parent["id"], name):
        raise Conflict("organization_name_taken")
    made = new_id()
    row = {
        "id": made,
        "parent": parent["id"],
        "level": request["level"],
        "kind": request["kind"],
        "name": name,
        "pinyin": pinyin(name),
        "on": day,
    }
    tree.add(ctx.tx, ctx.tenant, row)
    after = {"name": name, "parent": parent["name"], "level": request["level"]}
    if ctx.actor_id is not None:
        tree.note(ctx.tx, ctx.tenant, made, "founded", day, ({}, after), "", ctx.actor_id, ctx.at)
    covered = 0
    if request["cluster"] is not None:
        census = values.uuid(request["census_id"])
        covered = enterprises.cover(ctx.tx, ctx.tenant, census, int(request["cluster"]), made)
    elif request["units"]:
        covered = enterprises.cover_some(ctx.tx, ctx.tenant, [values.uuid(unit) for unit in request["units"]], made)
    ctx.record("organization.founded", {"organization_id": str(made), "on": day, "covered": covered})
    return {"organization_id": str(made), "name": name, "level": request["level"], "covered_n": covered}


@operator("org.settle")
def settle(ctx: Context, organization_id: str) -> dict[str, int]:
    """Bring the people named in the form into the new branch; their open cases go along."""
    branch = _living(ctx, organization_id)
    named = values.ids(ctx.answers, "members")
    if named and branch["level"] != "branch":
        raise InvalidAnswers.at("/answers/members", "import_branch_unknown")
    moved = 0
    for index, person_id in enumerate(named):
        person = people.lock(ctx.tx, ctx.tenant, person_id)
        if person is None:
            raise InvalidAnswers.at(f"/answers/members/{index}", "not_among_options")
        old = person["branch_id"]
        if old == branch["id"]:
            continue
        if old is not None:
            _check_settled(ctx, index, person, old)
            cases = following.cases_of(ctx.tx, ctx.tenant, old, [person_id])
            following.follow(ctx.tx, ctx.tenant, cases, old, branch["id"])
        moved += register.set_branch(ctx.tx, ctx.tenant, [person_id], branch["id"])
    ctx.record("organization.settled", {"organization_id": organization_id, "moved": moved})
    return {"moved_n": moved}


def _check_settled(ctx: Context, index: int, person: Row, branch_id: UUID) -> None:
    """Refuse whoever has just come into another new branch: founding takes nobody twice, a transfer may."""
    known = tree.founded(ctx.tx, ctx.tenant, branch_id)
    if known is not None and known["founded_on"] is not None and known["founded_on"] > ctx.today - NEW:
        said = {"who": person["name"], "organization": known["name"], "day": known["founded_on"]}
        raise InvalidAnswers.at(f"/answers/members/{index}", "settled_elsewhere", **said)


@operator("org.appoint")
def appoint(ctx: Context, organization_id: str, until: str) -> dict[str, Any]:
    """Give the posts of the form to the people named there, until the first election at the latest."""
    named = {field: str(ctx.answers[field]) for field, _ in COMMITTEE if ctx.answers.get(field)}
    return install_posts(ctx, values.uuid(organization_id), named, values.day(until), elected=False)


def install_posts(
    ctx: Context, organization: UUID, named: Mapping[str, str], until: date, elected: bool
) -> dict[str, Any]:
    """Give the posts of a committee until the end of its term; whoever held one of them before, ends."""
    home = _living(ctx, str(organization))
    if until <= ctx.today:
        raise InvalidAnswers.at("/answers/term_until", "past_date", today=ctx.today)
    once = list(named.values())
    for field, who in named.items():
        if once.count(who) > 1:
            raise InvalidAnswers.at(f"/answers/{field}", "listed_twice")
    _end_before(ctx, organization)
    for field, role in COMMITTEE:
        if field in named:
            _grant(ctx, organization, role, values.uuid(named[field]), until)
    enterprises.add_term(ctx.tx, ctx.tenant, organization, ctx.today, until, elected, ctx.instance_id)
    ctx.record("organization.installed", {"organization_id": str(organization), "posts": len(named), "until": until})
    return {"installed_n": len(named), "term_until": until.isoformat(), "name": home["name"]}


def _end_before(ctx: Context, organization: UUID) -> None:
    """End the committee's posts that are in force: the new ones begin today."""
    last = ctx.today - timedelta(days=1)
    for row in enterprises.committee(ctx.tx, ctx.tenant, organization, [role for _, role in COMMITTEE], ctx.today):
        posts.end(ctx.tx, ctx.tenant, row["id"], max(last, row["from_on"] - timedelta(days=1)))
        posts.pass_on(ctx.tx, ctx.tenant, row, None)
        admin_log.record(
            ctx.tx, ctx.tenant, ctx.actor_id, "post.ended", row["id"], {"to_on": row["to_on"]}, {"to_on": last}
        )


def _grant(ctx: Context, organization: UUID, role: str, person: UUID, until: date) -> None:
    if ctx.actor_id is None or not posts.lock_person(ctx.tx, ctx.tenant, person):
        raise NotFound("person_not_found")
    held: Sequence[Row] = posts.roles_between(ctx.tx, ctx.tenant, person, ctx.today, until)
    post_rules.check_exclusive(role, [row["role"] for row in held])
    review = min(until, add_years(ctx.today, 1))
    key = posts.add(ctx.tx, ctx.tenant, person, role, organization, ctx.today, until, review, ctx.actor_id)
    facts = {"person": person, "role": role, "organization": organization, "from_on": ctx.today, "to_on": until}
    admin_log.record(ctx.tx, ctx.tenant, ctx.actor_id, "post.granted", key, None, facts)


def _living(ctx: Context, organization_id: str) -> Row:
    row = tree.find(ctx.tx, ctx.tenant, values.uuid(organization_id), [ctx.organization_id])
    if row is None:
        raise NotFound("organization_not_found")
    if row["dissolved_on"] is not None:
        raise Conflict("organization_dissolved")
    return row
