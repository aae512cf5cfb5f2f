"""What the engine tells the house after one step of a process instance: values only.

The store writes them, the history hashes them, the screens show them; no word of SpiffWorkflow gets past the engine.
Every tuple is in a fixed order (engine's task order), so that the same step always gives the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

# A JSON value: None, bool, int, float, str, list, dict with str keys. `Any`, because a recursive alias would demand a
# cast at every access; the engine proves the claim at run time instead (service/engine/data.py).
JSON: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A user or manual task that has become ready for a person."""

    id: UUID
    node: str
    name: str
    lane: str | None
    process: str
    documentation: str
    properties: Mapping[str, str]
    data: Mapping[str, JSON]
    parent: UUID | None = None


@dataclass(frozen=True, slots=True)
class ArmedTimer:
    """A timer that now runs; `due_at` is aware, UTC; `name` is empty where an event subprocess merely listens."""

    id: UUID
    node: str
    name: str
    due_at: datetime
    interrupting: bool


@dataclass(frozen=True, slots=True)
class Subscription:
    """A node that now waits for a message; `key` is the evaluated correlation value, `name` as with timers."""

    id: UUID
    node: str
    name: str
    message: str
    key: str | None


@dataclass(frozen=True, slots=True)
class ChildStart:
    """A call activity that wants an instance of its own; `id` is what `Engine.child_ended` takes back.

    `organization` and `subject` are the evaluated expressions of the properties of those names (None when not drawn).
    """

    id: UUID
    node: str
    name: str
    process: str
    data: Mapping[str, JSON]
    index: int
    organization: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class OutsideCall:
    """A service task that waits for the world outside; `id` is what `Engine.answered` and `Engine.failed` take back."""

    id: UUID
    node: str
    name: str
    process: str
    operator: str
    params: Mapping[str, JSON]
    address: JSON = None


@dataclass(frozen=True, slots=True)
class Passed:
    """A node that was completed in this step, and the sequence flows that left it."""

    node: str
    name: str
    kind: str
    at: UUID
    flows: tuple[str, ...] = ()
    process: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a decision table answered as it did."""

    node: str
    table: str
    inputs: Mapping[str, JSON]
    rules: tuple[str, ...]
    outputs: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class Called:
    """An operator that a service task has called, and what it said; `key` tells instances of one node apart."""

    process: str
    node: str
    operator: str
    result: JSON
    key: int | str | None = None


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal that the step sent: `kind` is "message" or "signal".

    A message goes to whoever waits for it with this key when it arrives. A signal goes to whoever waits for it now:
    of this instance `waiting`, of every other one what is subscribed when the step commits.
    """

    kind: str
    name: str
    key: str
    payload: Mapping[str, JSON]
    node: str
    at: UUID
    waiting: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """The process itself failed (script, condition, table): a value to remember, not an error of the caller."""

    node: str
    line: int | None
    code: str
    params: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an instance now waits for, after one step.

    With `fault` set the step has NOT happened: `state` is the state before it (b"" for a start), every list is empty,
    and the same step may be tried again once the diagram, the table or the data is mended. Operators that ran before
    the fault have written in the caller's transaction: the caller undoes that (savepoint) and keeps the fault.
    `closed` holds every user task that is gone, completed or cancelled. A timer in `armed` whose id is known already
    has a new moment (cycles). `variables` is the top-level data at the end of the step.
    """

    state: bytes
    opened: tuple[OpenTask, ...] = ()
    closed: tuple[UUID, ...] = ()
    armed: tuple[ArmedTimer, ...] = ()
    disarmed: tuple[UUID, ...] = ()
    subscribed: tuple[Subscription, ...] = ()
    unsubscribed: tuple[UUID, ...] = ()
    children: tuple[ChildStart, ...] = ()
    cancelled_children: tuple[UUID, ...] = ()
    calls: tuple[OutsideCall, ...] = ()
    cancelled_calls: tuple[UUID, ...] = ()
    passed: tuple[Passed, ...] = ()
    decisions: tuple[Decision, ...] = ()
    thrown: tuple[Thrown, ...] = ()
    called: tuple[Called, ...] = ()
    ended: bool = False
    end_nodes: tuple[str, ...] = ()
    fault: Fault | None = None
    variables: Mapping[str, JSON] = field(default_factory=dict)
