"""Tell who can help that a step waits for nobody: its post is vacant, or its holders cannot log in or keep out."""

from __future__ import annotations

from service.domain import clock, labels
from service.store import notices
from service.store import stranded as store
from service.store.database import Database
from service.store.notices import NewNotice


def tell(db: Database, tenant: int) -> int:
    """Tell town offices and who grants posts (or opens accounts), once a step; return of how many steps.

    Administrators learn post, organisation and step, and nothing of the case.
    """
    with db.transaction() as tx:
        rows = store.untold(tx, tenant, clock.today())
        for row in rows:
            offices, guards = store.helpers(row)
            said = {
                "task": str(row["id"]),
                "title": row["title"],
                "organization": row["organization_name"],
                "role": labels.role_term(row["role"]),
            }
            for people, case in ((offices, row["instance_id"]), (set(guards) - set(offices), None)):
                sent = [NewNotice(person, store.KIND, said) for person in sorted(people)]
                notices.send(tx, tenant, case, clock.now(), sent)
    return len(rows)
