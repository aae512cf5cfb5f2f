"""Organisations from a sheet: what it says row by row, then found those that are new (system administrator).

Nothing is staged: such a sheet holds nothing sensitive, so it is sent once more to be confirmed, and what has
come on record meanwhile is found as known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.actions import organizations as tree
from service.actions.pinyin import pinyin
from service.domain import administration, clock, imports, org_sheet
from service.domain.errors import Conflict, Invalid, Problem
from service.domain.moves import reason_of
from service.domain.org_sheet import Known, Line
from service.domain.people import Actor
from service.store import organizations as store
from service.store import sheets
from service.store.database import Tx
from service.store.ids import new_id


def read(tx: Tx, actor: Actor, content: bytes) -> list[Line]:
    """Return the rows of a sheet with what is wrong with each.

    Raises Forbidden, Invalid (not a sheet; columns are missing).
    """
    seats = administration.seats(actor, clock.today())
    headers, lines = sheets.read(content, org_sheet.MAX_ROWS)
    places = imports.place_columns(headers, org_sheet.COLUMNS)
    missing = imports.missing(places, org_sheet.COLUMNS)
    if missing:
        raise Invalid([Problem("/content", "org_sheet_column", {"name": column.zh}) for column in missing])
    rows = [(number, {key: values[at] for key, at in places.items() if at < len(values)}) for number, values in lines]
    known = [
        Known(row["id"], row["name"], row["level"], row["parent_id"], row["parent"])
        for row in store.living(tx, actor.tenant, seats)
    ]
    return org_sheet.read(rows, known, clock.today())


def found_in(tx: Tx, actor: Actor, content: bytes, given: Mapping[str, Any]) -> list[Line]:
    """Found the organisations of a sheet that are new, in its order; return its rows.

    Raises Forbidden, Invalid, Conflict (nothing in it is new).
    """
    why = reason_of(given["reason"])
    store.lock_tree(tx, actor.tenant)
    lines = read(tx, actor, content)
    made: dict[int, UUID] = {}
    for line in lines:
        if line.outcome == "new":
            made[line.number] = _found(tx, actor, line, made, why)
    if not made:
        raise Conflict("org_sheet_nothing_new")
    return lines


def _found(tx: Tx, actor: Actor, line: Line, made: Mapping[int, UUID], why: str) -> UUID:
    parent = made[line.parent] if isinstance(line.parent, int) else line.parent
    name, day = line.said["name"], line.founded_on or clock.today()
    organization = new_id()
    row = {
        "id": organization,
        "parent": parent,
        "level": line.level,
        "kind": line.kind,
        "name": name,
        "pinyin": pinyin(name),
        "on": day,
    }
    store.add(tx, actor.tenant, row)
    after = {"name": name, "parent": line.said["parent"], "level": line.level}
    tree.note(tx, actor, organization, "founded", day, ({}, after), why)
    return organization
