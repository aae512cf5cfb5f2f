"""Shapes of the points pages: one person's sum explained, and a branch's people with theirs."""

from __future__ import annotations

from marshmallow import validate

from service.web.schemas import fields as f
from service.web.schemas.common import Ledger, Named


class CycleQuery(f.Shape):
    """Which year; the present one when nothing is said."""

    cycle = f.Integer(validate=validate.Range(min=2000, max=2999, error="number_range:2000–2999"))


SumStep = f.shape("SumStep", {"code": f.text(), "label": f.text(), "rule": f.text(), "points": f.text()})
EntryReason = f.shape("EntryReason", {"id": f.ident(), "counts": f.text(), "why": f.text(), "rule": f.text()})
Room = f.shape("Room", {"item": f.text(), "name": f.text(), "rule": f.text(), "left": f.text()})
BandRange = f.shape("BandRange", {"name": f.text(), "range": f.text(), "current": f.flag()})


class ClosedTotal(f.Shape):
    """What a closed period has for a person; `since`: what a correction has changed after the year was closed."""

    period = f.text()
    status = f.choice("closed", "published", "frozen")
    status_name = f.text()
    until = f.day(null=True)
    total = f.text()
    since = f.text(null=True)


class PersonPoints(f.Shape):
    """A person's points of one cycle, explained."""

    id = f.ident()
    name = f.text()
    mine = f.flag()
    branch = f.one(Named)
    cycles = f.many(f.number())
    ledger = f.one(Ledger)
    steps = f.many(SumStep)
    reasons = f.many(EntryReason)
    changes = f.many(f.text())
    rooms = f.many(Room)
    bands = f.many(BandRange)
    band_how = f.text()
    closed = f.many(ClosedTotal)
    note = f.text()


class BranchPerson(f.Shape):
    """One person of a branch with the sum of a cycle; lists stand in the order of names, never of points."""

    id = f.ident()
    name = f.text()
    since = f.day(null=True)
    opening = f.text()
    bonus = f.text()
    deduction = f.text()
    total = f.text()
    disputed = f.number()
    reversed = f.number()
    band = f.text(null=True)


class ClosedPeriod(f.Shape):
    """A closed period of a branch, with what recomputing it has found."""

    period = f.text()
    status = f.choice("closed", "published", "frozen")
    status_name = f.text()
    until = f.day(null=True)
    people = f.number()
    hash = f.text()
    check = f.choice("same", "changed", "unkept")
    check_name = f.text()


class BranchPoints(f.Shape):
    """The points of a branch's people in one cycle."""

    id = f.ident()
    name = f.text()
    cycle = f.number()
    cycles = f.many(f.number())
    scheme = f.text()
    template = f.flag()
    people = f.many(BranchPerson)
    closed = f.many(ClosedPeriod)
    band_how = f.text()
    note = f.text()
