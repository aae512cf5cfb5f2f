"""Standing in for somebody (代理): set, end, and what was done in one's name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from service.actions import substitutions as actions
from service.domain.substitution import Wish
from service.reads import substitutions as reads
from service.web import door
from service.web.language import language
from service.web.resource import Resource, decide, present
from service.web.schemas.substitutions import (
    AllSubstitutions,
    EndSubstitution,
    NewSubstitution,
    Substitution,
    SubstitutionOptions,
    SubstitutionQuery,
    Substitutions,
)

substitutions = Resource("substitutions", "代理 · Standing in for somebody")


@substitutions.read("", Substitutions)
def mine() -> Response:
    """我的代理。 List what the reader handed over and took over, and what was done in the reader's name."""
    with door.house().db.reading() as tx:
        return present(reads.page(tx, door.actor(), language()))


@substitutions.act("", Substitution, body=NewSubstitution, status=201)
def set_(given: dict[str, Any]) -> Response:
    """设置代理。 Let somebody stand in, for oneself; the security administrator, for anybody."""
    actor = door.actor()
    wish = Wish(**{"principal_id": actor.person_id, **given})
    return decide(lambda tx: actions.set_in(tx, actor, wish), lambda tx, key: reads.one(tx, actor, key), status=201)


@substitutions.act("/<uuid:id>/end", Substitution, body=EndSubstitution)
def end(given: dict[str, Any], id: UUID) -> Response:
    """结束代理。 End a substitution before its time."""
    actor = door.actor()
    return decide(
        lambda tx: actions.end_in(tx, actor, id, given.get("reason") or ""), lambda tx, _: reads.one(tx, actor, id)
    )


@substitutions.read("/options", SubstitutionOptions, query=SubstitutionQuery)
def options(query: dict[str, Any]) -> Response:
    """可选项。 List who may stand in, and for which part of the work."""
    actor, house = door.actor(), door.house()
    principal = query.get("principal")
    if principal not in (None, actor.person_id):
        actions.check_sees_others(actor)
    elif principal is None and not actions.sees_others(actor):
        principal = actor.person_id
    with house.db.reading() as tx:
        found = reads.options(tx, house.engine, actor, principal, query.get("q"), query.get("process"), language())
    return present(found)


@substitutions.read("/all", AllSubstitutions, post=True)
def everybody() -> Response:
    """全部代理。 List everybody's substitutions that are in force or to come."""
    actor = door.actor()
    actions.check_sees_others(actor)
    with door.house().db.reading() as tx:
        return present(reads.others(tx, actor))
