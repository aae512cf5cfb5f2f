"""Shapes of the register of running cases."""

from __future__ import annotations

from service.domain import roster
from service.web.schemas import fields as f

RosterCounts = f.shape(
    "RosterCounts",
    {
        name: f.number()
        for name in (
            "ready", "rejected", "warned", "waiting", "signed", "returned", "entered", "refused", "undone", "kept",
        )
    },
)  # fmt: skip


class RosterRun(f.Shape):
    """A register that was uploaded."""

    id = f.ident()
    file_name = f.text()
    status = f.choice("staged", "signing", "entering", "done", "undoing", "undone", "discarded")
    who = f.text()
    at = f.instant()
    ended_at = f.instant(null=True)
    counts = f.one(RosterCounts)


class RosterRuns(f.Shape):
    """The latest registers; `keeper`: who reads them may bring one along."""

    items = f.many(RosterRun)
    keeper = f.flag()


RosterDay = f.shape("RosterDay", {"name": f.text(), "value": f.text()})


class RosterLine(f.Shape):
    """A row: what stands on the register, where the case goes on, what wants to be confirmed, how far it is."""

    row = f.number()
    name = f.text()
    branch = f.text()
    stage = f.text()
    at = f.text()
    joins = f.text()
    why = f.text()
    next_on = f.day(null=True)
    days = f.many(RosterDay)
    warnings = f.many(f.text())
    reasons = f.many(f.text())
    progress = f.choice("waiting", "rejected", "signed", "returned", "entered", "refused", "undone", "kept")
    case_id = f.ident(null=True)
    case_no = f.text()
    mine = f.flag()


class RosterBranch(f.Shape):
    """A branch of a register: how many rows, and who has signed."""

    id = f.ident()
    name = f.text()
    rows = f.number()
    waiting = f.number()
    returned = f.number()
    signed_by = f.text()
    signed_at = f.instant(null=True)


class Roster(RosterRun):
    """A register with its rows: those that stayed behind, those refused, and the rest; at most 200 of a kind."""

    stayed = f.many(RosterLine)
    rejected = f.many(RosterLine)
    rows = f.many(RosterLine)
    branches = f.many(RosterBranch)
    to_sign = f.number()
    keeper = f.flag()


RosterColumns = f.shape("RosterColumns", {column.key: f.text(most=60, required=False) for column in roster.COLUMNS})


class RosterUpload(f.Shape):
    """A sheet (XLSX) in base64, and which heading stands for which column; that is remembered for the next sheet."""

    file_name = f.text(most=200)
    content = f.text(metadata={"format": "byte"})
    columns = f.one(RosterColumns, required=False)


class RosterReturn(f.Shape):
    """A row that the branch does not stand for, and why."""

    row = f.number()
    reason = f.text(most=200)


class RosterSignature(f.Shape):
    """What a branch says: whose warnings are confirmed, which rows go back, and that the people have been told."""

    told = f.flag()
    ticked = f.many(f.number())
    returned = f.many(RosterReturn)
