"""The processes that people start by hand."""

from __future__ import annotations

from typing import Any

from service.desk import open_release
from service.domain import labels
from service.domain.people import Actor
from service.engine import Engine
from service.reads import sources
from service.store.database import Row, Tx


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
    """Return the actor's posts with the names and levels of their organisations."""
    return tx.rows(
        """select g.role, o.id, o.name, o.level from unnest(%s::text[], %s::uuid[]) as g(role, organization_id)
             join organization o on o.tenant_id = %s and o.id = g.organization_id order by o.sort, o.name""",
        ([g.role for g in actor.grants], [g.organization_id for g in actor.grants], actor.tenant),
    )


def _shape(tx: Tx, engine: Engine, actor: Actor, row: Row, places: list[Row], lang: str) -> dict[str, Any]:
    properties = row["properties"]
    roles = [role.strip() for role in str(properties.get("start_role", "")).split(",") if role.strip()]
    level = properties.get("start_scope")
    mine = {
        place["id"]: place["name"]
        for place in places
        if place["role"] in roles and (not level or place["level"] == level)
    }
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
        "organizations": [{"id": key, "name": name} for key, name in mine.items()],
        "subject": properties.get("subject", "organization"),
        "startable": bool(mine),
    }


def _home(tx: Tx, actor: Actor) -> dict[Any, str]:
    """Return the branch of a recorded person: there they start what is about themselves."""
    rows = tx.rows(
        """select o.id, o.name from person p join organization o on o.tenant_id = p.tenant_id and o.id = p.branch_id
            where p.tenant_id = %s and p.id = %s and p.status = 'active'""",
        (actor.tenant, actor.person_id),
    )
    return {row["id"]: row["name"] for row in rows}


def options(
    tx: Tx, engine: Engine, actor: Actor, process_key: str, organization_id: Any, field: str, q: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return what may be chosen in a field of a start form, at the organisation where the process would start."""
    for process in startable(tx, engine, actor, "zh-CN"):
        if process["key"] == process_key and process["form"] is not None:
            if organization_id not in {place["id"] for place in process["organizations"]}:
                return []
            source = sources.of_field(process["form"]["schema"], field)
            about = actor.person_id if process["subject"] == "self" else None
            row: Row = {"instance_org": organization_id, "person_id": about, "variables": {}, "data": {}}
            return sources.options(tx, actor.tenant, source, row, q, limit) if source else []
    return []
