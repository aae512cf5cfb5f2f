"""Numbers for Prometheus: how many requests, how long they took; no label ever names a person."""

from __future__ import annotations

import ipaddress
import os
import time
from functools import lru_cache
from typing import Final

import prometheus_client as prometheus
from flask import Flask, Response, g, request
from prometheus_client import multiprocess

from service.domain.errors import NotFound

REQUESTS: Final = prometheus.Counter("yangguang_requests_total", "Requests answered", ("method", "rule", "status"))
SECONDS: Final = prometheus.Histogram(
    "yangguang_request_seconds",
    "Time to answer",
    ("method", "rule"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


@lru_cache(maxsize=2048)  # looking them up costs more than counting
def _counters(method: str, rule: str, status: int) -> tuple[prometheus.Counter, prometheus.Histogram]:
    return REQUESTS.labels(method, rule, str(status)), SECONDS.labels(method, rule)


def register(app: Flask) -> None:
    """Count every request, and show the counts to this machine."""

    @app.before_request
    def start() -> None:
        g.metrics_begun = time.perf_counter()

    @app.after_request
    def count(answer: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "-"
        requests, seconds = _counters(request.method, rule, answer.status_code)
        requests.inc()
        seconds.observe(time.perf_counter() - g.metrics_begun)
        return answer

    @app.get("/metrics")
    def metrics() -> Response:
        if not _may_see():
            raise NotFound("no_such_address")
        return Response(prometheus.generate_latest(_registry()), mimetype="text/plain")


def _may_see() -> bool:
    """Show numbers to this machine only, unless METRICS_OPEN=1 says that the network around is a trusted one.

    A reverse proxy on this machine also comes from here, so whatever it forwards is refused.
    """
    if os.environ.get("METRICS_OPEN") == "1":
        return True
    try:
        near = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return near and "X-Forwarded-For" not in request.headers and "Forwarded" not in request.headers


def _registry() -> prometheus.CollectorRegistry:
    """Add up all worker processes where PROMETHEUS_MULTIPROC_DIR is set (serving.py), else show this one."""
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        return prometheus.REGISTRY
    registry = prometheus.CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
