"""Rounds of recommendation: quotas of branches, their lists, nominees and decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx

NOMINATED = ("member", "league", "both")


def branch_applicants(tx: Tx, tenant: int, organization_id: UUID) -> list[Row]:
    """Return every branch below an organisation with its number of applicants."""
    return tx.rows(
        """select o.id, count(p.id) as n from org_closure c
             join organization o on o.tenant_id = c.tenant_id and o.id = c.descendant_id
             left join person p on p.tenant_id = o.tenant_id and p.branch_id = o.id and p.stage = 'applicant'
              and p.status = 'active'
            where c.tenant_id = %s and c.ancestor_id = %s and o.dissolved_on is null
            group by o.id, o.level, o.sort, o.name having o.level = 'branch' or count(p.id) > 0
            order by o.sort, o.name, o.id""",
        (tenant, organization_id),
    )


def open_(
    tx: Tx,
    tenant: int,
    round_id: UUID,
    instance_id: UUID,
    year: int,
    name: str,
    opens_on: date,
    closes_on: date,
    quota_total: int,
    quotas: Mapping[UUID, int],
) -> None:
    """Open a round with the proposed quotas."""
    tx.run(
        """insert into recommendation_round (tenant_id, id, instance_id, year, name, opens_on, closes_on, quota_total,
             status) values (%s, %s, %s, %s, %s, %s, %s, %s, 'open')""",
        (tenant, round_id, instance_id, year, name, opens_on, closes_on, quota_total),
    )
    tx.run(
        """insert into round_branch (tenant_id, round_id, branch_id, quota)
           select %s, %s, x.branch, x.quota from unnest(%s::uuid[], %s::int[]) as x(branch, quota)""",
        (tenant, round_id, list(quotas), list(quotas.values())),
    )


def running(tx: Tx, tenant: int, year: int, organization_id: UUID) -> Row | None:
    """Return a round of the year at an organisation that is not over."""
    return tx.row(
        """select r.id, r.name from recommendation_round r
             join instance i on i.tenant_id = r.tenant_id and i.id = r.instance_id
            where r.tenant_id = %s and r.year = %s and i.organization_id = %s
              and i.status in ('running', 'faulted', 'suspended') limit 1""",
        (tenant, year, organization_id),
    )


def lock(tx: Tx, tenant: int, round_id: UUID) -> Row | None:
    """Lock a round against being closed or published twice."""
    return tx.row("select * from recommendation_round where tenant_id = %s and id = %s for update", (tenant, round_id))


def get(tx: Tx, tenant: int, round_id: UUID) -> Row | None:
    """Return a round. Branches work side by side, so their steps do not lock it."""
    return tx.row("select * from recommendation_round where tenant_id = %s and id = %s", (tenant, round_id))


def branch(tx: Tx, tenant: int, round_id: UUID, branch_id: UUID) -> Row | None:
    """Lock one branch's part of a round."""
    return tx.row(
        "select * from round_branch where tenant_id = %s and round_id = %s and branch_id = %s for update",
        (tenant, round_id, branch_id),
    )


def branches(tx: Tx, tenant: int, round_id: UUID) -> list[Row]:
    """Return the branches of a round with their quotas."""
    return tx.rows(
        """select b.branch_id, o.name as branch_name, b.quota from round_branch b
             join organization o on o.tenant_id = b.tenant_id and o.id = b.branch_id
            where b.tenant_id = %s and b.round_id = %s order by o.sort, o.name, o.id""",
        (tenant, round_id),
    )


def adjust(tx: Tx, tenant: int, round_id: UUID, changes: Sequence[tuple[UUID, int, str]]) -> None:
    """Change quotas, each with its reason."""
    tx.run(
        """update round_branch b set quota = x.quota, quota_reason = x.reason
             from unnest(%s::uuid[], %s::int[], %s::text[]) as x(branch, quota, reason)
            where b.tenant_id = %s and b.round_id = %s and b.branch_id = x.branch""",
        ([c[0] for c in changes], [c[1] for c in changes], [c[2] for c in changes], tenant, round_id),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a branch's list."""

    person_id: UUID
    method: str
    reason_class: str | None = None
    reason: str = ""
    votes_for: int | None = None
    votes_total: int | None = None


def save_list(
    tx: Tx, tenant: int, round_id: UUID, branch_id: UUID, instance_id: UUID, lines: Sequence[Line], at: datetime
) -> None:
    """Store the list that a branch confirmed, in place of an earlier one."""
    key = (tenant, round_id, branch_id)
    tx.run("delete from nomination where tenant_id = %s and round_id = %s and branch_id = %s", key)
    tx.run(
        """insert into nomination (tenant_id, round_id, branch_id, person_id, method, reason_class, reason, recorded_at)
           select %s, %s, %s, x.person, x.method, x.class, x.reason, %s
             from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[]) as x(person, method, class, reason)""",
        (
            *key,
            at,
            [line.person_id for line in lines],
            [line.method for line in lines],
            [line.reason_class for line in lines],
            [line.reason for line in lines],
        ),
    )
    listed = sum(line.method == "listed" for line in lines)
    tx.run(
        """update round_branch set status = 'voting', eligible_n = %s, instance_id = %s
            where tenant_id = %s and round_id = %s and branch_id = %s""",
        (listed, instance_id, *key),
    )


def nominate(
    tx: Tx, tenant: int, round_id: UUID, branch_id: UUID, method: str, lines: Sequence[Line], at: datetime
) -> None:
    """Put listed people forward in one way, in place of an earlier time; both ways are marked so."""
    tx.run(
        """update nomination set method = case when method = %(method)s then 'listed' else %(other)s end,
                  votes_for = case when %(method)s = 'member' then null else votes_for end,
                  votes_total = case when %(method)s = 'member' then null else votes_total end,
                  league_reason = case when %(method)s = 'league' then null else league_reason end,
                  decision = '', verdict = null, points_total = null
            where tenant_id = %(tenant)s and round_id = %(round)s and branch_id = %(branch)s
              and method in (%(method)s, 'both')""",
        {
            "tenant": tenant,
            "round": round_id,
            "branch": branch_id,
            "method": method,
            "other": "league" if method == "member" else "member",
        },
    )
    tx.run(
        """update nomination n set method = case when n.method in ('listed', x.method) then x.method else 'both' end,
                  votes_for = coalesce(x.votes_for, n.votes_for), votes_total = coalesce(x.votes_total, n.votes_total),
                  league_reason = case when x.method = 'league' then x.reason else n.league_reason end,
                  recorded_at = %(at)s
             from unnest(%(people)s::uuid[], %(methods)s::text[], %(votes)s::int[], %(totals)s::int[],
               %(reasons)s::text[])
               as x(person, method, votes_for, votes_total, reason)
            where n.tenant_id = %(tenant)s and n.round_id = %(round)s and n.branch_id = %(branch)s
              and n.person_id = x.person""",
        {
            "tenant": tenant,
            "round": round_id,
            "branch": branch_id,
            "at": at,
            "people": [line.person_id for line in lines],
            "methods": [line.method for line in lines],
            "votes": [line.votes_for for line in lines],
            "totals": [line.votes_total for line in lines],
            "reasons": [line.reason for line in lines],
        },
    )


def listed(tx: Tx, tenant: int, round_id: UUID, branch_id: UUID) -> set[UUID]:
    """Return who stands on a branch's list."""
    rows = tx.rows(
        """select person_id from nomination where tenant_id = %s and round_id = %s and branch_id = %s
              and method <> 'excluded'""",
        (tenant, round_id, branch_id),
    )
    return {row["person_id"] for row in rows}


def nominees(tx: Tx, tenant: int, round_id: UUID, branch_id: UUID) -> list[Row]:
    """Return who was put forward, always in the same order, with what their eligibility depends on."""
    return tx.rows(
        """select n.person_id, n.method, n.votes_for, n.votes_total, n.league_reason, n.points_total, n.verdict,
                  n.decision, n.reason, p.name, p.birth_year, p.talked_on, p.stage, p.status, p.activist_on,
                  exists (select 1 from instance i where i.tenant_id = p.tenant_id and i.person_id = p.id
                            and i.process_key = 'proc_disqualification'
                            and i.status in ('running', 'faulted', 'suspended')) as open_case
             from nomination n join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
            where n.tenant_id = %s and n.round_id = %s and n.branch_id = %s and n.method = any(%s)
            order by p.name_pinyin, p.id""",
        (tenant, round_id, branch_id, list(NOMINATED)),
    )


def recommended(tx: Tx, tenant: int, instance_id: UUID, person_id: UUID) -> Row | None:
    """Return what a branch's part of a round, the one that this case works on, says of somebody it recommends."""
    return tx.row(
        """select n.person_id, n.votes_for, n.votes_total, n.league_reason, n.reason, r.name as round
             from round_branch b
             join nomination n on n.tenant_id = b.tenant_id and n.round_id = b.round_id and n.branch_id = b.branch_id
             join recommendation_round r on r.tenant_id = b.tenant_id and r.id = b.round_id
            where b.tenant_id = %s and b.instance_id = %s and n.person_id = %s and n.decision = 'recommend'""",
        (tenant, instance_id, person_id),
    )


def put_forward(tx: Tx, tenant: int, instance_id: UUID) -> list[Row]:
    """Return how a branch's nominees were put forward, as its history tells it, oldest first: method, day, way."""
    rows = tx.rows(
        """select payload from history where tenant_id = %s and instance_id = %s and type = 'round.nominated'
              and payload is not null order by seq""",
        (tenant, instance_id),
    )
    return [codec.loads(bytes(row["payload"])) for row in rows]


@dataclass(frozen=True, slots=True)
class Decided:
    """What a committee decided about one nominee."""

    person_id: UUID
    decision: str
    reason: str
    verdict: str
    points: Decimal | None


def decide(
    tx: Tx,
    tenant: int,
    round_id: UUID,
    branch_id: UUID,
    decided: Sequence[Decided],
    deviation_reason: str | None,
    waiver_reason: str | None,
    on: date,
    at: datetime,
) -> None:
    """Store the decisions of a branch with its reasons for the whole."""
    tx.run(
        """update nomination n set decision = x.decision, reason = x.reason, verdict = x.verdict,
                  points_total = x.points, recorded_at = %s
             from unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::numeric[])
               as x(person, decision, reason, verdict, points)
            where n.tenant_id = %s and n.round_id = %s and n.branch_id = %s and n.person_id = x.person""",
        (
            at,
            [row.person_id for row in decided],
            [row.decision for row in decided],
            [row.reason for row in decided],
            [row.verdict for row in decided],
            [row.points for row in decided],
            tenant,
            round_id,
            branch_id,
        ),
    )
    tx.run(
        """update round_branch set status = 'deciding', deviation_reason = %s, waiver_reason = %s, recorded_on = %s
            where tenant_id = %s and round_id = %s and branch_id = %s""",
        (deviation_reason, waiver_reason, on, tenant, round_id, branch_id),
    )


def settle(tx: Tx, tenant: int, round_id: UUID) -> int:
    """Mark who has reported and who has not, and return how many have not.

    A branch has reported when its own instance ended; that is the truth, the status here is for lists.
    """
    late: int = tx.value(
        """with s as (
             update round_branch b set status = case when exists (
                 select 1 from instance i where i.tenant_id = b.tenant_id and i.id = b.instance_id
                    and i.status = 'ended')
               then 'filed' else 'late' end
              where b.tenant_id = %s and b.round_id = %s and b.quota > 0 returning b.status)
           select count(*) from s where status = 'late'""",
        (tenant, round_id),
    )
    return late


def announce(tx: Tx, tenant: int, round_id: UUID, until: date) -> None:
    """Remember until when the provisional list is posted."""
    tx.run(
        "update recommendation_round set status = 'closed', announced_until = %s where tenant_id = %s and id = %s",
        (until, tenant, round_id),
    )


def take_out(tx: Tx, tenant: int, round_id: UUID, excluded: Mapping[UUID, str]) -> None:
    """Take people off the results, each with the reason."""
    tx.run(
        """update nomination n set decision = 'excluded', reason = x.reason
             from unnest(%s::uuid[], %s::text[]) as x(person, reason)
            where n.tenant_id = %s and n.round_id = %s and n.person_id = x.person and n.decision = 'recommend'""",
        (list(excluded), list(excluded.values()), tenant, round_id),
    )


def results(tx: Tx, tenant: int, round_id: UUID) -> list[Row]:
    """Return everybody of a round with what became of them; only what a branch has reported counts."""
    return tx.rows(
        """select n.person_id, n.branch_id, n.method, n.reason, p.name, b.status as branch_status,
                  case when b.status = 'filed' then n.decision else '' end as decision
             from nomination n join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
             join round_branch b on b.tenant_id = n.tenant_id and b.round_id = n.round_id and b.branch_id = n.branch_id
            where n.tenant_id = %s and n.round_id = %s order by n.branch_id, p.name_pinyin, p.id""",
        (tenant, round_id),
    )


def publish(tx: Tx, tenant: int, round_id: UUID, on: date) -> None:
    """Mark a round as published."""
    tx.run(
        "update recommendation_round set status = 'published', published_on = %s where tenant_id = %s and id = %s",
        (on, tenant, round_id),
    )


def applicants(tx: Tx, tenant: int, branch_id: UUID) -> dict[UUID, Row]:
    """Return the applicants of a branch with the day of their talk."""
    rows = tx.rows(
        """select id, name, talked_on from person
            where tenant_id = %s and branch_id = %s and stage = 'applicant' and status = 'active'
            order by name_pinyin, id""",
        (tenant, branch_id),
    )
    return {row["id"]: row for row in rows}
