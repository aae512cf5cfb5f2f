"""People from a sheet: stage it row by row, confirm what was previewed, take it back while nobody has touched it.

What is sensitive is sealed before it reaches a table. Stage and branch of somebody on record have processes of their
own; an import changes neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.actions import import_parts
from service.actions.pinyin import pinyin
from service.domain import administration, clock, imports
from service.domain.errors import Conflict, NotFound
from service.domain.imports import Entry
from service.domain.people import Actor
from service.store import admin_log, sensitive, sheets, tenants
from service.store import imports as store
from service.store.database import Row, Tx
from service.store.ids import new_id


def stage_in(tx: Tx, actor: Actor, file_name: str, content: bytes, columns: Mapping[str, str] | None = None) -> UUID:
    """Read a sheet and keep its rows for the preview; return the run.

    `columns` says which heading stands for which of our columns, where the headings do not say so themselves.
    Raises Forbidden, Invalid (not a sheet; columns are missing).
    """
    seats = administration.seats(actor, clock.today())
    headers, lines = sheets.read(content, imports.MAX_ROWS)
    places = import_parts.places_of(headers, imports.COLUMNS, columns or {})
    said = import_parts.rows_of(tx, actor.tenant, headers, lines, places)
    run, rows = new_id(), _Staging(tx, actor, seats).rows(said)
    store.add(tx, actor.tenant, run, file_name.removesuffix(".xlsx")[:200], actor.person_id, clock.now(), rows)
    return run


class _Staging:
    """What the rows of one sheet are compared with."""

    def __init__(self, tx: Tx, actor: Actor, seats: list[UUID]) -> None:
        self._tx, self._tenant = tx, actor.tenant
        self._demo = tenants.is_demo(tx, actor.tenant)
        self._branches = import_parts.Branches(tx, actor.tenant, seats)

    def rows(self, lines: Sequence[tuple[int, dict[str, Any]]]) -> list[Row]:
        """Return the rows as they are staged."""
        today, cells = clock.today(), [said for _, said in lines]
        entries = [imports.read(number, said, today, self._demo) for number, said in lines]
        sealer = self._tx.sealer
        indexes = [sealer.index(entry.id_number, "id_number") if entry.id_number else None for entry in entries]
        on_record = store.known(self._tx, self._tenant, [index for index in indexes if index])
        first: dict[bytes, int] = {}
        rows = []
        for entry, said, index in zip(entries, cells, indexes, strict=True):
            if index and first.setdefault(index, entry.number) != entry.number:
                entry.refuse("id_number", "import_twice", row=first[index])
            rows.append(self._row(entry, said, index, on_record.get(index) if index else None))
        return rows

    def _row(self, entry: Entry, said: Mapping[str, Any], index: bytes | None, person: Row | None) -> Row:
        branch = self._branch(entry)
        if person and entry.facts["name"] != person["name"]:
            entry.refuse("name", "import_other_name")
        elif person and branch and branch != person["branch_id"]:
            entry.refuse("branch", "import_branch_differs")
        elif person and entry.facts["stage"] and entry.facts["stage"] != person["stage"]:
            entry.refuse("stage", "import_stage_differs")
        row_id = new_id()
        row: Row = dict.fromkeys(store.ROW) | {"number": entry.number, "id": row_id, "reasons": []}
        shown = {key: entry.facts[key] for key in ("name", "stage")} | {"branch": entry.branch[:100]}
        if entry.reasons:
            return row | {
                "outcome": "rejected",
                "reasons": [reason.stored() for reason in entry.reasons[: imports.MAX_REASONS]],
                "facts": {key: import_parts.plain(said.get(key)) for key in imports.BY_KEY if key not in imports.SEALED}
                | {key: value for key, value in shown.items() if value},
                "raw": import_parts.raw(self._tx, row_id, said),
            }
        if person:
            return row | self._changed(entry, person) | {"person_id": person["id"]}
        person_id, sealer = new_id(), self._tx.sealer
        assert entry.born is not None
        return row | {
            "outcome": "new",
            "person_id": person_id,
            "facts": entry.facts | shown | {"branch_id": branch, "name_pinyin": pinyin(entry.facts["name"])},
            "id_number": sealer.seal(entry.id_number, person_id, "id_number"),
            "id_number_index": index,
            "birth_date": sealer.seal(entry.born.isoformat(), person_id, "birth_date"),
            **self._phone(entry.phone, person_id),
        }

    def _changed(self, entry: Entry, person: Row) -> Row:
        sealer = self._tx.sealer
        phone = sealer.open(bytes(person["phone"]), person["id"], "phone") if person["phone"] else ""
        changed = [
            key
            for key in imports.CHANGEABLE
            if key != "phone" and entry.facts[key] is not None and entry.facts[key] != person[key]
        ]
        new_phone = bool(entry.phone) and entry.phone != phone
        fields = [*changed, *(["phone"] if new_phone else [])]
        kept = {key: entry.facts[key] for key in changed}
        return {
            "outcome": "changed" if fields else "unchanged",
            "facts": {"name": person["name"], "branch": entry.branch[:100], "stage": person["stage"]}
            | kept
            | {"fields": fields},
            **self._phone(entry.phone if new_phone else "", person["id"]),
            "before": {key: person[key] for key in ("education", "occupation", "floating")},
            "before_phone": person["phone"],
            "before_index": person["phone_index"],
            "version_before": person["version"],
        }

    def _phone(self, phone: str, person_id: UUID) -> Row:
        sealer = self._tx.sealer
        return {
            "phone": sealer.seal(phone, person_id, "phone") if phone else None,
            "phone_index": sensitive.phone_index(sealer, phone) if phone else None,
        }

    def _branch(self, entry: Entry) -> UUID | None:
        found, wrong = self._branches.find(entry.branch)
        if wrong:
            entry.refuse("branch", wrong)
        return found


def confirm_in(tx: Tx, actor: Actor, run: UUID, reason: str) -> None:
    """Write what was previewed.

    Raises Forbidden, NotFound, Conflict (it is not waiting any more).
    """
    row = _locked(tx, actor, run, "staged")
    store.confirm(tx, actor.tenant, run)
    _end(tx, actor, row, "done", reason)


def discard_in(tx: Tx, actor: Actor, run: UUID) -> None:
    """Throw away what was staged.

    Raises Forbidden, NotFound, Conflict.
    """
    row = _locked(tx, actor, run, "staged")
    store.forget_sealed(tx, actor.tenant, run)
    _end(tx, actor, row, "discarded", "")


def undo_in(tx: Tx, actor: Actor, run: UUID, reason: str) -> None:
    """Take an import back that nobody has worked with.

    Raises Forbidden, NotFound, Conflict (import_touched: people have been worked with since).
    """
    row = _locked(tx, actor, run, "done")
    touched = store.undo(tx, actor.tenant, run)
    if touched:
        raise Conflict("import_touched", n=touched)
    store.forget_sealed(tx, actor.tenant, run)
    _end(tx, actor, row, "undone", reason)


def _locked(tx: Tx, actor: Actor, run: UUID, status: str) -> Row:
    administration.seats(actor, clock.today())
    row = store.lock(tx, actor.tenant, run)
    if row is None:
        raise NotFound("import_not_found")
    if row["status"] != status:
        raise Conflict("import_not_open")
    return row


def _end(tx: Tx, actor: Actor, row: Row, status: str, reason: str) -> None:
    run = row["id"]
    if status == "done":
        store.forget_sealed(tx, actor.tenant, run, ("new", "unchanged"))
    store.end(tx, actor.tenant, run, status, actor.person_id, clock.now())
    after = store.lock(tx, actor.tenant, run)
    assert after is not None
    kind = {"done": "import.confirmed", "undone": "import.undone", "discarded": "import.discarded"}[status]
    facts = {"status": status, "counts": after["counts"]}
    admin_log.record(tx, actor.tenant, actor.person_id, kind, run, {"status": row["status"]}, facts, reason)
