"""Those asked to sign a task, and who may still be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.domain import clock, labels, messages, phrases
from service.domain import signers as rules
from service.domain.people import Actor
from service.store import codec, countersign, signers
from service.store.database import Row, Tx


def of_task(tx: Tx, tenant: int, task: Row, properties: Mapping[str, str], lang: str) -> list[dict[str, Any]]:
    """Return everybody asked on a task, with what was asked and what was said; of a countersigned step its signers."""
    asked = [_shape(row, lang) for row in signers.of_task(tx, tenant, task["id"])]
    if properties.get("sign", "one") != "one":
        asked += [_equal(row, lang) for row in countersign.of_step(tx, tenant, task)]
    return asked


def _equal(row: Row, lang: str) -> dict[str, Any]:
    """Shape a signer of a countersigned step, whose id is that of their task."""
    open_ = row["status"] == "open"
    return {
        "id": row["id"],
        "who": {"id": row["person_id"], "name": row["name"]},
        "asked_by": None,
        "asked_at": row["created_at"],
        "text": None,
        "due_at": row["due_at"],
        "overdue": open_ and row["due_at"] < clock.now(),
        "status": "open" if open_ else "signed",
        "opinion": None,
        "status_name": row["decision"] or phrases.text("opinion.open" if open_ else "opinion.given", lang),
        "reply": None,
        "answered_at": row["completed_at"],
        "removed_by": None,
        "version": row["version"],
    }


def _shape(row: Row, lang: str) -> dict[str, Any]:
    asked, said = (codec.loads(bytes(row[name])) if row[name] else {} for name in ("asked", "said"))
    code = row["opinion"] or ("decline" if row["status"] == "declined" else row["status"])
    return {
        "id": row["id"],
        "who": {"id": row["person_id"], "name": row["name"]},
        "asked_by": row["asked_by_name"],
        "asked_at": row["created_at"],
        "text": asked.get("reason"),
        "due_at": row["due_at"],
        "overdue": row["status"] == "open" and row["due_at"] < clock.now(),
        "status": row["status"],
        "opinion": row["opinion"],
        "status_name": phrases.text(f"opinion.{code}", lang),
        "reply": said.get("reason") or None,
        "answered_at": row["answered_at"],
        "removed_by": row["answered_by_name"] if row["status"] == "removed" else None,
        "version": row["version"],
    }


def may_ask(row: Row) -> bool:
    """Tell whether a task is of the kind on which colleagues are asked."""
    return rules.why_not_ask(rules.Asking(row["role"], row["person_id"], row["exclude"], ())) is None


def may_lose(properties: Mapping[str, str], asked: list[dict[str, Any]]) -> bool:
    """Tell whether a countersigned step can do with a signer less: the last one stays."""
    open_ = sum(each["status"] == "open" and each["asked_by"] is None for each in asked)
    return properties.get("sign", "one") != "one" and (open_ > 1 or (open_ > 0 and properties["sign"] == "sequence"))


def waited_for(asked: list[dict[str, Any]], lang: str) -> str | None:
    """Say whose opinion a task still waits for, or None."""
    names = [each["who"]["name"] for each in asked if each["status"] == "open" and each["asked_by"] is not None]
    return messages.text("signers_open", lang, names=names) if names else None


def candidates(tx: Tx, actor: Actor, row: Row, q: str | None, limit: int, lang: str) -> list[dict[str, Any]]:
    """Return people who may be asked as options, with their posts; who may not be is left out."""
    taken = signers.taken(tx, actor.tenant, row["id"])
    task = rules.Asking(row["role"], row["person_id"], row["exclude"], taken)
    people: dict[UUID, dict[str, Any]] = {}
    wanted = (q or "").strip().lower()
    for each in signers.candidates(tx, actor.tenant, row["instance_org"], clock.today()):
        if rules.why_not(task, actor, each["id"], (each["role"],)) is not None:
            continue
        note = f"{each['organization_name']} {labels.role_name(each['role'], lang)}"
        known = people.setdefault(each["id"], {"value": str(each["id"]), "label": each["name"], "note": "", "key": ""})
        known["note"] = "；".join(part for part in (known["note"], note) if part)
        known["key"] = each["name_pinyin"] or ""
    found = [
        one
        for one in people.values()
        if wanted in f"{one['label']} {one['note']}".lower() or one["key"].startswith(wanted)
    ]
    return [{"value": one["value"], "label": one["label"], "note": one["note"]} for one in found[:limit]]
