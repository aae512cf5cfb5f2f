"""Gunicorn's settings as a module: `gunicorn -c python:service.serving "service.web.app:create_app()"`.

The one place that says how the web door is served, for `make run`, `yangguang serve` and the container alike.
"""

from __future__ import annotations

import gc
import importlib
import os
import shutil
import signal
from typing import Any

from service.config import load
from service.store.embedded import die_with_parent

_settings = load()
_metrics = _settings.home / "metrics"

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.processes
threads = _settings.threads
worker_class = "gthread"  # gevent would stand still in the sandbox's and the XML parser's blocking calls
keepalive = 15
timeout = 60
graceful_timeout = 10
max_requests = 20_000  # whatever may leak does not leak for ever
max_requests_jitter = 2_000
limit_request_line = 8190  # what the description allows in a query fits, each letter written as four bytes
control_socket_disable = True  # it wants a home directory, which a container's user has not
accesslog = None  # the application writes one structured line a request itself


GARBAGE = (20_000, 20, 50)


def on_starting(server: Any) -> None:
    """Make room for the workers' counts, then import once for all of them: half the start-up time, shared memory.

    Only import: what the application opens (connections, the sandbox's processes) must not cross a fork.
    """
    _share_metrics()
    importlib.import_module("service.web.app")
    gc.collect()
    gc.freeze()  # what was imported is never garbage: no collection walks it, so its memory stays shared


def _share_metrics() -> None:
    """Give the workers a folder in which their counts add up; where none can be made, each counts for itself."""
    shutil.rmtree(_metrics, ignore_errors=True)
    try:
        _metrics.mkdir(parents=True)
    except OSError:
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics)


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that has ended; its counts stay."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def post_fork(server: Any, worker: Any) -> None:
    """End a worker with its master, so that the port is free when somebody kills the master.

    Nothing gentler will do: gunicorn's own handler of SIGQUIT stops the threads' pool, and when the signal comes while
    the pool is being used, it waits for itself for ever, with the port in its hand. Decisions survive that (one
    transaction each), and who was not answered asks again with the same key.
    """
    die_with_parent(signal.SIGKILL, parent=worker.ppid)()


def post_worker_init(worker: Any) -> None:
    """Keep the built application, too, out of every later collection."""
    spare_collector()


def spare_collector() -> None:
    """Collect garbage seldom: a request leaves a few thousand objects in circles, and Python would look every 700."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
