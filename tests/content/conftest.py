"""What we ship, as a deployment would read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import yaml

from service.actions import operators
from service.engine import Bundle, Engine, Model
from tests.content.files import DIAGRAMS, FORMS, ROOT, TABLES, read_form

MONDAY = datetime(2017, 4, 10, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def shipped() -> Bundle:
    """Give everything under bpmn/ and forms/ as one release."""
    return Bundle(
        {path.name: path.read_bytes() for path in DIAGRAMS},
        {path.name: path.read_bytes() for path in TABLES},
        {path.name.removesuffix(".schema.json"): read_form(path) for path in FORMS},
        {path.stem: yaml.safe_load(path.read_text()) for path in sorted(ROOT.glob("bpmn/rules/*.yaml"))},
    )


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Give one engine that knows the operators of the house."""
    made = Engine(lambda: MONDAY, operators=operators.names(), examples=operators.examples())
    yield made
    made.close()


@pytest.fixture(scope="session")
def model(engine: Engine, shipped: Bundle) -> Model:
    """Give what we ship, parsed."""
    return engine.parse(shipped)
