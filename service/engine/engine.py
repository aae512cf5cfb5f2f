"""The wall: state in, one event, Outcome out. Knows no database, no web, no clock but the one it is given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from service.domain.outcome import JSON, Outcome
from service.engine.bundle import Bundle
from service.engine.findings import Finding
from service.engine.forms import FormProblem
from service.engine.model import Model
from service.engine.outline import NextNode, OutlineNode

# What a BPMN service task calls: operator id, evaluated parameters. It runs inside the caller's transaction and may raise
# YangguangError, which then leaves the engine unchanged (the caller rolls back).
Services: TypeAlias = Callable[[str, dict[str, Any]], JSON]


class Engine:
    """Run processes; one per operating-system process, safe for its threads."""

    def __init__(
        self, clock: Callable[[], datetime], cache_size: int = 64, operators: Collection[str] | None = None
    ) -> None:
        self._clock, self._cache_size, self._operators = clock, cache_size, operators

    def parse(self, bundle: Bundle) -> Model:
        """Parse a release, or raise InvalidDefinition with every problem found."""
        raise NotImplementedError

    def lint(self, bundle: Bundle) -> list[Finding]:
        """Return what is wrong with a release, errors and warnings."""
        raise NotImplementedError

    def model(self, release_key: str, load: Callable[[], Bundle]) -> Model:
        """Return the parsed release from this process's cache, parsing it at most once."""
        raise NotImplementedError

    def start(self, model: Model, process: str, data: Mapping[str, JSON], services: Services) -> Outcome:
        """Start an instance and run it to its first wait."""
        raise NotImplementedError

    def complete(
        self, model: Model, state: bytes, task: UUID, variables: Mapping[str, JSON], services: Services
    ) -> Outcome:
        """Complete an open task, timers that are due first."""
        raise NotImplementedError

    def deliver(
        self,
        model: Model,
        state: bytes,
        message: str,
        payload: Mapping[str, JSON],
        services: Services,
        task: UUID | None = None,
    ) -> Outcome:
        """Deliver a message to the node that waits for it."""
        raise NotImplementedError

    def child_ended(
        self, model: Model, state: bytes, task: UUID, result: Mapping[str, JSON], services: Services
    ) -> Outcome:
        """Take back the result of an own instance that a ChildStart asked for."""
        raise NotImplementedError

    def fire(self, model: Model, state: bytes, services: Services) -> Outcome:
        """Let every due timer fire, until it is quiet."""
        raise NotImplementedError

    def check_answers(self, model: Model, form: str, answers: JSON) -> list[FormProblem]:
        """Return what does not fit the form's schema."""
        raise NotImplementedError

    def outline(self, model: Model, process: str) -> list[OutlineNode]:
        """Return the process as text, in reading order."""
        raise NotImplementedError

    def next_nodes(self, model: Model, process: str, node: str) -> list[NextNode]:
        """Return the tasks that may come next after a node."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop the evaluator's worker processes."""
