"""The heart of the house: absorb what the engine says into what has to be written.

If you read one function, read `absorb`. It knows rules and values only: no database, no engine, no clock of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from service.domain.clock import office_day
from service.domain.deadlines import inside
from service.domain.outcome import ArmedTimer, Called, OpenTask, Outcome, Passed, Subscription

SMALL = 20  # keys of an object that a task row or an instance row still carries
STARTER = "starter"  # in `exclude`: whoever started the instance
DATA = "data:"  # in `exclude`: the person ids of a variable, `data:NAME` or `data:NAME.KEY`


@dataclass(frozen=True, slots=True)
class Event:
    """One row of history before it is chained."""

    type: str
    occurred_on: date
    payload: Mapping[str, Any] = field(default_factory=dict)
    node: str | None = None
    task_id: UUID | None = None
    actor_id: UUID | None = None
    on_behalf_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be put into an inbox: role at the nearest organisation of a level, or one person."""

    id: UUID
    process_key: str
    node: str
    title: str
    role: str
    level: str
    assignee_id: UUID | None
    home: UUID | None
    due_at: datetime
    earliest_on: date | None
    priority: int
    milestone: str | None
    exclude_nodes: tuple[str, ...]
    exclude_people: tuple[UUID, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that one step of one instance writes."""

    at: datetime
    state: bytes
    status: str
    milestone: str | None
    business_key: str | None
    variables: Mapping[str, Any]
    fault: Mapping[str, Any] | None
    actor: UUID | None
    done: UUID | None
    decision: str | None
    gone: tuple[UUID, ...]
    opened: tuple[NewTask, ...]
    armed: tuple[ArmedTimer, ...]
    disarmed: tuple[UUID, ...]
    subscribed: tuple[Subscription, ...]
    unsubscribed: tuple[UUID, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class NewInstance:
    """An instance to be started, with its first change."""

    id: UUID
    release_id: UUID
    process_key: str
    subject_name: str
    organization_id: UUID
    person_id: UUID | None
    parent_id: UUID | None
    parent_task_id: UUID | None
    change: Change


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands about an instance before the step."""

    person_id: UUID | None
    starter_id: UUID | None
    status: str = "running"
    milestone: str | None = None
    business_key: str | None = None
    stand_in_id: UUID | None = None  # who started it in the starter's stead: what bars the one bars the other


@dataclass(frozen=True, slots=True)
class Frame:
    """The rules a release brings: when a task is due, from when it may be done, which data its form shows."""

    due: Callable[[str | None, Mapping[str, Any], datetime], datetime]
    earliest: Callable[[str | None, Mapping[str, Any], datetime], date | None]
    form_fields: Callable[[str | None], Collection[str]]
    milestone: Callable[[str], str | None] = lambda node: None


def absorb(
    standing: Standing,
    outcome: Outcome,
    causes: Sequence[Event],
    at: datetime,
    frame: Frame,
    actor: UUID | None = None,
    done: UUID | None = None,
    decision: str | None = None,
) -> Change:
    """Turn a step's outcome into what has to be written.

    A fault leaves the state as it was and marks the instance; the decision that caused it is not recorded as done, so
    that it can be repeated once the diagram is mended.
    """
    day = office_day(at)
    fault = None
    if outcome.fault is not None:
        fault = {
            "node": outcome.fault.node,
            "line": outcome.fault.line,
            "code": outcome.fault.code,
            "params": dict(outcome.fault.params),
        }
    opened = tuple(address(task, standing, frame, at, actor, causes) for task in outcome.opened)
    status = "faulted" if fault else "ended" if outcome.ended else "running"
    return Change(
        at=at,
        state=outcome.state,
        status=status,
        milestone=_milestone(outcome, standing, frame),
        business_key=_number(causes) or standing.business_key,
        variables=small(outcome.variables, ()),
        fault=fault,
        actor=actor,
        done=None if fault else done,
        decision=decision,
        gone=tuple(task for task in outcome.closed if task != done),
        opened=opened,
        armed=outcome.armed,
        disarmed=outcome.disarmed,
        subscribed=outcome.subscribed,
        unsubscribed=outcome.unsubscribed,
        events=(*causes, *_consequences(outcome, opened, fault, day)),
    )


def _consequences(
    outcome: Outcome, opened: Sequence[NewTask], fault: Mapping[str, Any] | None, day: date
) -> list[Event]:
    """Say what followed from the cause: the path taken, tables explained, tasks opened, the end."""
    if fault is not None:
        return [Event("instance.faulted", day, fault, node=str(fault["node"]))]
    events = [
        Event(
            "instance.advanced",
            day,
            {
                "passed": [_passed(passed) for passed in outcome.passed],
                "opened": [[str(task.id), task.node] for task in opened],
                "closed": [str(task) for task in outcome.closed],
                "children": [[str(child.id), child.node] for child in outcome.children],
                **({"called": [_called(each) for each in outcome.called]} if outcome.called else {}),
                **({"calls": [[str(call.id), call.node] for call in outcome.calls]} if outcome.calls else {}),
            },
        )
    ]
    for made in outcome.decisions:
        events.append(
            Event(
                "decision.made",
                day,
                {
                    "table": made.table,
                    "inputs": dict(made.inputs),
                    "rules": list(made.rules),
                    "outputs": dict(made.outputs),
                },
                node=made.node,
            )
        )
    for sent in outcome.thrown:
        events.append(Event(f"{sent.kind}.sent", day, {"message": sent.name, "key": sent.key}, node=sent.node))
    if outcome.ended:
        events.append(Event("instance.ended", day, {"ends": list(outcome.end_nodes)}))
    return events


def _called(called: Called) -> list[Any]:
    return [called.process, called.node, called.operator, called.result, called.key]


def _passed(passed: Passed) -> list[Any]:
    return [passed.node, passed.kind, list(passed.flows), passed.process]


def _milestone(outcome: Outcome, standing: Standing, frame: Frame) -> str | None:
    """Return the milestone of what now waits: a task's before an event's; else the old one stands."""
    for task in reversed(outcome.opened):
        if milestone := task.properties.get("milestone"):
            return milestone
    children = [child.node for child in outcome.children] + [call.node for call in outcome.calls]
    events = [wait.node for wait in outcome.subscribed] + [timer.node for timer in outcome.armed]
    for node in children + events:
        if milestone := frame.milestone(node):
            return milestone
    return standing.milestone


def address(
    task: OpenTask, standing: Standing, frame: Frame, at: datetime, actor: UUID | None, causes: Sequence[Event]
) -> NewTask:
    """Address a task: to the subject person, to a person named in the data, or to a post at a level."""
    properties = task.properties
    scope = properties.get("scope", "self")
    assignee: UUID | None = None
    home: UUID | None = None
    level = ""
    if scope == "person":
        assignee = standing.person_id
    elif scope.startswith("data:"):
        assignee = _uuid(inside(task.data, scope[5:]))
    elif scope != "self":
        level = scope
    if named := properties.get("organization"):
        home = _uuid(task.data.get(named.removeprefix("data:")))
    excluded = [part.strip() for part in properties.get("exclude", "").split(",") if part.strip()]
    did = [(event.actor_id, event.on_behalf_of) for event in causes if event.node in excluded]
    people = {person for pair in did for person in pair if person is not None}
    if STARTER in excluded:
        people |= {who for who in (standing.starter_id, standing.stand_in_id) if who is not None}
    people |= kept_out(excluded, task.data)
    barring = {part.removeprefix(DATA).partition(".")[0] for part in excluded if part.startswith(DATA)}
    return NewTask(
        id=task.id,
        process_key=task.process,
        node=task.node,
        title=task.name,
        role=properties.get("role", ""),
        level=level,
        assignee_id=assignee,
        home=home,
        due_at=frame.due(properties.get("due"), task.data, at),
        earliest_on=frame.earliest(properties.get("earliest"), task.data, at),
        priority=int(properties.get("priority") or 5),
        milestone=properties.get("milestone"),
        exclude_nodes=tuple(part for part in excluded if part != STARTER and not part.startswith(DATA)),
        exclude_people=tuple(sorted(people)),
        data=small(task.data, {*frame.form_fields(properties.get("form")), *barring}),
    )


def kept_out(excluded: Collection[str], data: Mapping[str, Any]) -> set[UUID]:
    """Return the people whom the process data keep out of a task."""
    people: set[UUID] = set()
    for part in excluded:
        if part.startswith(DATA):
            name, _, key = part.removeprefix(DATA).partition(".")
            value = data.get(name)
            if key:
                value = value.get(key) if isinstance(value, Mapping) else None
            people |= {found for each in (value if isinstance(value, list) else [value]) if (found := _uuid(each))}
    return people


# What gives a case the number or name by which lists tell it from its like.
_NAMES: Final = {"case.registered": "case_no", "organization.requested": "name"}


def _number(causes: Sequence[Event]) -> str | None:
    """Return the number or name that this step has given to the case; the process may keep it wherever it likes."""
    return next((_text(event.payload.get(_NAMES[event.type])) for event in causes if event.type in _NAMES), None)


def small(data: Mapping[str, Any], named: Collection[str]) -> dict[str, Any]:
    """Keep single values and flat objects, and lists only where the form names them: rows of the inbox stay small."""
    return {key: value for key, value in data.items() if key in named or _is_small(value)}


def _is_small(value: object) -> bool:
    if isinstance(value, dict):
        return len(value) <= SMALL and not any(isinstance(part, list | dict) for part in value.values())
    return not isinstance(value, list)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value else None
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return str(value) if value else None
