"""Which steps wait for nobody, over 200,000 open ones: asked every five minutes, so it may not cost like a report."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest

from service.actions.deploy import deploy
from service.domain import clock
from service.domain.assignment import NOT_BY_SUBSTITUTE
from service.store import stranded
from service.wiring import House
from tests.actions.stranded_plain import EARLIER, PLAIN
from tests.bench import models
from tests.bench.report import Report
from tests.conftest import TestDatabase
from tests.town import TENANT, make_town

pytestmark = pytest.mark.bench

TASKS, CASES, OFFICES, PEOPLE = 200_000, 100_000, 5_000, 25_000
LIMIT_MS = 1_500.0
ROLES = "'{branch_secretary,org_commissioner,discipline_commissioner,publicity_commissioner}'::text[]"

# One or two holders a post, one post in two hundred vacant, one account in a hundred closed; a third of the steps are
# for whom the case is about, a thirtieth keeps a colleague out, one case in fifty is about one, states have 1.4 KB.
LOAD = f"""
select setseed(0.7);
create temporary table office as
  select row_number() over () as n, gen_random_uuid() as id from generate_series(1, {OFFICES});
insert into organization (tenant_id, id, parent_id, level, kind, name)
  select {TENANT}, o.id, (select id from organization where level = 'base' limit 1), 'branch', 'branch',
         '第' || n || '支部' from office o;
insert into org_closure (tenant_id, descendant_id, ancestor_id, depth)
  select {TENANT}, o.id, o.id, 0 from office o
  union all select c.tenant_id, o.id, c.ancestor_id, c.depth + 1
    from office o, org_closure c join organization b on b.id = c.descendant_id and b.level = 'base';
create temporary table worker as
  select row_number() over () as n, gen_random_uuid() as id from generate_series(1, {PEOPLE});
insert into person (tenant_id, id, name, sex, birth_year, branch_id, stage, stage_since)
  select {TENANT}, w.id, '员' || w.n, '女', 1985, o.id, 'full_member', '2016-01-01'
    from worker w join office o on o.n = 1 + w.n % {OFFICES};
create temporary table subject as select row_number() over () as n, gen_random_uuid() as id
  from generate_series(1, {CASES} / 2);
insert into person (tenant_id, id, name, sex, birth_year, branch_id, stage, stage_since)
  select {TENANT}, s.id, '申' || s.n, '女', 1995, o.id, 'applicant', '2016-01-01'
    from subject s join office o on o.n = 1 + s.n % {OFFICES};
insert into account (tenant_id, id, login, person_id, password_hash, active)
  select {TENANT}, gen_random_uuid(), 'w' || n, id, '!', n % 100 <> 0 from worker;
insert into role_grant (tenant_id, id, person_id, role, organization_id, from_on)
  select {TENANT}, gen_random_uuid(), w.id, r.role, o.id, '2010-01-01'
    from office o cross join lateral unnest({ROLES}) with ordinality r(role, nth)
    cross join lateral generate_series(1, case when (o.n * 4 + r.nth) % 200 = 0 then 0
                                               when (o.n + r.nth) % 3 = 0 then 2 else 1 end) again
    join worker w on w.n = 1 + (o.n * 7 + r.nth * 3 + again * 1009) % {PEOPLE};
insert into recusal (tenant_id, id, person_id, other_id, relation, declared_by, from_on, created_at)
  select {TENANT}, gen_random_uuid(), a.id, b.id, 'kin', a.id, '2010-01-01', now()
    from worker a join subject b on b.n = 1 + (a.n * 13) % ({CASES} / 2) where a.n % 20 = 0;
create temporary table matter as
  select row_number() over () as n, gen_random_uuid() as id from generate_series(1, {CASES});
insert into instance (tenant_id, id, release_id, process_key, subject_name, person_id, organization_id, status, state,
    history_seq, history_head, variables, started_at, updated_at)
  select {TENANT}, m.id, r.id, r.process_key, '申请人' || m.n,
         case when m.n % 50 = 0 then w.id else s.id end, o.id, 'running',
         decode(repeat(md5(m.n::text), 45), 'hex'), 1, '', '{{}}', now(), now()
    from matter m join office o on o.n = 1 + m.n % {OFFICES} join worker w on w.n = 1 + m.n % {PEOPLE}
    join subject s on s.n = 1 + m.n % ({CASES} / 2)
    cross join (select id, process_key from release where status = 'released' limit 1) r;
insert into task (tenant_id, id, instance_id, process_key, node, title, role, organization_id, assignee_id, status,
    due_at, exclude, data, created_at)
  select {TENANT}, gen_random_uuid(), m.id, 'proc_approval', 'ut_check', '审核第' || t.n || '件',
         case when t.n % 3 = 0 then 'applicant' else t.role end, o.id,
         case when t.n % 3 = 0 then s.id end, 'open', now() + make_interval(secs => t.due),
         case when t.n % 30 = 1 then array[w.id] else '{{}}' end, '{{}}', now()
    from (select g as n, 1 + g % {CASES} as of, ({ROLES})[1 + floor(random() * 4)] as role,
                 random() * 4000000 - 1000000 as due from generate_series(1, {TASKS}) g) t
    join matter m on m.n = t.of join office o on o.n = 1 + m.n % {OFFICES} join worker w on w.n = 1 + m.n % {PEOPLE}
    join subject s on s.n = 1 + m.n % ({CASES} / 2);
"""


@pytest.fixture(scope="module")
def owner(house: House, database: TestDatabase) -> Iterator[psycopg.Connection]:
    """Load the town; give a connection of the owner's."""
    with house.app.app_context():
        with house.db.transaction() as tx:
            make_town(tx)
        deploy(house.db, house.engine, TENANT, models.approval().files, None)
    with psycopg.connect(database.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("set synchronous_commit = off")
        connection.execute(LOAD.encode())
        connection.execute("vacuum analyze")
        yield connection


def test_all_open_steps_are_judged_at_once(house: House, owner: psycopg.Connection, report: Report) -> None:
    """Hold the budget, against asking every holder of every step; the answers are the same."""
    asked = {"tenant": TENANT, "on": clock.today(), "own": sorted(NOT_BY_SUBSTITUTE)}
    rows, plain, found = [], set(), set()
    for name, text in (("each step by itself, accounts not asked", EARLIER), ("each step by itself", PLAIN)):
        began = time.perf_counter()
        plain = {row[0] for row in owner.execute(text, asked)}
        rows.append((name, len(plain), f"{(time.perf_counter() - began) * 1000:,.0f}"))
    with house.app.app_context():
        for name, ask in (
            ("the list of all", lambda tx: stranded.page(tx, TENANT, clock.today(), True, (), TASKS)),
            ("a page of the list", lambda tx: stranded.page(tx, TENANT, clock.today(), True, (), 100)),
            ("the notices of five minutes", lambda tx: stranded.untold(tx, TENANT, clock.today())),
        ):
            spent = []
            for _ in range(3):
                with house.db.transaction() as tx:
                    began = time.perf_counter()
                    listed = ask(tx)
                    spent.append((time.perf_counter() - began) * 1000)
            found = found or {row["id"] for row in listed}
            rows.append((name, len(listed), f"{min(spent):,.0f}"))
    report.heading(f"steps that nobody can do, of {TASKS:,} open ones: rows, ms")
    report.table(("asked", "rows", "ms"), rows)
    assert found == plain
    assert min(spent) <= LIMIT_MS
