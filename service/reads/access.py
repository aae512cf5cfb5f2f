"""Who may see an instance: the same rule for one and for lists, as a WHERE."""

from __future__ import annotations

from typing import Any, Final

from service.domain.administration import PRIVACY
from service.domain.assignment import BLIND, NOT_BY_SUBSTITUTE
from service.domain.people import Actor
from service.store import codec

# Who has a request open that a privacy officer answers at one of these organisations: then also what it may concern.
ASKED: Final = """exists (select 1 from instance q join task x on x.tenant_id = q.tenant_id and x.instance_id = q.id
  where q.tenant_id = %(tenant)s and q.person_id = {person} and x.status = 'open' and x.role = 'privacy_officer'
    and x.organization_id = any(%(asked)s::uuid[]))"""

# The person it is about, who started it (also in another's stead), who holds a post at or above its organisation, who
# acted or has to act; in the stead of somebody, only as long as something is to be done.
VISIBLE: Final = f"""(
     i.person_id = %(me)s or i.starter_id = %(me)s or i.stand_in_id = %(me)s
  or exists (select 1 from org_closure c where c.tenant_id = i.tenant_id and c.descendant_id = i.organization_id
               and c.ancestor_id = any(%(seats)s::uuid[]))
  or exists (select 1 from task x where x.tenant_id = i.tenant_id and x.instance_id = i.id
               and (x.assignee_id = %(me)s or x.completed_by = %(me)s or (x.assignee_id is null and
                    (x.role, x.organization_id) in (select * from unnest(%(roles)s::text[], %(orgs)s::uuid[])))
                  or exists (select 1 from jsonb_to_recordset(%(standing)s::jsonb) as
                       b(principal uuid, role text, org uuid, process text, node text)
                      where x.status = 'open' and coalesce(b.process, i.process_key) = i.process_key
                        and coalesce(b.node, x.node) = x.node and coalesce(b.org, x.organization_id) = x.organization_id
                        and case when b.role is null then x.assignee_id = b.principal and x.role <> 'applicant'
                                 else x.assignee_id is null and x.role = b.role end)))
  or cardinality(%(asked)s::uuid[]) > 0 and {ASKED.format(person="i.person_id")})"""


def params(actor: Actor) -> dict[str, Any]:
    """Return the parameters that VISIBLE and the inbox need."""
    return {
        "tenant": actor.tenant,
        "me": actor.person_id,
        "roles": [grant.role for grant in actor.grants],
        "orgs": [grant.organization_id for grant in actor.grants],
        "standing": codec.dumps(standing(actor)),
        "asked": [grant.organization_id for grant in actor.grants if grant.role == PRIVACY],
        "seats": [grant.organization_id for grant in actor.grants if grant.role not in BLIND],
    }


def standing(actor: Actor) -> list[dict[str, Any]]:
    """Return what an actor does in others' stead: a row for each post, and one for what a principal does in person.

    `role` is null in the latter; `barred` are the people whose cases the principal keeps out of.
    """
    rows: list[dict[str, Any]] = []
    for each in actor.substitutions:
        posts = [
            (post.role, post.organization_id)
            for post in each.posts
            if post.role not in NOT_BY_SUBSTITUTE and each.organization_id in (None, post.organization_id)
        ]
        for role, home in [*posts, (None, each.organization_id)]:
            rows.append(
                {
                    "n": len(rows),
                    "principal": each.principal_id,
                    "role": role,
                    "org": home,
                    "process": each.process,
                    "node": each.node,
                    "barred": [each.principal_id, *sorted(each.recused_from)],
                }
            )
    return rows
