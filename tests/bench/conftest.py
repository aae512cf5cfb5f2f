"""Where measurements are made: a database that syncs to disk, the server as `make run` starts it, and one report."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.store.embedded import EmbeddedPostgres
from service.web import pace
from tests.bench.report import Report
from tests.conftest import open_way

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


@pytest.fixture(scope="session", autouse=True)
def no_pace() -> Iterator[None]:
    """Let the few accounts of a measurement write as fast as they can, in this process, too."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pace, "BURST", float("inf"))
    yield
    patch.undo()
