"""The web's address seen from outside: is it free, does somebody answer there."""

from __future__ import annotations

import errno
import http.client
import socket


class CannotRun(RuntimeError):
    """The service does not come up; the message says why and what to do."""


def is_ready(host: str, port: int) -> bool:
    """Ask the web whether it can serve."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_free(host: str, port: int) -> bool:
    """Tell whether we can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            why = f"无法监听 {host}:{port} · cannot listen there: {problem.strerror}"
            raise CannotRun(why) from problem
    return True


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # where to knock, not where to listen
