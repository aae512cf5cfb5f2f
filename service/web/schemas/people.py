"""Shapes of people: rows, a person's page, one's own page, notices."""

from __future__ import annotations

from service.domain import copy_words, reveals
from service.web.schemas import fields as f
from service.web.schemas.common import FactsPanel, KeyName, Ledger, Named, Notice, PathStage
from service.web.schemas.instances import InstanceRow
from service.web.schemas.tasks import limit, search


class PeopleQuery(f.Shape):
    """Which people, and which page of them."""

    q = search()
    organization = f.Uuid()
    stage = f.text(most=40, required=False)
    cursor = f.text(most=500, required=False)
    limit = limit()


class PersonRow(f.Shape):
    """A person as lists show them."""

    id = f.ident()
    name = f.text()
    sex = f.text()
    birth_year = f.number()
    branch = f.one(Named)
    base = f.one(Named)
    stage = f.text()
    stage_name = f.text()
    since = f.day(null=True)


PeoplePage = f.page("PeoplePage", PersonRow)
LabelledDay = f.shape("LabelledDay", {"label": f.text(), "date": f.day()})
Access = f.shape("Access", {"who": f.text(), "why": f.text(), "at": f.instant()})


Sealed = f.shape(
    "Sealed",
    {
        "fields": f.many(
            f.shape(
                "SealedField",
                {"field": f.choice(*reveals.FIELDS), "label": f.text(), "masked": f.text()},
            )
        ),
        "may_reveal": f.flag(),
        "purposes": f.many(KeyName),
    },
)
Revealed = f.shape("Revealed", {"value": f.text()})


class Reveal(f.Shape):
    """Which sealed value, what for, and why in a sentence; one's own needs neither."""

    field = f.choice(*reveals.FIELDS)
    purpose = f.choice(*reveals.PURPOSES, required=False)
    note = f.text(most=200, required=False)


class NumberSearch(f.Shape):
    """An identity number or a phone; it comes in the body, because addresses are logged everywhere."""

    number = f.text(most=40)


class Person(PersonRow):
    """A person as their page shows them."""

    facts = f.one(FactsPanel)
    dates = f.many(LabelledDay)
    path = f.many(PathStage)
    ledger = f.one(Ledger, null=True)
    cases = f.many(InstanceRow)
    notices = f.many(Notice)
    contacts = f.many(f.shape("Contact", {"name": f.text()}))
    sealed = f.one(Sealed)
    access = f.many(Access, required=False)


class Objection(f.Shape):
    """What a person objected to, and what became of it."""

    id = f.ident()
    title = f.text()
    status = f.text()
    note = f.text(null=True)
    at = f.instant()
    instance_id = f.ident(null=True)


# A running case that the person can withdraw from.
Application = f.shape(
    "Application",
    {"instance_id": f.ident(), "process": f.text(), "key": f.text(null=True), "withdrawn": f.flag()},
)
Withdrawn = f.shape("Withdrawn", {"instance_id": f.ident()})


# Everything about the reader, as text: for paper and for programs.
OwnCopy = f.shape(
    "OwnCopy",
    {
        "made_at": f.instant(),
        "name": f.text(),
        "mark": f.text(),
        "parts": f.many(
            f.shape(
                "CopyPart",
                {
                    "key": f.choice(*copy_words.PARTS),
                    "title": f.text(),
                    "note": f.text(null=True),
                    "columns": f.many(f.text()),
                    "rows": f.many(f.many(f.text())),
                },
            )
        ),
    },
)


class MyPage(Person):
    """One's own page."""

    next_step = f.text()
    deadlines = f.many(f.shape("Deadline", {"what": f.text(), "who": f.text(), "due": f.day()}))
    objections = f.many(Objection)
    application = f.one(Application, null=True)


Notices = f.items("Notices", Notice)
Kept = f.items("Kept", f.shape("KeptRule", {"name": f.text(), "period": f.text(), "since": f.text()}))
MyDrafts = f.items(
    "MyDrafts",
    f.shape(
        "MyDraft",
        {
            "id": f.ident(),
            "title": f.text(),
            "process": f.text(),
            "subject": f.text(null=True),
            "due_at": f.instant(null=True),
            "changed_at": f.instant(),
            "until": f.instant(),
            "open": f.flag(),
        },
    ),
)
FoundPeople = f.items("FoundPeople", PersonRow)
