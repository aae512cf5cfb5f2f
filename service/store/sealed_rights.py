"""Whether somebody may open sealed answers today: the facts for the rules of domain/sealed.py."""

from __future__ import annotations

from service.domain import clock, sealed
from service.domain.people import Actor, Substitution
from service.store import moves, vault
from service.store.database import Row, Tx


def why_not(tx: Tx, actor: Actor, row: Row) -> str | None:
    """Return why somebody may not open sealed answers, None when they may."""
    today = clock.today()
    if row["data_class"] == sealed.L4:
        named = {each["person_id"] for each in vault.readers(tx, actor.tenant, row["id"], today)}
        return None if sealed.may_open_record(actor, row, named) else "sealed_not_named"
    line = moves.way_up(tx, actor.tenant, row["instance_org"])
    posts = [(grant.role, grant.organization_id) for grant in actor.grants if grant.in_force(today)]
    addressed = vault.addressed(tx, actor.tenant, row["instance_id"], actor.person_id, posts) or any(
        _in_stead(tx, actor, row, each) for each in actor.substitutions
    )
    return None if sealed.may_open_text(actor, row, line, addressed, today) else "sealed_not_yours"


def _in_stead(tx: Tx, actor: Actor, row: Row, standing: Substitution) -> bool:
    """Tell whether an open step of the case is addressed to somebody in whose stead the actor works."""
    if row["person_id"] in standing.recused_from or standing.process not in (None, row["process_key"]):
        return False
    posts = [
        (post.role, post.organization_id)
        for post in standing.posts
        if standing.organization_id in (None, post.organization_id)
    ]
    return vault.addressed(tx, actor.tenant, row["instance_id"], standing.principal_id, posts)
