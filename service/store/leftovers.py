"""What goes by itself, kind by kind: how much of it the next night takes; deletes what the service may delete.

Each kind of `retention_kind` has one statement here that tells what there is of it, since when its time runs, and
whether something holds it. The page counts by it; the kinds of GONE are deleted by it, too.
"""

from __future__ import annotations

from typing import Final

from service.store.database import Row, Tx

_HELD: Final = """exists (select 1 from legal_hold h where h.tenant_id = i.tenant_id and h.ended_at is null
                             and (h.instance_id = i.id or h.person_id = i.person_id))"""
# kind -> key, since, held; one row for each record
_THERE: Final = {
    "access_archive": """
        select a.seq::text as key, a.until_at as since, a.rows as n,
               exists (select 1 from jsonb_array_elements(a.body) e
                        where (e ->> 'subject_id')::uuid in (select people_held(%(tenant)s))
                           or (e ->> 'actor_id')::uuid in (select people_held(%(tenant)s))) as held
          from access_archive a where a.tenant_id = %(tenant)s and a.body is not null""",
    "access_log": """
        select seq::text as key, until_at as since, rows as n, held
          from access_to_archive(%(tenant)s, %(ahead)s, 0, null) where due""",
    "admin_act": """
        select e.seq::text as key, e.at as since, 1 as n,
               e.target in (select people_held(%(tenant)s)::text) as held
          from admin_event e where e.tenant_id = %(tenant)s and e.payload is not null""",
    "applicant": """
        select person_id::text as key, last_contact as since, 1 as n, held is not null as held
          from applicants_to_forget(%(tenant)s, %(ahead)s)""",
    "delivery": f"""
        select d.id::text as key, d.updated_at as since, 1 as n, {_HELD} as held
          from delivery d join instance i on i.tenant_id = d.tenant_id and i.id = d.instance_id
         where d.tenant_id = %(tenant)s and d.status not in ('waiting', 'sent')
           and i.status in ('ended', 'cancelled')""",
    "draft": f"""
        select t.id::text as key, t.draft_at as since, 1 as n, {_HELD} as held
          from task t join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
         where t.tenant_id = %(tenant)s and t.draft is not null""",
    "exam_answer": """
        select s.id::text as key, e.closes_at as since, 1 as n,
               exists (select 1 from legal_hold h where h.tenant_id = s.tenant_id and h.ended_at is null
                          and (h.person_id = s.person_id or h.instance_id = e.instance_id))
               or s.person_id in (select people_under_way(%(tenant)s)) as held
          from exam_sitting s join exam e on e.tenant_id = s.tenant_id and e.id = s.exam_id
         where s.tenant_id = %(tenant)s and exists (select 1 from exam_answer a
                  where a.tenant_id = s.tenant_id and a.sitting_id = s.id)""",
    "import_row": """
        select r.id::text as key, coalesce(u.ended_at, u.created_at) as since, 1 as n, false as held
          from import_row r join import_run u on u.tenant_id = r.tenant_id and u.id = r.run_id
         where r.tenant_id = %(tenant)s""",
    "job": """
        select j.id::text as key, (select max(v.at) from procrastinate_events v where v.job_id = j.id) as since, 1 as n,
               false as held
          from procrastinate_jobs j
         where j.status in ('failed', 'cancelled', 'aborted')
           and coalesce(j.args ->> 'tenant', %(tenant)s::text) = %(tenant)s::text""",
    "notice": """
        select n.id::text as key, n.created_at as since, 1 as n,
               exists (select 1 from legal_hold h where h.tenant_id = n.tenant_id and h.ended_at is null
                          and (h.person_id = n.person_id or h.instance_id = n.instance_id))
               or n.person_id in (select people_under_way(%(tenant)s)) as held
          from notice n where n.tenant_id = %(tenant)s""",
    "sealed_record": """
        select s.id::text as key, e.at as since, 1 as n,
               exists (select 1 from legal_hold h where h.tenant_id = i.tenant_id and h.ended_at is null
                          and (h.instance_id = i.id or h.person_id in (i.person_id, s.person_id)))
               or coalesce(i.person_id in (select people_under_way(%(tenant)s)), false)
               or coalesce(s.person_id in (select people_under_way(%(tenant)s)), false) as held
          from sealed_record s
          join instance i on i.tenant_id = s.tenant_id and i.id = s.instance_id and i.status in ('ended', 'cancelled')
         cross join lateral (select max(recorded_at) as at from history
                              where tenant_id = i.tenant_id and instance_id = i.id) e
         where s.tenant_id = %(tenant)s and s.body is not null""",
}  # fmt: skip
KINDS: Final = tuple(_THERE)
_NOW: Final = "(select lawful_now(%(tenant)s))"  # asked once, not for each row
_DUE: Final = f"x.since + make_interval(months => k.keep_months) <= {_NOW}"
_FIGURES: Final = {
    kind: f"""select %(kind)s as kind,
                     coalesce(sum(x.n) filter (where {_DUE} and not x.held), 0)::bigint as tonight,
                     coalesce(sum(x.n) filter (where not {_DUE} and not x.held), 0)::bigint as soon,
                     coalesce(sum(x.n) filter (where x.held), 0)::bigint as held
                from retention_kind k cross join lateral ({there}) x
               where k.kind = %(kind)s and x.since + make_interval(months => k.keep_months)
                     <= {_NOW} + make_interval(days => %(ahead)s)"""
    for kind, there in _THERE.items()
}
# What the service may delete; job ids are numbers of one series for all tenants.
_TABLES: Final = {
    "delivery": "delete from delivery t where t.tenant_id = %(tenant)s and t.id in (select d.key::uuid from due d)",
    "import_row": "delete from import_row t where t.tenant_id = %(tenant)s and t.id in (select d.key::uuid from due d)",
    "job": "delete from procrastinate_jobs t where t.id in (select d.key::bigint from due d)",
    "notice": "delete from notice t where t.tenant_id = %(tenant)s and t.id in (select d.key::uuid from due d)",
}
GONE: Final = tuple(_TABLES)
_DELETE: Final = {
    kind: f"""with due as materialized (
                select x.key from retention_kind k join lateral ({_THERE[kind]}) x on {_DUE} and not x.held
                 where k.kind = %(kind)s limit %(most)s)
              {deletion}"""
    for kind, deletion in _TABLES.items()
}


def figures(tx: Tx, tenant: int, ahead: int) -> list[Row]:
    """Return of each kind how many records the next night takes, how many more in `ahead` days, how many are held."""
    rows = (tx.row(_FIGURES[kind], {"tenant": tenant, "kind": kind, "ahead": ahead}) for kind in KINDS)
    return [row for row in rows if row is not None]


def forget(tx: Tx, tenant: int, kind: str, most: int) -> int:
    """Delete a batch of what is past its time of one kind; return how many records it was."""
    return tx.run(_DELETE[kind], {"tenant": tenant, "kind": kind, "most": most, "ahead": 0})
