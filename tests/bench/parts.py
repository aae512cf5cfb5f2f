"""Which functions are which part of a submit. A part's time is its own, without what other parts inside it take."""

from __future__ import annotations

from typing import Any

import psycopg

from service.actions import repeats, steps, tasks
from service.engine import engine, step
from service.reads import outcomes
from service.store import database
from service.store import steps as step_store
from service.web import door, requests, resource
from tests.bench.calls import Parts

FLASK = "Flask, werkzeug, headers, log line, metrics"
PARTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("driver: send, wait, fetch", psycopg.Cursor, ("execute", "fetchone", "fetchall")),
    ("driver: commit, pool", psycopg.Connection, ("commit", "rollback")),
    ("driver: commit, pool", database, ("release",)),
    ("driver: commit, pool", database.Database, ("_tx",)),
    ("door: session, origin, CSRF", door, ("enter", "check_origin", "_check_csrf")),
    ("read the body", requests, ("read_json", "raw_body")),
    ("idempotency", resource, ("_repeat",)),
    ("idempotency", repeats, ("_remember",)),
    ("action: lock, permission, release", tasks, ("complete_in", "open_release")),
    ("action: lock, permission, release", steps, ("open_release",)),
    ("answers against the form", tasks, ("accept_answers",)),
    ("engine: load the state", step, ("load",)),
    ("engine: run", engine.Engine, ("complete",)),
    ("engine: say what changed", step, ("outcome_of",)),
    ("engine: save the state", step, ("dump",)),
    ("absorb: addresses, dates, events", steps, ("absorb",)),
    ("history chain", step_store, ("chain",)),
    ("write: parameters", step_store, ("write_step",)),
    ("present", outcomes, ("completed",)),
)


def watched() -> Parts:
    """Return the parts, already watched."""
    parts = Parts()
    for part, owner, names in PARTS:
        parts.watch(part, owner, *names)
    return parts
