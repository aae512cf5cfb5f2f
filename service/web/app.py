"""The web door built upon the bare application: `gunicorn "service.web.app:create_app()"`."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Flask
from flask.json.provider import JSONProvider

from service import config, wiring
from service.actions import operators
from service.store import codec
from service.web import api, docs, errors, headers, health, logs, metrics, oidc, spa


class OrjsonProvider(JSONProvider):
    """JSON by orjson, for Flask's own needs."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """Write JSON."""
        return codec.dumps(obj)

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """Read JSON."""
        return orjson.loads(s)


def create_app(settings: config.Settings | None = None) -> Flask:
    """Build the web application; no connection is opened yet."""
    return build(
        wiring.build(settings or config.load(), operator_names=operators.names(), examples=operators.examples())
    )


def build(house: wiring.House) -> Flask:
    """Add the web door to a house."""
    app = house.app
    app.json = OrjsonProvider(app)
    app.extensions["yangguang"] = house
    logs.register(app)
    metrics.register(app)
    errors.register(app)
    headers.register(app, house.settings)
    api.register(app)
    health.register(app)
    docs.register(app)
    if house.provider is not None:
        oidc.register(app)
    spa.register(app)
    return app
