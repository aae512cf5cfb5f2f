"""The register of activists (入党积极分子名册) as a list to print: of a branch, or of all below an organisation."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from service.domain import clock, documents
from service.domain.document_paper import table_paper
from service.domain.errors import NotFound
from service.domain.labels import stage_name
from service.domain.people import Actor
from service.reads import scope
from service.store import activists
from service.store.database import Row, Tx

TITLE: Final = "入党积极分子名册"
# Columns with their widths; branches are parts of the list.
COLUMNS: Final = {
    "序号": 0.5, "姓名": 1.0, "阶段": 1.2, "申请入党": 1.1, "确定为积极分子": 1.3, "培养联系人": 1.6,
    "最近半年考察": 1.2, "核对": 1.6,
}  # fmt: skip

# Seen by whoever holds a post at or above it that reads business data.
_HOME: Final = """select o.id, o.name from organization o
 where o.tenant_id = %(tenant)s and o.id = %(organization)s and exists (select 1 from org_closure s
   where s.tenant_id = o.tenant_id and s.descendant_id = o.id and s.ancestor_id = any(%(seats)s::uuid[]))"""


def paper(tx: Tx, actor: Actor, organization: UUID, mark: str) -> dict[str, Any]:
    """Return the register of an organisation as a paper.

    Raises NotFound for whoever holds no post at or above it.
    """
    home = tx.row(_HOME, {**scope.params(actor), "organization": organization})
    if home is None:
        raise NotFound("organization_not_found")
    today = clock.today()
    listed = activists.register(tx, actor.tenant, home["id"])
    parts = [
        (f"{name}（{len(rows)} 人）", rows)
        for name, rows in ((name, [_row(*each) for each in enumerate(some, 1)]) for name, some in _by_branch(listed))
    ]
    said = f"{home['name']}　截至{documents.day(today.isoformat())}，共 {len(listed)} 人。"
    return table_paper(TITLE, home["name"], today, said, COLUMNS, parts, mark)


def _by_branch(listed: list[Row]) -> list[tuple[str, list[Row]]]:
    """Return the rows branch by branch; they come in that order."""
    return [
        (str(some[0]["branch"]), some) for some in (list(each) for _, each in groupby(listed, itemgetter("branch_id")))
    ]


def _row(number: int, row: Row) -> list[str]:
    """Return a line of the list; the last column is for the pen."""
    stage = stage_name(row["stage"] if row["status"] == "active" else "suspended")
    days = {key: _day(row[key]) for key in ("applied_on", "activist_on", "reviewed_on")}
    contacts = row["contacts"] or ""
    return [str(number), row["name"], stage, days["applied_on"], days["activist_on"], contacts, days["reviewed_on"], ""]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
