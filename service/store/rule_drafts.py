"""Rule packs that somebody works on: one draft a pack, until the text that was handed in is released."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from service.store import codec, ids
from service.store.database import Row, Tx

# What was released is no draft any more; the row makes way for the next one.
_ROW = """select d.id, d.pack, d.base, d.base_number, d.text, d.version, d.written_by, d.saved_at, d.saved_by,
       s.name as saved_by_name, h.id as handed_id, h.status as handed_status, h.note as handed_note,
       h.drafted_at as handed_at, h.drafted_by as handed_by, i.name as handed_by_name, h.reason as handed_reason,
       p.name as decided_by_name
  from rule_draft d join person s on s.tenant_id = d.tenant_id and s.id = d.saved_by
  left join release_draft h on h.tenant_id = d.tenant_id and h.id = d.handed_in
  left join person i on i.tenant_id = d.tenant_id and i.id = h.drafted_by
  left join person p on p.tenant_id = d.tenant_id and p.id = h.decided_by
 where d.tenant_id = %(tenant)s and h.status is distinct from 'released'"""


def page(tx: Tx, tenant: int) -> list[Row]:
    """Return all drafts of packs, those saved last first."""
    return tx.rows(f"{_ROW} order by d.saved_at desc, d.pack", {"tenant": tenant})


def get(tx: Tx, tenant: int, pack: str, lock: bool = False) -> Row | None:
    """Return the draft of a pack; locked for whoever changes it."""
    return tx.row(f"{_ROW} and d.pack = %(pack)s {'for update of d' if lock else ''}", {"tenant": tenant, "pack": pack})


def add(tx: Tx, tenant: int, base: Row, text: Mapping[str, Any], person: UUID, at: datetime) -> bool:
    """Begin the draft of a pack; tell whether there was none."""
    tx.run(
        """delete from rule_draft d using release_draft h where d.tenant_id = %(tenant)s and d.pack = %(pack)s
              and h.tenant_id = d.tenant_id and h.id = d.handed_in and h.status = 'released'""",
        {"tenant": tenant, "pack": text["id"]},
    )
    made = tx.row(
        """insert into rule_draft (tenant_id, id, pack, base, base_number, text, written_by, saved_by, saved_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, pack) do nothing returning id""",
        (
            *(tenant, ids.new_id(), text["id"], base["pack"], base["number"]),
            *(codec.dumps(dict(text)), [person], person, at),
        ),
    )
    return made is not None


def save(tx: Tx, tenant: int, draft: UUID, text: Mapping[str, Any], person: UUID, at: datetime) -> None:
    """Keep what somebody wrote; who wrote in a draft never releases it."""
    tx.run(
        """update rule_draft set text = %(text)s, version = version + 1, saved_by = %(person)s, saved_at = %(at)s,
                  written_by = case when %(person)s = any(written_by) then written_by
                                    else written_by || %(person)s::uuid end
            where tenant_id = %(tenant)s and id = %(id)s""",
        {"text": codec.dumps(dict(text)), "person": person, "at": at, "tenant": tenant, "id": draft},
    )


def hand_in(tx: Tx, tenant: int, draft: UUID, release_draft: UUID) -> None:
    """Note with which draft of a release the text was handed in."""
    tx.run("update rule_draft set handed_in = %s where tenant_id = %s and id = %s", (release_draft, tenant, draft))


def drop(tx: Tx, tenant: int, draft: UUID) -> None:
    """Throw a draft away."""
    tx.run("delete from rule_draft where tenant_id = %s and id = %s", (tenant, draft))


def wrote(tx: Tx, tenant: int, release_draft: UUID, person: UUID) -> bool:
    """Tell whether somebody wrote in what was handed in with a draft of a release."""
    return bool(
        tx.value(
            """select exists (select 1 from rule_draft where tenant_id = %s and handed_in = %s
                                 and %s = any(written_by))""",
            (tenant, release_draft, person),
        )
    )
