"""How a task is shown in lists: its columns, and the names around it. `t` is the task, `i` its instance."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = """t.id, t.instance_id, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at,
  t.status, t.due_at, t.earliest_on, t.priority, t.milestone, t.created_at, t.completed_at, t.decision, t.version,
  t.tenant_id, t.returned"""

# A task in the place where a request to sign may stand, too.
PLAIN: Final = f"{COLUMNS}, null::uuid as signing, null::uuid as asked_by"

NAMES: Final = """i.subject_name, i.process_key, coalesce(r.name, i.process_key) as process_name,
  o.name as organization_name, holder.name as assignee_name, i.status as instance_status"""

JOINS: Final = """
  left join organization o on o.tenant_id = t.tenant_id and o.id = t.organization_id
  left join release r on r.tenant_id = t.tenant_id and r.process_key = i.process_key and r.status = 'released'
  left join person holder on holder.tenant_id = t.tenant_id and holder.id = t.assignee_id"""
