"""The panel of a star rating: a branch's members with averages while it decides, or the own parts of one person."""

from __future__ import annotations

from decimal import Decimal

from service.domain import labels, stars
from service.domain.page_words import word
from service.reads.panel_shapes import Panel, fact, facts, table
from service.reads.points import plain
from service.store import stars as store
from service.store.database import Row, Tx


def show(tx: Tx, tenant: int, row: Row, lang: str) -> list[Panel]:
    """Show the person's own parts, or the table of the branch; who gave which mark is nowhere."""
    known = {**(row.get("variables") or {}), **(row.get("data") or {})}
    if row["person_id"] is not None:
        year = (known.get("star") or {}).get("year")
        found = store.of_person(tx, tenant, row["person_id"], int(year)) if year else None
        return [_own(found, lang)] if found else []
    year = known.get("rating_year")
    return [_branch(store.of_branch(tx, tenant, row["instance_org"], int(year)), lang)] if year else []


def _own(found: Row, lang: str) -> Panel:
    parts: list[tuple[str, Decimal | None, str, int]] = [
        ("self_mark", found["self_mark"], "self", stars.LEAST_SHEETS),
        ("peers_average", found["peers"], "peers", found["peers_n"]),
        ("mass_average", found["mass"], "mass", found["mass_n"]),
        ("branch_mark", found["branch_mark"], "branch", stars.LEAST_SHEETS),
        ("member_points", found["points"], "points", stars.LEAST_SHEETS),
    ]
    shown = []
    for code, value, part, sheets in parts:
        if value is None:
            told = word("weight_none", lang)
        elif stars.counts(sheets, value) is None:
            told = word("weight_few", lang)
        else:
            told = word("weight_of", lang, value=marked(value), weight=stars.WEIGHTS[part])
        shown.append({"label": word(code, lang), "value": told})
    if found["score"] is not None:
        shown.append(fact("score", marked(found["score"]), lang))
    shown.append({"label": word("stars", lang), "value": _stars(found, lang)})
    return facts("panel_stars", shown, lang)


def _branch(rows: list[Row], lang: str) -> Panel:
    columns = [("name", ""), *((code, "end") for code in ("self_mark", "peers_average", "mass_average", "branch_mark"))]
    columns += [("score", "end"), ("stars", "")]
    listed = [
        {
            "name": row["name"],
            "self_mark": marked(row["self_mark"]),
            "peers_average": marked(stars.counts(row["peers_n"], row["peers"])),
            "mass_average": marked(stars.counts(row["mass_n"], row["mass"])),
            "branch_mark": marked(row["branch_mark"]),
            "score": marked(row["score"]),
            "stars": _stars(row, lang),
        }
        for row in rows
    ]
    return table(word("panel_stars", lang), columns, listed, lang)


def _stars(row: Row, lang: str) -> str:
    if row["exempt_class"] is not None:
        return word("exempt", lang)
    return "" if row["stars"] is None else labels.label(labels.STAR_LEVELS, str(row["stars"]), lang)


def marked(value: Decimal | None) -> str:
    """Write a mark: 86.87, 90."""
    return "—" if value is None else plain(value) if value == value.quantize(Decimal("0.1")) else f"{value:.2f}"
