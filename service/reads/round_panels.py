"""What panels show of a round: for a branch, for the town, and for one person's own case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain import labels
from service.domain.page_words import word
from service.reads.panel_shapes import facts_of
from service.store import periods
from service.store.database import Row, Tx

Columns = list[tuple[str, str]]


def of_instance(tx: Tx, tenant: int, instance_id: UUID) -> Row | None:
    """Return the round that an instance, or the instance it is part of, is about."""
    return tx.row(
        """select r.* from instance i join recommendation_round r on r.tenant_id = i.tenant_id
              and r.instance_id in (i.id, i.parent_id) where i.tenant_id = %s and i.id = %s""",
        (tenant, instance_id),
    )


def branch_of(tx: Tx, tenant: int, round_id: UUID, organization_id: UUID) -> Row | None:
    """Return a branch's part of a round, None for an organisation that is none of its branches."""
    return tx.row(
        "select * from round_branch where tenant_id = %s and round_id = %s and branch_id = %s",
        (tenant, round_id, organization_id),
    )


def of_person(tx: Tx, tenant: int, person_id: UUID, lang: str) -> list[dict[str, Any]]:
    """Return how a person came to be recommended, for the committee that confirms."""
    row = tx.row(
        """select r.name, n.* from nomination n
             join recommendation_round r on r.tenant_id = n.tenant_id and r.id = n.round_id
            where n.tenant_id = %s and n.person_id = %s and n.decision <> '' order by r.opens_on desc limit 1""",
        (tenant, person_id),
    )
    if row is None:
        return []
    shown = [("round_name", row["name"]), ("method", _method(row, lang)), ("votes", _votes(row))]
    shown += [("league_reason", row["league_reason"]), ("decision", _decision(row, lang)), ("reason", row["reason"])]
    return [facts_of("panel_recommendation", [(code, value) for code, value in shown if value], lang)]


def nominees(
    tx: Tx, tenant: int, round_id: UUID, home: UUID, lang: str, verdicts: Any = None
) -> tuple[Columns, list[dict[str, Any]]]:
    """Return the nominees below an organisation.

    A branch sees its own with the table's verdicts (in the order of names) and the points, in their order and equal
    ones equal, while it decides; the town sees what the branches decided, by branch and name, and no points.
    """
    rows = tx.rows(
        """select n.*, p.name, p.name_pinyin, p.stage, o.name as branch from nomination n
             join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
             join organization o on o.tenant_id = n.tenant_id and o.id = n.branch_id
             join org_closure c on c.tenant_id = n.tenant_id and c.descendant_id = n.branch_id and c.ancestor_id = %s
            where n.tenant_id = %s and n.round_id = %s and n.method in ('member', 'league', 'both')
            order by o.sort, o.name, p.name_pinyin, p.id""",
        (home, tenant, round_id),
    )
    own = bool(rows) and all(row["branch_id"] == home for row in rows)
    decided = any(row["decision"] for row in rows)
    columns: Columns = [("name", ""), ("method", ""), ("votes", "end")]
    if not own:
        columns.insert(0, ("branch", ""))
    if decided:
        columns += [("decision", ""), ("reason", "")]
    totals: dict[UUID, str] = {}
    found: dict[UUID, str] = {}
    if own and not decided and isinstance(verdicts, list) and len(verdicts) == len(rows):
        found = {row["person_id"]: _verdict(each, lang) for row, each in zip(rows, verdicts, strict=True)}
        columns.append(("verdict", ""))
    if own and not decided:
        years = periods.last_years(tx, tenant, [row["person_id"] for row in rows])
        totals = {person: str(year["total"]) for person, year in years.items() if year.get("whole_cycle")}
        rows = sorted(rows, key=lambda row: -float(totals.get(row["person_id"], "-1")))
        columns.insert(2, ("points", "end"))
    return columns, [_shown(row, totals, found, lang) for row in rows]


def _shown(row: Row, totals: dict[UUID, str], verdicts: dict[UUID, str], lang: str) -> dict[str, Any]:
    return {
        "branch": row["branch"],
        "name": row["name"],
        "method": _method(row, lang),
        "votes": _votes(row),
        "points": totals.get(row["person_id"], "—"),
        "verdict": verdicts.get(row["person_id"], ""),
        "decision": _decision(row, lang),
        "reason": row["reason"],
    }


def _verdict(value: Any, lang: str) -> str:
    code = value.get("verdict") if isinstance(value, dict) else value
    return labels.label(labels.INELIGIBLE, str(code), lang)


def _method(row: Row, lang: str) -> str:
    return word(f"method_{row['method']}", lang)


def _votes(row: Row) -> str:
    return "" if row["votes_for"] is None else f"{row['votes_for']}/{row['votes_total']}"


def _decision(row: Row, lang: str) -> str:
    return word(row["decision"], lang) if row["decision"] in ("recommend", "hold", "excluded") else ""
