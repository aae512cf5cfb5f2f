"""Shapes of the register of people as the system administrator keeps it."""

from __future__ import annotations

from service.domain import people
from service.web.schemas import fields as f
from service.web.schemas.common import KeyName
from service.web.schemas.tasks import Option, limit, search


class RegisterQuery(f.Shape):
    """Which people, and which page of them."""

    q = search()
    organization = f.Uuid()
    cursor = f.text(most=500, required=False)
    limit = limit()


class RegisterRow(f.Shape):
    """Somebody on record: who, and at which branch; nothing of their way."""

    id = f.ident()
    name = f.text()
    sex = f.text()
    birth_year = f.number(null=True)
    branch = f.text(null=True)
    above = f.text(null=True)
    closed = f.flag()
    account = f.flag()


RegisterPage = f.shape(
    "RegisterPage", {"items": f.many(RegisterRow), "next": f.text(null=True), "stages": f.many(KeyName)}
)
RegisterFound = f.items("RegisterFound", RegisterRow)


class RegisterRecord(RegisterRow):
    """A record with what is sealed as masks, and what would follow a transfer."""

    education = f.text()
    occupation = f.text()
    floating = f.flag()
    version = f.number()
    sealed = f.many(f.shape("MaskedField", {"label": f.text(), "masked": f.text()}))
    open = f.one(f.shape("OpenMatters", {"cases": f.number(), "tasks": f.number()}))
    own = f.flag()


class NewRecord(f.Shape):
    """Somebody to be recorded; sex and birth come from the identity number, which is sealed at once."""

    name = f.text(most=100)
    id_number = f.text(most=40)
    phone = f.text(most=40, required=False, load_default="")
    branch_id = f.ident()
    stage = f.choice(*people.STAGES)
    applied_on = f.day(null=True, required=False, load_default=None)
    activist_on = f.day(null=True, required=False, load_default=None)
    member_on = f.day(null=True, required=False, load_default=None)
    education = f.text(most=100, required=False, load_default="")
    occupation = f.text(most=100, required=False, load_default="")
    floating = f.Flag(load_default=False)
    reason = f.text(most=500)


class MendedRecord(f.Shape):
    """What changes on record; what is left out stays. A number replaces the one on record, which is not shown."""

    version = f.number()
    name = f.text(most=100, required=False)
    education = f.text(most=100, required=False)
    occupation = f.text(most=100, required=False)
    floating = f.Flag()
    id_number = f.text(most=40, required=False)
    phone = f.text(most=40, required=False)
    reason = f.text(most=500)


class Transfer(f.Shape):
    """To which branch somebody goes."""

    version = f.number()
    branch_id = f.ident()
    reason = f.text(most=500)


BranchQuery = f.shape("BranchQuery", {"q": search()})
Branches = f.items("Branches", Option)
