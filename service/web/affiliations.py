"""联合党委成员单位: which organisations belong to a joint committee, for the system administrator."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.actions import joint
from service.reads import affiliations as reads
from service.web import door
from service.web.resource import Resource, decide, present
from service.web.schemas.affiliations import Affiliations, EndAffiliation, NewAffiliation

affiliations = Resource("admin/affiliations", "联合党委成员单位 · Members of joint committees")


@affiliations.read("", Affiliations, post=True)
def page() -> Response:
    """联合党委成员单位。 List who belongs to which joint committee, earlier members included."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor()))


@affiliations.act("", Affiliations, body=NewAffiliation)
def affiliate(given: dict[str, Any]) -> Response:
    """加入联合党委。 Let an organisation join a joint committee."""
    actor = door.actor()
    return decide(lambda tx: joint.affiliate_in(tx, actor, given), lambda tx, _: reads.page(tx, actor))


@affiliations.act("/end", Affiliations, body=EndAffiliation)
def leave(given: dict[str, Any]) -> Response:
    """退出联合党委。 End an organisation's part in a joint committee."""
    actor = door.actor()
    return decide(lambda tx: joint.leave_in(tx, actor, given), lambda tx, _: reads.page(tx, actor))
