"""Objections as their person and whoever examines them read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import clock, labels
from service.domain.page_words import word
from service.reads import points
from service.reads.panel_shapes import facts_of
from service.store import objections as store
from service.store import points as ledger
from service.store.database import Row, Tx

_LIST = """
select b.id, b.person_id, b.status, b.outcome, b.reason, b.opened_at, b.text, b.instance_id, b.subject_type, e.item,
       e.event_date, e.evidence_ref, r.name as case_name, i.started_at
  from objection b
  left join points_entry e on e.tenant_id = b.tenant_id and e.id = b.subject_id
  left join instance i on i.tenant_id = b.tenant_id and i.id = b.subject_id
  left join release r on r.tenant_id = i.tenant_id and r.id = i.release_id
 where b.tenant_id = %s and"""


def mine(tx: Tx, tenant: int, person_id: UUID, lang: str, most: int = 50) -> list[dict[str, Any]]:
    """Return a person's objections, newest first, each with its state, its answer and its case."""
    rows = tx.rows(_LIST + " b.person_id = %s order by b.opened_at desc, b.id limit %s", (tenant, person_id, most))
    return [
        {
            "id": row["id"],
            "title": title,
            "status": word(f"objection_{row['outcome'] or 'open'}", lang),
            "note": row["reason"],
            "at": row["opened_at"],
            "instance_id": row["instance_id"],
        }
        for row, title in _titled(tx, tenant, rows, lang)
    ]


def panel(tx: Tx, tenant: int, row: Row, lang: str) -> list[dict[str, Any]]:
    """Show the objections of a case: what about, in whose words, and the answers so far."""
    rows = tx.rows(_LIST + " b.instance_id = %s order by b.opened_at desc, b.id", (tenant, row["instance_id"]))
    panels = []
    for found, title in _titled(tx, tenant, rows, lang):
        shown = [("objection_what", title)]
        if found["item"]:
            shown += [("event_date", str(found["event_date"])), ("evidence", found["evidence_ref"])]
        text = tx.sealer.read(bytes(found["text"]), found["id"], store.TEXT)
        tx.seen.add((found["person_id"], "objection"))
        shown += [("objection_text", text), ("objection_at", clock.office_day(found["opened_at"]).isoformat())]
        if found["reason"]:
            outcome = word(f"objection_{found['outcome'] or 'open'}", lang)
            shown.append(("objection_answer", f"{outcome}{labels.label(_COLON, 'colon', lang)}{found['reason']}"))
        panels.append(facts_of("panel_objection", shown, lang))
    return panels


_COLON = {"colon": ("：", ": ")}


def _titled(tx: Tx, tenant: int, rows: list[Row], lang: str) -> list[tuple[Row, str]]:
    scheme = ledger.scheme(tx, tenant, clock.today()) if rows else None
    named = []
    for row in rows:
        if row["subject_type"] == "case":
            on = clock.office_day(row["started_at"]) if row["started_at"] else ""
            title = word("objection_case", lang, name=row["case_name"] or "", on=on)
        else:
            item = points.item_name(scheme, row["item"], lang) if scheme and row["item"] else row["item"] or ""
            title = word("objection_entry", lang, item=item)
        named.append((row, title))
    return named
