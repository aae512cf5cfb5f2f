"""A case's diagram with the path it has taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.reads import course as courses
from service.reads import instances
from service.reads.passage import read as read_passage
from service.store.database import Tx


def get(
    tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, process: str | None, release: UUID | None = None
) -> dict[str, Any]:
    """Return the XML of an instance's process, or of one that it calls, with markers for done and waiting nodes.

    `release` asks for an earlier release that the instance was on: its drawing, and what had happened by then.
    """
    row = instances.find(tx, actor, instance_id)
    course = courses.read(tx, engine, actor.tenant, instance_id, row["release_id"])
    era = course.now if release is None else course.on(release)
    if era is None:
        raise NotFound("release_unknown")
    model = course.open(era.release_id).model
    shown = process or row["process_key"]
    info = model.processes.get(shown)
    if info is None:
        raise NotFound("process_not_found", process=shown)
    passage = read_passage(tx, course, era, actor.tenant, instance_id, row["process_key"])
    markers = [
        {"node": node, "status": "done", "n": n}
        for (owner, node), n in passage.passed.items()
        if owner == shown and (owner, node) not in passage.now
    ]
    waiting = "faulted" if row["status"] == "faulted" and era.last is None else "now"
    markers += [
        {"node": node, "status": waiting, "n": passage.passed[owner, node]}
        for owner, node in sorted(passage.now)
        if owner == shown
    ]
    called = {node.called for node in model.nodes[shown].values() if node.called in model.processes}
    return {
        "process": {"key": shown, "name": info.name},
        "xml": model.bundle.processes[info.file].decode(),
        "markers": markers,
        "flows": list(dict.fromkeys(passage.flows.get(shown, ()))),
        "release": era.release_id,
        "releases": _releases(tx, actor.tenant, course),
        "called": [{"process": key, "name": model.processes[key].name} for key in sorted(filter(None, called))],
    }


def _releases(tx: Tx, tenant: int, course: courses.Course) -> list[dict[str, Any]]:
    """Return the releases that an instance has been on, oldest first, each once, with when it was left."""
    if len(course.eras) == 1:
        return []
    rows = tx.rows(
        "select id, version from release where tenant_id = %s and id = any(%s)",
        (tenant, [era.release_id for era in course.eras]),
    )
    versions = {row["id"]: row["version"] for row in rows}
    last = {era.release_id: era for era in course.eras}
    return [
        {"id": key, "version": versions[key], "until": era.until, "current": era.last is None}
        for key, era in sorted(last.items(), key=lambda pair: course.eras.index(pair[1]))
    ]
