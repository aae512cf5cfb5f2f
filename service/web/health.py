"""Is the process alive, and is it ready to work: for supervisors and load balancers, without any data."""

from __future__ import annotations

from flask import Flask, Response

from service.store import health
from service.web import door
from service.web.resource import present


def register(app: Flask) -> None:
    """Add /healthz and /readyz."""

    @app.get("/healthz")
    def alive() -> Response:
        return present({"status": "ok"})

    @app.get("/readyz")
    def ready() -> Response:
        missing = _missing()
        return present({"status": "waiting" if missing else "ready", "missing": missing}, 503 if missing else 200)


def _missing() -> list[str]:
    try:
        with door.house().db.reading() as tx:
            return health.missing(tx)
    except Exception:
        # Whatever it was, the answer is the same: not ready. The pool is renewed for the next question.
        door.house().db.recover()
        return ["database"]
