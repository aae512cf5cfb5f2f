"""Signers of a task: who may be asked, who is, and what became of it; written under the lock of the task."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.domain.signers import NO_SIGNER
from service.store.database import Row, Tx

# Whoever has an account and holds a post of the business at or above the case's organisation.
_CANDIDATES: Final = """
select p.id, p.name, p.name_pinyin, g.role, o.name as organization_name, c.depth
  from org_closure c
  join role_grant g on g.tenant_id = c.tenant_id and g.organization_id = c.ancestor_id
   and g.from_on <= %(today)s and (g.to_on is null or g.to_on >= %(today)s) and g.role <> all(%(never)s)
  join organization o on o.tenant_id = g.tenant_id and o.id = g.organization_id
  join person p on p.tenant_id = g.tenant_id and p.id = g.person_id and p.status = 'active'
 where c.tenant_id = %(tenant)s and c.descendant_id = %(home)s
   and exists (select 1 from account a where a.tenant_id = p.tenant_id and a.person_id = p.id and a.active)
"""


def candidates(tx: Tx, tenant: int, home: UUID, today: date, people: Collection[UUID] | None = None) -> list[Row]:
    """Return who holds a post at or above an organisation, one row a post, the nearest first."""
    sql, params = _CANDIDATES, {"tenant": tenant, "home": home, "today": today, "never": sorted(NO_SIGNER)}
    if people is not None:
        sql, params = f"{sql} and p.id = any(%(people)s)", {**params, "people": list(people)}
    return tx.rows(f"{sql} order by c.depth, p.name_pinyin, p.id, g.role", params)


def of_task(tx: Tx, tenant: int, task_id: UUID) -> list[Row]:
    """Return everybody who was ever asked on a task, in the order of asking, with the words of history."""
    return tx.rows(
        """select s.id, s.person_id, s.asked_by, s.status, s.opinion, s.due_at, s.created_at, s.answered_at, s.version,
                  p.name, asker.name as asked_by_name, asked.payload as asked, said.payload as said,
                  remover.name as answered_by_name
             from signer s
             join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
             join person asker on asker.tenant_id = s.tenant_id and asker.id = s.asked_by
             left join history asked on asked.tenant_id = s.tenant_id and asked.instance_id = s.instance_id
                  and asked.seq = s.asked_seq
             left join history said on said.tenant_id = s.tenant_id and said.instance_id = s.instance_id
                  and said.seq = s.answered_seq
             left join person remover on remover.tenant_id = s.tenant_id and remover.id = said.actor_id
            where s.tenant_id = %s and s.task_id = %s order by s.created_at, s.id""",
        (tenant, task_id),
    )


def find(tx: Tx, tenant: int, signer_id: UUID) -> Row | None:
    """Return a signer; under the lock of the task it is the truth."""
    return tx.row(
        """select s.id, s.task_id, s.instance_id, s.node, s.person_id, s.asked_by, s.status, s.version, p.name
             from signer s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
            where s.tenant_id = %s and s.id = %s""",
        (tenant, signer_id),
    )


def names_asked(tx: Tx, tenant: int, task_id: UUID) -> list[str]:
    """Return the names of those whose answer a task still waits for."""
    rows = tx.rows(
        """select p.name from signer s join person p on p.tenant_id = s.tenant_id and p.id = s.person_id
            where s.tenant_id = %s and s.task_id = %s and s.status = 'open' order by s.created_at, s.id""",
        (tenant, task_id),
    )
    return [row["name"] for row in rows]


def taken(tx: Tx, tenant: int, task_id: UUID) -> set[UUID]:
    """Return who is asked on a task or has signed it: nobody is asked twice."""
    rows = tx.rows(
        "select person_id from signer where tenant_id = %s and task_id = %s and status in ('open', 'signed')",
        (tenant, task_id),
    )
    return {row["person_id"] for row in rows}


def add(tx: Tx, tenant: int, row: Row, signers: Sequence[tuple[UUID, UUID, int]], actor: UUID, due: datetime,
        at: datetime) -> None:  # fmt: skip
    """Write those who are asked on a locked task: (id, person, row of history)."""
    tx.run(
        """with s as (insert into signer (tenant_id, id, instance_id, task_id, node, person_id, asked_by, asked_seq,
                        due_at, created_at)
                      select %(tenant)s, x.id, %(instance)s, %(task)s, %(node)s, x.person, %(actor)s, x.seq,
                             %(due)s, %(at)s
                        from unnest(%(ids)s::uuid[], %(people)s::uuid[], %(seqs)s::int[]) as x(id, person, seq))
           update task set signers = signers + %(n)s, version = version + 1
            where tenant_id = %(tenant)s and id = %(task)s""",
        {
            "tenant": tenant,
            "instance": row["instance_id"],
            "task": row["id"],
            "node": row["node"],
            "actor": actor,
            "due": due,
            "at": at,
            "ids": [each[0] for each in signers],
            "people": [each[1] for each in signers],
            "seqs": [each[2] for each in signers],
            "n": len(signers),
        },
    )


def answer(tx: Tx, tenant: int, row: Row, signer_id: UUID, status: str, opinion: str | None, seq: int,
           at: datetime) -> None:  # fmt: skip
    """Write what became of a signer: signed, declined or removed; the version of the task moves with it."""
    params: dict[str, Any] = {"tenant": tenant, "task": row["id"], "signer": signer_id, "status": status}
    tx.run(
        """with s as (update signer set status = %(status)s, opinion = %(opinion)s, answered_seq = %(seq)s,
                        answered_at = %(at)s, version = version + 1
                      where tenant_id = %(tenant)s and id = %(signer)s and status = 'open' returning 1)
           update task set signers = signers - (select count(*) from s), version = version + 1
            where tenant_id = %(tenant)s and id = %(task)s""",
        {**params, "opinion": opinion, "seq": seq, "at": at},
    )


def close(tx: Tx, tenant: int, tasks: Collection[UUID], at: datetime) -> None:
    """End what is still asked on tasks that are gone."""
    tx.run(
        """with t as (update task set signers = 0 where tenant_id = %(tenant)s and id = any(%(tasks)s) and signers > 0
                      returning id)
           update signer s set status = 'closed', answered_at = %(at)s, version = version + 1 from t
            where s.tenant_id = %(tenant)s and s.task_id = t.id and s.status = 'open'""",
        {"tenant": tenant, "tasks": list(tasks), "at": at},
    )


def standing(tx: Tx, tenant: int, task_id: UUID) -> Row:
    """Return what an answer on a task depends on."""
    row = tx.row(
        """select i.organization_id, i.person_id, i.status, t.exclude from task t
             join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
            where t.tenant_id = %s and t.id = %s""",
        (tenant, task_id),
    )
    assert row is not None
    return row
