"""Panels of founding an organisation and of a census: what was asked for, one enterprise, coverage and the plan."""

from __future__ import annotations

from typing import Any

from service.domain import clock, labels
from service.domain import enterprises as rules
from service.domain.figures import figure
from service.domain.page_words import word
from service.reads.panel_shapes import Panel, facts_of, table
from service.store import enterprises, honours
from service.store.database import Row, Tx


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
    return [facts_of("panel_founding", shown, lang)]


def enterprise(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the enterprise that is to be visited."""
    said = _known(row).get("enterprise")
    found = enterprises.get(tx, tenant, said["enterprise_id"]) if isinstance(said, dict) else None
    if found is None:
        return []
    facts = [("called", found["name"]), ("uscc", found["uscc"]), ("park", found["park"])]
    facts += [(name, found[name]) for name in ("place", "industry") if found[name]]
    return [facts_of("panel_enterprise", facts, lang)]


def coverage(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the coverage of a census as it is now, and the branches that are proposed."""
    census = row["instance_id"]
    found = rules.coverage(enterprises.reached(tx, tenant, census))
    if not found.enterprises:
        return []
    shown = [
        ("enterprises", found.enterprises),
        ("organization_coverage", _share(found.by_organization, found.organization_rate, lang)),
        ("work_coverage", _share(found.by_work, found.work_rate, lang)),
    ]
    built = [facts_of("panel_coverage", shown, lang)]
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
        built.append(table(word("panel_proposed", lang), columns, lines, lang))
    return built


def figures(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show what the running processes know of an organisation this year, so that nobody counts it once more."""
    found = honours.figures(tx, tenant, row["instance_org"], clock.today().replace(month=1, day=1))
    shown = [("steps_done", found["done"]), ("steps_late", found["late"]), ("steps_overdue", found["overdue"])]
    return [facts_of("panel_figures", shown, lang)]


def sunshine(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the score that was found and what the table proposes."""
    known = _known(row)
    rating = known.get("rating")
    if not isinstance(rating, dict):
        return []
    level = labels.label(labels.SUNSHINE_LEVELS, known.get("sunshine_level"), lang)
    return [facts_of("panel_sunshine", [("score", rating["score"]), ("sunshine_level", level)], lang)]


def _known(row: Row) -> dict[str, Any]:
    return {**(row.get("variables") or {}), **(row.get("data") or {})}


def _share(reached: int, rate: int, lang: str) -> str:
    return f"{figure('enterprises', reached, lang)}，{rules.written_rate(rate)}"
