"""Waits: timers against the engine's clock, and messages that find their node by a key.

A timer's due moment and a message's key are computed once, when the node begins to wait, and stay with the instance.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    TimeDateEventDefinition,
)
from SpiffWorkflow.spiff.specs.event_definitions import MessageEventDefinition
from SpiffWorkflow.util.task import TaskState

from service.engine.data import copied
from service.engine.faults import fault_at
from service.engine.times import (
    TOWN_ZONE,
    Cycle,
    Duration,
    add,
    is_literal,
    parse_cycle,
    parse_duration,
    parse_moment,
    same_day,
)

_DUE, FIRED, _KEY, _CYCLE, PAYLOAD = "due", "event_fired", "key", "cycle", "payload"
_DAY, _UNTIL = "cycle_day", "cycle_until"
_NEVER = datetime.max.replace(tzinfo=UTC).isoformat()


def due_at(task: Any) -> datetime | None:
    """Return when a waiting timer is due (UTC), None for anything that is no timer."""
    value = task.internal_data.get(_DUE)
    return datetime.fromisoformat(value) if value else None


def rearm(task: Any) -> None:
    """Let a timer begin anew by the engine's clock; whether it fires is the next step's business."""
    for name in (_DUE, FIRED, _CYCLE, _DAY, _UNTIL):
        task.internal_data.pop(name, None)
    task.task_spec.event_definition.arm(task)


def set_clock(task: Any, like: Any) -> None:
    """Let a waiting timer be due when another life of it is, and come as often still; None: it stands still."""
    if like is None:
        task.internal_data[_DUE] = _NEVER
        return
    for name in (_DUE, _CYCLE, _DAY, _UNTIL):
        task.internal_data.pop(name, None)
        if name in like.internal_data:
            task.internal_data[name] = copied(like.internal_data[name])


def message_key(task: Any) -> str | None:
    """Return the correlation value that a waiting message node computed."""
    value: str | None = task.internal_data.get(_KEY)
    return value


def is_message(task: Any) -> bool:
    """Tell whether a task waits for a message or signal."""
    return isinstance(getattr(task.task_spec, "event_definition", None), MessageWait)


def listens(task_spec: Any) -> bool:
    """Tell whether a spec is the listener of an event subprocess (scopes.py): it waits, but holds no token."""
    return bool(getattr(task_spec, "listens", False))


def branch(task: Any, payload: dict[str, Any]) -> None:
    """Let a waiting event act and go on waiting: start its event subprocess, or a branch from its border."""
    if listens(task.task_spec):
        task.task_spec.begin(task, payload)
        return
    task.workflow.top_workflow.note(task, passing=True)
    # The branch hangs on the task before the activity: as a child of the event it would be dropped, people's open
    # tasks included, when the activity ends and takes the waiting event with it.
    fired = task.parent.parent._add_child(task.task_spec, TaskState.FUTURE)
    fired.triggered = True
    fired.data = {**task.data, **copied(payload)}
    fired._set_state(TaskState.COMPLETED)
    for output in task.task_spec.outputs:
        if not output.name.endswith(".BoundaryEventJoin"):  # the join belongs to the event itself, which still waits
            child = fired._add_child(output, TaskState.FUTURE)
            child.task_spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
            child.task_spec._update(child)


def _now(task: Any) -> datetime:
    now: datetime = task.workflow.top_workflow.now
    return now


def _text(definition: Any, task: Any, parse: Any) -> Any:
    """Read a timer expression: an ISO literal as it stands (P3D), else an expression whose value is ISO text."""
    source = (definition.expression or "").strip()
    with suppress(ValueError):
        return parse(source)
    if is_literal(source):
        raise fault_at(task, "timer_failed", value=source[:80])
    value = task.workflow.script_engine.evaluate(task, source)
    if value is None:  # as an operator says it that finds no date: the rule has none, or what it counts from is missing
        raise fault_at(task, "timer_empty", source=source[:80])
    try:
        return parse(value)
    except (ValueError, TypeError, AttributeError):
        raise fault_at(task, "timer_failed", value=str(value)[:80]) from None


def _arm_once(task: Any, compute: Any) -> None:
    if task.internal_data.get(_DUE) is None:
        task.internal_data[_DUE] = compute().isoformat()


def _fired(task: Any) -> bool:
    due = due_at(task)
    if due is not None and due <= _now(task):
        task.internal_data[FIRED] = True
    return bool(task.internal_data.get(FIRED, False))


class DateTimer(TimeDateEventDefinition):  # type: ignore[misc]
    """A timer for a day or moment; a day means its first moment in the town."""

    def has_fired(self, my_task: Any) -> bool:
        """Tell whether the moment has come by the engine's clock."""
        self.arm(my_task)
        return _fired(my_task)

    def arm(self, my_task: Any) -> None:
        """Fix the moment, once."""
        _arm_once(my_task, lambda: _text(self, my_task, parse_moment))


class DurationTimer(DurationTimerEventDefinition):  # type: ignore[misc]
    """A timer for a length of time from the moment it is armed."""

    def has_fired(self, my_task: Any) -> bool:
        """Tell whether the time has passed by the engine's clock."""
        self.arm(my_task)
        return _fired(my_task)

    def arm(self, my_task: Any) -> None:
        """Fix the moment, once."""
        _arm_once(my_task, lambda: add(_now(my_task), _text(self, my_task, parse_duration)))


class CycleTimer(CycleTimerEventDefinition):  # type: ignore[misc]
    """A timer that starts its branch again and again.

    After a pause a counted cycle (R3/…) catches up every missed time; an endless one fires once for all it missed,
    because nobody wants a hundred reminders on the morning after a long holiday. A monthly cycle that began on the
    31st comes on the last day of a shorter month, and on the 31st again.
    """

    def has_fired(self, my_task: Any) -> bool:
        """Tell whether every repetition is over."""
        return bool(my_task.internal_data.get(FIRED, False))

    def update_task(self, my_task: Any) -> None:
        """Start a branch for each repetition that is due, and arm the next."""
        data = my_task.internal_data
        if _CYCLE not in data:
            self.arm(my_task)
        while (due := due_at(my_task)) is not None and due <= _now(my_task):
            left = data[_CYCLE][0]
            branch(my_task, {})
            self._rearm(my_task, None if left is None else left - 1, due)
        if data.get(_DUE) is not None:
            return
        if listens(my_task.task_spec):
            my_task.task_spec.stop(my_task)
            return
        data[FIRED] = True
        my_task._ready()

    def arm(self, task: Any) -> None:
        """Fix the first moment."""
        cycle: Cycle = _text(self, task, parse_cycle)
        now = _now(task)
        first = cycle.first or add(now, cycle.every)
        day = (cycle.until or cycle.first or now).astimezone(TOWN_ZONE).day
        if cycle.every.months and not cycle.every.delta and day > 28:
            task.internal_data[_DAY] = day
        if cycle.until is not None:
            task.internal_data[_UNTIL] = cycle.until.isoformat()
        task.internal_data[_CYCLE] = [cycle.times, cycle.every.months, cycle.every.delta.total_seconds()]
        task.internal_data[_DUE] = first.isoformat()

    def _rearm(self, task: Any, left: int | None, due: datetime) -> None:
        _, months, seconds = task.internal_data[_CYCLE]
        every = Duration(months, timedelta(seconds=seconds))
        following, missed = self._next(task, due, every), left is None
        if missed and not months and following <= _now(task):
            following += (_now(task) - following) // every.delta * every.delta
        while missed and following <= _now(task):
            following = self._next(task, following, every)
        until = task.internal_data.get(_UNTIL)
        if until is not None and following > datetime.fromisoformat(until):
            left = 0
        task.internal_data[_CYCLE] = [left, months, seconds]
        task.internal_data[_DUE] = None if left == 0 else following.astimezone(UTC).isoformat()

    @staticmethod
    def _next(task: Any, due: datetime, every: Duration) -> datetime:
        day = task.internal_data.get(_DAY)
        following = add(due, every)
        return following if day is None else same_day(following, day)


class MessageWait(MessageEventDefinition):  # type: ignore[misc]
    """Wait for a message (or signal) by its id; the instance's own key decides whether it is meant."""

    def update_task(self, my_task: Any) -> None:
        """Compute the correlation value when the node begins to wait."""
        properties = (getattr(my_task.task_spec, "extensions", None) or {}).get("properties", {})
        expression = properties.get("key")
        if expression and _KEY not in my_task.internal_data:
            value = my_task.workflow.script_engine.evaluate(my_task, expression)
            my_task.internal_data[_KEY] = "" if value is None else str(value)  # None is who waits for every key

    def receive(self, my_task: Any, payload: dict[str, Any]) -> None:
        """Take the message's content and let the node go on; one that interrupts nothing also goes on waiting."""
        if not getattr(my_task.task_spec, "cancel_activity", True) or listens(my_task.task_spec):
            branch(my_task, {self.message_var: payload} if self.message_var else payload)
            return
        my_task.internal_data[PAYLOAD] = copied(payload)
        my_task.internal_data[FIRED] = True
        my_task.task_spec._update(my_task)

    def update_task_data(self, my_task: Any) -> None:
        """Put the content into the data: under the drawn variable name, else key by key."""
        payload = my_task.internal_data.pop(PAYLOAD, None)
        if payload is None:
            return
        if self.message_var:
            my_task.data[self.message_var] = payload
        else:
            my_task.data.update(payload)

    def reset(self, my_task: Any) -> None:
        """Forget this wait; a loop that comes back computes the key anew."""
        for name in (PAYLOAD, _KEY):
            my_task.internal_data.pop(name, None)
        my_task.internal_data[FIRED] = False
