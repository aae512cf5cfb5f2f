"""Panels of the census of activists: a branch's register, what one difference says, what the branches have found."""

from __future__ import annotations

from uuid import UUID

from service.domain.labels import census_difference, instance_status, stage_name
from service.domain.page_words import word
from service.reads.panel_shapes import Panel, facts_of, table
from service.store import activists
from service.store.database import Row, Tx

_COLUMNS = ("name", "stage", "applied_on", "activist_on", "contacts", "reviewed_on", "occupation")


def register(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the register of the activists of the branch, as it is printed."""
    rows = [
        {
            **{key: str(each[key] or "—") for key in _COLUMNS},
            "stage": stage_name(each["stage"] if each["status"] == "active" else "suspended", lang),
        }
        for each in activists.register(tx, tenant, row["instance_org"])
    ]
    return [_table("panel_register", _COLUMNS, rows, lang)]


def difference(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show one difference as the branch wrote it."""
    said = (row.get("variables") or {}).get("difference") or {}
    parent = activists.parent(tx, tenant, row["instance_id"])
    shown = [("difference", census_difference(said.get("kind"), lang))]
    if parent is not None and said.get("row"):
        listed = activists.reconciled(tx, tenant, UUID(str(parent)))
        found = listed[int(said["row"]) - 1] if int(said["row"]) <= len(listed) else {}
        shown += [(key, str(found[key])) for key in ("name", "note") if found.get(key)]
    return [facts_of("panel_difference", shown, lang)]


def counted(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show branch by branch what the census has found."""
    rows = [
        {
            "branch": each["branch"],
            "listed_n": str(each["listed_n"] if each["listed_n"] is not None else "—"),
            "differences_n": str(each["differences_n"] if each["differences_n"] is not None else "—"),
            "status": instance_status(each["status"], lang),
        }
        for each in activists.counted(tx, tenant, row["instance_id"])
    ]
    return [_table("panel_census", ("branch", "listed_n", "differences_n", "status"), rows, lang)]


def _table(title: str, columns: tuple[str, ...], rows: list[dict[str, str]], lang: str) -> Panel:
    return table(word(title, lang), [(key, "end" if key.endswith("_n") else "") for key in columns], rows, lang)
