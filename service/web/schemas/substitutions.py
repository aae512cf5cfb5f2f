"""Shapes of standing in for somebody."""

from __future__ import annotations

from service.web.schemas import fields as f
from service.web.schemas.common import Named
from service.web.schemas.tasks import Option


class NewSubstitution(f.Shape):
    """Who stands in, from when to when, and for what. Without a principal: for oneself."""

    principal_id = f.Uuid()
    substitute_id = f.Uuid(required=True)
    from_on = f.Day(required=True)
    to_on = f.Day(required=True)
    process = f.text(most=100, required=False)
    node = f.text(most=100, required=False)
    organization_id = f.Uuid()
    reason = f.text(most=500)


class EndSubstitution(f.Shape):
    """Why it ends before its time."""

    reason = f.text(most=500, required=False)


class SubstitutionQuery(f.Shape):
    """For whom, and words to narrow the choices down."""

    principal = f.Uuid()
    process = f.text(most=100, required=False)
    q = f.text(most=100, required=False)


class Substitution(f.Shape):
    """Somebody acts for somebody from a day to a day."""

    id = f.ident()
    side = f.choice("principal", "substitute", "other")
    principal = f.one(Named)
    substitute = f.one(Named)
    from_on = f.day()
    to_on = f.day()
    process = f.text(null=True)
    step = f.text(null=True)
    organization = f.text(null=True)
    reason = f.text()
    set_by = f.text()
    status = f.choice("coming", "running", "over")
    can_end = f.flag()


class DoneInName(f.Shape):
    """Something that a substitute did in the reader's name."""

    instance_id = f.ident()
    at = f.instant()
    who = f.text()
    title = f.text()
    subject = f.text()
    process = f.text()
    decision = f.text(null=True)


Substitutions = f.shape("Substitutions", {"items": f.many(Substitution), "done": f.many(DoneInName)})
AllSubstitutions = f.items("AllSubstitutions", Substitution)
SubstitutionOptions = f.shape(
    "SubstitutionOptions",
    {
        "people": f.many(Option),
        "organizations": f.many(Option),
        "processes": f.many(Option),
        "steps": f.many(Option),
    },
)
