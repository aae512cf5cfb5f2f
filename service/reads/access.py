"""Who may see an instance: the same rule for one and for lists, as a WHERE."""

from __future__ import annotations

from typing import Any, Final

from service.domain.people import Actor

# These posts administer or draw; business data is not theirs to read (three separate administrators).
BLIND: Final = frozenset(
    {"sys_admin", "security_admin", "audit_admin", "process_editor", "process_releaser", "applicant"}
)

# The person it is about, who started it, who holds a post at or above its organisation, who acted or has to act.
VISIBLE: Final = """(
     i.person_id = %(me)s or i.starter_id = %(me)s
  or exists (select 1 from org_closure c where c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
               and c.ancestor_id = any(%(seats)s::uuid[]))
  or exists (select 1 from task x where x.tenant_id = i.tenant_id and x.instance_id = i.id
               and (x.assignee_id = %(me)s or x.completed_by = %(me)s or (x.assignee_id is null and
                    (x.role, x.organization_id) in (select * from unnest(%(roles)s::text[], %(orgs)s::uuid[]))))))"""


def params(actor: Actor) -> dict[str, Any]:
    """Return the parameters that VISIBLE and the inbox need."""
    return {
        "tenant": actor.tenant,
        "me": actor.person_id,
        "roles": [grant.role for grant in actor.grants],
        "orgs": [grant.organization_id for grant in actor.grants],
        "seats": [grant.organization_id for grant in actor.grants if grant.role not in BLIND],
    }
