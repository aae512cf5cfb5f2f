"""Shapes of sealed answers."""

from __future__ import annotations

from service.domain import sealed
from service.web.schemas import fields as f
from service.web.schemas.common import KeyName, Named


class SealedAnswers(f.Shape):
    """What is known of sealed answers without opening them."""

    id = f.ident()
    data_class = f.choice(*sealed.SEALED)
    title = f.text()
    author = f.text()
    at = f.instant()
    erased = f.flag()
    own = f.flag()
    why_not = f.text(null=True)
    purposes = f.many(KeyName)
    may_name = f.flag()
    most_days = f.number()
    readers = f.many(
        f.shape("SealedReader", {"id": f.ident(), "name": f.text(), "until": f.day(), "named_by": f.text()})
    )
    candidates = f.many(Named)


class OpenSealed(f.Shape):
    """What for, and why in a sentence; one's own words need neither."""

    purpose = f.choice(*sealed.PURPOSES, required=False)
    note = f.text(most=200, required=False)


OpenedAnswers = f.shape(
    "OpenedAnswers", {"fields": f.many(f.shape("OpenedField", {"title": f.text(), "value": f.text()}))}
)


class NameReader(f.Shape):
    """Who may read it until when, and why."""

    person_id = f.ident()
    until = f.day()
    reason = f.text(most=200)


class EndReader(f.Shape):
    """Who may read it no longer, and why."""

    person_id = f.ident()
    reason = f.text(most=200)
