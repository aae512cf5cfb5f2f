"""Batches: what is done for many people, one after the other, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.store import codec
from service.store.database import Row, Tx
from service.store.ids import new_id


def add(
    tx: Tx,
    tenant: int,
    run: Mapping[str, Any],
    person_id: UUID,
    at: datetime,
    people: Sequence[tuple[UUID, UUID | None]],
) -> UUID:
    """Write a batch with its people, each with the task that it is about, if any."""
    key = new_id()
    tx.run(
        """insert into cohort_run (tenant_id, id, kind, title, process_key, node, answers, started_by, started_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            tenant, key, run["kind"], run["title"], run["process_key"], run["node"], codec.dumps(run["answers"]),
            person_id, at,
        ),
    )  # fmt: skip
    tx.run(
        """insert into cohort_item (tenant_id, run_id, person_id, task_id, place)
           select %s, %s, x.person, x.task, x.place
             from unnest(%s::uuid[], %s::uuid[]) with ordinality as x(person, task, place)""",
        (tenant, key, [person for person, _ in people], [task for _, task in people]),
    )
    return key


def find(tx: Tx, tenant: int, run_id: UUID, lock: bool = False) -> Row | None:
    """Return a batch."""
    sql = "select * from cohort_run where tenant_id = %s and id = %s"
    return tx.row(sql + (" for update" if lock else ""), (tenant, run_id))


def running(tx: Tx, tenant: int, person_id: UUID) -> bool:
    """Tell whether somebody has a batch that is being carried out."""
    return bool(
        tx.value(
            "select exists (select 1 from cohort_run where tenant_id = %s and started_by = %s and status = 'running')",
            (tenant, person_id),
        )
    )


def set_status(tx: Tx, tenant: int, run_id: UUID, status: str, at: datetime | None) -> None:
    """Change how a batch stands; one that is done forgets what it was filled in with."""
    tx.run(
        """update cohort_run set status = %(status)s, ended_at = %(at)s,
                  answers = case when %(status)s = 'done' then null else answers end
            where tenant_id = %(tenant)s and id = %(run)s""",
        {"tenant": tenant, "run": run_id, "status": status, "at": at},
    )


def next_item(tx: Tx, tenant: int, run_id: UUID) -> Row | None:
    """Return the next person of a batch, locked."""
    return tx.row(
        """select * from cohort_item where tenant_id = %s and run_id = %s and status = 'waiting'
            order by place limit 1 for update skip locked""",
        (tenant, run_id),
    )


def set_item(
    tx: Tx,
    tenant: int,
    item: Row,
    status: str,
    code: str,
    said: Sequence[str],
    at: datetime,
    instance_id: UUID | None = None,
    task_id: UUID | None = None,
) -> None:
    """Write what became of a person; never twice."""
    tx.run(
        """update cohort_item set status = %s, code = %s, said = %s, at = %s, instance_id = coalesce(%s, instance_id),
                  task_id = coalesce(%s, task_id)
            where tenant_id = %s and run_id = %s and person_id = %s and status = 'waiting'""",
        (
            status, code, codec.dumps(list(said)), at, instance_id, task_id, tenant, item["run_id"], item["person_id"],
        ),
    )  # fmt: skip


def doer(tx: Tx, tenant: int, person_id: UUID, on: date) -> Row | None:
    """Return who carries a batch out, with the posts of the day; None when the account has been closed."""
    return tx.row(
        """select p.id, p.name, a.id as account_id,
                  coalesce((select array_agg(g.role order by g.role, g.organization_id) from role_grant g
                    where g.tenant_id = p.tenant_id and g.person_id = p.id
                      and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')), '{}') as roles,
                  coalesce((select array_agg(g.organization_id order by g.role, g.organization_id) from role_grant g
                    where g.tenant_id = p.tenant_id and g.person_id = p.id
                      and %(on)s between g.from_on and coalesce(g.to_on, 'infinity')), '{}') as organizations,
                  array(select x.other_id from recusal x where x.tenant_id = p.tenant_id and x.person_id = p.id
                     and x.ended_at is null and %(on)s between x.from_on and coalesce(x.to_on, 'infinity')) as recused
             from person p join account a on a.tenant_id = p.tenant_id and a.person_id = p.id and a.active
            where p.tenant_id = %(tenant)s and p.id = %(person)s""",
        {"tenant": tenant, "person": person_id, "on": on},
    )


def form_of(tx: Tx, tenant: int, process: str, node: str) -> Row | None:
    """Return the newest open task of a node that there is, to read its form and its diagram from."""
    return tx.row(
        """select t.id, t.title, i.release_id from task t
             join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
            where t.tenant_id = %s and t.process_key = %s and t.node = %s and t.status = 'open'
            order by i.started_at desc limit 1""",
        (tenant, process, node),
    )


def forget_old(tx: Tx, before: datetime) -> int:
    """Forget batches of long ago; what they did stands in the histories of the cases."""
    return tx.run("delete from cohort_run where status <> 'running' and started_at < %s", (before,))
