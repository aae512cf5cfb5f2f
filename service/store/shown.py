"""How a task is shown in lists: its columns, and the names around it. `t` is the task, `i` its instance."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = """t.id, t.instance_id, t.node, t.title, t.role, t.organization_id, t.assignee_id, t.claimed_at,
  t.status, t.due_at, t.earliest_on, t.priority, t.milestone, t.created_at, t.completed_at, t.decision, t.version,
  t.tenant_id, t.returned"""

# A task in the place where a request to sign may stand, too.
PLAIN: Final = f"{COLUMNS}, null::uuid as signing, null::uuid as asked_by"

# Subqueries, not joins: each is one probe of an index a row, however many rows the planner expects of the step's CTEs.
PROCESS: Final = """coalesce((select r.name from release r
    where r.tenant_id = i.tenant_id and r.process_key = i.process_key and r.status = 'released'), i.process_key)"""
ORGANIZATION: Final = """(select o.name from organization o
    where o.tenant_id = t.tenant_id and o.id = t.organization_id)"""
ASSIGNEE: Final = "(select p.name from person p where p.tenant_id = t.tenant_id and p.id = t.assignee_id)"

NAMES: Final = f"""i.subject_name, i.process_key, i.status as instance_status,
  {PROCESS} as process_name, {ORGANIZATION} as organization_name, {ASSIGNEE} as assignee_name"""
