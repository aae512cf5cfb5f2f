"""A process as it is drawn now, without any case: whoever reads a rule may look at the step that follows it."""

from __future__ import annotations

from typing import Any

from service.domain.errors import NotFound
from service.domain.people import Actor
from service.engine.xml import index_files, read_xml
from service.store import releases
from service.store.database import Tx


def drawing(tx: Tx, actor: Actor, process: str) -> dict[str, Any]:
    """Return the diagram of a process's release, what its documentation says, and the processes that it calls.

    Raises NotFound.
    """
    row = releases.current(tx, actor.tenant, process)
    if row is None:
        raise NotFound("process_not_found", process=process)
    manifest = {path: checksum for path, checksum in row["manifest"].items() if path.endswith(".bpmn")}
    files = releases.load_artifacts(tx, manifest)
    drawn = index_files({path: read_xml(content, path) for path, content in files.items()})
    own = drawn[process]
    called = {node.called for node in own.nodes.values() if node.called in drawn}
    return {
        "process": {"key": process, "name": own.process.name},
        "version": row["version"],
        "documentation": own.process.documentation,
        "xml": files[own.process.file].decode(),
        "called": [{"process": key, "name": drawn[key].process.name} for key in sorted(filter(None, called))],
    }
