"""Put the house together: settings to bare Flask application, database and engine.

The bare application is only the ground that Flask-SQLAlchemy stands on; web/app.py builds the door upon it. The engine
is imported with the house: half of a command's time is imports, and most commands ask no diagram.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask

from service.config import Settings
from service.store import database
from service.store.database import Database
from service.store.models import db as models
from service.store.sealing import Sealer

if TYPE_CHECKING:
    from service.domain.outcome import JSON
    from service.engine import Engine
    from service.provider import Provider


@dataclass(frozen=True, slots=True)
class Ground:
    """The database, for whoever asks no diagram."""

    app: Flask
    db: Database
    settings: Settings
    sealer: Sealer
    vault: Sealer


@dataclass(frozen=True, slots=True)
class House(Ground):
    """What a door holds in its hands."""

    engine: Engine
    provider: Provider | None = None


def ground(settings: Settings, pool_size: int | None = None) -> Ground:
    """Build the bare application and the database; no connection is opened yet."""
    if settings.app_url is None:
        raise RuntimeError("no database address: start with `yangguang run` or set DATABASE_URL")
    app = Flask("yangguang", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.app_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = database.engine_options(pool_size or settings.threads)
    models.init_app(app)
    app.teardown_appcontext(lambda _: database.release())
    # One sealer for the service: whoever has a transaction seals what everybody else can open. What leaves the house
    # had a key of its own before; rows that wait since then still open.
    old = [*settings.old_keys("people"), settings.key("outbox"), *settings.old_keys("outbox")]
    sealer = Sealer(settings.key("people"), old)
    # Class L4 has a key of its own: whoever comes by the other one opens none of it.
    vault = Sealer(settings.key("vault"), settings.old_keys("vault"))
    return Ground(app, Database(sealer, vault), settings, sealer, vault)


def build(
    settings: Settings,
    pool_size: int | None = None,
    operator_names: Collection[str] | None = None,
    examples: Mapping[str, JSON] | None = None,
) -> House:
    """Build the bare application, the database and the engine; no connection is opened yet."""
    from service.connectors import contracts
    from service.domain import clock
    from service.engine import Engine

    on = ground(settings, pool_size)
    engine = Engine(clock.now, operators=operator_names, connectors=contracts(), examples=examples)
    return House(on.app, on.db, settings, on.sealer, on.vault, engine, _provider(settings))


def _provider(settings: Settings) -> Provider | None:
    """Make the identity provider's client; what it needs is imported only where a town has one."""
    if settings.identity is None:
        return None
    from service.provider import Provider

    return Provider(settings.identity, settings.public_url, "/oidc/callback")
