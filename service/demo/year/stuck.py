"""What hangs: cases that failed, wait for nothing, wait for nobody, or for a task that could not be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from service.domain import clock
from service.store.database import Row, Tx

# Messages that may always come; a case that waits for nothing else waits for nothing.
AT_ANY_TIME: Final = ("msg_withdraw", "msg_transfer", "msg_disqualify", "msg_deceased", "msg_round_close")
IDLE: Final = """select i.id, i.process_key, i.subject_name, i.business_key from instance i
 where i.tenant_id = %(tenant)s and i.status = 'running'
   and not exists (select 1 from task t where t.tenant_id = i.tenant_id and t.instance_id = i.id and t.status = 'open')
   and not exists (select 1 from timer t where t.tenant_id = i.tenant_id and t.instance_id = i.id)
   and not exists (select 1 from subscription s where s.tenant_id = i.tenant_id and s.instance_id = i.id
         and not s.message = any(%(any)s))
   and not exists (select 1 from instance c where c.tenant_id = i.tenant_id and c.parent_id = i.id
         and c.status in ('running', 'faulted', 'suspended'))
   and not exists (select 1 from delivery d where d.tenant_id = i.tenant_id and d.instance_id = i.id
         and d.status in ('waiting', 'sent'))
 order by i.process_key, i.started_at, i.id"""
FAULTED: Final = """select id, process_key, subject_name, business_key, fault from instance
 where tenant_id = %s and status = 'faulted' order by process_key, started_at, id"""
OVERDUE: Final = """select i.id, i.process_key, i.subject_name, i.business_key, t.node from timer t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status = 'running'
 where t.tenant_id = %s and t.due_at < %s order by i.process_key, t.node, i.id"""
OPEN: Final = """select t.id as task, i.id, i.process_key, i.subject_name, i.business_key, t.node, t.title from task t
  join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id and i.status = 'running'
 where t.tenant_id = %s and t.id = any(%s) and t.status = 'open' order by i.process_key, t.node, i.id"""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case that hangs: which, and why."""

    instance_id: UUID | None
    process: str
    subject: str
    why: str


def find(
    tx: Tx, tenant: int, refused: Mapping[UUID, str], nobody: Mapping[UUID, str], failed: list[str]
) -> list[Stuck]:
    """Return everything that hangs, in the order of processes."""
    found = [_case(row, f"出错停下：{_short(row['fault'])}") for row in tx.rows(FAULTED, (tenant,))]
    found += [
        _case(row, "什么也不等：没有待办、期限、消息、下级流程")
        for row in tx.rows(IDLE, {"tenant": tenant, "any": list(AT_ANY_TIME)})
    ]
    found += [_case(row, f"期限已过，没有触发：{row['node']}") for row in tx.rows(OVERDUE, (tenant, clock.now()))]
    for row in tx.rows(OPEN, (tenant, [*refused, *nobody])):
        why = refused.get(row["task"])
        said = f"办不成：{why}" if why is not None else f"没有人能办：{nobody[row['task']]}"
        found.append(_case(row, f"{row['title']}（{row['node']}）{said}"))
    found += [Stuck(None, "", "", each) for each in failed]
    return found


def _case(row: Row, why: str) -> Stuck:
    subject = f"{row['subject_name']} {row['business_key'] or ''}".strip()
    return Stuck(row["id"], row["process_key"], subject, why)


def _short(value: object) -> str:
    return str(value)[:300]
