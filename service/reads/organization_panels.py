"""Panels of founding an organisation and of a census: what was asked for, one enterprise, coverage and the plan."""

from __future__ import annotations

from typing import Any

from service.domain import clock, labels
from service.domain import enterprises as rules
from service.domain.page_words import word
from service.store import enterprises, honours
from service.store.database import Row, Tx

Panel = dict[str, Any]


def founding(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show what is to be founded, and the form that the table proposes."""
    known = _known(row)
    asked = known.get("size")
    if not isinstance(asked, dict) or "form" not in asked:
        return []
    shown = [
        ("called", asked["name"]),
        ("org_form", labels.label(labels.ORG_FORMS, asked["form"], lang)),
        ("full_members", asked["full_members"]),
        ("members", asked["members"]),
    ]
    if known.get("org_form"):
        shown.append(("org_form_proposed", labels.label(labels.ORG_FORMS, known["org_form"], lang)))
    units = enterprises.names_of(tx, tenant, asked)
    if units:
        shown.append(("units_covered", "、".join(units)))
    return [_facts("panel_founding", shown, lang)]


def enterprise(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the enterprise that is to be visited."""
    said = _known(row).get("enterprise")
    found = enterprises.get(tx, tenant, said["enterprise_id"]) if isinstance(said, dict) else None
    if found is None:
        return []
    facts = [("called", found["name"]), ("uscc", found["uscc"]), ("park", found["park"])]
    facts += [(name, found[name]) for name in ("place", "industry") if found[name]]
    return [_facts("panel_enterprise", facts, lang)]


def coverage(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the coverage of a census as it is now, and the branches that are proposed."""
    census = row["instance_id"]
    found = rules.coverage(enterprises.reached(tx, tenant, census))
    if not found.enterprises:
        return []
    shown = [
        ("enterprises", found.enterprises),
        ("organization_coverage", f"{found.by_organization}，{rules.written_rate(found.organization_rate)}"),
        ("work_coverage", f"{found.by_work}，{rules.written_rate(found.work_rate)}"),
    ]
    built = [_facts("panel_coverage", shown, lang)]
    proposed = enterprises.proposed(tx, tenant, census)
    if proposed:
        lines = [
            {
                "number": str(each["cluster"]),
                "units_covered": "、".join(each["names"]),
                "full_members": str(each["full_members"]),
            }
            for each in proposed
        ]
        columns = [("number", "end"), ("units_covered", ""), ("full_members", "end")]
        titles = [
            {"key": key, "label": word(key, lang), **({"align": "end"} if align else {})} for key, align in columns
        ]
        built.append({"kind": "table", "title": word("panel_proposed", lang), "columns": titles, "rows": lines})
    return built


def figures(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show what the running processes know of an organisation this year, so that nobody counts it once more."""
    found = honours.figures(tx, tenant, row["instance_org"], clock.today().replace(month=1, day=1))
    shown = [("steps_done", found["done"]), ("steps_late", found["late"]), ("steps_overdue", found["overdue"])]
    return [_facts("panel_figures", shown, lang)]


def sunshine(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the score that was found and what the table proposes."""
    known = _known(row)
    rating = known.get("rating")
    if not isinstance(rating, dict):
        return []
    level = labels.label(labels.SUNSHINE_LEVELS, known.get("sunshine_level"), lang)
    return [_facts("panel_sunshine", [("score", rating["score"]), ("sunshine_level", level)], lang)]


def _known(row: Row) -> dict[str, Any]:
    return {**(row.get("variables") or {}), **(row.get("data") or {})}


def _facts(title: str, shown: list[tuple[str, Any]], lang: str) -> Panel:
    listed = [{"label": word(code, lang), "value": str(value)} for code, value in shown]
    return {"kind": "facts", "title": word(title, lang), "facts": listed}
