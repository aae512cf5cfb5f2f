"""What may be chosen in a field with a source: one statement a source, the same for lists and for the check of answers.

Every statement gives `value`, `label`, `note`, `disabled`, `key` (search text) and `rank` (order).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.store import points
from service.store.database import Row, Tx

_PERSON = "p.id::text as value, p.name as label, p.name_pinyin as key, p.name_pinyin as rank"
_PEOPLE_BELOW = """from person p
  join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id and c.ancestor_id = %(organization)s
  join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
 where p.tenant_id = %(tenant)s and p.status = 'active'"""
# The round of an instance: its own, or its parent's when a branch works in it.
_ROUND = """(select r.id from instance i join recommendation_round r on r.tenant_id = i.tenant_id
   and r.instance_id in (i.id, i.parent_id) where i.tenant_id = %(tenant)s and i.id = %(instance)s)"""
_NOMINATIONS = f"""from nomination n
  join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
  join organization o on o.tenant_id = n.tenant_id and o.id = n.branch_id
  join org_closure c on c.tenant_id = n.tenant_id and c.descendant_id = n.branch_id and c.ancestor_id = %(organization)s
 where n.tenant_id = %(tenant)s and n.round_id = {_ROUND}"""
_ROSTER = """from attendance a
  join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id and k.instance_id = %(instance)s
  join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
  left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
 where a.tenant_id = %(tenant)s"""

_EXAM_NOTE = """concat_ws('，', o.name, case t.mode when 'unknown' then '年龄待核实' when 'computer' then '上机'
      when 'paper' then '纸质' else '只计出勤' end)"""
_EXAM_TAKERS = """from exam_taker t
  join exam e on e.tenant_id = t.tenant_id and e.id = t.exam_id and e.instance_id = %(instance)s
  join person p on p.tenant_id = t.tenant_id and p.id = t.person_id
  left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
 where t.tenant_id = %(tenant)s"""

_ORGANIZATIONS = """select o.id::text as value, o.name as label, o.name_pinyin as key, o.name_pinyin || o.name as rank,
    u.name as note, false as disabled from organization o
  join org_closure c on c.tenant_id = o.tenant_id and c.descendant_id = o.id and c.ancestor_id = %(organization)s
  left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
 where o.tenant_id = %(tenant)s and o.dissolved_on is null"""
# Everybody below the town that an organisation stands in.
_TOWN = """from person p
  join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
  join org_closure d on d.tenant_id = p.tenant_id and d.descendant_id = p.branch_id
  join org_closure c on c.tenant_id = p.tenant_id and c.ancestor_id = d.ancestor_id
   and c.descendant_id = %(organization)s
  join organization t on t.tenant_id = p.tenant_id and t.id = d.ancestor_id and t.level = 'town'
 where p.tenant_id = %(tenant)s and p.status = 'active'"""

_POST: Final = """select g.person_id from role_grant g
   join org_closure c on c.tenant_id = g.tenant_id and c.{this} = %(organization)s and c.{other} = g.organization_id
  where g.tenant_id = %(tenant)s and g.role = any(array[{roles}])
    and %(day)s between g.from_on and coalesce(g.to_on, 'infinity')"""
_COMMITTEE: Final = "'branch_secretary', 'branch_deputy', 'org_commissioner'"
_HERE: Final = _POST.format(this="ancestor_id", other="descendant_id", roles=_COMMITTEE)
_SENT: Final = _POST.format(this="descendant_id", other="ancestor_id", roles="'base_committee_reviewer'")

SOURCES: Final[Mapping[str, str]] = {
    # Nobody is chosen for an office in the own case.
    "branch_members": f"""select {_PERSON}, o.name as note, false as disabled {_PEOPLE_BELOW}
      and p.stage = 'full_member' and p.id is distinct from %(person)s""",
    # Who chairs, takes minutes or talks: members, whoever holds the branch's posts as a member elsewhere, and, where
    # there is no other full member, whom the level above sends; never whom it is about. Votes stay with members.
    "branch_leaders": f"""select {_PERSON}, o.name as note, false as disabled
      from (select p.id {_PEOPLE_BELOW} and p.stage = 'full_member'
            union {_HERE}
            union {_SENT} and not exists (
              select {_PEOPLE_BELOW} and p.stage = 'full_member' and p.id is distinct from %(person)s)) w
      join person p on p.tenant_id = %(tenant)s and p.id = w.id
      left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
     where p.status = 'active' and p.stage = 'full_member' and p.id is distinct from %(person)s""",
    # Who sits in the office that decides: whoever holds a post at the town above, never the person it is about.
    "town_officials": f"""select {_PERSON}, o.name as note, false as disabled from person p
      join role_grant g on g.tenant_id = p.tenant_id and g.person_id = p.id
      join org_closure c on c.tenant_id = g.tenant_id and c.ancestor_id = g.organization_id
        and c.descendant_id = %(organization)s
      join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id and o.level = 'town'
     where p.tenant_id = %(tenant)s and p.status = 'active' and p.id is distinct from %(person)s
       and coalesce(g.to_on, 'infinity') >= %(day)s""",
    # Who has gone elsewhere from any branch of the town: only whoever checks a return sees them, in its step.
    "people_left": f"""select {_PERSON}, o.name || '，' || to_char(p.stage_since, 'YYYY-MM-DD') || ' 转出' as note,
        false as disabled
      from person p
      join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
      join org_closure d on d.tenant_id = p.tenant_id and d.descendant_id = p.branch_id
      join org_closure c on c.tenant_id = p.tenant_id and c.ancestor_id = d.ancestor_id
       and c.descendant_id = %(organization)s
      join organization t on t.tenant_id = p.tenant_id and t.id = d.ancestor_id and t.level = 'town'
     where p.tenant_id = %(tenant)s and p.status = 'closed' and p.stage = 'transferred_out'""",
    "branch_applicants": f"""select {_PERSON}, case when p.talked_on is null then '还没有谈话' else '已谈话' end
      as note, p.talked_on is null as disabled {_PEOPLE_BELOW} and p.stage = 'applicant'""",
    "branch_eligible": f"select {_PERSON}, o.name as note, false as disabled {_NOMINATIONS} and n.method <> 'excluded'",
    # The branch decides on everybody put forward; the town takes out of what the branches recommend.
    "round_nominees": f"""select {_PERSON}, case when n.branch_id = %(organization)s
        then concat_ws('，', '得票 ' || n.votes_for || '/' || n.votes_total,
                       case when n.league_reason is not null then '群团推优' end)
        else o.name end as note, false as disabled
      {_NOMINATIONS} and n.method in ('member', 'league', 'both')
      and (n.branch_id = %(organization)s or n.decision = 'recommend' and exists (select 1 from round_branch b
            where b.tenant_id = n.tenant_id and b.round_id = n.round_id and b.branch_id = n.branch_id
              and b.status = 'filed'))""",
    "round_branches": f"""select b.branch_id::text as value, o.name as label, o.name_pinyin as key,
        lpad(o.sort::text, 9, '0') || o.name as rank, '名额 ' || b.quota as note, false as disabled
      from round_branch b join organization o on o.tenant_id = b.tenant_id and o.id = b.branch_id
      where b.tenant_id = %(tenant)s and b.round_id = {_ROUND}""",
    "training_roster": f"select {_PERSON}, o.name as note, false as disabled {_ROSTER}",
    "training_absentees": f"""select {_PERSON}, concat_ws('，', o.name, case a.status when 'leave' then '请假'
      else '缺席' end) as note, false as disabled {_ROSTER} and a.status in ('leave', 'absent')""",
    "programme_roster": f"""select {_PERSON}, concat_ws('，', o.name, '第 ' || k.phase || ' 期') as note,
        false as disabled
      from attendance a
      join training_class k on k.tenant_id = a.tenant_id and k.id = a.class_id and k.programme_id = %(instance)s
      join person p on p.tenant_id = a.tenant_id and p.id = a.person_id
      left join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id where a.tenant_id = %(tenant)s""",
    "people_below": f"select {_PERSON}, o.name as note, false as disabled {_PEOPLE_BELOW}",
    "exam_banks": """select b.id::text as value, b.name || '（第 ' || b.version || ' 版）' as label,
        '共 ' || b.questions || ' 题' as note, lower(b.name) as key,
        b.name || to_char(99999 - b.version, 'FM00000') as rank, false as disabled
      from exam_bank b join org_closure c on c.tenant_id = b.tenant_id and c.descendant_id = %(organization)s
       and c.ancestor_id = b.organization_id where b.tenant_id = %(tenant)s""",
    "exam_takers": f"select {_PERSON}, {_EXAM_NOTE} as note, false as disabled {_EXAM_TAKERS}",
    "exam_paper": f"""select {_PERSON}, o.name as note, false as disabled {_EXAM_TAKERS} and t.mode = 'paper'""",
    "all_activists": f"""select {_PERSON}, o.name as note, false as disabled {_PEOPLE_BELOW}
      and p.stage in ('activist', 'development_candidate')""",
    # Members below whoever names, with their stars of the year before the choice; and who stands to be chosen.
    "sunshine_members": f"""select {_PERSON},
        concat_ws('，', o.name, coalesce((select repeat('★', s.stars) || ' ' || s.year from star_rating s
           where s.tenant_id = p.tenant_id and s.person_id = p.id and s.status = 'awarded'
           order by s.year desc limit 1), '没有评星级')) as note, false as disabled
      {_PEOPLE_BELOW} and p.stage = 'full_member'""",
    "sunshine_standing": """select p.id::text as value, p.name as label, p.name_pinyin as key,
        lpad(o.sort::text, 9, '0') || p.name_pinyin as rank, o.name || '，' || repeat('★', n.stars) as note,
        false as disabled
      from sunshine_nominee n
      join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
      join organization o on o.tenant_id = n.tenant_id and o.id = n.organization_id
      where n.tenant_id = %(tenant)s and n.round_id = %(instance)s and n.status <> 'excluded'""",
    # Who takes part in the running rating of the branch.
    "star_members": """select p.id::text as value, p.name as label, p.name_pinyin as key, p.name_pinyin as rank,
        null as note, false as disabled
      from star_rating s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
      where s.tenant_id = %(tenant)s and s.instance_id = %(instance)s and s.exempt_class is null""",
    "points_people": f"""select {_PERSON}, o.name as note,
        coalesce(p.id in (%(starter)s::uuid, %(stand_in)s::uuid), false) as disabled
      {_PEOPLE_BELOW} and p.stage in ('activist', 'development_candidate')""",
    # What a person may object to: what stands in the own ledger, and the own cases except objections.
    "my_entries": """select e.id::text as value, to_char(e.event_date, 'YYYY-MM-DD') || ' ' || e.item as label,
        to_char(e.points, 'FM990.0') || ' 分，' || e.evidence_ref as note, lower(e.item) as key,
        to_char(date '2999-12-31' - e.event_date, 'FM0000000') || e.id as rank, false as disabled
      from points_entry e where e.tenant_id = %(tenant)s and e.person_id = %(person)s
        and e.status in ('verified', 'published')""",
    "my_cases": """select i.id::text as value, r.name || coalesce(' ' || i.business_key, '') as label,
        to_char(i.started_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as note, lower(r.name) as key,
        to_char(i.started_at, 'YYYYMMDDHH24MISS') as rank, false as disabled
      from instance i join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
      where i.tenant_id = %(tenant)s and i.person_id = %(person)s and i.process_key <> 'proc_objection'""",
    # Founding and electing: what may stand above, what covers an enterprise, who may be appointed or settled.
    "founding_parents": f"""{_ORGANIZATIONS} and o.level in ('town', 'area', 'base')""",
    "covering_orgs": f"""{_ORGANIZATIONS} and o.level in ('base', 'branch')""",
    "joint_units": """select o.id::text as value, o.name as label, o.name_pinyin as key,
        o.name_pinyin || o.name as rank, u.name as note, false as disabled
      from organization o left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
      where o.tenant_id = %(tenant)s and o.level = 'branch' and o.dissolved_on is null
        and not exists (select 1 from org_closure c where c.tenant_id = o.tenant_id and c.descendant_id = o.id
              and c.ancestor_id = %(organization)s)""",
    "town_members": f"select {_PERSON}, o.name as note, false as disabled {_TOWN} and p.stage = 'full_member'",
    "town_party": f"""select {_PERSON}, o.name as note, false as disabled {_TOWN}
      and p.stage in ('full_member', 'probationary_member')""",
    "open_enterprises": """select e.id::text as value, e.name as label, e.uscc as key, e.place || e.name as rank,
        concat_ws('，', e.park, nullif(e.place, '')) as note, false as disabled
      from enterprise e where e.tenant_id = %(tenant)s and e.area_id = %(organization)s
        and e.organization_id is null""",
    "other_branches": """select o.id::text as value, o.name as label, o.name_pinyin as key,
        o.name_pinyin || o.name as rank, u.name as note, false as disabled
      from organization o left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
      where o.tenant_id = %(tenant)s and o.level = 'branch' and o.dissolved_on is null
        and o.id <> %(organization)s""",
    "organizations": """select o.id::text as value, o.name as label, o.name_pinyin as key,
        o.name_pinyin || o.name as rank, u.name as note, o.id = %(organization)s as disabled
      from organization o left join organization u on u.tenant_id = o.tenant_id and u.id = o.parent_id
      where o.tenant_id = %(tenant)s and o.level in ('base', 'branch') and o.dissolved_on is null""",
}
# The old name of a list that only ever held activists.
ALIASES: Final = {"branch_activists": "points_people"}
POINTS_ITEMS: Final = "points_items"


def options(tx: Tx, tenant: int, source: str, row: Row, q: str | None, limit: int, today: date) -> list[Row]:
    """Return what may be chosen, narrowed by a search text, in the order of names."""
    if source == POINTS_ITEMS:
        wanted = (q or "").lower()
        return [item for item in _items(tx, tenant, today) if wanted in str(item["label"]).lower()][:limit]
    sql = SOURCES.get(ALIASES.get(source, source))
    if sql is None:
        return []
    params = _params(tenant, row, today) | {
        "q": _like(q),
        "start": (_like((q or "").lower()) or "%")[1:],
        "limit": limit,
    }
    return tx.rows(
        f"""select distinct value, label, note, disabled, rank from ({sql}) o
             where %(q)s::text is null or label ilike %(q)s or key like %(start)s
             order by rank, value limit %(limit)s""",
        params,
    )


def missing(tx: Tx, tenant: int, source: str, row: Row, values: Iterable[str], today: date) -> set[str]:
    """Return those of the values that may not be chosen."""
    wanted = set(values)
    if source == POINTS_ITEMS:
        return wanted - {str(item["value"]) for item in _items(tx, tenant, today)}
    sql = SOURCES.get(ALIASES.get(source, source))
    if sql is None:
        return wanted
    rows = tx.rows(
        f"select value from ({sql}) o where value = any(%(values)s)",
        _params(tenant, row, today) | {"values": list(wanted)},
    )
    return wanted - {row["value"] for row in rows}


def _items(tx: Tx, tenant: int, today: date) -> list[Row]:
    scheme = points.scheme(tx, tenant, today)
    if scheme is None:
        return []
    return [
        {
            "value": item.code,
            "label": f"{item.code} {item.name}",
            "note": f"每{item.unit} {item.points:+}" + ("" if item.cap is None else f"，全年最多 {item.cap}"),
            "disabled": item.recorder == ("system",),
        }
        for item in scheme.items.values()
    ]


def _params(tenant: int, row: Row, today: date) -> dict[str, Any]:
    known: Callable[[str], UUID | None] = row.get
    return {
        "tenant": tenant,
        "day": today,
        "organization": row["instance_org"],
        "instance": known("instance_id"),
        "person": known("person_id"),
        "starter": known("starter_id"),
        "stand_in": known("stand_in_id"),
    }


def _like(text: str | None) -> str | None:
    if not text:
        return None
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
