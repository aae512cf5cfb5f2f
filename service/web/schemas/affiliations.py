"""Shapes of the members of joint committees."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from service.web.schemas import fields as f
from service.web.schemas.tasks import Option


class Affiliation(f.Shape):
    """An organisation's part in a joint committee, which is no edge of the tree."""

    organization_id = f.ident()
    organization = f.text()
    parent = f.text(null=True)
    joint_id = f.ident()
    joint = f.text()
    from_on = f.day()
    to_on = f.day(null=True)


Affiliations = f.shape("Affiliations", {"items": f.many(Affiliation), "committees": f.many(Option)})
_PAIR: dict[str, ma.fields.Field[Any]] = {
    "organization_id": f.ident(),
    "joint_id": f.ident(),
    "reason": f.text(most=500),
}
NewAffiliation = f.shape("NewAffiliation", _PAIR | {"from_on": f.day()})
EndAffiliation = f.shape("EndAffiliation", _PAIR | {"to_on": f.day()})
