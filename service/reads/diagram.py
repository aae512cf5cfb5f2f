"""A case's diagram with the path it has taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from service.desk import open_release
from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine import Engine
from service.reads import instances
from service.reads.passage import read as read_passage
from service.store.database import Tx


def get(tx: Tx, engine: Engine, actor: Actor, instance_id: UUID, process: str | None) -> dict[str, Any]:
    """Return the XML of an instance's process, or of one that it calls, with markers for done and waiting nodes."""
    row = instances.find(tx, actor, instance_id)
    model = open_release(tx, engine, actor.tenant, row["release_id"]).model
    shown = process or row["process_key"]
    info = model.processes.get(shown)
    if info is None:
        raise NotFound("process_not_found", process=shown)
    passage = read_passage(tx, model, actor.tenant, instance_id, row["process_key"])
    markers = [
        {"node": node, "status": "done", "n": n}
        for (owner, node), n in passage.passed.items()
        if owner == shown and (owner, node) not in passage.now
    ]
    waiting = "faulted" if row["status"] == "faulted" else "now"
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
        "called": [{"process": key, "name": model.processes[key].name} for key in sorted(filter(None, called))],
    }
