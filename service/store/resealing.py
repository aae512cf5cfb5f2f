"""Key rotation: seal anew, batch by batch, what older keys sealed; the table below names every sealed column.

Nothing is remembered between batches but where they ended: a run that was cut off starts again and passes by quickly
what has the present key already. Values exist in clear in memory only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from service.store.database import Database, Row, Tx
from service.store.sealing import Sealer
from service.store.sensitive import phone_index

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A table with sealed columns: column -> the name it was sealed for; `row` is the id it was sealed for."""

    table: str
    key: tuple[str, ...]
    row: str
    columns: Mapping[str, str]
    indexes: Mapping[str, str] = field(default_factory=dict)  # sealed column -> its blind index
    vault: bool = False  # sealed with the vault's key


PLACES: Final = (
    Place(
        "person",
        ("tenant_id", "id"),
        "id",
        {"id_number": "id_number", "phone": "phone", "birth_date": "birth_date"},
        {"id_number": "id_number_index", "phone": "phone_index"},
    ),
    Place("account", ("tenant_id", "id"), "id", {"totp": "account.totp", "totp_draft": "account.totp"}),
    Place("identity", ("tenant_id", "id"), "id", {"value": "identity.value"}, {"value": "value_index"}),
    Place("delivery", ("tenant_id", "id"), "id", {"params": "delivery.params"}),
    Place(
        "import_row",
        ("tenant_id", "id"),
        "person_id",
        {"id_number": "id_number", "phone": "phone", "birth_date": "birth_date", "before_phone": "phone"},
        {"id_number": "id_number_index", "phone": "phone_index", "before_phone": "before_index"},
    ),
    Place("import_row", ("tenant_id", "id"), "id", {"raw": "raw"}),
    Place("task", ("tenant_id", "id"), "id", {"draft": "task.draft"}),
    Place("objection", ("tenant_id", "id"), "id", {"text": "objection.text"}),
    Place("document", ("tenant_id", "id"), "id", {"body": "document.body", "sealed": "document.sealed"}),
    Place("document_scan", ("tenant_id", "id"), "id", {"body": "document_scan.body"}),
    Place("sealed_text", ("tenant_id", "id"), "id", {"body": "sealed_text.body"}),
    Place("sealed_record", ("tenant_id", "id"), "id", {"body": "sealed_record.body"}, vault=True),
)


def renew_all(db: Database, sealer: Sealer, vault: Sealer) -> Iterator[tuple[str, int]]:
    """Renew everything; yield, for each batch, the table and how many of its rows were sealed anew."""
    for place in PLACES:
        key = vault if place.vault else sealer
        after: tuple[Any, ...] | None = None
        while True:
            with db.transaction() as tx:
                rows = _batch(tx, place, after)
                renewed = sum(_renew(tx, key, place, row) for row in rows)
            if not rows:
                break
            yield place.table, renewed
            after = tuple(rows[-1][name] for name in place.key)


def _batch(tx: Tx, place: Place, after: tuple[Any, ...] | None) -> list[Row]:
    names = ", ".join(dict.fromkeys((*place.key, place.row, *place.columns)))
    key = ", ".join(place.key)
    some = " or ".join(f"{column} is not null" for column in place.columns)
    beyond = f"and ({key}) > (%s, %s)" if after else ""
    return tx.rows(
        f"select {names} from {place.table} where ({some}) {beyond} order by {key} limit {BATCH} for update",
        after or (),
    )


def _renew(tx: Tx, sealer: Sealer, place: Place, row: Row) -> bool:
    changed: dict[str, bytes] = {}
    owner: UUID = row[place.row]
    for column, name in place.columns.items():
        if row[column] is None:
            continue
        fresh = sealer.renew(bytes(row[column]), owner, name)
        if fresh is None:
            continue
        changed[column] = fresh
        if index := place.indexes.get(column):
            value = sealer.open(fresh, owner, name)
            changed[index] = phone_index(sealer, value) if name == "phone" else sealer.index(value, name)
    if changed:
        sets = ", ".join(f"{column} = %({column})s" for column in changed)
        where = " and ".join(f"{name} = %(key_{name})s" for name in place.key)
        tx.run(
            f"update {place.table} set {sets} where {where}",
            changed | {f"key_{name}": row[name] for name in place.key},
        )
    return bool(changed)
