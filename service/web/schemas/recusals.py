"""Shapes of keeping out of somebody's cases."""

from __future__ import annotations

from service.domain.recusal import RELATIONS
from service.web.schemas import fields as f
from service.web.schemas.common import Named
from service.web.schemas.tasks import Option


class NewRecusal(f.Shape):
    """Whose cases somebody keeps out of. Without a person: the reader."""

    person_id = f.Uuid()
    other_id = f.Uuid(required=True)
    relation = f.choice(*RELATIONS)
    from_on = f.Day(allow_none=True, load_default=None)
    to_on = f.Day(allow_none=True, load_default=None)


class LiftRecusal(f.Shape):
    """Why it is lifted."""

    reason = f.text(most=500)


class RecusalQuery(f.Shape):
    """Words to look for people by."""

    q = f.text(most=100, required=False)


class Recusal(f.Shape):
    """A person keeps out of another one's cases."""

    id = f.ident()
    person = f.one(Named)
    other = f.one(Named)
    relation = f.choice(*RELATIONS, null=True)
    from_on = f.day()
    to_on = f.day(null=True)
    declared_by = f.text()
    status = f.choice("coming", "running", "over")
    can_lift = f.flag()


Recusals = f.items("Recusals", Recusal)
RecusalOptions = f.items("RecusalOptions", Option)
