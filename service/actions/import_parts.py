"""What every import of a sheet has in common: its columns, its rows as they were meant, its branches.

What a row that was refused earlier said in sealed columns stands masked in the list of refused rows, and is put back
here by its reference where nobody has typed over it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.domain import imports, people
from service.domain.errors import Invalid, Problem
from service.domain.imports import Column
from service.store import imports as store
from service.store.database import Tx

Lines = Sequence[tuple[int, list[Any]]]


def places_of(
    headers: Sequence[str],
    columns: Sequence[Column],
    chosen: Mapping[str, str],
    known: Mapping[str, str] | None = None,
) -> dict[str, int]:
    """Tell where each of our columns stands: as its heading says, as it was the last time, as somebody chose.

    Raises Invalid where a needed column is missing.
    """
    places = {key: headers.index(name) for key, name in (known or {}).items() if name in headers}
    places |= imports.place_columns(headers, columns)
    keys = {column.key for column in columns}
    places |= {key: headers.index(name) for key, name in chosen.items() if key in keys and name in headers}
    missing = imports.missing(places, columns)
    if missing:
        raise Invalid([Problem(f"/columns/{column.key}", "import_column", {"name": column.zh}) for column in missing])
    return places


def rows_of(
    tx: Tx, tenant: int, headers: Sequence[str], lines: Lines, places: Mapping[str, int]
) -> list[tuple[int, dict[str, Any]]]:
    """Return what each row says, by our columns."""
    at = headers.index(imports.REFERENCE) if imports.REFERENCE in headers else None
    references = [_reference(values, at) for _, values in lines]
    earlier = _earlier(tx, tenant, [each for each in references if each])
    found = []
    for (number, values), reference in zip(lines, references, strict=True):
        said = {key: values[place] for key, place in places.items() if place < len(values)}
        found.append((number, said | _unmasked(said, earlier.get(reference, {}) if reference else {})))
    return found


def _reference(values: Sequence[Any], at: int | None) -> UUID | None:
    if at is None or at >= len(values):
        return None
    try:
        return UUID(str(values[at]).strip())
    except ValueError:
        return None


def _earlier(tx: Tx, tenant: int, ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Return what rows refused earlier said where the list of refused rows shows asterisks."""
    return {
        row_id: json.loads(tx.sealer.open(raw, row_id, "raw")) for row_id, raw in store.raw_of(tx, tenant, ids).items()
    }


def _unmasked(said: Mapping[str, Any], earlier: Mapping[str, str]) -> dict[str, Any]:
    masks = {"id_number": people.mask_id_number, "phone": people.mask_phone}
    return {
        key: earlier[key]
        for key, mask in masks.items()
        if earlier.get(key) and "*" in str(said.get(key) or "") and said[key] == mask(earlier[key])
    }


def raw(tx: Tx, row_id: UUID, said: Mapping[str, Any], keys: Sequence[str] = imports.SEALED) -> bytes:
    """Seal what a refused row said in the sealed columns, for that row."""
    return tx.sealer.seal(json.dumps({key: str(said.get(key) or "")[:100] for key in keys}), row_id, "raw")


def plain(value: Any) -> str:
    """Return what a cell says as it may be kept: short, and without anything that could be a number of somebody."""
    day = imports.read_day(value) if hasattr(value, "isoformat") else None
    text = str(day) if day else "" if value is None else str(value)
    return re.sub(r"\d{11,}", "…", text.replace("\x00", ""))[:100]


class Branches:
    """The branches below somebody's seats, as sheets name them: by their name, or by parent/name."""

    def __init__(self, tx: Tx, tenant: int, seats: Sequence[UUID]) -> None:
        """Read them."""
        found = store.branches(tx, tenant, seats)
        names = Counter(row["name"] for row in found)
        self._ids = {row["name"]: row["id"] for row in found if names[row["name"]] == 1}
        self._ids |= {f"{row['parent']}/{row['name']}": row["id"] for row in found}
        self._twice = {name for name, count in names.items() if count > 1}

    def find(self, name: str) -> tuple[UUID | None, str | None]:
        """Return the branch of a name, or the code of what is wrong with it."""
        found = self._ids.get(name)
        if found is not None or not name:
            return found, None
        return None, "import_branch_twice" if name in self._twice else "import_branch_unknown"
