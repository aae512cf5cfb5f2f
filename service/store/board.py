"""People on the way, by stage and by what they wait for: the statements behind the board and behind its batches.

Who is counted and who is listed is one rule, so that a figure and the list that it opens agree: people and cases of
organisations at or below the reader's posts. `due` is the term of the earliest open step or, where none is open, of the
stage itself; `standing` compares it with now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from service.domain import cohorts
from service.domain.cohorts import Narrow
from service.domain.people import STAGES
from service.store.database import Row, Tx

# Organisations at or below the reader's posts, and below the one that was chosen.
_UNDER: Final = """under as materialized (
  select distinct c.descendant_id as id from org_closure c
   where c.tenant_id = %(tenant)s and c.ancestor_id = any(%(seats)s::uuid[])
     and (%(organization)s::uuid is null or exists (select 1 from org_closure u where u.tenant_id = c.tenant_id
           and u.descendant_id = c.descendant_id and u.ancestor_id = %(organization)s)))"""
# The earliest open step of each person; of a step that is asked for, that one.
_STEPS: Final = """steps as materialized (
  select distinct on (i.person_id) i.person_id, i.id as instance_id, t.id as task_id, t.process_key as task_process,
         i.process_key, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at, t.exclude, t.due_at,
         t.earliest_on, t.created_at
    from task t
    join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
   where t.tenant_id = %(tenant)s and t.status = 'open' and i.person_id is not null
     and i.process_key = any(%(ways)s::text[]) and i.status in ('running', 'faulted')
     and (%(node)s::text is null or (t.node = %(node)s and t.process_key = %(process)s))
     and i.organization_id in (select id from under)
     and (%(people)s::uuid[] is null or i.person_id = any(%(people)s::uuid[]))
   order by i.person_id, t.due_at, t.id)"""
_PEOPLE: Final = """people as materialized (
  select x.*, case when x.due is null then 'open' when x.due < %(now)s then 'overdue'
                   when x.due < %(soon)s then 'soon' else 'on_time' end as standing
    from (select p.id, p.id as person_id, p.tenant_id, p.name, p.name_pinyin, p.branch_id, p.stage, p.stage_since,
                 p.applied_on, p.activist_on, p.member_on, %(today)s::date - p.stage_since as days,
                 s.instance_id, s.task_id, s.task_process, s.process_key, s.node, s.title, s.role, s.organization_id,
                 s.assignee_id, s.claimed_at, s.exclude, s.due_at, s.earliest_on, s.created_at as open_since,
                 coalesce(s.due_at, (case p.stage
                   when 'applicant' then case when p.talked_on is null
                     then (p.applied_on + make_interval(months => %(talk)s))::date end
                   when 'probationary_member' then (p.member_on + make_interval(months => %(probation)s))::date
                   end + time '23:59:59') at time zone 'Asia/Shanghai') as due
            from person p left join steps s on s.person_id = p.id
           where p.tenant_id = %(tenant)s and p.status = 'active' and p.stage = any(%(stages)s::text[])
             and p.branch_id in (select id from under)
             and (%(people)s::uuid[] is null or p.id = any(%(people)s::uuid[]))
             and (p.stage <> 'full_member' or p.stage_since between %(full_from)s and %(full_to)s)
             and (%(year_from)s::date is null or p.stage_since between %(year_from)s and %(year_to)s)) x)"""
# Whose way runs as a case; asked for all at once, since the question for each person would be half of the board's cost.
_CASED: Final = """cased as materialized (
  select distinct c.person_id from instance c
   where c.tenant_id = %(tenant)s and c.process_key = %(case)s and c.status in ('running', 'faulted', 'suspended')
     and c.person_id is not null and c.organization_id in (select id from under))"""
_WITH: Final = f"with {_UNDER}, {_STEPS}, {_PEOPLE}, {_CASED}"
# Whoever stands at the end of the way needs no case.
_WITHOUT: Final = "(x.stage <> 'full_member' and x.id not in (select person_id from cased))"


def plan_each_time(tx: Tx) -> None:
    """Let the rest of the transaction be planned for the values at hand.

    One plan for whatever is asked for cannot leave out what is not: over 115,000 people it took twenty times as long.
    """
    tx.run("set local plan_cache_mode = force_custom_plan")


def params(
    tenant: int, seats: Sequence[UUID], narrow: Narrow, now: datetime, today: date, terms: dict[str, int | None]
) -> dict[str, Any]:
    """Return the parameters of the board; `terms` are months by rule, None where the pack sets none."""
    year = narrow.year
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
    return {
        "tenant": tenant,
        "seats": list(seats),
        "organization": narrow.organization,
        "ways": list(cohorts.ON_THE_WAY),
        "case": cohorts.CASE,
        "stages": [narrow.stage] if narrow.stage else list(STAGES),
        "now": now,
        "soon": now + timedelta(days=cohorts.SOON_DAYS),
        "today": today,
        "talk": terms.get(cohorts.TALK_RULE),
        "probation": terms.get(cohorts.PROBATION_RULE),
        "cultivation": terms.get(cohorts.CULTIVATION_RULE),
        "year_from": first,
        "year_to": last,
        "full_from": first or date(today.year, 1, 1),
        "full_to": last or today,
        "process": narrow.step.process if narrow.step else None,
        "node": narrow.step.node if narrow.step else None,
        "standing": narrow.standing,
        "bare": narrow.without_case,
        "people": None,
        "q": f"%{_literal(narrow.q)}%" if narrow.q else None,
    }


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def figures(tx: Tx, asked: dict[str, Any], limit: int) -> tuple[list[Row], list[Row]]:
    """Return the columns and the bottlenecks, in one statement over the same people.

    Columns: how many of a stage, how they stand against their terms, how long they are there, who could go on.
    Bottlenecks: the steps that people wait at, those with most overdue first, and whose they are.
    """
    row = tx.row(
        f"""{_WITH}, columns as (
              select x.stage, count(*) as n, count(*) filter (where x.standing = 'overdue') as overdue,
                     count(*) filter (where x.standing = 'soon') as soon,
                     count(*) filter (where x.standing = 'on_time') as on_time,
                     count(*) filter (where x.standing = 'open') as open,
                     count(*) filter (where {_WITHOUT}) as without_case,
                     percentile_disc(0.5) within group (order by x.days) as median, max(x.days) as longest,
                     count(*) filter (where x.stage = 'activist'
                       and x.activist_on <= (%(today)s::date - make_interval(months => %(cultivation)s))::date) as ripe
                from people x group by x.stage), waits as (
              select x.task_process, x.node, x.role, x.organization_id, max(x.title) as title, count(*) as n,
                     count(*) filter (where x.standing = 'overdue') as overdue, min(x.open_since) as since
                from people x where x.task_id is not null group by 1, 2, 3, 4), bottlenecks as (
              select w.task_process, w.node, w.role, max(w.title) as title, sum(w.n)::int as n,
                     sum(w.overdue)::int as overdue, min(w.since) as since, count(*)::int as places,
                     (array_agg(o.name order by w.overdue desc, w.n desc, o.sort, o.name))[1:3] as names,
                     (array_agg(w.n order by w.overdue desc, w.n desc, o.sort, o.name))[1:3] as counts
                from waits w
                join organization o on o.tenant_id = %(tenant)s and o.id = w.organization_id
               group by 1, 2, 3 order by overdue desc, n desc, title limit %(limit)s)
            select (select coalesce(json_agg(c), '[]') from columns c) as columns,
                   (select coalesce(json_agg(b), '[]') from bottlenecks b) as bottlenecks""",
        {**asked, "limit": limit},
    )
    assert row is not None
    return row["columns"], row["bottlenecks"]


_NARROWED: Final = f"""(%(standing)s::text is null or x.standing = %(standing)s)
   and (%(node)s::text is null or x.task_id is not null)
   and (not %(bare)s or {_WITHOUT})
   and (%(q)s::text is null or x.name ilike %(q)s or x.name_pinyin ilike %(q)s)"""


def page(tx: Tx, asked: dict[str, Any]) -> list[Row]:
    """Return a page of a column by due day; `at`, `after` and `limit` say where it begins and how long it is."""
    return tx.rows(
        f"""{_WITH}, page as (
              select x.*, coalesce(x.due, '9999-01-01') as place from people x
               where {_NARROWED} and (coalesce(x.due, '9999-01-01'), x.id) > (%(at)s, %(after)s)
               order by place, x.id limit %(limit)s)
            select x.*, b.name as branch_name, o.name as organization_name, a.name as assignee_name,
                   c.id as case_id, c.business_key, e.name as waits_for, e.due_at as waits_until
              from page x
              left join organization b on b.tenant_id = x.tenant_id and b.id = x.branch_id
              left join organization o on o.tenant_id = x.tenant_id and o.id = x.organization_id
              left join person a on a.tenant_id = x.tenant_id and a.id = x.assignee_id
              left join lateral (select i.id, i.business_key from instance i
                where i.tenant_id = x.tenant_id and i.person_id = x.id and i.process_key = %(case)s
                  and i.status in ('running', 'faulted', 'suspended') order by i.started_at desc limit 1) c on true
              left join lateral (select w.name, w.due_at from (
                  select m.name, m.due_at from timer m where m.tenant_id = x.tenant_id and m.instance_id = c.id
                   union all
                  select u.name, null from subscription u where u.tenant_id = x.tenant_id and u.instance_id = c.id) w
                where w.name <> '' order by w.due_at nulls last limit 1) e on x.task_id is null
             order by x.place, x.id""",
        asked,
    )


def total(tx: Tx, asked: dict[str, Any]) -> int:
    """Count a column, up to a cap."""
    return int(
        tx.value(f"{_WITH} select count(*) from (select 1 from people x where {_NARROWED} limit %(cap)s) n", asked)
    )


def chosen(tx: Tx, asked: dict[str, Any], people: Sequence[UUID] | None, reminded: datetime, limit: int) -> list[Row]:
    """Return whom a batch is for, by branch and name, with what is to be judged; nothing is locked.

    `reminded`: since when a reminder counts as given already.
    """
    return tx.rows(
        f"""{_WITH}
            select x.*, c.id as case_id, c.business_key, o.name as organization_name, a.name as assignee_name,
                   (select max(k.at) from cohort_item k join cohort_run r on r.tenant_id = k.tenant_id
                       and r.id = k.run_id and r.kind = 'remind'
                     where k.tenant_id = x.tenant_id and k.task_id = x.task_id and k.status = 'done'
                       and k.at > %(reminded)s) as reminded_at
              from people x
              left join organization b on b.tenant_id = x.tenant_id and b.id = x.branch_id
              left join organization o on o.tenant_id = x.tenant_id and o.id = x.organization_id
              left join person a on a.tenant_id = x.tenant_id and a.id = x.assignee_id
              left join lateral (select i.id, i.business_key from instance i
                where i.tenant_id = x.tenant_id and i.person_id = x.id and i.process_key = %(case)s
                  and i.status in ('running', 'faulted', 'suspended') order by i.started_at desc limit 1) c on true
             where {_NARROWED}
             order by b.sort, b.name, x.name_pinyin, x.id limit %(limit)s""",
        {**asked, "people": None if people is None else list(people), "reminded": reminded, "limit": limit},
    )


def holders(tx: Tx, tenant: int, posts: Sequence[tuple[str, UUID]], on: date) -> dict[tuple[str, UUID], list[UUID]]:
    """Return who holds each of some posts, role @ organisation."""
    found: dict[tuple[str, UUID], list[UUID]] = {}
    rows = tx.rows(
        """select g.role, g.organization_id, g.person_id from role_grant g
             join unnest(%(roles)s::text[], %(homes)s::uuid[]) as w(role, home)
               on w.role = g.role and w.home = g.organization_id
            where g.tenant_id = %(tenant)s and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')
            group by g.role, g.organization_id, g.person_id order by g.person_id""",
        {"tenant": tenant, "on": on, "roles": [role for role, _ in posts], "homes": [home for _, home in posts]},
    )
    for row in rows:
        found.setdefault((row["role"], row["organization_id"]), []).append(row["person_id"])
    return found


def rounds(tx: Tx, tenant: int, seats: Sequence[UUID], organization: UUID | None, year: int | None) -> list[Row]:
    """Return the rounds of a year (of the last one that there was), with quotas and how far they are used."""
    return tx.rows(
        f"""with {_UNDER}, chosen as (
              select id, year, name, status, opens_on from recommendation_round
               where tenant_id = %(tenant)s and year = coalesce(%(year)s::int,
                     (select max(year) from recommendation_round where tenant_id = %(tenant)s)))
            select r.id, r.name, r.year, r.status, sum(q.quota)::int as quota, sum(q.nominated)::int as nominated,
                   sum(q.recommended)::int as recommended, sum(q.confirmed)::int as confirmed,
                   count(*)::int as branches
              from chosen r
              join lateral (
                select b.quota, count(n.person_id) filter (where n.method in ('member', 'league', 'both')) as nominated,
                       count(n.person_id) filter (where n.decision = 'recommend') as recommended,
                       count(p.id) filter (where n.decision = 'recommend' and p.activist_on >= r.opens_on) as confirmed
                  from round_branch b
                  left join nomination n on n.tenant_id = b.tenant_id and n.round_id = b.round_id
                       and n.branch_id = b.branch_id
                  left join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
                 where b.tenant_id = %(tenant)s and b.round_id = r.id and b.quota > 0
                   and b.branch_id in (select id from under)
                 group by b.branch_id, b.quota) q on true
             group by r.id, r.name, r.year, r.status, r.opens_on order by r.opens_on desc""",
        {"tenant": tenant, "seats": list(seats), "organization": organization, "year": year},
    )
