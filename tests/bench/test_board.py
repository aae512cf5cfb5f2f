"""The board over 115,000 people: a whole district's office, a community and a branch; a first and a later page."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest

from service.actions import cohorts as actions
from service.actions.deploy import deploy
from service.domain.cohorts import Narrow, Wish
from service.domain.people import Actor, Grant
from service.reads import cohorts as reads
from service.wiring import House
from tests.bench import models
from tests.bench.report import Report
from tests.conftest import TestDatabase
from tests.town import TENANT, make_town

pytestmark = pytest.mark.bench

PEOPLE, BASES, BRANCHES, TIMES = 115_000, 120, 3_600, 7
WHOLE_MS, PART_MS = 2_000.0, 200.0

# As in the demo town: most are members; of a case in six an open step, of which a tenth is late.
LOAD = f"""
select setseed(0.7);
create temporary table base as
  select row_number() over () as n, gen_random_uuid() as id from generate_series(1, {BASES});
create temporary table branch as
  select row_number() over () as n, gen_random_uuid() as id from generate_series(1, {BRANCHES});
insert into organization (tenant_id, id, parent_id, level, kind, name)
  select {TENANT}, b.id, (select id from organization where level = 'area'), 'base', 'base', '社区' || n from base b
  union all
  select {TENANT}, c.id, b.id, 'branch', 'branch', '第' || c.n || '支部'
    from branch c join base b on b.n = 1 + c.n % {BASES};
insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
  with recursive up as (
    select o.id, o.id as ancestor, o.parent_id, 0 as depth from organization o
     union all
    select up.id, o.id, o.parent_id, up.depth + 1 from up join organization o on o.id = up.parent_id)
  select {TENANT}, id, ancestor, depth from up on conflict do nothing;
create temporary table someone as
  select n, id, branch, since,
         case when die < 70 then 'full_member' when die < 84 then 'applicant' when die < 97 then 'activist'
              when die < 98 then 'development_candidate' else 'probationary_member' end as stage
    from (select g as n, gen_random_uuid() as id, 1 + g % {BRANCHES} as branch, (g + g / {BRANCHES} * 7) % 100 as die,
                 current_date - (random() * 900)::int as since from generate_series(1, {PEOPLE}) g) s;
insert into person (tenant_id, id, name, name_pinyin, branch_id, stage, stage_since, applied_on, talked_on, activist_on,
    member_on)
  select {TENANT}, s.id, '员' || s.n, 'yuan' || s.n, b.id, s.stage, s.since, s.since,
         case when s.n % 5 > 0 then s.since end, s.since, s.since from someone s join branch b on b.n = s.branch;
create temporary table matter as
  select s.*, gen_random_uuid() as matter from someone s where stage <> 'full_member' and n % 20 > 0;
insert into instance (tenant_id, id, release_id, process_key, subject_name, organization_id, person_id, status, state,
    history_seq, history_head, variables, started_at, updated_at)
  select {TENANT}, m.matter, r.id, 'proc_membership_case', '员' || m.n, b.id, m.id, 'running', '', 1, '', '{{}}',
         m.since, now()
    from matter m join branch b on b.n = m.branch
    cross join (select id from release where status = 'released' limit 1) r;
insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, status, due_at, data,
    created_at)
  select {TENANT}, gen_random_uuid(), m.matter, 'proc_application_intake', 'ut_' || m.n % 24, '环节' || m.n % 24,
         'branch_secretary', b.id, 'open', now() + make_interval(days => (random() * 100)::int - 10), '{{}}', m.since
    from matter m join branch b on b.n = m.branch where m.n % 6 = 0;
insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, status, due_at, data,
    created_at, completed_at)
  select {TENANT}, gen_random_uuid(), m.matter, 'proc_application_intake', 'ut_' || g, '环节', 'branch_secretary', b.id,
         'completed', now(), '{{}}', m.since, now()
    from matter m join branch b on b.n = m.branch cross join generate_series(1, 4) g;
"""


@pytest.fixture(scope="module")
def readers(house: House, database: TestDatabase, report: Report) -> dict[str, Actor]:
    """Load the town and return who looks at it."""
    with house.app.app_context():
        with house.db.transaction() as tx:
            town = make_town(tx)
        deploy(house.db, house.engine, TENANT, models.approval().files, None)
    began = time.perf_counter()
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute("set synchronous_commit = off")
        owner.execute(LOAD.encode())
        owner.execute("vacuum analyze")
        base, branch = (
            owner.execute("select id from organization where level = %s and name like %s", (level, like)).fetchone()
            for level, like in (("base", "社区7"), ("branch", "第7支部"))
        )
    assert base is not None and branch is not None
    report.say(f"board: {PEOPLE:,} people in {BRANCHES:,} branches loaded in {time.perf_counter() - began:.0f} s")

    def reader(role: str, home: Any) -> Actor:
        return Actor(TENANT, town.dora.person_id, "员", None, (Grant(role, home),))

    return {
        "the whole": reader("town_org_office", town.town),
        "a community": reader("base_committee_reviewer", base[0]),
        "a branch": reader("branch_secretary", branch[0]),
    }


def measured(house: House, read: Callable[[Any], Any]) -> tuple[float, Any]:
    """Return the median of a few runs in milliseconds, and what was read."""
    took, found = [], None
    for _ in range(TIMES):
        with house.app.app_context(), house.db.reading() as tx:
            began = time.perf_counter()
            found = read(tx)
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), found


def test_the_board_of_115_000(house: House, readers: dict[str, Actor], report: Report) -> None:
    for name, actor in readers.items():
        most = WHOLE_MS if name == "the whole" else PART_MS
        took, said = measured(house, lambda tx, actor=actor: board(tx, house, actor))
        report.say(f"board of {name}: {took:.0f} ms for {sum(each['n'] for each in said['columns']):,} people")
        assert took <= most
        took, page = measured(house, lambda tx, actor=actor: listed(tx, house, actor, None))
        report.say(f"  first page of applicants ({page['total_capped']:,}+): {took:.0f} ms")
        assert took <= most
        if page["next"]:
            took, _ = measured(house, lambda tx, actor=actor, after=page["next"]: listed(tx, house, actor, after))
            report.say(f"  next page: {took:.0f} ms")
            assert took <= most
    wish = Wish("remind", None, Narrow(stage="applicant", standing="overdue"))
    took, (_, judged) = measured(house, lambda tx: actions.try_in(tx, house.engine, readers["the whole"], wish))
    report.say(f"  a reminder tried for {len(judged):,} people: {took:.0f} ms")


def board(tx: Any, house: House, actor: Actor) -> dict[str, Any]:
    seats: Sequence[Any] = actions.seats(actor)
    asked = actions.ask(tx, house.engine, actor, Narrow())
    return reads.board(tx, house.engine, actor, asked, seats, None, "zh-CN", False)


def listed(tx: Any, house: House, actor: Actor, after: str | None) -> dict[str, Any]:
    return reads.people(tx, actions.ask(tx, house.engine, actor, Narrow(stage="applicant")), after, 50, "zh-CN")
