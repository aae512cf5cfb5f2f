"""What is kept how long, what is due, what is held, what was erased: names only, never the words."""

from __future__ import annotations

from typing import Any

from service.domain import keeping
from service.domain.labels import stage_name
from service.domain.people import Actor
from service.store import leftovers
from service.store import retention as store
from service.store.database import Row, Tx

AHEAD_DAYS = 90


def page(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return the page of the privacy officer; the dry run is what the next night would erase."""
    tonight = {row["id"] for row in store.due(tx, actor.tenant)}
    return {
        "rules": [
            {
                "name": rule["name"] or _unnamed(rule, lang),
                "months": rule["keep_months"],
                "basis": rule["basis"],
            }
            for rule in store.rules(tx, actor.tenant)
        ],
        "due": [
            {
                "id": row["id"],
                "process": row["process_name"],
                "about": row["subject_name"],
                "business_key": row["business_key"],
                "ended_at": row["ended_at"],
                "basis": row["basis"],
                "held": row["held"],
                "tonight": row["id"] in tonight and not row["held"],
                "of_person": row["person_id"] is not None,
            }
            for row in store.due(tx, actor.tenant, ahead=AHEAD_DAYS)
        ],
        "people": [
            {
                "id": row["person_id"],
                "case": row["case_id"],
                "about": row["name"],
                "branch": row["branch"],
                "stage": stage_name(row["stage"], lang),
                "last_contact": row["last_contact"],
                "due_at": row["due_at"],
                "held": None if row["held"] is None else keeping.hold(row["held"], lang),
                "tonight": row["now"] and row["held"] is None,
            }
            for row in store.applicants(tx, actor.tenant, AHEAD_DAYS)
        ],
        "records": [
            {
                "name": keeping.name(row["kind"], lang),
                "tonight": row["tonight"],
                "soon": row["soon"],
                "held": row["held"],
            }
            for row in leftovers.figures(tx, actor.tenant, AHEAD_DAYS)
        ],
        "holds": [
            {
                "id": row["id"],
                "about": row["about"],
                "whole_person": row["person_id"] is not None,
                "process": row["process_name"],
                "business_key": row["business_key"],
                "reason": row["reason"],
                "set_at": row["set_at"],
                "set_by": row["set_by"],
            }
            for row in store.holds(tx, actor.tenant)
        ],
        "erased": [
            {
                "process": row["process_name"] or keeping.name(row["kind"], lang),
                "at": row["at"],
                "basis": row["rule"],
                "rows": row["rows"],
            }
            for row in store.certificates(tx, actor.tenant)
        ],
    }


def told(tx: Tx, actor: Actor, lang: str) -> dict[str, Any]:
    """Return what everybody is told in the privacy notice: the very rules by which the nightly job erases."""
    return {
        "items": [
            {
                "name": rule["name"] or _unnamed(rule, lang),
                "period": keeping.period(rule["keep_months"], lang),
                "since": keeping.since(None if rule["process"] else rule["key"], lang),
            }
            for rule in store.rules(tx, actor.tenant)
        ]
    }


def _unnamed(rule: Row, lang: str) -> str:
    """Return what a rule is about: a kind of records, or a process of which nothing is released yet."""
    if not rule["process"]:
        return keeping.name(rule["key"], lang)
    return str(rule["basis"]).partition("：")[0]
