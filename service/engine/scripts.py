"""The only evaluator of organizers' code: pydantic-monty in worker processes, and the folded subset in this one.

The only file that imports pydantic_monty. Limits hold per evaluation; only the names an expression uses cross the pipe.
"""

from __future__ import annotations

import ast
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import TracebackType
from typing import Any

import pydantic_monty as monty

from service.domain.errors import EngineFault, Invalid
from service.domain.outcome import JSON
from service.engine.data import clean
from service.engine.fold import MAX_EXPRESSION, NotFolded, fold
from service.engine.reasons import Reason, reason

MAX_SCRIPT = 20_000
LIMITS: monty.ResourceLimits = {
    "max_feed_duration_secs": 1.0,
    "max_memory": 64 * 2**20,
    "max_recursion_depth": 200,
    "max_suspensions": 100,
    "max_total_sleep_secs": 0.0,
}
# Sleep would wait outside the duration limit; "call_host" without a host refuses it. Chance must not decide a case.
POLICY: monty.OSPolicy = {"sleep": "call_host", "random_start": {"seed": 0}}
_PRINTED = 65_536
_BACK = "__back"
# The process that first made a pool: the library's threads live there, and a fork copies none of them.
_first_pid = 0


class EvaluationFailed(Exception):
    """An expression or script failed: why, and in which of its lines."""

    def __init__(self, why: Reason, line: int | None = None) -> None:
        self.why, self.line = why, line
        super().__init__(why.en, line)


class Names:
    """What a piece of source reads and binds."""

    def __init__(self, source: str, limit: int) -> None:
        if len(source) > limit:
            raise EvaluationFailed(reason("TooLong", "", str(limit)))
        try:
            tree = ast.parse(source.strip("\n") if "\n" in source else source.strip())
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise EvaluationFailed(reason("SyntaxError", str(error)), getattr(error, "lineno", None)) from None
        nodes = list(ast.walk(tree))
        self.used = frozenset(node.id for node in nodes if isinstance(node, ast.Name))
        self.bound = frozenset(_bound(nodes))
        self.kept = frozenset(_kept(tree))
        self.assigns = any(isinstance(node, ast.NamedExpr) for node in nodes)  # a comprehension's names are its own
        reserved = next((name for name in sorted(self.used | self.bound) if name.startswith("__")), None)
        if reserved:
            raise EvaluationFailed(reason("Reserved", "", reserved))


def _bound(nodes: list[ast.AST]) -> Iterator[str]:
    """Every name that any statement of the source may bind at the top of the session."""
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name


def _kept(tree: ast.Module) -> Iterator[str]:
    """Names whose values a script leaves behind: assigned at its top level, and not temporary (`_x`)."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom):
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not node.id.startswith("_"):
                yield node.id


@lru_cache(4096)
def names(source: str, limit: int) -> Names:
    """Analyse a source once."""
    return Names(source, limit)


class _Session:
    """One worker, checked out for a whole step; remembers which names it has ever seen."""

    def __init__(self, pool: monty.Monty) -> None:
        self._checkout = pool.checkout(limits=LIMITS, os_policy=POLICY)
        self._session = self._checkout.__enter__()
        self.seen: set[str] = set()

    def feed(self, source: str, inputs: dict[str, Any], bound: frozenset[str]) -> Any:
        self.seen.update(inputs, bound)
        return self._session.feed_run(source, inputs=inputs, print_callback=monty.CollectString(max_bytes=_PRINTED))

    def close(self) -> None:
        self._checkout.__exit__(None, None, None)


class _Local(threading.local):
    depth: int = 0
    session: _Session | None = None


class Evaluator:
    """Evaluate organizers' expressions and scripts; safe for threads and for fork."""

    def __init__(self, workers: int = 4) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._pool: monty.Monty | None = None
        self._pool_pid = 0
        self._local = _Local()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Keep one worker for all evaluations inside; steps nest when an operator starts another step."""
        local = self._local
        local.depth += 1
        try:
            yield
        finally:
            local.depth -= 1
            if not local.depth:
                self._drop_session()

    def evaluate(self, source: str, data: Mapping[str, Any]) -> JSON:
        """Return the value of an expression; it is JSON, and a list or dict is the caller's own copy."""
        folded = fold(source)
        if folded is not None:
            with suppress(NotFolded):
                return clean_result(_call_folded(folded, data), source)
        found = names(source, MAX_EXPRESSION)
        return clean_result(self._run(source.strip(), found, data), source)

    def execute(self, source: str, data: Mapping[str, Any]) -> dict[str, JSON]:
        """Run a script and return the variables it leaves behind; names that begin with `_` are temporary."""
        found = names(source, MAX_SCRIPT)
        back = sorted(found.kept | (found.used & data.keys()))
        result = self._run(source.rstrip() + "\n" + _collect(back), found, data)
        return {name: clean_result(value, name) for name, value in result.items()}

    def close(self) -> None:
        """Stop the worker processes."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None and self._pool_pid == os.getpid():
            pool.__exit__(None, None, None)

    def __enter__(self) -> Evaluator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, source: str, found: Names, data: Mapping[str, Any]) -> Any:
        inputs = {name: data[name] for name in found.used if name in data}
        try:
            with self._session_for(found.used - inputs.keys()) as session:
                return session.feed(source, inputs, found.bound | {_BACK})
        except (monty.MontySyntaxError, monty.MontyRuntimeError) as error:
            kind = type(error.exception()).__name__
            frames = error.traceback()
            if kind in ("TimeoutError", "MemoryError", "RecursionError"):
                self._drop_session()  # a stopped worker's heap is not to be trusted with the next expression
            line = frames[-1].line if frames else None
            raise EvaluationFailed(reason(kind, error.display("msg")), line) from None
        except monty.MontyError as error:
            self._drop_session()
            raise EvaluationFailed(reason("Crashed", str(error))) from error

    @contextmanager
    def _session_for(self, missing: frozenset[str]) -> Iterator[_Session]:
        """Yield the step's session, or a fresh one where an earlier evaluation could lend this one a name.

        A thread never holds two workers: were all threads to wait for their second one, none would ever come free.
        """
        local = self._local
        if local.depth:
            if local.session is not None and missing & local.session.seen:
                self._drop_session()
            if local.session is None:
                local.session = _Session(self._living_pool())
            yield local.session
            return
        session = _Session(self._living_pool())
        try:
            yield session
        finally:
            session.close()

    def _drop_session(self) -> None:
        session, self._local.session = self._local.session, None
        if session is not None:
            session.close()

    def _living_pool(self) -> monty.Monty:
        """Return the pool, made at the first evaluation, that is after the fork of a web worker.

        Once a process has evaluated anything, its forked children would hang in the evaluator for ever, even when the
        parent has closed its pool and the child makes one of its own: say so instead.
        """
        global _first_pid
        with self._lock:
            if _first_pid not in (0, os.getpid()):
                raise EngineFault("evaluator_forked", parent=_first_pid)
            if self._pool is None:
                pool = monty.Monty(
                    min_processes=1, max_processes=self._workers, request_timeout=3.0, checkout_timeout=5.0
                )
                self._pool, self._pool_pid = pool.__enter__(), os.getpid()
                _first_pid = self._pool_pid
            return self._pool


def _call_folded(folded: Any, data: Mapping[str, Any]) -> Any:
    try:
        return folded(data)
    except (NameError, KeyError, IndexError, TypeError, ValueError, RecursionError) as error:
        raise EvaluationFailed(reason(type(error).__name__, str(error))) from None


def _collect(back: list[str]) -> str:
    """Write the lines that gather a script's variables; one assigned only on a path not taken is left out."""
    lines = [f"{_BACK} = {{}}"]
    for name in back:
        lines += ["try:", f"    {_BACK}[{name!r}] = {name}", "except NameError:", "    pass"]
    return "\n".join([*lines, _BACK])


def clean_result(value: Any, what: str) -> JSON:
    """Copy what the evaluator returned; tuples become lists, anything else that is not JSON fails."""
    try:
        return clean(_lists(value))
    except Invalid:
        raise EvaluationFailed(reason("NotJson", "", what[:80])) from None


def _lists(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_lists(item) for item in value]
    if type(value) is dict:
        return {key: _lists(item) for key, item in value.items()}
    return value


def check_source(source: str, limit: int, expression: bool) -> None:
    """Raise EvaluationFailed when a source is too long, is no Python, or uses a name that is not its own to use."""
    found = names(source, limit)
    if not source.strip():
        raise EvaluationFailed(reason("SyntaxError", ""))
    if expression and fold(source) is None:
        try:
            ast.parse(source.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise EvaluationFailed(reason("SyntaxError", "")) from None
    if found.assigns and expression:
        raise EvaluationFailed(reason("SyntaxError", ""))
