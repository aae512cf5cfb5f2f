"""Shapes of retention."""

from __future__ import annotations

from service.web.schemas import fields as f


class Retention(f.Shape):
    """What is kept how long, what is due, what is held, what was erased."""

    rules = f.many(f.shape("RetentionRule", {"name": f.text(), "months": f.number(), "basis": f.text()}))
    due = f.many(
        f.shape(
            "DueCase",
            {
                "id": f.ident(),
                "process": f.text(),
                "about": f.text(),
                "business_key": f.text(null=True),
                "ended_at": f.instant(),
                "basis": f.text(),
                "held": f.flag(),
                "tonight": f.flag(),
                "of_person": f.flag(),
            },
        )
    )
    people = f.many(
        f.shape(
            "DuePerson",
            {
                "id": f.ident(),
                "case": f.ident(),
                "about": f.text(),
                "branch": f.text(null=True),
                "stage": f.text(),
                "last_contact": f.instant(),
                "due_at": f.instant(),
                "held": f.text(null=True),
                "tonight": f.flag(),
            },
        )
    )
    records = f.many(
        f.shape("DueRecords", {"name": f.text(), "tonight": f.number(), "soon": f.number(), "held": f.number()})
    )
    holds = f.many(
        f.shape(
            "Hold",
            {
                "id": f.ident(),
                "about": f.text(null=True),
                "whole_person": f.flag(),
                "process": f.text(null=True),
                "business_key": f.text(null=True),
                "reason": f.text(),
                "set_at": f.instant(),
                "set_by": f.text(null=True),
            },
        )
    )
    erased = f.many(f.shape("Erasure", {"process": f.text(), "at": f.instant(), "basis": f.text(), "rows": f.number()}))


class NewHold(f.Shape):
    """Which case to hold, by its id or number, or all cases of whom it is about, and why."""

    case = f.text(most=100)
    whole_person = f.flag()
    reason = f.text(most=300)


class EndHold(f.Shape):
    """Why a hold ends."""

    reason = f.text(most=300)
