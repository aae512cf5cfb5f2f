"""A small town for tests: one street office, two branches, people with posts, and one who holds none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from service.actions import instances, tasks
from service.domain.people import Actor, Grant
from service.store.database import Tx
from service.store.ids import new_id
from service.wiring import House

TENANT = 1
SINCE = date(2010, 1, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """The town's organisations and its people as actors."""

    tenant: int
    county: UUID
    town: UUID
    area: UUID
    base: UUID
    branch: UUID
    other_branch: UUID
    ann: Actor  # secretary of the branch
    ben: Actor  # organisation commissioner of the branch
    cleo: Actor  # secretary of the other branch: a stranger here
    dora: Actor  # street office
    auditor: Actor
    applicant: Actor
    activist: Actor


def make_town(tx: Tx, demo: bool = True) -> Town:
    """Write the town and return it."""
    tx.run("insert into tenant (id, name, demo) values (%s, '城阳街道', %s) on conflict do nothing", (TENANT, demo))
    county = _organization(tx, None, "county", "区委组织部")
    town = _organization(tx, county, "town", "街道党工委")
    area = _organization(tx, town, "area", "第一片区联合党委")
    base = _organization(tx, area, "base", "后田社区党总支")
    branch = _organization(tx, base, "branch", "后田社区第一党支部")
    other = _organization(tx, base, "branch", "后田社区第二党支部")
    _closure(tx)
    member = "full_member"
    return Town(
        TENANT, county, town, area, base, branch, other,
        ann=person(tx, "王示例", branch, member, ("branch_secretary", branch)),
        ben=person(tx, "李测试", branch, member, ("org_commissioner", branch)),
        cleo=person(tx, "孙示一", other, member, ("branch_secretary", other)),
        dora=person(tx, "于测宁", branch, member, ("town_org_office", town)),
        auditor=person(tx, "周试审", branch, member, ("auditor", town)),
        applicant=person(tx, "赵例安", branch, "applicant"),
        activist=person(tx, "陈示远", branch, "activist"),
    )  # fmt: skip


def _organization(tx: Tx, parent: UUID | None, level: str, name: str) -> UUID:
    row_id = new_id()
    tx.run(
        "insert into organization (tenant_id, id, parent_id, level, kind, name) values (%s, %s, %s, %s, %s, %s)",
        (TENANT, row_id, parent, level, level, name),
    )
    return row_id


def _closure(tx: Tx) -> None:
    tx.run(
        """insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
           with recursive up as (
             select tenant_id, id, id as ancestor, parent_id, 0 as depth from organization
             union all
             select up.tenant_id, up.id, o.id, o.parent_id, up.depth + 1
               from up join organization o on o.tenant_id = up.tenant_id and o.id = up.parent_id)
           select tenant_id, id, ancestor, depth from up on conflict do nothing"""
    )


def person(tx: Tx, name: str, branch: UUID, stage: str, *posts: tuple[str, UUID]) -> Actor:
    """Write a person with posts and an account without a usable password; return them as an actor."""
    row_id, account = new_id(), new_id()
    day = date(2016, 1, 1)
    tx.run(
        """insert into person (tenant_id, id, name, sex, birth_year, branch_id, stage, stage_since, applied_on,
             talked_on, activist_on, member_on) values (%s, %s, %s, '女', 1985, %s, %s, %s, %s, %s, %s, %s)""",
        (
            TENANT, row_id, name, branch, stage, day, day, day,
            day if stage == "activist" else None, day if stage == "full_member" else None,
        ),
    )  # fmt: skip
    for role, organization in posts:
        tx.run(
            """insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
               values (%s, %s, %s, %s, %s, %s)""",
            (TENANT, new_id(), row_id, role, organization, SINCE),
        )
    tx.run(
        "insert into account (tenant_id, id, login, person_id, password_hash) values (%s, %s, %s, %s, '!')",
        (TENANT, account, f"login_{row_id.hex}", row_id),
    )
    grants = tuple(Grant(role, organization) for role, organization in posts)
    return Actor(TENANT, row_id, name, account, grants)


def start_case(
    house: House, actor: Actor, process: str, home: UUID, answers: Mapping[str, Any] | None = None
) -> instances.Started:
    """Start a process in a transaction of its own."""
    with house.db.transaction() as tx:
        return instances.start_in(tx, house.engine, actor, process, home, None, answers or {})


def complete_task(house: House, actor: Actor, task: UUID, answers: Mapping[str, Any]) -> tasks.Completed:
    """Complete a task in a transaction of its own."""
    with house.db.transaction() as tx:
        return tasks.complete_in(tx, house.engine, actor, task, answers)
