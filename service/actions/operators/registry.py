"""The register of operators and the context that they get."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from service.actions.operators.examples import EXAMPLES
from service.domain import clock
from service.domain.calendar import Calendar
from service.domain.errors import Conflict
from service.domain.instances import Event
from service.domain.rules import Rulebook
from service.engine import Engine
from service.store.database import Tx


@dataclass(slots=True)
class Context:
    """The step an operator runs in: its transaction, its instance, who acts and what they answered."""

    tx: Tx
    engine: Engine
    tenant: int
    instance_id: UUID
    organization_id: UUID
    person_id: UUID | None
    actor_id: UUID | None
    answers: Mapping[str, Any]
    at: datetime
    rules: Rulebook
    calendar: Calendar
    variables: Mapping[str, Any]
    starter_id: UUID | None
    # The form whose answers these are, and the task that was completed; neither when nobody answered anything.
    schema: Mapping[str, Any] = field(default_factory=dict)
    task_id: UUID | None = None
    stand_in_id: UUID | None = None  # who started the case in the starter's stead
    events: list[Event] = field(default_factory=list)

    @property
    def today(self) -> date:
        """Return the day of the step in the office's zone."""
        return clock.office_day(self.at)

    @property
    def starters(self) -> frozenset[UUID]:
        """Return who started the case: one person, or two when somebody stood in."""
        return frozenset(who for who in (self.starter_id, self.stand_in_id) if who is not None)

    def record(self, type_: str, payload: Mapping[str, Any]) -> None:
        """Add a row to the instance's history for what this operator did."""
        self.events.append(Event(type_, self.today, payload, actor_id=self.actor_id))


Operator = Callable[..., Any]
_OPERATORS: dict[str, Operator] = {}
_UNDOES: dict[str, Operator] = {}


def operator(name: str) -> Callable[[Operator], Operator]:
    """Register a function as an operator of that name; its keyword parameters are the diagram's parameters."""

    def register(function: Operator) -> Operator:
        if name in _OPERATORS:
            raise RuntimeError(f"operator {name} is registered twice")
        _OPERATORS[name] = function
        return function

    return register


def undoes(name: str) -> Callable[[Operator], Operator]:
    """Register what takes an operator's work back; it gets the context of the return and what the operator said."""

    def register(function: Operator) -> Operator:
        _UNDOES[name] = function
        return function

    return register


def undo(context: Context, name: str, said: Any) -> None:
    """Take an operator's work back; it may raise a YangguangError, and nothing is taken back then."""
    _UNDOES[name](context, said)


def undoable() -> frozenset[str]:
    """Return the operators whose work can be taken back."""
    return frozenset(_UNDOES)


def call(context: Context, name: str, params: Mapping[str, Any]) -> Any:
    """Run an operator for a service task.

    Raises Conflict for a name or a parameter that the diagram made up; the linter refuses both at deployment.
    """
    function = _OPERATORS.get(name)
    if function is None:
        raise Conflict("unknown_operator", operator=name)
    try:
        inspect.signature(function).bind(context, **params)
    except TypeError:
        raise Conflict("operator_parameters", operator=name) from None
    return function(context, **params)


def names() -> dict[str, tuple[str, ...]]:
    """Return every operator with the names of its parameters."""
    return {
        name: tuple(list(inspect.signature(function).parameters)[1:]) for name, function in sorted(_OPERATORS.items())
    }


def examples() -> dict[str, Any]:
    """Return every operator with an example of what it answers."""
    return {name: EXAMPLES[name] for name in sorted(_OPERATORS)}
