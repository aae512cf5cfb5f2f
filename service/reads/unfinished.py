"""What somebody began to write and has not finished: own drafts only, and never what they say."""

from __future__ import annotations

from typing import Any

from service.domain.people import Actor
from service.reads import access
from service.store.database import Tx

MOST = 200


def page(tx: Tx, actor: Actor) -> dict[str, Any]:
    """Return the reader's own drafts, last changed first.

    Whoever has lost the post still sees that there is one, to throw it away, but no more of the case.
    """
    rows = tx.rows(
        f"""select t.id, t.title, t.draft_at, t.due_at, i.subject_name, r.name as process,
                  t.draft_at + make_interval(months => (select keep_months from retention_kind where kind = 'draft'))
                    as until, coalesce({access.VISIBLE}, false) as seen
             from task t
             join instance i on i.tenant_id = t.tenant_id and i.id = t.instance_id
             join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
            where t.tenant_id = %(tenant)s and t.draft_by = %(me)s and t.status = 'open' and t.draft is not null
            order by t.draft_at desc, t.id limit %(most)s""",
        access.params(actor) | {"most": MOST},
    )
    items = [
        {
            "id": row["id"],
            "title": row["title"],
            "process": row["process"],
            "subject": row["subject_name"] if row["seen"] else None,
            "due_at": row["due_at"] if row["seen"] else None,
            "changed_at": row["draft_at"],
            "until": row["until"],
            "open": row["seen"],
        }
        for row in rows
    ]
    return {"items": items}
