"""Which people and organisations a reader may see: the same rule for one and for lists, as a WHERE.

One's own record; people whose branch lies at or below an organisation where the reader holds a post. Points of single
people stay with the branch and the town: what lies between sees sums.
"""

from __future__ import annotations

from typing import Any, Final

from service.domain.assignment import BLIND
from service.domain.people import Actor
from service.reads import access

PERSON: Final = f"""(p.id = %(me)s or exists (select 1 from org_closure s where s.tenant_id = p.tenant_id
  and s.descendant_id = p.branch_id and s.ancestor_id = any(%(seats)s::uuid[]))
  or cardinality(%(asked)s::uuid[]) > 0 and {access.ASKED.format(person="p.id")})"""

# A node is seen from at or above it, and the way up from one's own posts and branch is seen too.
ORGANIZATION: Final = """(exists (select 1 from org_closure s where s.tenant_id = o.tenant_id
    and s.descendant_id = o.id and s.ancestor_id = any(%(seats)s::uuid[]))
  or exists (select 1 from org_closure s where s.tenant_id = o.tenant_id and s.ancestor_id = o.id
    and (s.descendant_id = any(%(orgs)s::uuid[])
         or s.descendant_id = (select branch_id from person where tenant_id = %(tenant)s and id = %(me)s))))"""

# Who sees single entries of a ledger: the person, the posts of the branch, and these posts of the town.
LEDGER_POSTS: Final = frozenset({"town_org_office", "membership_officer", "town_committee", "auditor"})
AUDITOR: Final = "auditor"


def params(actor: Actor) -> dict[str, Any]:
    """Return the parameters of the conditions."""
    return access.params(actor)


_LEDGER: Final = """(p.id = %(me)s or p.branch_id = any(%({which}_branch)s::uuid[])
  or exists (select 1 from org_closure s where s.tenant_id = p.tenant_id and s.descendant_id = p.branch_id
       and s.ancestor_id = any(%({which}_town)s::uuid[])))"""
LEDGER: Final = _LEDGER.format(which="any")
# The same without the auditor's post: who sees a ledger by this may read the evidence, too.
PLAIN_LEDGER: Final = _LEDGER.format(which="plain")


def ledger_params(actor: Actor) -> dict[str, Any]:
    """Return the parameters of LEDGER and PLAIN_LEDGER."""
    seats = [grant for grant in actor.grants if grant.role not in BLIND]
    plain = [grant for grant in seats if grant.role != AUDITOR]
    return {
        "any_branch": [grant.organization_id for grant in seats],
        "any_town": [grant.organization_id for grant in seats if grant.role in LEDGER_POSTS],
        "plain_branch": [grant.organization_id for grant in plain],
        "plain_town": [grant.organization_id for grant in plain if grant.role in LEDGER_POSTS],
    }
