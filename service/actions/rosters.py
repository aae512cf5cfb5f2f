"""The register of running cases (发展党员名册导入): staged by the office, signed by each branch, entered by a job.

A staged import like that of people (`actions/imports.py`): the same tables, the same way to read a sheet and to mend
what was refused. People have to be on record already: an administrator keeps the record, the office the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from service.actions import import_parts
from service.actions.roster_entry import desk_of
from service.desk import Desk
from service.domain import clock, imports, moves, roster, roster_law
from service.domain.errors import Conflict, Invalid, NotFound, Problem
from service.domain.people import Actor, Stage
from service.domain.roster_rights import SIGNER, barred, branches, offices
from service.engine import Engine
from service.store import admin_log, notices, queue, sheets, tenants
from service.store import imports as staged
from service.store import rosters as store
from service.store.database import Row, Tx
from service.store.ids import new_id
from service.store.notices import NewNotice

# --- the office stages -----------------------------------------------------------------------------------------------


def stage_in(
    tx: Tx, engine: Engine, actor: Actor, file_name: str, content: bytes, columns: Mapping[str, str] | None = None
) -> UUID:
    """Read a sheet and keep its rows for the preview; return the run. What was said about headings is remembered.

    Raises Forbidden, Invalid (not a sheet; columns are missing), Conflict (the process is not released).
    """
    seats = offices(actor, clock.today())
    headers, lines = sheets.read(content, imports.MAX_ROWS)
    known = store.headings(tx, actor.tenant)
    places = import_parts.places_of(headers, roster.COLUMNS, columns or {}, known)
    chosen = {key: name for key, name in (columns or {}).items() if key in places and name in headers}
    if chosen:
        store.remember(tx, actor.tenant, chosen)
    said = import_parts.rows_of(tx, actor.tenant, headers, lines, places)
    run, rows = new_id(), _Staging(tx, actor, seats, desk_of(tx, engine, actor.tenant)).rows(said)
    name = file_name.removesuffix(".xlsx")[:200]
    staged.add(tx, actor.tenant, run, name, actor.person_id, clock.now(), rows, store.KIND)
    return run


class _Staging:
    """What the rows of one register are compared with."""

    def __init__(self, tx: Tx, actor: Actor, seats: list[UUID], desk: Desk) -> None:
        self._tx, self._tenant, self._desk = tx, actor.tenant, desk
        self._demo = tenants.is_demo(tx, actor.tenant)
        self._branches = import_parts.Branches(tx, actor.tenant, seats)
        self._barred = frozenset(barred(actor))
        self._members: dict[tuple[UUID, str], list[UUID]] = {}

    def rows(self, said: Sequence[tuple[int, dict[str, Any]]]) -> list[Row]:
        """Return the rows as they are staged."""
        book, calendar, today = self._desk.rules, self._desk.calendar, clock.today()
        lines = [roster_law.read(number, cells, today, self._demo, book, calendar) for number, cells in said]
        sealer = self._tx.sealer
        indexes = [sealer.index(line.id_number, "id_number") if line.id_number else None for line in lines]
        on_record = store.known(self._tx, self._tenant, [index for index in indexes if index])
        names = {name for line in lines for name in (*line.contacts, *line.introducers)}
        self._members = store.full_members(self._tx, self._tenant, sorted(names))
        first: dict[bytes, int] = {}
        rows = []
        for line, (_, cells), index in zip(lines, said, indexes, strict=True):
            if index and first.setdefault(index, line.number) != line.number:
                line.refuse("id_number", "import_twice", row=first[index])
            rows.append(self._row(line, cells, on_record.get(index) if index else None))
        return rows

    def _row(self, line: roster.Line, cells: Mapping[str, Any], person: Row | None) -> Row:
        branch, wrong = self._branches.find(line.branch)
        if wrong:
            line.refuse("branch", wrong)
        if person is None and line.id_number:
            line.refuse("id_number", "roster_unknown")
        elif person is not None:
            self._compare(line, person, branch)
        if branch is not None:
            self._name(line, branch, person)
        row_id = new_id()
        row: Row = dict.fromkeys(staged.ROW) | {"number": line.number, "id": row_id, "reasons": [], "warnings": []}
        shown = {"name": line.facts["name"], "stage": line.facts["stage"], "branch": line.branch[:100]}
        if line.errors:
            facts = {key: import_parts.plain(cells.get(key)) for key in roster.BY_KEY if key != "id_number"}
            return row | {
                "outcome": "rejected",
                "reasons": [reason.stored() for reason in line.errors[: imports.MAX_REASONS]],
                "facts": facts | {key: value for key, value in shown.items() if value},
                "raw": import_parts.raw(self._tx, row_id, cells, ("id_number",)),
            }
        assert person is not None
        return row | {
            "outcome": "new",
            "warnings": [reason.stored() for reason in line.warnings[: roster.MAX_WARNINGS]],
            "facts": line.facts | shown,
            "person_id": person["id"],
            "branch_id": branch,
            "version_before": person["version"],
        }

    def _compare(self, line: roster.Line, person: Row, branch: UUID | None) -> None:
        """Compare a row with the record: what is on record otherwise is refused, days that differ are said."""
        facts = line.facts
        if facts["name"] != person["name"]:
            line.refuse("name", "import_other_name")
        elif person["id"] in self._barred:
            line.refuse("name", "roster_recused")
        elif person["status"] != "active":
            line.refuse("name", "roster_closed")
        elif person["case_id"] is not None:
            line.refuse("name", "roster_running", key=person["case_no"] or "")
        elif branch and branch != person["branch_id"]:
            line.refuse("branch", "import_branch_differs")
        elif facts["stage"] and facts["stage"] != person["stage"]:
            line.refuse("stage", "import_stage_differs")
        for key in ("applied_on", "talked_on", "activist_on", "member_on"):
            was, now = person[key], facts[key]
            if was and now and was != now:
                line.warn(key, "roster_differs", was=was.isoformat(), now=now.isoformat())

    def _name(self, line: roster.Line, branch: UUID, person: Row | None) -> None:
        """Find contacts and introducers among the full members of the branch (articles 9 and 14)."""
        own, stage = person["id"] if person else None, line.facts["stage"]
        found = self._found(line, "contacts", line.contacts, branch, own, must=stage == Stage.ACTIVIST)
        line.facts["contacts"] = found
        must = stage == Stage.DEVELOPMENT_CANDIDATE
        line.facts["introducers"] = self._found(line, "introducers", line.introducers, branch, own, must=must)

    def _found(
        self, line: roster.Line, column: str, names: Sequence[str], branch: UUID, own: UUID | None, must: bool
    ) -> list[str]:
        rule = "contact_persons" if column == "contacts" else "introducers"
        found = []
        for name in names:
            people = [each for each in self._members.get((branch, name), ()) if each != own]
            if len(people) == 1:
                found.append(str(people[0]))
            elif people:
                line.refuse(column, "roster_contact_twice", name=name)
            elif must:
                article = self._desk.rules.rule(rule, clock.today()).citation
                line.refuse(column, "roster_contact", name=name, article=article)
            else:  # whoever introduced a member years ago may have left since
                line.warn(column, "roster_left_out", name=name)
        return found


# --- branches sign ---------------------------------------------------------------------------------------------------


def send_in(tx: Tx, actor: Actor, run: UUID) -> None:
    """Lay the rows before the secretaries of their branches.

    Raises Forbidden, NotFound, Conflict.
    """
    offices(actor, clock.today())
    row = _locked(tx, actor, run, "staged")
    found = store.branches_of(tx, actor.tenant, run)
    if not found:
        raise Conflict("roster_nothing")
    store.set_status(tx, actor.tenant, run, "signing")
    rows = {each["id"]: each["rows"] for each in found}
    holders = notices.holders_at(tx, actor.tenant, SIGNER, list(rows), clock.today())
    told = [
        NewNotice(person, "roster_to_sign", {"who": actor.name, "name": row["file_name"], "n": rows[branch]})
        for branch, person in holders
    ]
    notices.send(tx, actor.tenant, None, clock.now(), told)
    _record(tx, actor, run, "sent", row["status"], "signing", sum(rows.values()))


def sign_in(tx: Tx, actor: Actor, run: UUID, told: bool, ticked: Sequence[int], returned: Mapping[int, str]) -> None:
    """Stand for the rows of the own branches: each warning ticked, or the row sent back with a reason.

    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    own = branches(actor, clock.today())
    _locked(tx, actor, run, "signing", own)
    rows = store.signable(tx, actor.tenant, run, own, barred(actor))
    if not rows:
        raise Conflict("roster_signed")
    numbers = {row["number"] for row in rows}
    problems = [] if told else [Problem("/told", "roster_told")]
    problems += [Problem(f"/returned/{number}", "bad_value") for number in returned if number not in numbers]
    problems += [
        Problem(f"/rows/{row['number']}", "roster_tick", {"row": row["number"]})
        for row in rows
        if row["warnings"] and row["number"] not in ticked and row["number"] not in returned
    ]
    if problems:
        raise Invalid(problems[:20])
    at = clock.now()
    reasons = {
        number: {"code": "roster_returned", "params": {"reason": moves.reason_of(reason)[:200]}}
        for number, reason in returned.items()
    }
    if reasons:
        store.send_back(tx, actor.tenant, run, reasons, actor.person_id, at)
    signed = sorted(numbers - set(returned))
    store.sign(tx, actor.tenant, run, signed, actor.person_id, at)
    _record(tx, actor, run, "signed", "signing", "signing", len(signed))
    _tell_when_all_signed(tx, actor, run)


def _tell_when_all_signed(tx: Tx, actor: Actor, run: UUID) -> None:
    row = staged.lock(tx, actor.tenant, run, store.KIND)
    if row is not None and not any(each["waiting"] for each in store.branches_of(tx, actor.tenant, run)):
        told = NewNotice(row["created_by"], "roster_all_signed", {"name": row["file_name"]})
        notices.send(tx, actor.tenant, None, clock.now(), [told])


# --- the office enters, discards, takes back -------------------------------------------------------------------------


def enter_in(tx: Tx, actor: Actor, run: UUID) -> None:
    """Let a job enter what is signed; what no branch has signed goes back.

    Raises Forbidden, NotFound, Conflict.
    """
    offices(actor, clock.today())
    row = _locked(tx, actor, run, "signing")
    signed = store.counts(tx, actor.tenant, [run])[run]["signed"]
    if not signed:
        raise Conflict("roster_nobody_signed")
    store.leave_unsigned(tx, actor.tenant, run, {"code": "roster_unsigned", "params": {}})
    store.set_status(tx, actor.tenant, run, "entering")
    queue.enter_roster(tx, actor.tenant, run)
    _record(tx, actor, run, "entered", row["status"], "entering", signed)


def undo_in(tx: Tx, actor: Actor, run: UUID, reason: str) -> None:
    """Let a job take back every case that nobody has gone on with.

    Raises Forbidden, NotFound, Conflict, Invalid.
    """
    offices(actor, clock.today())
    why = moves.reason_of(reason)
    row = _locked(tx, actor, run, "done")
    entered = store.counts(tx, actor.tenant, [run])[run]["entered"]
    if not entered:
        raise Conflict("roster_nothing")
    staged.end(tx, actor.tenant, run, "undoing", actor.person_id, clock.now())
    queue.enter_roster(tx, actor.tenant, run)
    _record(tx, actor, run, "undone", row["status"], "undoing", entered, why)


def discard_in(tx: Tx, actor: Actor, run: UUID) -> None:
    """Throw away a register of which nothing has been entered.

    Raises Forbidden, NotFound, Conflict.
    """
    offices(actor, clock.today())
    row = _locked(tx, actor, run, "staged", also="signing")
    staged.forget_sealed(tx, actor.tenant, run)
    staged.end(tx, actor.tenant, run, "discarded", actor.person_id, clock.now())
    _record(tx, actor, run, "discarded", row["status"], "discarded", 0)


def _locked(
    tx: Tx, actor: Actor, run: UUID, status: str, own: Sequence[UUID] | None = None, also: str | None = None
) -> Row:
    row = staged.lock(tx, actor.tenant, run, store.KIND)
    if row is None or (own is not None and not store.counts(tx, actor.tenant, [run], own)):
        raise NotFound("import_not_found")
    if row["status"] not in (status, also):
        raise Conflict("import_not_open")
    return row


def _record(tx: Tx, actor: Actor, run: UUID, what: str, was: str, now: str, n: int, reason: str = "") -> None:
    after = {"status": now, "counts": n}
    admin_log.record(tx, actor.tenant, actor.person_id, f"roster.{what}", run, {"status": was}, after, reason)
