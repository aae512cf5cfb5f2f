"""The processes that people start by hand."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from service.desk import open_release
from service.domain import labels, starting
from service.domain.people import Actor
from service.engine import Engine
from service.reads import sources
from service.reads.inbox import like
from service.store.database import Row, Tx

WHOM: Final = "person_id"  # in options: whom a process may be started about


def startable(tx: Tx, engine: Engine, actor: Actor, lang: str) -> list[dict[str, Any]]:
    """Return the manual processes, with the organisations at which this person may start each."""
    rows = tx.rows(
        """select id, process_key, name, version, properties from release
            where tenant_id = %s and status = 'released' and coalesce(properties ->> 'start', 'manual') = 'manual'
            order by name""",
        (actor.tenant,),
    )
    places = _places(tx, actor)
    return [_shape(tx, engine, actor, row, places, lang) for row in rows]


def _places(tx: Tx, actor: Actor) -> list[Row]:
    """Return the organisations of the actor's posts, and of the posts they stand in for, with names and levels."""
    posts = [*actor.grants, *(post for each in actor.substitutions for post in each.posts)]
    return tx.rows(
        """select o.id, o.name, o.level from organization o
            where o.tenant_id = %s and o.id = any(%s) order by o.sort, o.name""",
        (actor.tenant, [post.organization_id for post in posts]),
    )


def _shape(tx: Tx, engine: Engine, actor: Actor, row: Row, places: list[Row], lang: str) -> dict[str, Any]:
    properties = row["properties"]
    roles = starting.roles(properties)
    level = properties.get("start_scope")
    own = {grant.organization_id for grant in actor.grants if grant.role in roles}
    lent: dict[UUID, str] = {}
    for place, standing in starting.in_stead(actor, row["process_key"], roles):
        lent.setdefault(place, standing.principal)
    mine = [
        {"id": place["id"], "name": place["name"], "in_stead_of": None if place["id"] in own else lent[place["id"]]}
        for place in places
        if place["id"] in own | set(lent) and (not level or place["level"] == level)
    ]
    if properties.get("subject") == "self":
        mine = _home(tx, actor)
    form = None
    if mine and properties.get("start_form"):
        model = open_release(tx, engine, actor.tenant, row["id"]).model
        entry = model.bundle.forms[properties["start_form"]]
        form = {"key": properties["start_form"], "schema": entry["schema"], "ui": entry["ui"]}
    return {
        "key": row["process_key"],
        "name": row["name"],
        "description": properties.get("documentation", ""),
        "version": row["version"],
        "start_role_names": [labels.role_name(role, lang) for role in roles],
        "form": form,
        "organizations": mine,
        "subject": properties.get("subject", "organization"),
        "startable": bool(mine),
    }


def _home(tx: Tx, actor: Actor) -> list[dict[str, Any]]:
    """Return the branch of a recorded person: there they start what is about themselves."""
    rows = tx.rows(
        """select o.id, o.name from person p join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
            where p.tenant_id = %s and p.id = %s and p.status = 'active'""",
        (actor.tenant, actor.person_id),
    )
    return [{**row, "in_stead_of": None} for row in rows]


def options(
    tx: Tx, engine: Engine, actor: Actor, process_key: str, organization_id: Any, field: str, q: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return what may be chosen in a field of a start form, at the organisation where the process would start.

    The field `person_id` is whom a substitute starts it about: they need not see the people there otherwise.
    """
    for process in startable(tx, engine, actor, "zh-CN"):
        if process["key"] == process_key:
            place = next((each for each in process["organizations"] if each["id"] == organization_id), None)
            if place is None:
                return []
            if field == WHOM and process["subject"] == "person" and place["in_stead_of"]:
                return _whom(tx, actor, organization_id, q, limit)
            if process["form"] is None:
                return []
            source = sources.of_field(process["form"]["schema"], field)
            about = actor.person_id if process["subject"] == "self" else None
            row: Row = {"instance_org": organization_id, "person_id": about, "variables": {}, "data": {}}
            return sources.options(tx, actor.tenant, source, row, q, limit) if source else []
    return []


def _whom(tx: Tx, actor: Actor, organization_id: UUID, q: str | None, limit: int) -> list[dict[str, Any]]:
    """Return the people of an organisation, by name; not whom the reader keeps out of."""
    rows = tx.rows(
        """select p.id, p.name, p.stage, o.name as branch from person p
             join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
             join org_closure c on c.tenant_id = p.tenant_id and c.descendant_id = p.branch_id
            where p.tenant_id = %(tenant)s and c.ancestor_id = %(under)s and p.status = 'active'
              and not p.id = any(%(barred)s) and (p.name ilike %(q)s or p.name_pinyin like %(start)s)
            order by p.name_pinyin, p.id limit %(limit)s""",
        {
            "tenant": actor.tenant,
            "under": organization_id,
            "barred": list(actor.recused_from),
            "q": like(q or ""),
            "start": like((q or "").lower())[1:],
            "limit": limit,
        },
    )
    return [
        {
            "value": str(row["id"]),
            "label": row["name"],
            "note": f"{labels.stage_name(row['stage'], 'zh-CN')} {row['branch']}",
        }
        for row in rows
    ]
