"""Processes that may be started."""

from __future__ import annotations

from typing import Any

from flask import Response

from service.reads import drawings
from service.reads import processes as reads
from service.web import door
from service.web.language import language
from service.web.requests import plain
from service.web.resource import Resource, present
from service.web.schemas.instances import Processes, StartOptionQuery
from service.web.schemas.rules import Drawing
from service.web.schemas.tasks import Options

processes = Resource("processes", "流程 · Processes")
OPTIONS = 50


@processes.read("", Processes)
def startable() -> Response:
    """可发起的流程。 List the processes that people start, and where the reader may start each."""
    house = door.house()
    with house.db.reading() as tx:
        return present({"items": reads.startable(tx, house.engine, door.actor(), language())})


@processes.read("/<key>/options/<field>", Options, query=StartOptionQuery)
def options(query: dict[str, Any], key: str, field: str) -> Response:
    """发起表的可选项。 List what may be chosen in a field of a start form, at an organisation."""
    house, process, name = door.house(), plain(key, "process_not_found"), plain(field, "not_found")
    where, words = query["organization"], query.get("q")
    with house.db.reading() as tx:
        items = reads.options(tx, house.engine, door.actor(), process, where, name, words, OPTIONS)
    return present({"items": items})


@processes.read("/<key>/drawing", Drawing)
def drawing(key: str) -> Response:
    """流程图样。 Show how a process is drawn now, without any case."""
    process = plain(key, "process_not_found")
    with door.house().db.reading() as tx:
        return present(drawings.drawing(tx, door.actor(), process))
