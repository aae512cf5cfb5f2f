"""Importing organisations from a sheet: its columns, and what is wrong with a row. Knows no file and no database.

A row may stand under an organisation on record or under a row above it, so that a whole street comes in one sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from service.domain import labels
from service.domain.imports import Column, Reason, read_day
from service.domain.organizations import may_contain

MAX_ROWS: Final = 1000
MAX_NAME: Final = 60
COLUMNS: Final = (
    Column("name", "组织名称", "Name", True, ("名称", "党组织名称", "组织全称")),
    Column("kind", "类别", "Kind", True, ("组织类别", "党组织类别")),
    Column("level", "层级", "Level", True, ("组织层级",)),
    Column("parent", "上级组织", "Parent", True, ("上级", "上级党组织", "隶属")),
    Column("founded_on", "成立日期", "Founded", False, ("成立时间", "批准成立日期")),
)
NOTES: Final = (
    "带 * 的栏目必填。一行一个组织，上级写在下级前面。",
    f"类别：{'、'.join(names[0] for names in labels.ORG_KINDS.values())}。",
    f"层级：{'、'.join(names[0] for names in labels.LEVELS.values())}。",
    "上级组织：写系统里的全称，或者本表前面某一行的名称；有重名时写“再上一级/上级”。",
    "已经登记的组织（同一上级、同一名称）不重复登记，也不改动。",
)


@dataclass(slots=True)
class Line:
    """A row as it was read; `parent` is an organisation on record, or the number of a row above."""

    number: int
    said: dict[str, str]
    kind: str | None = None
    level: str | None = None
    parent: UUID | int | None = None
    founded_on: date | None = None
    known: bool = False
    reasons: list[Reason] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """Return what becomes of the row: rejected, known, new."""
        return "rejected" if self.reasons else "known" if self.known else "new"

    def refuse(self, column: str, code: str, **params: Any) -> None:
        """Note one more thing that is wrong."""
        self.reasons.append(Reason(column, code, params))


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation on record that is looked after."""

    id: UUID
    name: str
    level: str
    parent: UUID | None
    parent_name: str | None


def read(rows: Sequence[tuple[int, Mapping[str, Any]]], known: Sequence[Known], today: date) -> list[Line]:
    """Read the rows of a sheet and note what is wrong with each."""
    below = {(each.parent, each.name): each for each in known}
    names: dict[str, list[tuple[UUID | int, str]]] = {}
    for each in known:
        for said in (each.name, f"{each.parent_name}/{each.name}"):
            names.setdefault(said, []).append((each.id, each.level))
    lines: list[Line] = []
    first: dict[tuple[UUID | int, str], int] = {}
    for number, cells in rows:
        line = _read(number, cells, today)
        level = _place(line, names)
        if line.parent is not None and line.level and level and not may_contain(level, line.level):
            line.refuse("level", "organization_level")
        if isinstance(line.parent, UUID) and (line.parent, line.said["name"]) in below:
            line.known = True
        key = (line.parent, line.said["name"]) if line.parent is not None else None
        if key and first.setdefault(key, number) != number:
            line.refuse("name", "import_twice", row=first[key])
        if line.outcome == "new" and line.level:
            names.setdefault(line.said["name"], []).append((number, line.level))
        lines.append(line)
    return lines


def _read(number: int, cells: Mapping[str, Any], today: date) -> Line:
    said = {column.key: _text(cells.get(column.key)) for column in COLUMNS}
    line = Line(number, said)
    if not said["name"]:
        line.refuse("name", "required")
    elif len(said["name"]) > MAX_NAME:
        line.refuse("name", "import_long", most=MAX_NAME)
    line.kind, line.level = (
        _coded(line, key, table) for key, table in (("kind", labels.ORG_KINDS), ("level", labels.LEVELS))
    )
    if said["founded_on"]:
        line.founded_on = read_day(cells.get("founded_on"))
        if line.founded_on is None:
            line.refuse("founded_on", "import_day")
        elif not date(1921, 7, 1) <= line.founded_on <= today:
            line.refuse("founded_on", "import_day_range")
    return line


def _place(line: Line, names: Mapping[str, list[tuple[UUID | int, str]]]) -> str | None:
    """Find what a row stands under; return its level."""
    said = line.said["parent"]
    found = names.get(said, [])
    if not said:
        line.refuse("parent", "required")
    elif not found:
        line.refuse("parent", "org_sheet_parent")
    elif len(found) > 1:
        line.refuse("parent", "org_sheet_parent_twice")
    else:
        line.parent = found[0][0]
        return found[0][1]
    return None


def _coded(line: Line, key: str, table: labels.Table) -> str | None:
    said = line.said[key]
    for code, names in table.items():
        if said and said in (code, *names):
            return code
    allowed = "、".join(names[0] for names in table.values())
    line.refuse(key, "one_of" if said else "required", **({"expected": allowed} if said else {}))
    return None


def _text(value: Any) -> str:
    return "" if value is None else re.sub(r"\s+", " ", str(value).replace("\x00", "")).strip()
