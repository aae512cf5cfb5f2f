"""Where measurements are made: a database that syncs to disk, the server as `make run` starts it, and one report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.store.embedded import EmbeddedPostgres
from service.wiring import House
from tests.bench.report import Report
from tests.conftest import TestDatabase, open_way
from tests.web.conftest import environment, open_house

REPORT = pytest.StashKey[Report]()
# The user first: the statements of the service are counted apart from the measurer's own.
LOGGED = {"log_line_prefix": "%u "}


def pytest_configure(config: pytest.Config) -> None:
    """Begin an empty report."""
    config.stash[REPORT] = Report()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report where nothing captures it."""
    for line in config.stash[REPORT].lines:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def report(pytestconfig: pytest.Config) -> Report:
    """Give the report that is printed in the end."""
    return pytestconfig.stash[REPORT]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Give a server as the service has it: every commit is on disk."""
    folder = open_way(tmp_path_factory.mktemp("durable"))
    with EmbeddedPostgres(folder / "pg", LOGGED) as server:
        yield server


@pytest.fixture(scope="module")
def variables(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the environment of the service, in this process as in gunicorn's: few accounts do the work of hundreds."""
    return environment(database, tmp_path_factory.mktemp("home")) | {"WRITES_PER_SECOND": "100000"}


@pytest.fixture(scope="module")
def house(variables: dict[str, str]) -> Iterator[House]:
    """Give a house with the web door on it."""
    with open_house(variables) as opened:
        yield opened
